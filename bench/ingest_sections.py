"""The sections that hold ingest against its aims (targets.py). Each ends within ten minutes on two free cores."""

import shutil
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from faultbook_samples import logs as loggen

from bench import targets
from bench.clock import Cost, median_cost
from bench.growing import Growth, growing_runs, read_at_once
from bench.history import EMPTY, LARGE, TASKS, HistorySize, large_lakehouse, maintained, runs_on_top
from bench.page import BenchPage
from bench.shell_runs import FILES, NEW_FILES, RUNS, shell_runs
from bench.targets import Target
from bench.turn import Turns, process_turns
from bench.versions import PYTHON, SPARK, Version, versions
from faultbook.engine.late_session import late_session
from faultbook.settings import ReadWith, make_settings

CSV, DUCKDB = "Spark csv reader → Delta by severity", "DuckDB read_csv → Parquet by severity"
SHELL_TARGETS = dict(zip(RUNS, (targets.FIRST_RUN, targets.NOTHING_NEW, targets.FEW_FILES), strict=True))


def shell(work: Path, page: BenchPage, arguments: Namespace) -> None:
    """The command from the shell: first run, nothing new, few files."""
    compared = versions(arguments.read_with, arguments.before)
    found = shell_runs(work, compared, rounds=arguments.rounds)
    rows = [
        targets.row(SHELL_TARGETS[run], version.title, median_cost(found[run, version.title]).cpu_seconds)
        for run in RUNS
        for version in compared
    ]
    words = (
        f"`faultbook ingest DIR` for a folder of {FILES} files, again without news, and of {NEW_FILES} more, a process "
        "each time."
    )
    page.add("The command from the shell", targets.COLUMN_NAMES, rows, words)


def lines(work: Path, page: BenchPage, arguments: Namespace) -> None:
    """A million lines: the whole ingest, cold and warm, against Spark's csv reader."""
    records = int(1_000_000 * arguments.scale)
    landing = _landing(work, files=16, records=records)
    subjects = {version.title: (version, "whole ingest") for version in versions(arguments.read_with, arguments.before)}
    found = _in_turn(work, landing, _with_rivals(subjects), turns=3, rounds=arguments.rounds)
    title = f"{records:,} lines in 16 files: whole ingest"
    page.add(title, targets.COLUMN_NAMES, _against_csv(found, subjects, cold=targets.COLD, warm=targets.WARM), _TURNS)
    page.add(f"{title}, by turn", _TURN_COLUMNS, _turn_rows(found))


def columns(work: Path, page: BenchPage, arguments: Namespace) -> None:
    """A million lines: the five columns alone against Spark's csv reader."""
    records = int(1_000_000 * arguments.scale)
    landing = _landing(work, files=16, records=records)
    subjects = {version.title: (version, "five columns") for version in versions(arguments.read_with, arguments.before)}
    found = _in_turn(work, landing, _with_rivals(subjects), turns=3, rounds=arguments.rounds)
    title = f"{records:,} lines in 16 files: five columns and the instant"
    page.add(title, targets.COLUMN_NAMES, _against_csv(found, subjects, warm=targets.COLUMNS), _TURNS)
    page.add(f"{title}, by turn", _TURN_COLUMNS, _turn_rows(found))


def small(work: Path, page: BenchPage, arguments: Namespace) -> None:
    """Ten thousand small files: the whole ingest against Spark's csv reader."""
    files = int(10_000 * arguments.scale)
    landing = _landing(work, files=files, records=files * 10)
    subjects = {version.title: (version, "whole ingest") for version in versions(arguments.read_with, arguments.before)}
    found = _in_turn(work, landing, _with_rivals(subjects), turns=2, rounds=max(arguments.rounds - 2, 1))
    title = f"{files:,} files of ten lines: whole ingest"
    rows = _against_csv(found, subjects, cold=targets.SMALL_FILES, warm=targets.SMALL_FILES)
    page.add(title, targets.COLUMN_NAMES, rows, _TURNS)
    page.add(f"{title}, by turn", _TURN_COLUMNS, _turn_rows(found))


def history(work: Path, page: BenchPage, arguments: Namespace, *, independent: bool) -> None:
    """200 files on top of ten million records."""
    spark, size, root = _history(work, arguments, independent=independent)
    shutil.rmtree(root, ignore_errors=True)
    large = large_lakehouse(spark, root, size)
    _add_history(page, "before maintenance", targets.HISTORY, size, partial(_runs, spark, large, root, size, arguments))


def after_maintenance(work: Path, page: BenchPage, arguments: Namespace, *, independent: bool) -> None:
    """The same right after maintenance of the lakehouse that `history` left."""
    spark, size, root = _history(work, arguments, independent=independent)
    large = large_lakehouse(spark, root, size)
    upkeep = maintained(spark, large)
    title = f"right after maintenance, which took {upkeep.wall_seconds:.0f} s"
    runs = partial(_runs, spark, large, root, size, arguments, seed=5_000)
    _add_history(page, title, targets.AFTER_MAINTENANCE, size, runs)


def growth(work: Path, page: BenchPage, arguments: Namespace) -> None:
    """Driver logs that grow in place: cost follows what is new, not how long the files are."""
    long = Growth(files=20, first_lines=_fours(20_000 * arguments.scale), new_lines=200, runs=50)
    empty = Growth(files=20, first_lines=0, new_lines=200, runs=50)
    rows = []
    for form in (ReadWith(name) for name in arguments.read_with.split(",")):
        root = work / "growth" / form
        grown = growing_runs(root / "long", long, form).cpu_seconds
        rows += [
            targets.row(
                targets.GROWTH, f"read_with={form}", grown, growing_runs(root / "new", empty, form).cpu_seconds
            ),
            targets.row(targets.ANEW, f"read_with={form}", grown, read_at_once(root / "all", long, form).cpu_seconds),
        ]
    title = f"{long.files} driver logs of {long.first_lines:,} lines grow by {long.new_lines} lines, {long.runs} times"
    words = "A run of ingest after each growth; the median of the last ten. Every event has a stack trace."
    page.add(title, targets.COLUMN_NAMES, rows, words)


def _fours(lines: float) -> int:
    return int(lines) // 4 * 4


_TURNS = (
    "Every reader in a process of its own, in turn. Cold is the first turn; with the start: imports and Spark's start "
    "too, where there is one. Warm is the last turn of the process."
)
_TURN_COLUMNS = ["what", "start CPU s", "first turn CPU s", "last turn CPU s", "last turn wall s"]


def _with_rivals(subjects: Mapping[str, tuple[Version, str]]) -> dict[str, tuple[Version, str]]:
    return {CSV: (SPARK, "csv reader"), **subjects, DUCKDB: (PYTHON, "DuckDB")}


def _in_turn(
    work: Path, landing: Path, subjects: Mapping[str, tuple[Version, str]], *, turns: int, rounds: int
) -> dict[str, Turns]:
    """Median costs by title; processes take turns, so that what disturbs the machine disturbs all of them."""
    found: dict[str, list[Turns]] = {title: [] for title in subjects}
    for _ in range(rounds):
        for title, (version, name) in subjects.items():
            found[title].append(process_turns(version, name, landing, work / "turns", turns=turns))
    return {title: _median(several) for title, several in found.items()}


def _median(several: Sequence[Turns]) -> Turns:
    turns = zip(*(each.turns for each in several), strict=True)
    return Turns(median_cost([each.start for each in several]), [median_cost(costs) for costs in turns])


def _against_csv(
    found: Mapping[str, Turns], subjects: Mapping[str, object], *, warm: Target, cold: Target | None = None
) -> list[list[str]]:
    def rows(target: Target, state: str, cost_of: Callable[[Turns], Cost]) -> list[list[str]]:
        rival = cost_of(found[CSV]).cpu_seconds
        return [
            targets.row(target, f"{title}, {state}", cost_of(found[title]).cpu_seconds, rival) for title in subjects
        ]

    of_cold = (
        [
            *rows(cold, "cold, with the start", lambda turns: turns.cold),
            *rows(cold, "cold", lambda turns: turns.turns[0]),
        ]
        if cold
        else []
    )
    return [*of_cold, *rows(warm, "warm", lambda turns: turns.turns[-1])]


def _turn_rows(found: Mapping[str, Turns]) -> list[list[str]]:
    return [
        [
            title,
            *(f"{cost.cpu_seconds:.1f}" for cost in (turns.start, turns.turns[0], turns.turns[-1])),
            f"{turns.turns[-1].wall_seconds:.1f}",
        ]
        for title, turns in found.items()
    ]


def _landing(work: Path, **options: Any) -> Path:
    place = work / "landing"
    shutil.rmtree(place, ignore_errors=True)
    loggen.write(place, loggen.Options(**{**options, "files": max(options["files"], 1)}))
    return place


def _history(work: Path, arguments: Namespace, *, independent: bool) -> tuple[Any, HistorySize, Path]:
    size = HistorySize(int(10_000_000 * arguments.scale), int(100_000 * arguments.scale), independent)
    spark = late_session(make_settings(catalog="./none"), short=False)
    return spark, size, work / "history" / ("independent" if independent else "dependent")


def _runs(
    spark: Any, large: Any, root: Path, size: HistorySize, arguments: Namespace, *, seed: int = 100
) -> dict[ReadWith, Mapping[tuple[str, str], Cost]]:
    forms = [ReadWith(name) for name in arguments.read_with.split(",")]
    return {
        form: runs_on_top(spark, large, root / "work", size, form, rounds=arguments.rounds, seed=seed + 100 * number)
        for number, form in enumerate(forms)
    }


def _add_history(
    page: BenchPage,
    when: str,
    target: Target,
    size: HistorySize,
    runs: Callable[[], Mapping[ReadWith, Mapping[tuple[str, str], Cost]]],
) -> None:
    rows = [
        targets.row(target, f"read_with={form}, {task}", found[task, LARGE].cpu_seconds, found[task, EMPTY].cpu_seconds)
        for form, found in runs().items()
        for task in TASKS
    ]
    codes = "independent of the message" if size.independent else "depends on the message"
    title = f"200 files on top of {size.records:,} records, code {codes}, {when}"
    words = (
        f"Instants spread over a year; a ledger of {size.files:,} files. The rival is the same on an empty lakehouse."
    )
    page.add(title, targets.COLUMN_NAMES, rows, words)


SECTIONS: dict[str, Callable[[Path, BenchPage, Namespace], None]] = {
    "shell": shell,
    "lines": lines,
    "columns": columns,
    "small": small,
    "growth": growth,
    "history": partial(history, independent=False),
    "maintenance": partial(after_maintenance, independent=False),
    "history_independent": partial(history, independent=True),
    "maintenance_independent": partial(after_maintenance, independent=True),
}
