"""Tables of a bench, on the terminal and in a section of docs/bench.md."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

PAGE = Path("docs/bench.md")
HEAD = """\
# Bench

Written by `make bench`, section by section. Ratios of medians, rivals in one run and in turn; seconds are of the
machine that a section names. CPU is that of all processes, Spark's JVM among them.
"""
console = Console(width=150)


class BenchPage:
    """Tables as they come, on the terminal and for the page."""

    def __init__(self, scale: float, rounds: int) -> None:
        """Empty but for what it was measured on."""
        cores = len(os.sched_getaffinity(0))
        self.parts = [
            f"*Scale {scale:g}, {rounds} rounds, {cores} cores, Python {platform.python_version()}, "
            f"{datetime.now(UTC):%Y-%m-%d}.*\n"
        ]

    def add(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], words: str = "") -> None:
        """One table with its title and what it means."""
        shown = [list(row) for row in rows]
        table = Table(*columns, title=title, title_justify="left")
        for row in shown:
            table.add_row(*row)
        console.print(table)
        head = [
            f"## {title}\n",
            *([words + "\n"] if words else []),
            "| " + " | ".join(columns) + " |",
            "|---" * len(columns) + "|",
        ]
        self.parts += [*head, *("| " + " | ".join(row) + " |" for row in shown), ""]

    def text(self) -> str:
        """The page as Markdown."""
        return "\n".join(self.parts) + "\n"


def write_section(name: str, text: str, order: Iterable[str]) -> None:
    """Puts one section in the page, in the order given; the others stay as they were measured."""
    there = PAGE.read_text("utf-8") if PAGE.exists() else ""
    sections = dict(re.findall(r"<!-- bench: (\w+) -->\n(.*?)<!-- end -->\n", there, re.DOTALL))
    sections[name] = text
    parts = [f"<!-- bench: {each} -->\n{sections[each]}<!-- end -->\n" for each in order if each in sections]
    PAGE.write_text("\n".join([HEAD, *parts]), encoding="utf-8", newline="\n")
    console.print(f"written to {PAGE}")
