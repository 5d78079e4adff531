"""Linked issues, what is known of them, and how far trackers and messages were read, in a lakehouse."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from faultbook.delivery.attempts import AttemptState
from faultbook.delivery.intent import DECIDES_STATE, OPENS, Action
from faultbook.delivery.place import Link, Place
from faultbook.delivery.watching.change import Change, ChangeKind, known_of
from faultbook.delivery.watching.comparing import Linked, Ours
from faultbook.delivery.watching.messages import Message, message_of
from faultbook.delivery.watching.rows import change_of, change_row
from faultbook.jobs.delivery.outbox_store import of_incidents, people_links, rows_in_utc
from faultbook.jobs.events.batches import newest_complete
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import OUTBOX, RAW_EVENTS, TICKET_CHANGES, TICKET_READS

DEFINITION = "github_ticket"
"""Definition of messages about issues and comments, of GitHub and of Gitea."""
READS_KEPT = timedelta(days=2)
"""Reads that are older do not count: after them a repository is read as if for the first time."""
ANSWERED_FOR = timedelta(days=7)
"""How long an answer to a command is tried."""
_ANSWERED = (ChangeKind.COMMAND.value, ChangeKind.DELETED.value, ChangeKind.MOVED.value)


class Messages(NamedTuple):
    """New messages about issues of known trackers, in the order of their changes, and the batch up to which they go."""

    messages: Sequence[Message]
    through_batch: int


class Read(NamedTuple):
    """A complete read of a repository, or of messages."""

    tracker: str
    repository: str
    read_at: datetime
    is_whole: bool
    calls: int
    issues: int
    changes: int
    through_batch: int = 0


def linked_issues(lakehouse: Lakehouse) -> dict[str, dict[Place, Linked]]:
    """Tracker -> place -> the link there, by the outbox and by what people tied, with what is known of it."""
    changes = list(map(change_of, rows_in_utc(lakehouse, TICKET_CHANGES)))
    known, gone = known_of(changes), {(each.tracker, each.place) for each in changes if each.kind is ChangeKind.DELETED}
    of_incident = {each.incident_id: (each.tracker, each.place) for each in changes if each.seen is not None}
    found: dict[str, dict[Place, Linked]] = {}
    for linked in _links(lakehouse).values():
        link = linked.link
        assert link.place is not None
        key = (link.tracker, link.place)
        if key in gone:
            continue
        last = known.get(key)
        if last is None and link.author is None:  # its repository was renamed
            last = known.get(of_incident.get(link.incident_id, key))
        found.setdefault(link.tracker, {})[link.place] = linked._replace(known=last)
    return found


def all_links(linked: Mapping[str, Mapping[Place, Linked]]) -> list[Link]:
    """Every link of `linked_issues`."""
    return [each.link for places in linked.values() for each in places.values()]


def _links(lakehouse: Lakehouse) -> dict[str, Linked]:
    columns = (
        "incident_id",
        "tracker",
        "action",
        "state",
        "repository",
        "issue_number",
        "url",
        "wanted_at",
        "ended_at",
    )
    rows = rows_in_utc(lakehouse, OUTBOX, ("issue_number", ">", 0), columns=columns)
    by_incident: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_incident.setdefault(row["incident_id"], []).append(row)
    found = {name: _linked(name, own) for name, own in by_incident.items()}
    for link in people_links(lakehouse):
        known = found.get(link.incident_id)
        ours = known.ours if known is not None and known.link.place == link.place else None
        assert link.tied_at is not None
        found[link.incident_id] = Linked(link, link.tied_at, ours=ours)
    return found


def _linked(name: str, rows: Sequence[Mapping[str, Any]]) -> Linked:
    first = rows[0]
    link = Link(name, first["tracker"], Place(first["repository"], first["issue_number"]), url=first["url"])
    deciding = [
        Ours(Action(row["action"]) in OPENS, row["ended_at"])
        for row in rows
        if row["state"] == AttemptState.SENT and Action(row["action"]) in DECIDES_STATE and row["ended_at"] is not None
    ]
    since = min(row["wanted_at"] for row in rows)
    return Linked(link, since, ours=max(deciding, key=lambda each: each.at, default=None))


def new_messages(lakehouse: Lakehouse, apis: Mapping[str, str]) -> Messages:
    """Messages of complete batches that were not read yet."""
    through, newest = lakehouse.largest(TICKET_READS, "through_batch") or 0, newest_complete(lakehouse)
    if newest <= through:
        return Messages((), through)
    rows = lakehouse.fetch(
        RAW_EVENTS,
        ("headers", "body", "wrapped_in", "auth"),
        ("definition", "=", DEFINITION),
        ("batch_id", ">", through),
        ("batch_id", "<=", newest),
    ).to_pylist()
    found = [message for row in rows if (message := _message(row, apis)) is not None]
    return Messages(sorted(found, key=lambda each: each.snapshot.updated_at), newest)


def _message(row: Mapping[str, Any], apis: Mapping[str, str]) -> Message | None:
    """The message of a row; None where nobody was recognised as its sender, or it is of no known tracker."""
    if row["auth"] == "none" or row["body"] is None:
        return None
    try:
        body = json.loads(row["body"])
        if row["wrapped_in"]:
            body = body[row["wrapped_in"]]
            body = json.loads(body) if isinstance(body, str) else body
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return message_of(dict(row["headers"] or {}).get("x-github-event", ""), body, apis)


def reads(lakehouse: Lakehouse, now: datetime) -> dict[tuple[str, str], list[tuple[datetime, bool]]]:
    """Tracker and repository -> when its last reads began, and whether each was of all issues."""
    found: dict[tuple[str, str], list[tuple[datetime, bool]]] = {}
    for row in rows_in_utc(lakehouse, TICKET_READS, ("read_at", ">=", now - READS_KEPT)):
        if row["tracker"]:
            found.setdefault((row["tracker"], row["repository"]), []).append((row["read_at"], row["is_whole"]))
    return found


def commented(lakehouse: Lakehouse) -> set[tuple[str, int]]:
    """Tracker and id of each comment that was taken for a command."""
    rows = lakehouse.fetch(TICKET_CHANGES, ("tracker", "comment_id"), ("kind", "=", ChangeKind.COMMAND.value))
    return {(row["tracker"], row["comment_id"]) for row in rows.to_pylist()}


def store_changes(lakehouse: Lakehouse, changes: Iterable[Change], complete: Iterable[Read]) -> None:
    """Adds what was found, then how far was read: a run that dies in between reads again. Needs the lease `deliver`."""
    rows = table_of(TICKET_CHANGES, map(change_row, changes))
    if rows.num_rows:
        lakehouse.append_rows(TICKET_CHANGES, rows)
    done = table_of(TICKET_READS, (read._asdict() for read in complete))
    if done.num_rows:
        lakehouse.append_rows(TICKET_READS, done)


def commands_of(lakehouse: Lakehouse, names: Set[str], now: datetime) -> Iterator[Change]:
    """The commands about some incidents of the last days."""
    for row in of_incidents(lakehouse, TICKET_CHANGES, names):
        if row["kind"] == ChangeKind.COMMAND and row["recorded_at"] >= now - ANSWERED_FOR:
            yield change_of(row)


def changed_lately(lakehouse: Lakehouse, now: datetime) -> set[str]:
    """Incidents with a command to answer, or whose issue was found deleted or elsewhere, since yesterday."""
    rows = lakehouse.fetch(
        TICKET_CHANGES,
        ("incident_id",),
        ("recorded_on", ">=", (now - timedelta(days=1)).date()),
        ("kind", "in", list(_ANSWERED)),
    )
    return {str(name) for name in rows["incident_id"].to_pylist()}
