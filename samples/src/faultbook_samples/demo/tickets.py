"""The issues that a bad night left in a tracker: as a table, and each with its comments as a page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from faultbook.delivery.marker import markers_in
from faultbook.delivery.port import Comment, Issue, IssueState, Tracker
from faultbook.formatting.values import visible
from faultbook_samples.demo.night_tables import read_outbox
from faultbook_samples.demo.running import Comparison, plain_table
from faultbook_samples.demo.trackers import REPOSITORY


@dataclass(frozen=True)
class Tickets:
    """Every issue with its comments, in the order in which they were made, and the rows of outbox."""

    issues: Sequence[tuple[Issue, Sequence[Comment]]]
    outbox: Sequence[Mapping[str, Any]]

    def comparisons(self) -> list[Comparison[int]]:
        """Counts of the same things from the tracker and from outbox."""
        made = [row for row in self.outbox if row["action"] == "create" and row["state"] == "sent"]
        of_incidents = Counter(incident for issue, _ in self.issues for incident, _ in markers_in(issue.body)[:1])
        is_open = {row["incident_id"] for row in self.outbox if row["is_open"]}
        in_tracker = sum(issue.state is IssueState.OPEN for issue, _ in self.issues)
        return [
            Comparison("issues in the tracker = issues that outbox has", len(self.issues), len(made)),
            Comparison("incidents in their marks = issues", len(of_incidents), len(self.issues)),
            Comparison("open issues in the tracker = open ones that outbox has", in_tracker, len(is_open)),
        ]


def tickets_of(tracker: Tracker, lakehouse: Path) -> Tickets:
    """What the tracker and the lakehouse have at the end."""
    numbers = sorted(issue.number for issue in tracker.listed(REPOSITORY, creator=tracker.account))
    return Tickets([tracker.read(REPOSITORY, number) for number in numbers], read_outbox(lakehouse))


def print_tickets(screen: Console, name: str, tickets: Tickets, page: Path) -> str:
    """Prints the issues, and returns which counts do not agree, in words; empty where all do."""
    waiting = Counter(str(row["reason"]) for row in tickets.outbox if row["state"] == "waiting")
    screen.print(Text(f"\n{len(tickets.issues)} issues in {REPOSITORY} ({name})", "bold"))
    table = plain_table(
        *("right", "left", "left", "right", "left"), heads=("issue", "state", "severity", "comments", "title")
    )
    for issue, comments in tickets.issues:
        severity = next((label for label in issue.labels if label.startswith("severity:")), "")
        is_open = issue.state is IssueState.OPEN
        table.add_row(
            f"#{issue.number}",
            Text(issue.state.value, "red" if is_open else "green"),
            severity.removeprefix("severity:"),
            str(len(comments)),
            Text(visible(issue.title)[:72]),
        )
    screen.print(table)
    for reason, count in waiting.most_common():
        screen.print(Text(f"{count} waiting: {reason}", "dim"))
    screen.print(Text(f"Each with its comments: {page}", "dim"))
    found = tickets.comparisons()
    checks = plain_table("left", "right", "right", "left")
    for check in found:
        checks.add_row(check.what, f"{check.left:,}", f"{check.right:,}", check.verdict)
    screen.print(checks)
    return "; ".join(check.what for check in found if not check.holds)
