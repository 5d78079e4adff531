"""The page that `explain` prints. Imports rich and DuckDB, so the command imports it when it runs."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from faultbook.faults.onset import HOUR
from faultbook.formatting.terminal import bar, console, cut_text, page_table, sparkline
from faultbook.formatting.values import plain_text, visible
from faultbook.serve.questions.explanation import CorrelatedValue, Explanation, explain
from faultbook.stores.local.local_store import local_store

DAYS = 14
HOURS_BEFORE, HOURS_AFTER = 12, 36
STATES = {"new": "yellow", "escalating": "red", "regressed": "red", "resolved": "green", "quiet": "dim"}
LONGEST_MESSAGE = 400


def show(lakehouse: Path, name: str) -> None:
    """Prints the page of one pattern."""
    ExplanationPage(console(sys.stdout), explain(local_store(lakehouse), name)).print()


class ExplanationPage:
    """One pattern, section by section; an empty section is left out."""

    def __init__(self, screen: Console, found: Explanation) -> None:
        """`screen` is written to."""
        self.screen = screen
        self.found = found
        self.ascii_only = not screen.encoding.startswith("utf")

    def print(self) -> None:
        """All sections."""
        self._head()
        self._trend()
        self._began()
        self._values(self.found.values)
        self._walk()
        self._templates()
        self._other_versions()
        self._companions()
        self._similar()
        self._decisions()

    def _head(self) -> None:
        row = self.found.pattern
        title = Text(_line(row["title"] or row["normalized_message"] or "(no text on record)"), "bold")
        self.screen.print(title)
        if row["title"]:
            self.screen.print(Text(_line(row["normalized_message"] or "")))
        name, requested = row["pattern_id"], self.found.requested
        if not name.startswith(requested) and not name.partition(":")[2].startswith(requested):
            self.screen.print(f"{requested} is part of {name} now.")
        state = Text(row["state"], STATES.get(row["state"], ""))
        muted = f" · muted until {plain_text(row['muted_until'])}" if row["muted_until"] else ""
        counts = f" · {row['occurrence_count']:,} records · worst {visible(row['max_level'])}{muted}"
        self.screen.print(Text(f"{row['pattern_id']} · ").append(state).append(counts))
        names = f"services {_names(row['services'])} · codes {_names(row['error_codes'])}"
        self.screen.print(Text(visible(names)))
        for example in self.found.examples:
            self.screen.print(Text("| ", "dim") + Text(_line(example)), no_wrap=True, overflow="ellipsis")

    def _trend(self) -> None:
        days = _by_day(self.found.hours)
        if not days:
            return
        self._title("Records by day")
        most = max(days.values())
        for day, count in days.items():
            drawn = bar(count, most, cells=40, ascii_only=self.ascii_only)
            self.screen.print(Text(f"{day:%Y-%m-%d %a} {count:>9,}  ").append(drawn, "cyan"))

    def _began(self) -> None:
        row, onset = self.found.pattern, self.found.onset
        self._title("When it began")
        self.screen.print(f"first seen {plain_text(row['first_seen'])}, last seen {plain_text(row['last_seen'])}")
        if onset is not None:
            # By distance: an hour after the last one that there is cannot be written as an instant.
            by_distance = {round((hour - onset) / HOUR): count for hour, count in self.found.hours.items()}
            around = [by_distance.get(at, 0) for at in range(-HOURS_BEFORE, HOURS_AFTER)]
            drawn = sparkline(around, ascii_only=self.ascii_only)
            self.screen.print(f"onset {plain_text(onset)}: far more in an hour than it does otherwise")
            self.screen.print(
                Text(f"  {HOURS_BEFORE} h before ").append(drawn, "cyan").append(f" {HOURS_AFTER} h after")
            )
        for build in self.found.builds:
            first = plain_text(build["first_seen"])
            self.screen.print(Text(visible(f"first {build['dimension']} it appeared in: {build['value']}, {first}")))

    def _values(self, values: Sequence[CorrelatedValue]) -> None:
        if not values:
            return
        self._title("Correlated values: more frequent here than in other records")
        table = page_table("what", "~value", ">records", ">share here", ">share of all", ">times")
        for value in values:
            table.add_row(
                Text(visible(value.dimension)),
                cut_text(visible(value.value)),
                f"{value.pattern_count:,}",
                f"{value.share:.0%}",
                f"{value.share_of_all:.1%}",
                f"{value.lift:.1f}",
            )
        self.screen.print(table)

    def _walk(self) -> None:
        if not self.found.walk:
            return
        hashes = {row["template_hash"] for row in self.found.templates}
        self._title("One occurrence with what happened around it (same trace or request)")
        table = page_table("when", "service", "severity", "~message")
        for step in self.found.walk:
            mine = step["template_hash"] in hashes
            table.add_row(
                Text(plain_text(step["timestamp"])),
                Text(visible(step["service"])),
                Text(visible(step["severity"])),
                cut_text(_line(step["message"]), "bold" if mine else ""),
            )
        self.screen.print(table)

    def _templates(self) -> None:
        if len(self.found.templates) < 2:
            return
        self._title("Made of these templates (`faultbook split` takes one out)")
        table = page_table("template_hash", "why it is here", "~template")
        for row in self.found.templates[:10]:
            table.add_row(Text(row["template_hash"]), Text(row["reason"]), cut_text(_line(row["template"])))
        self.screen.print(table)
        if len(self.found.templates) > 10:
            self.screen.print(f"and {len(self.found.templates) - 10:,} more")

    def _other_versions(self) -> None:
        for rows, title in (
            (self.found.predecessors, "Continues these patterns of an earlier identity version (counted there)"),
            (self.found.successors, "Continued by these patterns of a later identity version (counted there)"),
        ):
            if not rows:
                continue
            self._title(title)
            table = page_table("pattern", ">records", "state", "~message")
            for row in rows:
                table.add_row(
                    Text(row["pattern_id"]),
                    f"{row['occurrence_count']:,}",
                    Text(row["state"], STATES.get(row["state"], "")),
                    cut_text(_line(row["normalized_message"] or row["title"] or "")),
                )
            self.screen.print(table)

    def _companions(self) -> None:
        if not self.found.companions:
            return
        self._title("Rises in the same hours, and not by chance")
        table = page_table("pattern", ">hours both", ">its hours", ">times chance", "~message")
        for row in self.found.companions:
            pattern = self.found.patterns.get(row["companion_id"], {})
            table.add_row(
                Text(row["companion_id"]),
                f"{row['joint_hours']:,}",
                f"{row['companion_hours']:,}",
                f"{row['lift']:.1f}",
                cut_text(_line(pattern.get("normalized_message") or "")),
            )
        self.screen.print(table)

    def _similar(self) -> None:
        if not self.found.similar:
            return
        self._title("Alike (`faultbook merge` makes two one; nothing does by itself)")
        for row, score in self.found.similar:
            words = f"{row['pattern_id']}  {score:.0%}  {row['occurrence_count']:>7,}  {row['normalized_message']}"
            self.screen.print(Text(_line(words)), no_wrap=True, overflow="ellipsis")

    def _decisions(self) -> None:
        if not self.found.decisions:
            return
        self._title("Decisions")
        for row in reversed(self.found.decisions):
            self.screen.print(Text(_line(_decision_line(row))))

    def _title(self, words: str) -> None:
        self.screen.print()
        self.screen.print(Text(words, "bold"))


def _decision_line(row: Mapping[str, Any]) -> str:
    what = row["other_id"] or row["title"] or (f"until {plain_text(row['until'])}" if row["until"] else "")
    return f"{plain_text(row['decided_at'])}  {row['author']}: {row['kind']} {what}".rstrip() + f" – {row['reason']}"


def _by_day(hours: Mapping[datetime, int]) -> dict[datetime, int]:
    """The newest DAYS days up to the last record, without those before the first."""
    if not hours:
        return {}
    midnights = [hour.replace(hour=0) for hour in hours]
    last = max(midnights)
    first = last - min(last - min(midnights), timedelta(days=DAYS - 1))
    days = {first + timedelta(days=at): 0 for at in range((last - first).days + 1)}
    for hour, count in hours.items():
        day = hour.replace(hour=0)
        if day in days:
            days[day] += count
    return days


def _names(values: Sequence[str]) -> str:
    return ", ".join(values[:5]) + (f" +{len(values) - 5}" if len(values) > 5 else "")


def _line(text: str) -> str:
    return visible(plain_text(text[:LONGEST_MESSAGE]))
