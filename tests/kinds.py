"""A table of the tests by kind, from JUnit reports: how many of each kind there are, and the seconds that they took.

    python -m tests.kinds REPORT.xml [NAME=REPORT.xml ...] [--into docs/tests.md]

Reports named `connect` are of Spark Connect. With --into, the table goes between the page's lines `<!-- kinds -->` and
`<!-- end -->`; without, it is printed. Seconds are those of calls, setups and teardowns together, over all processes.
"""

import argparse
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

KINDS = {
    "faults": "pure Python: what an error is",
    "costs": "pure Python: forecasts, statements",
    "formats": "pure Python: formats of logs",
    "settings": "pure Python: settings",
    "packaging": "packages and their contents",
    "catalog": "pure Python: files that people write",
    "formatting": "pure Python: texts and values",
    "transforms": "transforms and views on Spark and DuckDB",
    "jobs": "jobs",
    "lakehouse": "tables and leases",
    "engine": "Spark session and Java",
    "sources": "sources",
    "receive": "receiver of webhooks",
    "events": "pure Python: messages of senders",
    "routing": "pure Python: matchers, inhibition, calendars",
    "incidents": "pure Python: incidents",
    "delivery": "pure Python: what is sent about incidents",
    "rules": "rules: readings, windows, tests of rules",
    "polling": "pollers and log sources",
    "trackers": "trackers of issues",
    "connecting": "setting up senders",
    "tables": "pure Python: contracts of tables",
    "clients": "clients",
    "cli": "command line",
    "stores": "stores: laptop and warehouse",
    "serve": "MCP, API, console, questions",
    "report": "nightly report",
    "bundle": "bundle",
    "deployment": "deployments of people and pipelines",
    "workspace": "the workspace that deployments are tested with",
    "publish": "generated SQL, Genie, dashboard",
    "oracles": "what tests compare with",
    "notebooks": "notebooks",
    "samples": "samples and demonstration",
    "verify": "kills, secrets, conformance, browser",
}
"""Folder of tests -> its kind in words. Files directly in tests/ are pages, architecture and tools of the tests."""
OTHERS = "pages, architecture, tools of the tests"
CONNECT = "transforms under Spark Connect"
BEGIN, END = "<!-- kinds -->", "<!-- end -->"


@dataclass(frozen=True)
class Case:
    """One test of a report: its module with dots, its seconds, and whether it was skipped."""

    module: str
    seconds: float
    skipped: bool


def cases_of(report: Path) -> list[Case]:
    """The tests of a JUnit report; ValueError where the file is none."""
    try:
        root = ET.parse(report).getroot()
    except (OSError, ET.ParseError) as wrong:
        raise ValueError(f"{report}: found no JUnit report ({wrong}); make one with pytest --junitxml=PATH") from None
    return [
        Case(each.get("classname", ""), float(each.get("time", 0)), each.find("skipped") is not None)
        for each in root.iter("testcase")
    ]


def kind_of(module: str) -> str:
    """The kind of a test's module, such as `tests.faults.test_reading`."""
    parts = module.split(".")
    return KINDS.get(parts[1], OTHERS) if len(parts) > 2 else OTHERS


def table(reports: Iterable[tuple[str, Path]]) -> str:
    """A Markdown table of the reports (name, file), the kind that took longest first."""
    counts: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for name, report in reports:
        for case in cases_of(report):
            kind = CONNECT if name == "connect" else kind_of(case.module)
            counts[kind] += 1
            skipped[kind] += case.skipped
            seconds[kind] += case.seconds
    lines = ["| kind | tests | skipped | seconds |", "|---|---:|---:|---:|"]
    for kind, took in sorted(seconds.items(), key=lambda each: (-each[1], each[0])):
        lines.append(f"| {kind} | {counts[kind]:,} | {skipped[kind] or ''} | {took:,.1f} |")
    lines.append(f"| all | {counts.total():,} | {skipped.total() or ''} | {seconds.total():,.1f} |")
    return "\n".join(lines)


def replaced(page: str, text: str) -> str:
    """The page with `text` between its marks; ValueError where it lacks them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"expected a line {BEGIN!r} and after it a line {END!r} in the page")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def main(argv: Sequence[str] | None = None) -> int:
    """Prints or writes the table; returns 2 with one sentence where a file is not what is expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.kinds", description="Tests by kind, from JUnit reports.")
    parser.add_argument("reports", nargs="+", metavar="[NAME=]REPORT.xml")
    parser.add_argument("--into", type=Path, metavar="PAGE")
    given = parser.parse_args(argv)
    named = [(name, Path(path)) for name, _, path in (("=" + each).rpartition("=") for each in given.reports)]
    try:
        text = table([(name.removeprefix("="), path) for name, path in named])
        if given.into is None:
            print(text)
        else:
            page = given.into.read_text("utf-8")
            made = f"Made on {datetime.now(UTC):%Y-%m-%d} by `make kinds`.\n\n{text}"
            given.into.write_text(replaced(page, made), "utf-8")
    except (OSError, ValueError) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
