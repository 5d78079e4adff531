"""What `events list` and `events sources` print: a row for each failure, or source."""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.text import Text

from faultbook.formatting.spans import span
from faultbook.formatting.terminal import console, cut_text, page_table
from faultbook.formatting.values import visible
from faultbook.serve.questions import QUESTIONS
from faultbook.stores.local.local_store import local_store

COLOURS = {"failed": "red", "warning": "yellow", "recovered": "green", "NOT_ASSESSED": "red", "quiet": "yellow"}
MOST_SOURCES = 200


def print_failures(lakehouse: Path, given: Mapping[str, str | None], limit: int) -> None:
    """Prints failures that match, the newest first."""
    arguments = {name: value for name, value in given.items() if value is not None}
    answer: Any = QUESTIONS["list_failures"].ask(local_store(lakehouse), {**arguments, "limit": limit})
    screen = console(sys.stdout)
    table = page_table("when (UTC)", "~what", "~message", "~sources", "state")
    for row in answer.rows:
        text = row.log_text
        table.add_row(
            f"{row.happened_at:%m-%d %H:%M}",
            cut_text(visible(text.what or row.kind)),
            cut_text(visible(text.message or text.title or "")),
            cut_text(visible(", ".join(row.sources))),
            Text(row.state, COLOURS.get(row.state, "")),
        )
    if answer.rows:
        screen.print(table)
    if answer.note:
        print(answer.note, file=sys.stderr)
    print(f"{len(answer.rows):,} of {answer.total:,} {'failure' if answer.total == 1 else 'failures'}", file=sys.stderr)


def print_sources(lakehouse: Path) -> None:
    """Prints the sources, those that are not assessed first, each with what is missing."""
    answer: Any = QUESTIONS["source_health"].ask(local_store(lakehouse), {"limit": MOST_SOURCES})
    screen = console(sys.stdout)
    table = page_table("~source", "state", "success", "message", ">usual", ">silent", ">rejects")
    for row in answer.rows:
        state = "NOT_ASSESSED" if row.assessment == "NOT_ASSESSED" else "quiet" if row.is_quiet else "ok"
        table.add_row(
            cut_text(visible(row.source)),
            Text(state, COLOURS.get(state, "green")),
            _instant(row.last_success_at),
            _instant(row.last_message_at),
            span(row.usual_interval_seconds),
            span(row.quiet_seconds),
            "–" if row.rejects_share is None else f"{row.rejects_share:.0%}",
        )
    if answer.rows:
        screen.print(table)
    for row in answer.rows:
        if row.log_text.not_assessed:
            screen.print(Text(f"{visible(row.source)}: {visible(row.log_text.not_assessed)}"))
    if answer.note:
        print(answer.note, file=sys.stderr)


def _instant(at: datetime | None) -> str:
    return "never" if at is None else f"{at:%m-%d %H:%M}"
