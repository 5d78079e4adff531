"""Failure events: extraction against a select that somebody writes by hand, and runs on top of many events."""

import shutil
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from faultbook_samples.events.sample_messages import Message, sample_messages
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from bench import targets
from bench.clock import Cost, measured, median_cost
from bench.page import BenchPage
from bench.targets import Target
from bench.workspace import LocalWorkspace, open_workspace
from faultbook.events.definition import Definition
from faultbook.events.envelope import Envelope
from faultbook.events.shipped import shipped_definitions
from faultbook.jobs import collect, setup
from faultbook.transforms.events.extraction import classified, extracted

EXTRACTION = Target("extraction of 1 M messages : a select by hand of the same fields", "new", 1.5, 1.2)
TWICE = Target("twice the messages, the whole task : half of them", "new", 2.2, 2.0)
ON_TOP = Target("200 new messages on top of 1 M : on an empty lakehouse", "new", 2.0, 1.2)
NAMES = ("azure_log_alert_of_activity", "databricks_task_notification", "github_workflow_run")
NUMBERED = {
    "azure_log_alert_of_activity": "3a171e1f-b36e-4b80-8a54-5625394f4354",
    "databricks_task_notification": '"run_id": "999"',
    "github_workflow_run": "30433642",
}
"""What of a message names the failure: another number makes another failure."""
NEW = 200
LINES_OF_FILE = 5_000


def events(session: Callable[[], Any], page: BenchPage, arguments: Namespace) -> None:
    """Extraction alone, then the task `collect`."""
    count = max(int(1_000_000 * arguments.scale), 600)
    work = Path(".bench/events").absolute()
    shutil.rmtree(work, ignore_errors=True)
    spark = session()
    rows = [_extraction(spark, work, count, arguments.rounds), *_tasks(spark, work, count, arguments.rounds)]
    words = (
        "Three kinds of messages, a third each: a log alert of Data Factory, a task of Databricks, a workflow run of "
        "GitHub. By hand: get_json_object for each path, the first that is not NULL."
    )
    page.add(f"{count:,} messages of senders", targets.COLUMN_NAMES, rows, words)


def _extraction(spark: Any, work: Path, count: int, rounds: int) -> list[str]:
    by_name = {message.name: message for message in sample_messages()}
    definitions = {one.name: one for one in shipped_definitions()}
    ours: list[Cost] = []
    by_hand: list[Cost] = []
    for name in NAMES:
        message = by_name[name]
        definition = definitions[str((message.expected or {})["definition"])]
        _messages(spark, message, count // len(NAMES)).write.mode("overwrite").parquet(str(work / name))
        rows = spark.read.parquet(str(work / name))
        plans = (
            lambda rows=rows, one=definition: _extracted(rows, one),
            lambda rows=rows, one=definition: _by_hand(rows, one),
        )
        for plan, costs in zip(plans, (ours, by_hand), strict=True):
            _noop(plan())
            costs.append(median_cost([measured(lambda plan=plan: _noop(plan())) for _ in range(rounds)]))
    total, rival = (sum(cost.cpu_seconds for cost in costs) for costs in (ours, by_hand))
    return targets.row(EXTRACTION, "Spark, warm, nothing stored", total, rival)


def _messages(spark: Any, message: Message, count: int) -> DataFrame:
    numbered = NUMBERED[message.name]
    number = F.concat(
        F.lit(numbered.rstrip('"')), F.col("id").cast("string"), F.lit('"' if numbered[-1] == '"' else "")
    )
    headers = [column for name, value in message.headers.items() for column in (F.lit(name), F.lit(value))]
    none = F.expr("cast(map() AS map<string,string>)")
    return spark.range(count).select(
        F.col("id").cast("string").alias("envelope_id"),
        F.lit(message.source).alias("source"),
        (F.create_map(*headers) if headers else none).alias("headers"),
        F.replace(F.lit(message.body), F.lit(numbered), number).alias("body"),
    )


def _extracted(rows: DataFrame, definition: Definition) -> DataFrame:
    return extracted(classified(rows, shipped_definitions()), definition)


def _by_hand(rows: DataFrame, definition: Definition) -> DataFrame:
    """The same fields from the body as it is: parts are written out as paths, pairs by their place."""
    begin = {name: part.path for name, part in definition.parts.items()}

    def path_of(candidate: Any) -> str:
        path, steps = candidate.path, list(candidate.path.steps)
        while path.root in begin:
            part = definition.parts[path.root]
            steps = [
                *part.path.steps,
                *([0, part.value] if part.pairs is not None else []),
                *steps[part.pairs is not None :],
            ]
            path = part.path
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)

    columns = {
        name: F.coalesce(
            *(F.get_json_object("body", path_of(one)) for one in some if one.path is not None), F.lit(None)
        )
        for name, some in {**definition.fields, **definition.facts}.items()
    }
    return rows.select("envelope_id", *(column.alias(name) for name, column in columns.items()))


def _tasks(spark: Any, work: Path, count: int, rounds: int) -> list[list[str]]:
    half = _fresh(spark, work / "half")
    whole = _fresh(spark, work / "whole")
    _land(half, 0, count // 2)
    _land(whole, 0, count)
    warm = _fresh(spark, work / "warm")
    _land(warm, 0, 600)
    _run(spark, warm)
    of_half, of_whole = (measured(lambda one=one: _run(spark, one)).cpu_seconds for one in (half, whole))
    on_top: list[Cost] = []
    on_empty: list[Cost] = []
    for number in range(rounds):
        empty = _fresh(spark, work / "empty")
        for workspace, costs in ((whole, on_top), (empty, on_empty)):
            _land(workspace, count + number * NEW, NEW)
            costs.append(measured(lambda workspace=workspace: _run(spark, workspace)))
    return [
        targets.row(TWICE, "warm, by the task", of_whole, of_half),
        targets.row(ON_TOP, "warm", median_cost(on_top).cpu_seconds, median_cost(on_empty).cpu_seconds),
    ]


def _fresh(spark: Any, root: Path) -> LocalWorkspace:
    shutil.rmtree(root, ignore_errors=True)
    none = str(root / "no-system-tables")
    workspace = open_workspace(root, events=str(root / "events"), system_tables=none)
    workspace.run(spark, setup)
    return workspace


def _run(spark: Any, workspace: LocalWorkspace) -> None:
    workspace.run(spark, collect)


def _land(workspace: LocalWorkspace, first: int, count: int) -> None:
    by_name = {message.name: message for message in sample_messages()}
    folder = Path(workspace.settings.events) / "azure-monitor" / "2026-11-30"
    folder.mkdir(parents=True, exist_ok=True)
    numbers: Sequence[int] = range(first, first + count)
    for begin in range(0, count, LINES_OF_FILE):
        lines = [_envelope(by_name, number) for number in numbers[begin : begin + LINES_OF_FILE]]
        (folder / f"page-{first + begin}.jsonl").write_bytes(b"".join(lines))


def _envelope(by_name: dict[str, Message], number: int) -> bytes:
    message = by_name[NAMES[number % len(NAMES)]]
    numbered = NUMBERED[message.name]
    body = message.body.replace(numbered, f'{numbered[:-1]}{number}"' if numbered[-1] == '"' else f"{numbered}{number}")
    at = datetime(2026, 11, 30, 12, tzinfo=UTC)
    return Envelope(source=message.source, received_at=at, body=body.encode(), headers=message.headers).to_line()


def _noop(rows: DataFrame) -> None:
    rows.write.format("noop").mode("overwrite").save()
