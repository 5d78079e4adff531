"""`make bench`: benches printed as tables and, with --write, put in their sections of docs/bench.md.

    python bench/run.py [--scale 1.0] [--only throughput,small,history,questions,cost,tools] [--write]

`--scale 0.01` runs everything small, to see that it runs. Figures are ratios of medians; seconds are this machine's.
"""

import argparse
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from faultbook_samples import logs as loggen
from rich.console import Console
from rich.table import Table

from bench.clock import Cost
from bench.cost import bill_costs
from bench.history import Growth, growth
from bench.many_records import SIZES, lakehouses
from bench.questions import COPIES, grown_lakehouses, question_times
from bench.throughput import throughput
from bench.tools import TARGETS, ToolTimes, percentile, tool_times
from bench.workspace import fresh_workspace, ingest
from faultbook.engine.session import open_session

WORK = Path(".bench").absolute()
LAKEHOUSES = WORK / "houses"
PAGE = Path("docs/bench.md")
HEAD = """\
# Bench

Written by `make bench`, section by section. Ratios of medians, rivals in one run and in turn; seconds are of the
machine that a section names. CPU is that of all processes, Spark's JVM among them.
"""
RIVAL = "Spark csv reader → Delta by severity"
console = Console(width=110)


def main() -> None:
    """Runs the selected sections and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    _clear()
    session = cache(lambda: open_session(app="faultbook-bench"))
    for name in arguments.only.split(","):
        page = BenchPage(arguments.scale, arguments.rounds)
        SECTIONS[name](session, page, arguments)
        if arguments.write:
            write_section(name, page.text())
            console.print(f"written to {PAGE}")
    _clear()


def _clear() -> None:
    """Removes what benches left but the lakehouses of many records, which take minutes to make."""
    WORK.mkdir(exist_ok=True)
    for left in WORK.iterdir():
        if left != LAKEHOUSES:
            shutil.rmtree(left)


def write_section(name: str, text: str) -> None:
    """Puts one section in the page, in the order of SECTIONS; the others stay as they were measured."""
    there = PAGE.read_text("utf-8") if PAGE.exists() else ""
    sections = dict(re.findall(r"<!-- bench: (\w+) -->\n(.*?)<!-- end -->\n", there, re.DOTALL))
    sections[name] = text
    parts = [f"<!-- bench: {each} -->\n{sections[each]}<!-- end -->\n" for each in SECTIONS if each in sections]
    PAGE.write_text("\n".join([HEAD, *parts]), encoding="utf-8", newline="\n")


class BenchPage:
    """Tables as they come, on the terminal and for the page."""

    def __init__(self, scale: float, rounds: int) -> None:
        """Empty but for what it was measured on."""
        cores = len(os.sched_getaffinity(0))
        self.parts = [
            f"*Scale {scale:g}, {rounds} rounds, {cores} cores, Python {platform.python_version()}, "
            f"{datetime.now(UTC):%Y-%m-%d}.*\n"
        ]

    def add(self, title: str, columns: list[str], rows: list[list[str]], words: str = "") -> None:
        """One table with its title and what it means."""
        table = Table(*columns, title=title, title_justify="left")
        for row in rows:
            table.add_row(*row)
        console.print(table)
        head = [
            f"## {title}\n",
            *([words + "\n"] if words else []),
            "| " + " | ".join(columns) + " |",
            "|---" * len(columns) + "|",
        ]
        self.parts += [*head, *("| " + " | ".join(row) + " |" for row in rows), ""]

    def text(self) -> str:
        """The page as Markdown."""
        return "\n".join(self.parts) + "\n"


def _throughput(session: Callable[[], Any], page: BenchPage, arguments: argparse.Namespace) -> None:
    records = int(1_000_000 * arguments.scale)
    for title, options in (
        (f"{records:,} lines, ids are digits and hex", {}),
        ("The same, code independent of the message", {"independent_codes": True}),
    ):
        landing = _landing("lines", files=16, records=records, **options)
        costs = throughput(session(), landing, WORK / "turns", rounds=arguments.rounds)
        page.add(title, _COST_COLUMNS, _cost_rows(costs), "The same columns with a typed timestamp, 16 files.")
    workspace = fresh_workspace(session(), WORK / "phases", landing)
    workspace.run(session(), ingest)
    whole = sum(seconds for _, seconds in workspace.timings)
    steps = [[name, f"{seconds:.1f}", f"{100 * seconds / whole:.0f} %"] for name, seconds in workspace.timings]
    page.add("Whole ingest by step", ["step", "wall s", "share"], steps)


def _small_files(session: Callable[[], Any], page: BenchPage, arguments: argparse.Namespace) -> None:
    files = int(10_000 * arguments.scale)
    landing = _landing("small", files=files, records=files * 10)
    costs = throughput(session(), landing, WORK / "turns", rounds=max(arguments.rounds - 2, 1))
    page.add(f"{files:,} files of ten lines", _COST_COLUMNS, _cost_rows(costs))


def _history(session: Callable[[], Any], page: BenchPage, arguments: argparse.Namespace) -> None:
    for title, independent in (("code depends on the message", False), ("code independent of the message", True)):
        found = growth(
            session(),
            WORK / "history",
            records=int(10_000_000 * arguments.scale),
            files=int(100_000 * arguments.scale),
            hours=8_760,
            independent=independent,
            rounds=arguments.rounds,
        )
        page.add(
            f"200 files on top of {found.records:,} records: {title}",
            ["task", "lakehouse", "commits", "CPU s", "wall s", "CPU ratio", "wall ratio"],
            _growth_rows(found),
            f"Instants spread over a year; a ledger of {found.files:,} files. `error_counts` has {found.count_rows:,} "
            f"rows, {100 * found.count_rows / found.records:.1f} % of the log's. Maintenance took "
            f"{found.maintenance.wall_seconds:.0f} s.",
        )


def _questions(session: Callable[[], Any], page: BenchPage, arguments: argparse.Namespace) -> None:
    records = int(1_000_000 * arguments.scale)
    small, large = (
        question_times(lakehouse, repeats=15)
        for lakehouse in grown_lakehouses(session(), WORK / "asked", records=records)
    )
    rows = [
        [view, words, f"{milliseconds:.0f}", f"{large[view][1]:.0f}"] for view, (words, milliseconds) in small.items()
    ]
    columns = ["view", "question", f"ms at {records:,}", f"ms at {COPIES * records:,}"]
    page.add(
        "Questions by DuckDB over the Delta files",
        columns,
        rows,
        f"Tables are opened again each time; median of 15. {COPIES * records:,} records are the first lakehouse "
        f"{COPIES} times over, each copy with the thirty days after the last (bench/grown.py).",
    )


def _cost(session: Callable[[], Any], page: BenchPage, arguments: argparse.Namespace) -> None:
    statements, usage = int(10_000_000 * arguments.scale), int(1_000_000 * arguments.scale)
    found = bill_costs(session(), WORK / "cost", statements=statements, usage=usage, rounds=arguments.rounds)
    small, large = found.small, found.large
    rows = [
        [f"{turn.size.statements:,}", f"{turn.size.usage:,}", *_seconds(turn.full), *_ratios(turn.full, small.full)]
        for turn in (small, large)
    ]
    shown = ", ".join(f"`{name}` {value}" for name, value in found.settings.items())
    columns = ["statements", "usage records", "CPU s", "wall s", "CPU ratio", "wall ratio"]
    page.add("The bill of 90 days, all at once", columns, rows, f"Job `cost` on local Spark: {shown}.")
    again = {
        "all 91 days": large.full,
        "the next day": found.next_day,
        "one late correction": found.late_hour,
        "nothing new": found.nothing_new,
    }
    page.add(
        f"A run on top of {large.size.statements:,} statements",
        ["what is new", "CPU s", "wall s", "CPU ratio", "wall ratio"],
        [[name, *_seconds(cost), *_ratios(cost, large.full)] for name, cost in again.items()],
        "Each recomputes the days that are settling (3 before the last run) too. The correction takes back an hour "
        "of a warehouse some seventy days ago.",
    )
    whole = sum(seconds for _, seconds in large.steps)
    steps = [[name, f"{seconds:.1f}", f"{100 * seconds / whole:.0f} %"] for name, seconds in large.steps]
    page.add("All at once by step", ["step", "wall s", "share"], steps)


def _tools(session: Callable[[], Any], page: BenchPage, arguments: argparse.Namespace) -> None:
    found = {
        title: tool_times(lakehouse, rounds=arguments.rounds * 3)
        for title, lakehouse in lakehouses(session, LAKEHOUSES, scale=arguments.scale).items()
    }
    page.add(
        "Tools against their targets",
        ["question", "target", *found],
        [
            [what, f"{target} ms", *(f"{percentile(times.of(tool, kind), 0.95):.0f}" for times in found.values())]
            for what, tool, kind, target in TARGETS
        ],
        "`faultbook mcp` over stdio as a client meets it, the embedded store, warm; p95 of milliseconds per call.",
    )
    page.add(
        "Every tool",
        ["tool", *found],
        [
            [
                tool,
                *(
                    f"{percentile(times.of(tool), 0.5):.0f} / {percentile(times.of(tool), 0.95):.0f}"
                    for times in found.values()
                ),
            ]
            for tool in dict.fromkeys(name for times in found.values() for name, _ in times.milliseconds)
        ],
        "p50 / p95 of milliseconds per call, over all its questions (usual and dear ones, bench/tools.py).",
    )
    page.add(
        "Start, memory, console",
        ["what", *found],
        [[what, *map(shown, found.values())] for what, shown in _SERVERS],
        SIZES,
    )


_SERVERS: tuple[tuple[str, Callable[[ToolTimes], str]], ...] = (
    ("`faultbook mcp`: start to first answer, s (aim 2)", lambda times: f"{times.start_seconds:.1f}"),
    ("`faultbook mcp`: most memory after all tools, MiB", lambda times: f"{times.server_mib:.0f}"),
    ("`faultbook serve`: first page, s (aim 1)", lambda times: f"{times.page_seconds:.2f}"),
    ("`faultbook serve`: first page again, p95, s", lambda times: f"{times.later_page_seconds:.2f}"),
)


def _landing(name: str, *, files: int, records: int, **options: Any) -> Path:
    place = WORK / name
    shutil.rmtree(place, ignore_errors=True)
    loggen.write(place, loggen.Options(files=max(files, 1), records=records, **options))
    return place


_COST_COLUMNS = ["what", "CPU s", "wall s", "CPU ratio", "wall ratio"]


def _cost_rows(costs: Mapping[str, Cost]) -> list[list[str]]:
    rival = costs[RIVAL]
    return [[name, *_seconds(cost), *_ratios(cost, rival)] for name, cost in costs.items()]


def _growth_rows(found: Growth) -> list[list[str]]:
    rows = []
    for task, empty in found.empty.items():
        full, after = found.full[task], found.after_maintenance[task]
        rows += [
            [task, "empty", "", *_seconds(empty), "1.00", "1.00"],
            [task, "full", str(found.commits), *_seconds(full), *_ratios(full, empty)],
            [task, "after maintenance", str(found.commits_after), *_seconds(after), *_ratios(after, empty)],
        ]
    return rows


def _seconds(cost: Cost) -> list[str]:
    return [f"{cost.cpu_seconds:.1f}", f"{cost.wall_seconds:.1f}"]


def _ratios(cost: Cost, other: Cost) -> list[str]:
    return [f"{cost.cpu_seconds / other.cpu_seconds:.2f}", f"{cost.wall_seconds / other.wall_seconds:.2f}"]


SECTIONS = {
    "throughput": _throughput,
    "small": _small_files,
    "history": _history,
    "questions": _questions,
    "cost": _cost,
    "tools": _tools,
}

if __name__ == "__main__":
    main()
