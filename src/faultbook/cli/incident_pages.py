"""What `incidents` and `incident` print. Imports rich and DuckDB, so the commands import it when they run."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from faultbook.formatting.spans import span
from faultbook.formatting.terminal import console, cut_text, page_table, sparkline
from faultbook.formatting.values import visible
from faultbook.serve.questions import QUESTIONS
from faultbook.stores.local.local_store import local_store

STATES = {"open": "red", "acknowledged": "yellow", "resolved": "green", "merged": "dim"}
SEVERITIES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "", "info": "dim"}
SHOWN_HOURS = 12
SHORT_ID = 12
"""Characters of an id in a list; `incident` takes the beginning of one."""
MOST_EVENTS = 10


def print_incidents(lakehouse: Path, given: Mapping[str, str | None], limit: int) -> None:
    """Prints incidents that match."""
    arguments = {name: value for name, value in given.items() if value is not None}
    answer: Any = QUESTIONS["list_incidents"].ask(local_store(lakehouse), {**arguments, "limit": limit})
    screen = console(sys.stdout)
    ascii_only, now = not screen.encoding.startswith("utf"), datetime.now(UTC)
    table = page_table("id", "severity", "~what", "state", ">events", f"{SHOWN_HOURS} h", ">age", "~owner")
    for row in answer.rows:
        text = row.log_text
        table.add_row(
            Text(visible(row.incident_id[:SHORT_ID])),
            Text(visible(row.severity), SEVERITIES.get(row.severity, "")),
            cut_text(visible(text.title or "")),
            Text(_state(row), STATES.get(row.state, "")),
            f"{row.occurrence_count:,}",
            Text(sparkline(row.hours[-SHOWN_HOURS:], ascii_only=ascii_only), "cyan"),
            span(max(0.0, (now - row.opened_at).total_seconds())),
            cut_text(visible(text.assignee or text.owner or "–")),
        )
    if answer.rows:
        screen.print(table)
    if answer.note:
        print(answer.note, file=sys.stderr)
    print(
        f"{len(answer.rows):,} of {answer.total:,} {'incident' if answer.total == 1 else 'incidents'}", file=sys.stderr
    )


def print_incident(lakehouse: Path, name: str, entries: int) -> None:
    """Prints the page of one incident."""
    store = local_store(lakehouse)
    found: Any = QUESTIONS["get_incident"].ask(store, {"incident_id": name, "entries": entries})
    events: Any = QUESTIONS["incident_events"].ask(store, {"incident_id": found.incident_id, "limit": MOST_EVENTS})
    screen = console(sys.stdout)
    _print_head(screen, found)
    _print_timeline(screen, found)
    _print_events(screen, events)
    _print_similar(screen, found)


def _print_head(screen: Console, found: Any) -> None:
    text = found.log_text
    screen.print(Text(visible(text.title or ""), "bold"))
    line = Text(f"{visible(found.incident_id)} · ").append(visible(found.severity), SEVERITIES.get(found.severity, ""))
    line.append(f" · {visible(found.priority)} · ").append(_state(found), STATES.get(found.state, ""))
    events = "event" if found.occurrence_count == 1 else "events"
    screen.print(line.append(f" · {found.occurrence_count:,} {events} · rule {visible(found.rule)}"))
    places = [each for each in (text.service, text.environment, text.resource) if each]
    who = f"owner {text.owner or '–'} · assignee {text.assignee or '–'}"
    screen.print(Text(visible(" · ".join([*places, who]))))
    times = f"opened {_at(found.opened_at)} · last seen {_at(found.last_seen)}"
    screen.print(Text(times + (f" · over {_at(found.resolved_at)}" if found.resolved_at else "")))
    if found.cost is not None:
        screen.print(Text(f"cost {found.cost:,.2f} {visible(found.currency or '')}, as far as the bill has it"))
    for words, name in (
        ("follows", found.follows_id),
        ("merged into", found.merged_into),
        ("covered by", found.covered_by),
    ):
        if name:
            screen.print(Text(f"{words} {visible(name)}"))
    if text.message:
        screen.print(Text("| ", "dim") + Text(visible(text.message)), no_wrap=True, overflow="ellipsis")


def _print_timeline(screen: Console, found: Any) -> None:
    _print_title(screen, "Time line (UTC)")
    for entry in found.timeline:
        text = entry.log_text
        line = Text(f"{_at(entry.at)}  ", "dim")
        if entry.kind == "occurred":
            events = "event" if entry.events == 1 else "events"
            until = f" until {entry.last_at:%H:%M}" if entry.last_at and entry.last_at != entry.at else ""
            line.append(f"{entry.events:,} {events}{until}", "default not dim")
        else:
            line.append(visible(entry.kind), "default not dim bold")
            author = "" if text.author in (None, "faultbook") else f" by {text.author}"
            reason = f": {text.reason}" if text.reason else ""
            facts = "".join(f" · {name} {value}" for name, value in text.facts.items())
            line.append(visible(f"{author}{reason}{facts}"), "default not dim")
        screen.print(line)
    if found.note:
        screen.print(found.note)


def _print_events(screen: Console, events: Any) -> None:
    if not events.rows:
        return
    _print_title(screen, f"Newest of {events.total:,} matches" if events.total > len(events.rows) else "Matches")
    table = page_table("when (UTC)", "source", "~event", "~what", ">events")
    for row in events.rows:
        text = row.log_text
        table.add_row(
            _at(row.matched_at),
            Text(visible(row.source)),
            cut_text(visible(row.event_id)),
            cut_text(visible(text.message or text.title or text.what or "")),
            f"{row.events:,}",
        )
    screen.print(table)


def _print_similar(screen: Console, found: Any) -> None:
    if not found.similar:
        return
    _print_title(screen, "Similar, earlier")
    table = page_table("opened (UTC)", "id", "how", "state", "~what")
    for row in found.similar:
        table.add_row(
            _at(row.opened_at),
            Text(visible(row.incident_id[:SHORT_ID])),
            row.likeness,
            Text(visible(row.state), STATES.get(row.state, "")),
            cut_text(visible(row.log_text.title or "")),
        )
    screen.print(table)


def _print_title(screen: Console, words: str) -> None:
    screen.print()
    screen.print(Text(words, "bold"))


def _state(row: Any) -> str:
    marks = (("muted", row.is_muted), ("flapping", row.is_flapping), ("covered", row.covered_by))
    return visible(", ".join([row.state, *(word for word, is_so in marks if is_so)]))


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"
