"""What people decide about incidents: checked requests in, entries of the journal out.

A request that is carried out already changes nothing: because the incident is as it should be, or because the journal
has its entries, whose ids follow from the request.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from faultbook.errors import SettingError
from faultbook.incidents.book import Book
from faultbook.incidents.facts import Fact
from faultbook.incidents.incident import Incident, ResolvedBy, State
from faultbook.incidents.journal import Entry, Kind

DONE_ALREADY = "It is so already; nothing was changed."
"""Why a decision is declined that would change nothing."""


class Action(StrEnum):
    """What a person may do with an incident."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    MUTE = "mute"
    UNMUTE = "unmute"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    MERGE = "merge"
    SPLIT = "split"
    LINK = "link"
    UNLINK = "unlink"


@dataclass(frozen=True)
class TiedIssue:
    """An issue that is there already: its tracker by name, its repository, number and address."""

    tracker: str
    repository: str
    number: int
    url: str


@dataclass(frozen=True)
class Request:
    """A decision as a person gives it, with full ids (`ids.full_id`).

    `other`: merge: the incident that goes on; split: the one that is taken out. `assignee`: empty: none. Of mute:
    `until` a date, or `count` more events, or neither: for good. Of resolve: `build` is named as the fix, or
    `in_next_build`: any that is newer than those seen; `not_planned`: it will not be worked on. `issue`: link: the one
    that the incident gets. `cause`: what makes the decision one, however often it is given; empty: when and by whom.
    `decision_id`: of a row of incident_decisions; empty: it comes from no row. `tracker`: assign: where the issue is
    assigned so already.
    """

    action: Action
    incident: str
    author: str
    reason: str
    at: datetime
    other: str = ""
    assignee: str = ""
    until: datetime | None = None
    count: int | None = None
    build: str | None = None
    in_next_build: bool = False
    not_planned: bool = False
    decision_id: str = ""
    issue: TiedIssue | None = None
    cause: str = ""
    tracker: str = ""


def decided(
    request: Request,
    incidents: Iterable[Incident],
    *,
    now: datetime,
    through_number: int,
    recorded: Set[str] = frozenset(),
) -> list[Entry]:
    """The entries of one decision, none where it is done already; batch 0. SettingError where it cannot be done.

    `incidents`: the one it is about, the other, and those that these were merged into. `recorded`: ids of the entries
    of these incidents whose batch is 0.
    """
    book = Book(incidents, now=now, batch_id=0, through_number=through_number, recorded=recorded)
    if wrong := refusal(book, request):
        raise SettingError(wrong)
    carry_out(book, request)
    return book.entries


def carried_out(
    requests: Sequence[Request], incidents: Iterable[Incident], *, now: datetime, through_number: int
) -> list[Entry]:
    """The entries of decisions that waited, in their order: what each changes, else one that declines it; batch 0.

    A decision about an incident that is not among `incidents` has none, and waits on.
    """
    book = Book(incidents, now=now, batch_id=0, through_number=through_number)
    for request in requests:
        incident, before = book.get(request.incident), len(book.entries)
        if incident is None:
            continue
        wrong = refusal(book, request)
        if wrong is None:
            carry_out(book, request)
        if len(book.entries) == before:
            facts = {Fact.DECISION: request.action.value}
            _write(book, Kind.DECLINED, incident, replace(request, reason=wrong or DONE_ALREADY), facts)
    return book.entries


def decided_in_turn(
    requests: Iterable[Request],
    incidents: Iterable[Incident],
    *,
    now: datetime,
    through_number: int,
    recorded: Set[str] = frozenset(),
) -> tuple[list[Entry], list[str | None]]:
    """The entries of several decisions, each on what those before it made, and why each was refused; None: it was not.

    A resolution is not before the newest event that is known: what was counted before the decision is not a return.
    """
    book = Book(incidents, now=now, batch_id=0, through_number=through_number, recorded=recorded)
    refused: list[str | None] = []
    for given in requests:
        incident = book.get(given.incident)
        is_late = incident is not None and given.action is Action.RESOLVE and given.at < incident.last_seen
        request = replace(given, at=incident.last_seen) if incident is not None and is_late else given
        wrong = refusal(book, request)
        refused.append(wrong)
        if wrong is None:
            carry_out(book, request)
    return book.entries, refused


def refusal(book: Book, request: Request) -> str | None:
    """Why a request cannot be carried out, in words; None where it can."""
    for name in ("author", "reason"):
        if not getattr(request, name).strip():
            return f"{name}: found nothing, expected a value. Fix: give --{name}=VALUE."
    incident = book.get(request.incident)
    if incident is None:
        return f"incident: found {request.incident!r}, expected the id of an incident."
    return _wrong_options(request) or _wrong_state(book, request, incident)


def carry_out(book: Book, request: Request) -> None:
    """Writes what a request that is not refused changes; nothing where it is done already."""
    incident = book.get(request.incident)
    if incident is not None:
        _CARRY_OUT[request.action](book, request, incident)


def _wrong_options(request: Request) -> str | None:
    if request.action in (Action.MERGE, Action.SPLIT, Action.LINK) and not (request.other or request.issue):
        what = "the address of an issue" if request.action is Action.LINK else "the other incident"
        return f"other: found nothing, but {request.action.value} needs it. Fix: give {what}."
    if request.until is not None and request.count is not None:
        return "until, count: found both, expected one of them."
    if request.until is not None and (request.until.tzinfo is None or request.until <= request.at):
        return f"until: found {request.until.isoformat()}, expected an instant with a zone that is still to come."
    if request.count is not None and request.count < 1:
        return f"count: found {request.count}, expected 1 or more events."
    if request.build is not None and request.in_next_build:
        return "build: found a build and the next one, expected one of them."
    return None


def _wrong_state(book: Book, request: Request, incident: Incident) -> str | None:
    if request.action is Action.SPLIT:
        return _wrong_split(book, request, incident)
    if incident.state is State.MERGED:
        name = incident.incident_id
        if request.action is Action.MERGE and _end_of(book, request.other) == _end_of(book, name):
            return None
        return f"incident: {name} was merged into {incident.merged_into}. Fix: take that one, or split it off first."
    if request.action is Action.ACKNOWLEDGE and incident.state is State.RESOLVED:
        return f"incident: {incident.incident_id} is resolved, expected an open one. Fix: reopen it first."
    if request.action is Action.RESOLVE:
        return _wrong_resolve(request, incident)
    return _wrong_merge(book, request, incident) if request.action is Action.MERGE else None


def _wrong_resolve(request: Request, incident: Incident) -> str | None:
    name, by = incident.incident_id, incident.resolved_by
    if by is not None and not _is_resolved_so(request, incident):
        return f"incident: {name} is resolved already ({by.value}). Fix: reopen it first, then resolve it otherwise."
    if request.in_next_build and incident.build is None:
        return f"build: {name} names no build, so no next one is known. Fix: resolve it without, or name a build."
    return None


def _wrong_merge(book: Book, request: Request, incident: Incident) -> str | None:
    into = _end_of(book, request.other)
    if into is None:
        return f"other: found {request.other!r}, expected the id of an incident."
    if into.incident_id == incident.incident_id:
        return f"other: {request.other} is, or goes on in, {incident.incident_id} itself; expected another incident."
    if incident.is_umbrella or into.is_umbrella:
        return "incident: an umbrella stands for a storm. Fix: resolve it; its incidents then speak for themselves."
    if not into.is_open and incident.is_open:
        return f"other: {into.incident_id} is resolved and {incident.incident_id} is open. Fix: reopen the other first."
    return None


def _wrong_split(book: Book, request: Request, incident: Incident) -> str | None:
    out = book.get(request.other)
    if out is None:
        return f"other: found {request.other!r}, expected the id of an incident that was merged."
    if out.state is State.MERGED and out.merged_into != incident.incident_id:
        return f"other: {request.other} was merged into {out.merged_into}. Fix: split it off that one."
    return None


def _is_resolved_so(request: Request, incident: Incident) -> bool:
    return (
        incident.resolved_by is ResolvedBy.PERSON
        and incident.resolved_build == request.build
        and incident.memory.not_planned == request.not_planned
        and (incident.memory.resolved_after is not None) == request.in_next_build
    )


def _end_of(book: Book, name: str) -> Incident | None:
    """The incident that goes on where one was merged."""
    incident = book.get(name)
    while incident is not None and incident.merged_into is not None:
        incident = book.get(incident.merged_into)
    return incident


def _write(
    book: Book, kind: Kind, incident: Incident, request: Request, facts: Mapping[str, str | None] | None = None
) -> Incident:
    given = f"{request.action.value}/{request.at.isoformat()}/{request.author}/{request.incident}/{request.other}"
    cause = request.cause or given
    return book.write(
        kind,
        incident,
        request.at,
        request.decision_id or cause,
        author=request.author,
        reason=request.reason,
        facts=facts or {},
        decision_id=request.decision_id or None,
    )


def _acknowledge(book: Book, request: Request, incident: Incident) -> None:
    if incident.state is State.OPEN:
        _write(book, Kind.ACKNOWLEDGED, incident, request)


def _assign(book: Book, request: Request, incident: Incident) -> None:
    if (incident.assignee or "") != request.assignee:
        facts = {Fact.ASSIGNEE: request.assignee, Fact.TRACKER: request.tracker or None}
        _write(book, Kind.ASSIGNED, incident, request, facts)


def _mute(book: Book, request: Request, incident: Incident) -> None:
    left = incident.memory.mute_left
    if incident.is_muted and incident.muted_until == request.until and left == request.count:
        return
    until = request.until.isoformat() if request.until else None
    count = str(request.count) if request.count is not None else None
    _write(book, Kind.MUTED, incident, request, {Fact.UNTIL: until, Fact.COUNT: count})


def _unmute(book: Book, request: Request, incident: Incident) -> None:
    if incident.is_muted:
        _write(book, Kind.UNMUTED, incident, request)


def _resolve(book: Book, request: Request, incident: Incident) -> None:
    if not incident.is_open:
        return
    facts = {
        Fact.BY: ResolvedBy.PERSON.value,
        Fact.BUILD: request.build,
        Fact.AFTER_BUILD: incident.build if request.in_next_build else None,
        Fact.NOT_PLANNED: Fact.YES if request.not_planned else None,
    }
    _write(book, Kind.RESOLVED, incident, request, facts)


def _reopen(book: Book, request: Request, incident: Incident) -> None:
    if incident.state is State.RESOLVED:
        _write(book, Kind.REGRESSED, incident, request, {Fact.BY: ResolvedBy.PERSON.value})


def _merge(book: Book, request: Request, incident: Incident) -> None:
    into = _end_of(book, request.other)
    if incident.state is not State.MERGED and into is not None:
        _write(book, Kind.MERGED, incident, request, {Fact.INTO: into.incident_id})
        _write(book, Kind.MERGED, into, request, {Fact.OTHER: incident.incident_id})


def _split(book: Book, request: Request, incident: Incident) -> None:
    out = book.get(request.other)
    if out is not None and out.merged_into == incident.incident_id:
        _write(book, Kind.SPLIT, out, request, {Fact.OUT_OF: incident.incident_id})
        _write(book, Kind.SPLIT, incident, request, {Fact.OTHER: out.incident_id})


def _link(book: Book, request: Request, incident: Incident) -> None:
    issue = request.issue
    if issue is not None:
        facts = {
            Fact.TRACKER: issue.tracker,
            Fact.REPOSITORY: issue.repository,
            Fact.ISSUE: str(issue.number),
            Fact.LINK: issue.url,
        }
        _write(book, Kind.LINKED, incident, request, facts)


def _unlink(book: Book, request: Request, incident: Incident) -> None:
    _write(book, Kind.UNLINKED, incident, request)


_CARRY_OUT: Mapping[Action, Callable[[Book, Request, Incident], None]] = {
    Action.ACKNOWLEDGE: _acknowledge,
    Action.ASSIGN: _assign,
    Action.MUTE: _mute,
    Action.UNMUTE: _unmute,
    Action.RESOLVE: _resolve,
    Action.REOPEN: _reopen,
    Action.MERGE: _merge,
    Action.SPLIT: _split,
    Action.LINK: _link,
    Action.UNLINK: _unlink,
}
