"""`make bench`: benches printed as tables and, with --write, put in their sections of docs/bench.md.

    python bench/run.py [--scale 1.0] [--only shell,lines,...] [--before DIR] [--read-with python] [--write]

Sections are in the order of SECTIONS; all of them take an hour and more. `--before` is a checkout of an earlier version
that is measured in turn with this one. `--scale 0.01` runs everything small, to see that it runs. Figures are ratios of
medians; seconds are this machine's.
"""

import argparse
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))


from bench.clock import Cost
from bench.cost import bill_costs
from bench.events import events
from bench.incidents import incidents
from bench.ingest_sections import SECTIONS as INGEST
from bench.judging import judging
from bench.many_records import SIZES, lakehouses
from bench.nights import nights
from bench.outbox import outbox
from bench.page import BenchPage, write_section
from bench.questions import COPIES, grown_lakehouses, question_times
from bench.receiver import receiver
from bench.tools import TARGETS, ToolTimes, percentile, tool_times
from faultbook.engine.session import open_session

WORK = Path(".bench").absolute()
LAKEHOUSES = WORK / "lakehouses"
KEPT = (LAKEHOUSES, WORK / "history")


def main() -> None:
    """Runs the selected sections and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", type=Path, help="a checkout of an earlier version, to be measured too")
    parser.add_argument("--read-with", default="python,spark", help="what reads the files: one or both")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    _clear()
    session = cache(lambda: open_session(app="faultbook-bench"))
    for name in arguments.only.split(","):
        page = BenchPage(arguments.scale, arguments.rounds)
        SECTIONS[name](session, page, arguments)
        if arguments.write:
            write_section(name, page.text(), SECTIONS)
    _clear()


def _clear() -> None:
    """Removes what benches left but the lakehouses of many records, which take minutes to make."""
    WORK.mkdir(exist_ok=True)
    for left in WORK.iterdir():
        if left not in KEPT:
            shutil.rmtree(left)


def _without_session(
    section: Callable[[Path, BenchPage, argparse.Namespace], None],
) -> Callable[[Callable[[], Any], BenchPage, argparse.Namespace], None]:
    return lambda _session, page, arguments: section(WORK, page, arguments)


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


def _seconds(cost: Cost) -> list[str]:
    return [f"{cost.cpu_seconds:.1f}", f"{cost.wall_seconds:.1f}"]


def _ratios(cost: Cost, other: Cost) -> list[str]:
    return [f"{cost.cpu_seconds / other.cpu_seconds:.2f}", f"{cost.wall_seconds / other.wall_seconds:.2f}"]


SECTIONS: dict[str, Callable[[Callable[[], Any], BenchPage, argparse.Namespace], None]] = {
    **{name: _without_session(section) for name, section in INGEST.items()},
    "questions": _questions,
    "cost": _cost,
    "tools": _tools,
    "receiver": _without_session(receiver),
    "events": events,
    "incidents": incidents,
    "judging": judging,
    "nights": nights,
    "outbox": outbox,
}

if __name__ == "__main__":
    main()
