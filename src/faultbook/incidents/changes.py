"""What each kind of entry changes about an incident; whether it may is decided by `fold`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from faultbook.incidents.builds import newest
from faultbook.incidents.facts import Fact, of_rule
from faultbook.incidents.incident import Incident, Memory, ResolvedBy, State
from faultbook.incidents.journal import Entry, Kind
from faultbook.incidents.policy import MOST_CYCLES
from faultbook.incidents.severity import UNKNOWN, worst

_OPEN, _ACKNOWLEDGED, _RESOLVED, _MERGED = State.OPEN, State.ACKNOWLEDGED, State.RESOLVED, State.MERGED


def is_move(entry: Entry) -> bool:
    """Whether a merge or split is about this incident's own state, not noted on the one that it goes on in."""
    return not (entry.kind in (Kind.MERGED, Kind.SPLIT) and Fact.OTHER in entry.facts)


def opened(entry: Entry) -> Incident:
    """The incident that an entry opens."""
    facts = entry.facts
    return Incident(
        incident_id=entry.incident_id,
        title=facts.get(Fact.TITLE, ""),
        fingerprint=entry.fingerprint or "",
        rule=entry.rule or "",
        source=entry.source or "",
        severity=facts.get(Fact.SEVERITY, UNKNOWN),
        opened_at=entry.at,
        detected_at=entry.recorded_at,
        last_seen=entry.at,
        updated_at=entry.recorded_at,
        through_number=entry.number,
        is_umbrella=facts.get(Fact.UMBRELLA) == Fact.YES,
        service=entry.service,
        environment=entry.environment,
        resource=facts.get(Fact.RESOURCE),
        pattern_id=facts.get(Fact.PATTERN_ID),
        message=facts.get(Fact.MESSAGE),
        sample_event_id=facts.get(Fact.SAMPLE_EVENT_ID),
        link=facts.get(Fact.LINK),
        facts=MappingProxyType(of_rule(facts)),
        memory=_remembered(Memory(), facts),
    )


def _remembered(memory: Memory, facts: Mapping[str, str]) -> Memory:
    """What is known of the newest signal; what it does not name stays."""
    return replace(
        memory,
        kind=facts.get(Fact.KIND, memory.kind),
        cluster_id=facts.get(Fact.CLUSTER_ID, memory.cluster_id),
        parent=facts.get(Fact.PARENT, memory.parent),
        workspace_id=facts.get(Fact.WORKSPACE_ID, memory.workspace_id),
        priority=facts.get(Fact.PRIORITY, memory.priority),
        is_upstream=facts.get(Fact.UPSTREAM) == Fact.YES if Fact.SEVERITY in facts else memory.is_upstream,
    )


def _occurred(incident: Incident, entry: Entry) -> Incident:
    last_at = entry.last_at or entry.at
    memory = _remembered(incident.memory, entry.facts)
    if entry.events:
        memory = _counted(memory, entry, last_at)
    if memory.recovered_at is not None and last_at > memory.recovered_at:
        returns = memory.returns if incident.state is _RESOLVED else _with(memory.returns, last_at)
        memory = replace(memory, recovered_at=None, returns=returns)
    return replace(
        incident,
        occurrence_count=incident.occurrence_count + entry.events,
        late_count=incident.late_count + int(entry.facts.get(Fact.LATE, 0)),
        last_seen=max(incident.last_seen, last_at),
        build=newest((incident.build, entry.facts.get(Fact.BUILD))),
        memory=memory,
    )


def _counted(memory: Memory, entry: Entry, last_at: datetime) -> Memory:
    day = last_at.date()
    if memory.day is None or day > memory.day:
        memory = replace(memory, day=day, day_events=entry.events)
    elif day == memory.day:
        memory = replace(memory, day_events=memory.day_events + entry.events)
    left = memory.mute_left
    return replace(
        memory,
        peak_events=max(memory.peak_events, memory.day_events),
        mute_left=None if left is None else max(0, left - entry.events),
    )


def _escalated(incident: Incident, entry: Entry) -> Incident:
    return replace(incident, severity=worst((incident.severity, entry.facts.get(Fact.SEVERITY, incident.severity))))


def _acknowledged(incident: Incident, entry: Entry) -> Incident:
    return replace(incident, state=_ACKNOWLEDGED, acknowledged_at=entry.at)


def _assigned(incident: Incident, entry: Entry) -> Incident:
    return replace(incident, assignee=entry.facts.get(Fact.ASSIGNEE) or None)


def _muted(incident: Incident, entry: Entry) -> Incident:
    until, left = entry.facts.get(Fact.UNTIL), entry.facts.get(Fact.COUNT)
    memory = replace(incident.memory, mute_left=int(left) if left else None)
    return replace(incident, is_muted=True, muted_until=datetime.fromisoformat(until) if until else None, memory=memory)


def _unmuted(incident: Incident, _entry: Entry) -> Incident:
    return replace(incident, is_muted=False, muted_until=None, memory=replace(incident.memory, mute_left=None))


def _inhibited(incident: Incident, entry: Entry) -> Incident:
    by = entry.facts.get(Fact.BY)
    why = entry.facts.get(Fact.WHY)
    if why == Fact.STORM:
        return replace(incident, umbrella_id=by)
    return replace(incident, inhibited_by=by, memory=replace(incident.memory, inhibited_why=why))


def _released(incident: Incident, entry: Entry) -> Incident:
    by = entry.facts.get(Fact.BY)
    return replace(
        incident,
        umbrella_id=None if incident.umbrella_id == by else incident.umbrella_id,
        inhibited_by=None if incident.inhibited_by == by else incident.inhibited_by,
    )


def _recovered(incident: Incident, entry: Entry) -> Incident:
    if entry.at < incident.last_seen:
        return incident
    return replace(incident, memory=replace(incident.memory, recovered_at=entry.at))


def _resolved(incident: Incident, entry: Entry) -> Incident:
    memory = replace(
        incident.memory,
        not_planned=entry.facts.get(Fact.NOT_PLANNED) == Fact.YES,
        closed_severity=incident.severity,
        closed_peak=incident.memory.peak_events,
        resolved_after=entry.facts.get(Fact.AFTER_BUILD),
        reopened_at=None,
    )
    return replace(
        incident,
        state=_RESOLVED,
        resolved_by=ResolvedBy(entry.facts.get(Fact.BY, ResolvedBy.PERSON)),
        resolved_at=entry.at,
        resolved_build=entry.facts.get(Fact.BUILD),
        memory=memory,
    )


def _regressed(incident: Incident, entry: Entry) -> Incident:
    memory = replace(
        incident.memory,
        not_planned=False,
        closed_severity=None,
        closed_peak=0,
        resolved_after=None,
        recovered_at=None,
    )
    if entry.facts.get(Fact.BY) == ResolvedBy.PERSON:
        memory = replace(memory, reopened_at=entry.at)
    else:
        memory = replace(memory, returns=_with(memory.returns, entry.at))
    return replace(
        incident,
        state=_OPEN,
        reopened=incident.reopened + 1,
        acknowledged_at=None,
        resolved_by=None,
        resolved_at=None,
        resolved_build=None,
        umbrella_id=None,
        inhibited_by=None,
        memory=memory,
    )


def _with(returns: tuple[datetime, ...], at: datetime) -> tuple[datetime, ...]:
    return (*returns, at)[-MOST_CYCLES:]


def _followed(incident: Incident, entry: Entry) -> Incident:
    return replace(incident, follows_id=entry.facts.get(Fact.FOLLOWS))


def _merged(incident: Incident, entry: Entry) -> Incident:
    if not is_move(entry):
        return incident
    memory = replace(incident.memory, before_merge=incident.state)
    return replace(incident, state=_MERGED, merged_into=entry.facts.get(Fact.INTO), memory=memory)


def _split(incident: Incident, entry: Entry) -> Incident:
    if not is_move(entry):
        return incident
    before = incident.memory.before_merge or _OPEN
    return replace(incident, state=before, merged_into=None, memory=replace(incident.memory, before_merge=None))


def _flapping(incident: Incident, _entry: Entry) -> Incident:
    return replace(incident, is_flapping=True)


def _calm(incident: Incident, _entry: Entry) -> Incident:
    return replace(incident, is_flapping=False)


def _aliased(incident: Incident, entry: Entry) -> Incident:
    new = entry.fingerprint
    if not new or new in incident.fingerprints:
        return incident
    return replace(incident, memory=replace(incident.memory, aliases=(*incident.memory.aliases, new)))


CHANGES: Mapping[Kind, Callable[[Incident, Entry], Incident]] = {
    Kind.OCCURRED: _occurred,
    Kind.ESCALATED: _escalated,
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.ASSIGNED: _assigned,
    Kind.MUTED: _muted,
    Kind.UNMUTED: _unmuted,
    Kind.INHIBITED: _inhibited,
    Kind.RELEASED: _released,
    Kind.RECOVERED: _recovered,
    Kind.RESOLVED: _resolved,
    Kind.REGRESSED: _regressed,
    Kind.FOLLOWED: _followed,
    Kind.FLAPPING: _flapping,
    Kind.CALM: _calm,
    Kind.MERGED: _merged,
    Kind.SPLIT: _split,
    Kind.ALIASED: _aliased,
}
"""Kind -> what it changes; `opened` makes the incident."""
