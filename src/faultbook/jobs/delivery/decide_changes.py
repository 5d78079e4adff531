"""What people did in trackers as decisions about incidents: all of a run in one commit of the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from faultbook.delivery.configured import TrackerAccount
from faultbook.delivery.place import Link, Place
from faultbook.delivery.tied import is_tied, issue_at, require_free, require_tied
from faultbook.delivery.watching.change import Change
from faultbook.delivery.watching.deciding import request_of, request_of_command
from faultbook.delivery.watching.gathering import Given
from faultbook.errors import SettingError
from faultbook.faults.redaction import Redactor
from faultbook.incidents.decisions import Action, Request, TiedIssue, decided_in_turn
from faultbook.incidents.ids import full_id
from faultbook.jobs.decide_incidents import ids_of_incidents
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.lakehouse.store import Lakehouse


def decide_changes(
    lakehouse: Lakehouse,
    given: Sequence[Given],
    *,
    trackers: Mapping[str, TrackerAccount],
    links: Iterable[Link],
    redactor: Redactor,
    now: datetime,
) -> list[Change]:
    """Writes the decisions of changes and commands, and returns the changes with what became of each.

    The caller holds the lease `incidents`. Re-runs are idempotent: a decision has an id that follows from its change.
    """
    known_links = list(links)
    ids = ids_of_incidents(lakehouse) if any(each.command is not None for each in given) else []
    made: list[Change] = []
    requests: list[tuple[int, Request]] = []
    for each in given:
        change = replace(each.change, value=redactor.redact(each.change.value) if each.change.value else None)
        try:
            request = _request(each, ids, trackers, known_links, redactor)
        except SettingError as wrong:
            change, request = replace(change, refused=str(wrong)), None
        if request is not None:
            change = replace(change, decision=request.action.value)
            requests.append((len(made), request))
        made.append(change)
    if requests:
        refusals = _decided(lakehouse, [each for _, each in requests], now)
        for (place, _), refusal in zip(requests, refusals, strict=True):
            made[place] = replace(made[place], refused=refusal)
    return made


def _request(
    each: Given, ids: Sequence[str], trackers: Mapping[str, TrackerAccount], links: list[Link], redactor: Redactor
) -> Request | None:
    command = each.command
    if command is None:
        return request_of(each.change) if each.change.refused is None else None
    request = request_of_command(each.change, command, redactor.redact(command.reason) or "")
    if command.action is Action.LINK:
        issue = issue_at(command.other, trackers)
        require_free(issue, request.incident, links)
        if is_tied(request.incident, issue, links):
            return None
        links.append(_link(request, issue))
        return replace(request, issue=issue, other="")
    if command.action is Action.UNLINK:
        require_tied(request.incident, links)
    return replace(request, other=full_id(request.other, ids)) if request.other else request


def _link(request: Request, issue: TiedIssue) -> Link:
    place = Place(issue.repository, issue.number)
    return Link(request.incident, issue.tracker, place, author=request.author, tied_at=request.at)


def _decided(lakehouse: Lakehouse, requests: Sequence[Request], now: datetime) -> list[str | None]:
    store = IncidentStore(lakehouse)
    store.bring_up_to_date()
    names = {request.incident for request in requests} | {request.other for request in requests if request.other}
    known = store.incidents(ids=names)
    recorded = {entry.entry_id for entry in store.entries_of(0)}
    entries, refused = decided_in_turn(
        requests, known.values(), now=now, through_number=store.newest_number(), recorded=recorded
    )
    store.append(entries)
    store.bring_up_to_date()
    return refused
