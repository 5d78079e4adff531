"""Storms: where too many incidents begin in one scope at once, one umbrella speaks for them until it is over.

A scope is an environment with a service, or with a workspace where no service is known. Only incidents that would speak
count: those that are muted or inhibited do not.
"""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime, timedelta
from typing import NamedTuple

from faultbook.incidents.book import Book, Occurrences, Origin
from faultbook.incidents.canonical import canonical
from faultbook.incidents.facts import Fact
from faultbook.incidents.fingerprint import LABEL, fingerprint
from faultbook.incidents.incident import Incident, ResolvedBy
from faultbook.incidents.journal import AUTHOR, Kind
from faultbook.incidents.policy import Policy
from faultbook.incidents.severity import is_worse, worst

RULE = "storm"
"""Rule of umbrellas."""


class Scope(NamedTuple):
    """Where a storm is: a service, or a workspace, of an environment."""

    environment: str | None
    service: str | None
    workspace_id: str | None


def scope_of(environment: str | None, service: str | None, workspace_id: str | None) -> Scope | None:
    """The scope of an incident or signal; None where neither a service nor a workspace is known."""
    if service:
        return Scope(environment, service, None)
    return Scope(environment, None, workspace_id) if workspace_id else None


def storm_fingerprint(scope: Scope) -> str:
    """Fingerprint of the umbrellas of a scope."""
    label = canonical({RULE: "yes", **scope._asdict()})
    return fingerprint({LABEL: label}) or ""


def began_at(incident: Incident) -> datetime:
    """When an incident began, or came back last."""
    return max((incident.opened_at, *incident.memory.returns))


def gather_storms(book: Book, policy: Policy) -> None:
    """Opens umbrellas over storms, and puts incidents under those that are open."""
    by_scope: dict[Scope, list[Incident]] = {}
    umbrellas: dict[Scope, Incident] = {}
    for incident in book:
        scope = scope_of(incident.environment, incident.service, incident.memory.workspace_id)
        if scope is None or not incident.is_open:
            continue
        if incident.is_umbrella:
            umbrellas[scope] = incident
        elif not (incident.is_muted or incident.inhibited_by or incident.umbrella_id):
            by_scope.setdefault(scope, []).append(incident)
    for scope, incidents in by_scope.items():
        ordered = sorted(incidents, key=lambda each: (began_at(each), each.incident_id))
        umbrella = umbrellas.get(scope)
        if umbrella is not None:
            joining = [each for each in ordered if began_at(each) >= umbrella.opened_at - policy.storm_window]
            _join(book, umbrella, joining)
        elif stormy := _storm(ordered, book.begun, policy):
            _join(book, _umbrella(book, scope, stormy, policy), stormy)


def end_storms(book: Book, heard_until: Mapping[str, datetime], policy: Policy) -> None:
    """Ends umbrellas that nothing joined for a while, or under which nothing is open; then all speak for themselves."""
    children: dict[str, list[Incident]] = {}
    for incident in book:
        if incident.umbrella_id is not None:
            children.setdefault(incident.umbrella_id, []).append(incident)
    for umbrella in book:
        if umbrella.is_umbrella and umbrella.is_open:
            over_at = _over_at(umbrella, children.get(umbrella.incident_id, []), heard_until, policy)
            if over_at is not None:
                cause = f"{ResolvedBy.QUIET.value}/{over_at.isoformat()}"
                book.write(Kind.RESOLVED, umbrella, over_at, cause, facts={Fact.BY: ResolvedBy.QUIET.value})
    for under, incidents in children.items():
        over = book.get(under)
        if over is not None and over.is_open:
            continue
        for incident in incidents:
            if incident.is_open:
                at = over.resolved_at if over is not None and over.resolved_at is not None else incident.last_seen
                book.write(Kind.RELEASED, incident, at, f"{book.batch_id}/{under}", facts={Fact.BY: under})


def _over_at(
    umbrella: Incident, children: list[Incident], heard_until: Mapping[str, datetime], policy: Policy
) -> datetime | None:
    if not any(child.is_open for child in children):
        ends = [child.resolved_at for child in children if child.resolved_at is not None]
        return max((umbrella.last_seen, *ends))
    heard = heard_until.get(umbrella.source)
    over_at = umbrella.last_seen + policy.storm_calm
    return over_at if heard is not None and heard >= over_at else None


def _storm(ordered: list[Incident], begun: Set[str], policy: Policy) -> list[Incident]:
    """The incidents of the first storm among those of a scope, by when they began; empty without one.

    It is the first window in which more than `storm_incidents` began, one of them in this run: a storm that is over is
    none again. It goes on as long as the next one begins within `storm_calm`.
    """
    begins = [began_at(incident) for incident in ordered]
    first = 0
    for last, at in enumerate(begins):
        while at - begins[first] >= policy.storm_window:
            first += 1
        stormy = ordered[first : last + 1]
        if len(stormy) > policy.storm_incidents and any(each.incident_id in begun for each in stormy):
            end = last + 1
            while end < len(begins) and begins[end] - begins[end - 1] <= policy.storm_calm:
                end += 1
            return ordered[first:end]
    return []


def _umbrella(book: Book, scope: Scope, stormy: list[Incident], policy: Policy) -> Incident:
    mark = storm_fingerprint(scope)
    at = began_at(stormy[policy.storm_incidents])
    before = next(reversed(book.line(mark)), None)
    origin = Origin(AUTHOR, RULE, stormy[0].source, scope.service, scope.environment)
    where = scope.service or scope.workspace_id
    minutes = policy.storm_window // timedelta(minutes=1)
    title = f"Storm: more than {policy.storm_incidents} incidents of {where} within {minutes} minutes"
    facts = {
        Fact.TITLE: title,
        Fact.SEVERITY: worst(incident.severity for incident in stormy),
        Fact.UMBRELLA: Fact.YES,
        Fact.WORKSPACE_ID: scope.workspace_id,
    }
    opened = book.open(origin, mark, at, facts)
    if before is not None:
        book.write(Kind.FOLLOWED, opened, at, before.incident_id, facts={Fact.FOLLOWS: before.incident_id})
    return opened


def _join(book: Book, umbrella: Incident, incidents: Iterable[Incident]) -> None:
    """Puts incidents under an umbrella; it counts no events of its own, but is seen as long as others join it."""
    joined = [
        book.write(
            Kind.INHIBITED,
            incident,
            began_at(incident),
            f"{book.batch_id}/{umbrella.incident_id}",
            facts={Fact.BY: umbrella.incident_id, Fact.WHY: Fact.STORM},
        )
        for incident in incidents
    ]
    if not joined:
        return
    begins = [began_at(incident) for incident in joined]
    of = Occurrences(umbrella.fingerprint, RULE, umbrella.source, 0, min(begins), max(begins))
    book.write(Kind.OCCURRED, umbrella, max(begins), f"{book.batch_id}/joined", of=of)
    severity = worst(incident.severity for incident in joined)
    if is_worse(severity, umbrella.severity):
        cause = f"{severity}/{book.batch_id}"
        book.write(Kind.ESCALATED, umbrella, max(begins), cause, facts={Fact.SEVERITY: severity})
