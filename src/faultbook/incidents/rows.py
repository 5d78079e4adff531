"""Incidents and entries as rows of their tables, and back."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from faultbook.incidents.decisions import Action, Request
from faultbook.incidents.incident import Incident, Memory, ResolvedBy, State
from faultbook.incidents.journal import Entry, Kind

_EMPTY = Memory()
_COMPUTED = ("priority", "opened_on", "memory")
_OF_KINDS = ("other_id", "assignee", "until", "count", "build", "in_next_build", "not_planned")
_OF_SERVICES = ("tier", "memory")


def incident_row(incident: Incident) -> dict[str, Any]:
    """The columns of incidents, by name."""
    columns = {name: value for name, value in vars(incident).items() if name not in _OF_SERVICES}
    return {
        **columns,
        "state": incident.state.value,
        "resolved_by": incident.resolved_by.value if incident.resolved_by else None,
        "priority": incident.priority,
        "opened_on": incident.opened_on,
        "facts": dict(incident.facts),
        "memory": memory_text(incident.memory),
    }


def incident_of(row: Mapping[str, Any]) -> Incident:
    """The incident of a row whose instants have a zone; without tier, which `owned` adds again."""
    columns = {name: value for name, value in row.items() if name not in _COMPUTED}
    return Incident(
        **{
            **columns,
            "state": State(row["state"]),
            "resolved_by": ResolvedBy(row["resolved_by"]) if row["resolved_by"] else None,
            "facts": MappingProxyType(dict(row["facts"] or {})),
        },
        memory=memory_of(row["memory"]),
    )


def entry_row(entry: Entry) -> dict[str, Any]:
    """The columns of incident_journal, by name."""
    return {**vars(entry), "kind": entry.kind.value, "facts": dict(entry.facts), "recorded_on": entry.recorded_on}


def entry_of(row: Mapping[str, Any]) -> Entry:
    """The entry of a row whose instants have a zone."""
    columns = {name: value for name, value in row.items() if name != "recorded_on"}
    return Entry(**{**columns, "kind": Kind(row["kind"]), "facts": MappingProxyType(dict(row["facts"] or {}))})


def request_row(request: Request) -> dict[str, Any]:
    """The columns of incident_decisions that a request has, by name."""
    of_kind: Mapping[Action, Mapping[str, Any]] = {
        Action.ASSIGN: {"assignee": request.assignee},
        Action.MUTE: {"until": request.until, "count": request.count},
        Action.RESOLVE: {
            "build": request.build,
            "in_next_build": request.in_next_build,
            "not_planned": request.not_planned,
        },
        Action.MERGE: {"other_id": request.other},
        Action.SPLIT: {"other_id": request.other},
    }
    return {
        **dict.fromkeys(_OF_KINDS),
        "decision_id": request.decision_id,
        "kind": request.action.value,
        "incident_id": request.incident,
        "author": request.author,
        "reason": request.reason,
        "decided_at": request.at,
        **of_kind.get(request.action, {}),
    }


def request_of(row: Mapping[str, Any]) -> Request:
    """The request of a row of incident_decisions whose instants have a zone."""
    return Request(
        action=Action(row["kind"]),
        incident=row["incident_id"],
        author=row["author"],
        reason=row["reason"],
        at=row["decided_at"],
        other=row["other_id"] or "",
        assignee=row["assignee"] or "",
        until=row["until"],
        count=row["count"],
        build=row["build"],
        in_next_build=bool(row["in_next_build"]),
        not_planned=bool(row["not_planned"]),
        decision_id=row["decision_id"],
    )


def memory_text(memory: Memory) -> str:
    """What is remembered as a JSON object, without what is empty."""
    found = {
        each.name: getattr(memory, each.name)
        for each in fields(Memory)
        if getattr(memory, each.name) != getattr(_EMPTY, each.name)
    }
    return json.dumps(found, default=_text, sort_keys=True)


def memory_of(text: str | None) -> Memory:
    """What `memory_text` wrote; nothing for NULL."""
    found = json.loads(text or "{}")
    for name, made in _MADE.items():
        if name in found:
            found[name] = made(found[name])
    return Memory(**found)


_MADE: Mapping[str, Any] = {
    "returns": lambda values: tuple(datetime.fromisoformat(value) for value in values),
    "recovered_at": datetime.fromisoformat,
    "reopened_at": datetime.fromisoformat,
    "day": date.fromisoformat,
    "before_merge": State,
    "aliases": tuple,
}


def _text(value: date | datetime) -> str:
    return value.isoformat()
