"""Decisions of people about incidents: entries of the journal, and the incidents that follow from them."""

from datetime import UTC, datetime

from faultbook.catalog.delivery import read_delivery
from faultbook.delivery.tied import is_tied, issue_at, require_free, require_tied
from faultbook.errors import SettingError
from faultbook.faults.redaction import Redactor
from faultbook.incidents.decisions import Action, Request, TiedIssue, decided
from faultbook.incidents.ids import full_id
from faultbook.jobs.decision_request import DecisionRequest
from faultbook.jobs.delivery.ticket_store import all_links, linked_issues
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.jobs.incidents.waiting_decisions import carry_out_waiting
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import INCIDENT_JOURNAL, INCIDENTS, Lease

KINDS = tuple(action.value for action in Action)
ONLY_OF_INCIDENTS = tuple(
    each.value for each in (Action.ACKNOWLEDGE, Action.ASSIGN, Action.UNMUTE, Action.LINK, Action.UNLINK)
)
"""Kinds of decisions that no pattern has."""
_YES, _NO = "yes", ("", "no")


def decide_incident(
    lakehouse: Lakehouse, steps: Steps, redactor: Redactor, request: DecisionRequest, until: datetime | None
) -> None:
    """Appends what the decision changes, in one commit, then writes the incidents; nothing where it is done already."""
    with writer_lease(lakehouse, Lease.INCIDENTS):
        store = IncidentStore(lakehouse)
        # What a run that was killed has left undone comes first: decisions are checked against the newest state.
        store.bring_up_to_date()
        carry_out_waiting(lakehouse, steps, redactor, datetime.now(UTC))
        ids = ids_of_incidents(lakehouse)
        name = full_id(request.pattern, ids)
        is_link = request.kind == Action.LINK
        other = full_id(request.other, ids) if request.other and not is_link else ""
        now = datetime.now(UTC)
        asked = Request(
            action=Action(request.kind),
            incident=name,
            author=request.author,
            reason=redactor.redact(request.reason) or "",
            at=now,
            other=other,
            assignee=request.assignee,
            until=until,
            count=count_of(request),
            build=request.build or None,
            in_next_build=is_set("in_next_build", request.in_next_build),
            not_planned=is_set("not_planned", request.not_planned),
            issue=_issue(lakehouse, request.other) if is_link else None,
        )
        if request.kind in (Action.LINK, Action.UNLINK) and _is_tied_so(lakehouse, asked):
            return
        known = store.incidents(ids={name, *([other] if other else [])})
        recorded = {entry.entry_id for entry in store.entries_of(0)}
        entries = decided(asked, known.values(), now=now, through_number=store.newest_number(), recorded=recorded)
        with steps.step(INCIDENT_JOURNAL.name, kind=request.kind, incident=name) as step:
            store.append(entries)
            step.note(entries=len(entries))
        with steps.step(INCIDENTS.name) as step:
            step.note(incidents=store.bring_up_to_date())


def _issue(lakehouse: Lakehouse, url: str) -> TiedIssue:
    return issue_at(url, read_delivery(lakehouse.settings.incidents_file).trackers)


def _is_tied_so(lakehouse: Lakehouse, request: Request) -> bool:
    """Whether the issue is tied already. SettingError where another incident has it, or none is tied to undo."""
    links = all_links(linked_issues(lakehouse))
    if request.issue is None:
        require_tied(request.incident, links)
        return False
    require_free(request.issue, request.incident, links)
    return is_tied(request.incident, request.issue, links)


def ids_of_incidents(lakehouse: Lakehouse) -> list[str]:
    """The ids of all incidents."""
    return [str(name) for name in lakehouse.fetch(INCIDENTS, ("incident_id",))["incident_id"].to_pylist()]


def count_of(request: DecisionRequest) -> int | None:
    """How many more events a mute is for; None: it names none."""
    if not request.count:
        return None
    try:
        return int(request.count)
    except ValueError as wrong:
        raise SettingError(f"count: found {request.count!r}, expected a whole number of events.") from wrong


def is_set(name: str, text: str) -> bool:
    """True for yes, False for no or nothing; SettingError otherwise."""
    if text != _YES and text not in _NO:
        raise SettingError(f"{name}: found {text!r}, expected yes or no.")
    return text == _YES
