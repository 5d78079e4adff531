"""Changes of tickets as rows of ticket_changes, and back."""

from collections.abc import Mapping
from typing import Any

from faultbook.delivery.place import Place
from faultbook.delivery.watching.change import Change, ChangeKind
from faultbook.delivery.watching.snapshot import KnownBy, Snapshot


def change_row(change: Change) -> dict[str, Any]:
    """The columns of ticket_changes, by name."""
    seen = change.seen
    return {
        "change_id": change.change_id,
        "incident_id": change.incident_id,
        "tracker": change.tracker,
        "repository": change.place.repository,
        "issue_number": change.place.number,
        "kind": change.kind.value,
        "changed_at": change.at,
        "author": change.author,
        "value": change.value,
        "decision": change.decision,
        "refused": change.refused,
        "comment_id": change.comment_id,
        "known_by": change.known_by.value,
        "is_open": seen.is_open if seen else None,
        "closed_at": seen.closed_at if seen else None,
        "labels": list(seen.labels) if seen else None,
        "assignees": list(seen.assignees) if seen else None,
        "updated_at": seen.updated_at if seen else None,
        "recorded_at": change.recorded_at,
        "recorded_on": change.recorded_at.date(),
    }


def change_of(row: Mapping[str, Any]) -> Change:
    """The change of a row whose instants have a zone."""
    place, known_by = Place(row["repository"], row["issue_number"]), KnownBy(row["known_by"])
    seen = None
    if row["updated_at"] is not None:
        seen = Snapshot(
            row["tracker"],
            place,
            "",
            bool(row["is_open"]),
            row["updated_at"],
            known_by,
            closed_at=row["closed_at"],
            labels=tuple(row["labels"] or ()),
            assignees=tuple(row["assignees"] or ()),
        )
    return Change(
        ChangeKind(row["kind"]),
        row["incident_id"],
        row["tracker"],
        place,
        row["changed_at"],
        row["recorded_at"],
        known_by,
        author=row["author"],
        value=row["value"],
        comment_id=row["comment_id"],
        seen=seen,
        decision=row["decision"],
        refused=row["refused"],
    )
