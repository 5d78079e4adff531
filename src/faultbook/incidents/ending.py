"""How incidents end: what recovered, what has good runs again, what has been quiet; and how flapping and mutes end.

Quiet is measured by how far the source of an incident has been read, in event time: a source that is silent, or that
could not be read, ends nothing. Where a person reopened an incident, only what came after that ends it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from faultbook.incidents.book import Book
from faultbook.incidents.facts import Fact
from faultbook.incidents.incident import Incident, ResolvedBy
from faultbook.incidents.journal import Kind
from faultbook.incidents.policy import Policy
from faultbook.incidents.signals import Recovery, RecoveryKind


def take_recovery(book: Book, recovery: Recovery, successes: dict[str, list[datetime]], policy: Policy) -> None:
    """Writes what follows from one report that something is well again.

    `successes`: incident -> successful runs of this run of the judge so far, to which this adds. A report from before
    the last failure, or before a person reopened it, or while others of its failures are not over, does nothing.
    """
    for incident in _concerned(book, recovery):
        if recovery.at < _going_on_at(incident) or recovery.others_open:
            continue
        if recovery.kind is RecoveryKind.RECOVERED:
            known = book.write(Kind.RECOVERED, incident, recovery.at, recovery.cause)
            if not known.is_flapping:
                _end(book, known, recovery.at, ResolvedBy.RECOVERED)
            continue
        good = successes.setdefault(incident.incident_id, [])
        good.append(recovery.at)
        since = [at for at in good if at >= _going_on_at(incident)]
        if len(since) >= policy.good_runs and not incident.is_flapping:
            _end(book, incident, recovery.at, ResolvedBy.GOOD_RUNS)


def end_quiet(book: Book, heard_until: Mapping[str, datetime], policy: Policy) -> None:
    """Ends flapping that is over, and open incidents with which nothing happened for the quiet time.

    `heard_until`: source -> up to when its events are read; a source that is not in it ends nothing.
    """
    for incident in book:
        heard = heard_until.get(incident.source)
        if heard is None or not incident.is_open or incident.is_umbrella:
            continue
        current = _calmed(book, incident, heard, policy)
        over_at = _going_on_at(current) + policy.quiet[current.severity]
        if current.is_open and not current.is_flapping and heard >= over_at:
            _end(book, current, over_at, ResolvedBy.QUIET)


def end_mutes(book: Book, now: datetime) -> None:
    """Ends mutes whose date has come or whose number of events has passed."""
    for incident in book:
        if not incident.is_muted:
            continue
        if incident.muted_until is not None and incident.muted_until <= now:
            book.write(Kind.UNMUTED, incident, incident.muted_until, f"until/{incident.muted_until.isoformat()}")
        elif incident.memory.mute_left == 0:
            book.write(Kind.UNMUTED, incident, incident.last_seen, f"count/{incident.occurrence_count}")


def _going_on_at(incident: Incident) -> datetime:
    """The newest instant at which it was not over: its last event, or when a person reopened it."""
    return max(incident.last_seen, incident.memory.reopened_at or incident.last_seen)


def _calmed(book: Book, incident: Incident, heard: datetime, policy: Policy) -> Incident:
    if not incident.is_flapping or not incident.memory.returns:
        return incident
    calm_at = incident.memory.returns[-1] + policy.calm
    if heard < calm_at:
        return incident
    calm = book.write(Kind.CALM, incident, calm_at, calm_at.isoformat())
    recovered_at = calm.memory.recovered_at
    return _end(book, calm, recovered_at, ResolvedBy.RECOVERED) if recovered_at is not None else calm


def _end(book: Book, incident: Incident, at: datetime, by: ResolvedBy) -> Incident:
    return book.write(Kind.RESOLVED, incident, at, f"{by.value}/{at.isoformat()}", facts={Fact.BY: by.value})


def _concerned(book: Book, recovery: Recovery) -> Iterable[Incident]:
    if recovery.fingerprint:
        return [incident for incident in book.line(recovery.fingerprint)[-1:] if incident.is_open]
    return [
        incident
        for incident in book
        if incident.is_open
        and not incident.is_umbrella
        and incident.resource == recovery.resource
        and recovery.environment in (None, incident.environment)
    ]
