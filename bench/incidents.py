"""Rules over failures: all conditions in one pass, against a select by hand, and beside cel-python on the same rows."""

import shutil
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame

from bench import targets
from bench.clock import measured, median_cost
from bench.page import BenchPage
from bench.rules_by_hand import SOME, by_hand, failure_events, fifty_rules
from bench.targets import Target
from faultbook.catalog.rule_frames import FRAMES
from faultbook.transforms.rules.frames import failures
from faultbook.transforms.rules.matches import matches

MATCHING = Target("50 rules over 1 M failures : a select by hand, same predicates and columns", "new", 1.5, 1.2)
WHOLE = Target("50 rules over 1 M failures, all columns of rule_matches : that select", "new", None, None)
TWICE = Target("twice the failures : half of them", "new", 2.2, 2.0)
BESIDE = Target("50 rules over 1 M failures : cel-python", "new", 0.1, 0.01)
OF_CEL = 100
"""Failures that cel-python looks at; its figure is extrapolated to all."""


def incidents(session: Callable[[], Any], page: BenchPage, arguments: Namespace) -> None:
    """Matches of fifty rules; nothing is stored."""
    count = max(int(1_000_000 * arguments.scale), 1_000)
    work = Path(".bench/incidents").absolute()
    shutil.rmtree(work, ignore_errors=True)
    spark = session()
    for name, events in (("half", count // 2), ("whole", count)):
        failure_events(spark, events).repartition(4).write.parquet(str(work / name))
    whole, half = (spark.read.parquet(str(work / name)) for name in ("whole", "half"))
    rules = fifty_rules()
    found, expected = (plan(whole).groupBy("rule").count().toArrow() for plan in (_ours, _by_hand))
    if (totals := dict(_rows(found))) != dict(_rows(expected)):
        raise AssertionError("The rules and the select by hand found different matches.")
    same = by_hand(whole.limit(0), rules).columns
    costs = {
        name: median_cost([measured(lambda work=work: _noop(work())) for _ in range(arguments.rounds + 1)][1:])
        for name, work in (
            ("ours", lambda: _ours(whole)),
            ("same columns", lambda: _ours(whole).select(*(_OURS.get(name, name) for name in same))),
            ("by hand", lambda: _by_hand(whole)),
            ("half", lambda: _ours(half)),
        )
    }
    seconds = {name: cost.cpu_seconds for name, cost in costs.items()}
    rows = [
        targets.row(MATCHING, "Spark, warm, nothing stored", seconds["same columns"], seconds["by hand"]),
        targets.row(WHOLE, "Spark, warm, nothing stored", seconds["ours"], seconds["by hand"]),
        targets.row(TWICE, "Spark, warm", seconds["ours"], seconds["half"]),
    ]
    page.add(
        f"{len(rules)} rules over {count:,} failures",
        targets.COLUMN_NAMES,
        rows,
        f"{sum(totals.values()):,} matches, the same by hand. By hand: an array of the names of the rules whose "
        "predicates hold, exploded, with five columns of the failure. Ours also have fingerprint, slots, group key, "
        "severity, title and facts.",
    )
    if find_spec("celpy"):
        of_sample = _cel_seconds(whole) * count / OF_CEL
        page.add(
            "Beside cel-python",
            targets.COLUMN_NAMES,
            [targets.row(BESIDE, f"cel-python: {OF_CEL} failures, extrapolated", seconds["ours"], of_sample)],
            "Expressions of CEL with the same predicates, compiled once; evaluated one after another in Python.",
        )


_OURS = {"happened_at": "matched_at", "message": "title"}
"""Column of the select by hand -> the one of rule_matches that is nearest to it."""


def _ours(rows: DataFrame) -> DataFrame:
    return matches(failures(rows), FRAMES["failures"], [one.rule for one in fifty_rules()])


def _by_hand(rows: DataFrame) -> DataFrame:
    return by_hand(rows, fifty_rules())


def _rows(table: Any) -> list[tuple[str, int]]:
    return [(row["rule"], row["count"]) for row in table.to_pylist()]


def _cel_seconds(rows: DataFrame) -> float:
    celpy = import_module("celpy")
    environment = celpy.Environment()
    programs = [environment.program(environment.compile(one.cel)) for one in fifty_rules()]
    events = [
        celpy.json_to_cel({"event": {name: value or "" for name, value in event.items()}})
        for event in rows.select(*SOME).limit(OF_CEL).toArrow().to_pylist()
    ]
    return measured(lambda: [program.evaluate(event) for event in events for program in programs]).cpu_seconds


def _noop(rows: DataFrame) -> None:
    rows.write.format("noop").mode("overwrite").save()
