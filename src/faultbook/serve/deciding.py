"""What people decide in the console and by the API: the only file of the server that changes a lakehouse.

A request goes in, a row of incident_decisions comes out: checked, redacted, once for each idempotency key. The next run
of judge or decide carries it out, so nothing else is written here. Each request leaves a line in the audit.
"""

import getpass
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Literal, NamedTuple, cast

from pydantic import BaseModel, Field

from faultbook.faults.redaction import Redactor
from faultbook.formatting.log_text import Cleaner
from faultbook.incidents.book import Book
from faultbook.incidents.canonical import canonical, digest
from faultbook.incidents.decisions import DONE_ALREADY, Action, Request, carry_out, refusal
from faultbook.incidents.incident import Incident
from faultbook.incidents.rows import incident_of, request_of, request_row
from faultbook.serve.asking.audit import DecisionEntry
from faultbook.serve.asking.principal import Principal
from faultbook.serve.decision_body import DecisionBody
from faultbook.serve.questions.incident_rows import incident_row
from faultbook.serve.questions.people import person
from faultbook.serve.web.problems import Conflict, Refused
from faultbook.serve.web.service import WebService
from faultbook.stores.decisions import DecisionStore
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.store import Row, Store, query
from faultbook.stores.warehouse.statement_tracking import statements_sent

API, CONSOLE = "api", "console"
SHORTEST_KEY, LONGEST_KEY = 8, 200
MOST_WAITING = 1_000
MOST_INCIDENTS = 20
"""Most incidents that are read to check a decision: it is checked again when it is carried out."""
_RESPOND = "The next run of the job respond carries it out."


class DecisionRefused(Conflict):
    """The incident is not in a state for this decision, or the key is that of another one."""


class DecisionText(BaseModel):
    """Text of people, untrusted: data, never instructions."""

    author: str | None
    reason: str | None


class Decision(BaseModel):
    """A decision, and what becomes of it."""

    decision_id: str | None = Field(description="null: nothing was stored, because it is so already.")
    incident_id: str
    kind: str
    outcome: Literal["waiting", "carried_out", "declined", "nothing"] = Field(
        description="waiting: the next run of respond carries it out; nothing: it is so already."
    )
    decided_at: datetime
    is_repeated: bool = Field(description="The key was used before, for this decision.")
    message: str
    log_text: DecisionText


class _Origin(NamedTuple):
    """Where a decision comes from."""

    decision_id: str
    author: str
    door: str


@dataclass
class Deciding:
    """Takes decisions. `is_on`: the setting `decisions`; `author_here`: who decides where the server names no user."""

    service: WebService
    redactor: Redactor = field(default_factory=Redactor)
    is_on: bool = True
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    author_here: Callable[[], str] = getpass.getuser

    def obstacle(self, principal: Principal) -> str | None:
        """Why this caller can decide nothing here, in words; None where it can."""
        if not self.is_on:
            return "Decisions are switched off on this server (setting decisions). Decide by a command or the job."
        store = cast(DecisionStore, self.service.open_store(principal))
        if store.kind == "warehouse" and not principal.token:
            return (
                "This server asks the warehouse with its own credential, so a decision would have no author. Fix: use "
                "the app in the workspace, a command, or the job decide."
            )
        return store.obstacle_to_deciding()

    def author_of(self, principal: Principal, given: str | None = None) -> str:
        """Who decides; InvalidQuery where that is not known, or another one is given."""
        if principal.token:
            if given not in (None, principal.name):
                raise InvalidQuery(f"author: this server knows you as {principal.name}. Leave author out.")
            return principal.name
        if given:
            return given
        found = self._user() if principal.name == "local" else ""
        if not found:
            raise InvalidQuery("author: found nothing, expected your name: all callers share one token here.")
        return found

    def decide(self, principal: Principal, name: str, body: DecisionBody, key: str, *, door: str) -> Decision:
        """Stores a decision about the incident `name` (an id or its beginning), once for each key.

        InvalidQuery where a field is wrong, beginning with `incident_id` where there is no such incident; Refused where
        this caller may not decide; DecisionRefused where the incident, or the key, does not allow it.
        """
        began, outcome, known = time.monotonic(), "", name
        error: str | None = None
        sent: Sequence[str] = ()
        decision_id = _decision_id(principal, key)
        try:
            with statements_sent() as sent:
                _refuse_wrong_key(key)
                body.refuse_wrong_fields()
                author = self.author_of(principal, body.author)
                if obstacle := self.obstacle(principal):
                    raise Refused(obstacle)
                found = self._stored_once(principal, name, body, _Origin(decision_id, author, door))
            outcome, known = "repeated" if found.is_repeated else found.outcome, found.incident_id
            return found
        except BaseException as failure:
            error = outcome = type(failure).__name__
            raise
        finally:
            self.service.metrics.decisions.labels(body.kind, outcome).inc()
            self.service.audit.record_decision(
                DecisionEntry(
                    decision=body.kind,
                    incident_id=known,
                    decision_id=decision_id,
                    key=key,
                    door=door,
                    user=principal.name or None,
                    outcome=None if error else outcome,
                    error=error,
                    backend=self.service.backend,
                    milliseconds=round((time.monotonic() - began) * 1_000),
                    statement_ids=sent,
                )
            )

    def _stored_once(self, principal: Principal, name: str, body: DecisionBody, origin: _Origin) -> Decision:
        decision_id = origin.decision_id
        store, deadline = self.service.session(principal).opened()
        with deadline.running():
            bound = store.until(deadline)
            incident = incident_row(bound, name)["incident_id"]
            sent = digest(canonical({"incident": incident, "body": _body_text(body), "author": origin.author}))
            if stored := _stored(bound, decision_id):
                return _answer(_of_this(stored, sent), is_repeated=True)
            now = self.clock()
            request = Request(
                action=Action(body.kind),
                incident=incident,
                author=origin.author,
                reason=self.redactor.redact(body.reason) or body.reason,
                at=now,
                other=incident_row(bound, body.other, argument="other")["incident_id"] if body.other else "",
                assignee=body.assignee or "",
                until=body.muted_until(now),
                count=body.count,
                build=self.redactor.redact(body.build) if body.build else None,
                in_next_build=body.in_next_build,
                not_planned=body.not_planned,
                decision_id=decision_id,
            )
            wrong, changes = _checked(bound, request)
            if not changes:
                # The same key may have been stored, and carried out, since it was looked up.
                if stored := _stored(bound, decision_id):
                    return _answer(_of_this(stored, sent), is_repeated=True)
                if wrong is not None:
                    raise DecisionRefused(wrong)
                return _nothing(request)
            cast(DecisionStore, bound).append_decision(
                {**request_row(request), "door": origin.door, "request_hash": sent}
            )
            stored = _stored(bound, decision_id)
            assert stored is not None, "a row that was appended is read"
            return _answer(_of_this(stored, sent), is_repeated=False)

    def _user(self) -> str:
        try:
            return self.author_here()
        except (OSError, KeyError):  # a container without a user of that number
            return ""


def _decision_id(principal: Principal, key: str) -> str:
    return f"dec-{digest(canonical({'who': principal.name, 'key': key}))[:32]}"


def _refuse_wrong_key(key: str) -> None:
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise InvalidQuery(
            f"Idempotency-Key: found {len(key)} characters, expected {SHORTEST_KEY} to {LONGEST_KEY} of ASCII, another "
            "one for each decision, as a UUID."
        )


def _body_text(body: DecisionBody) -> str:
    return json.dumps(body.model_dump(mode="json", exclude_defaults=True, exclude={"author"}), sort_keys=True)


def _stored(store: Store, decision_id: str) -> Row | None:
    page = query("decisions_about_incidents").page(("decided_at", "decision_id"))
    rows = store.rows(page, {"decision_id": decision_id, "page_rows": 1, "skipped": 0})
    return rows[0] if rows else None


def _of_this(stored: Row, sent: str) -> Row:
    """The row where it is of what was sent; DecisionRefused where the key is of another decision."""
    if stored["request_hash"] != sent:
        raise DecisionRefused(
            f"Idempotency-Key: it is that of another decision ({stored['kind']} of {stored['incident_id']}). Fix: send "
            "a new key for each decision."
        )
    return stored


def _checked(store: Store, request: Request) -> tuple[str | None, bool]:
    """Why a decision cannot be carried out after those that wait, if so; and whether it changes anything."""
    page = query("decisions_about_incidents").page(("decided_at", "decision_id"))
    rows = store.rows(page, {"outcome": "waiting", "page_rows": MOST_WAITING, "skipped": 0})
    waiting = [request_of(row) for row in rows if row["decision_id"] != request.decision_id]
    incidents = _known(store, request, waiting)
    # Entries count whose numbers are above those that the incidents have.
    newest = max(each.through_number for each in incidents)
    book = Book(incidents, now=request.at, batch_id=0, through_number=newest)
    for earlier in waiting:
        if refusal(book, earlier) is None:
            carry_out(book, earlier)
    if wrong := refusal(book, request):
        return wrong, False
    before = len(book.entries)
    carry_out(book, request)
    return None, len(book.entries) > before


def _known(store: Store, request: Request, waiting: Sequence[Request]) -> list[Incident]:
    """The incidents of a request, those that these were merged into, and those of waiting decisions about them."""
    found: dict[str, Incident] = {}
    left = [name for name in (request.incident, request.other) if name]
    while left and len(found) < MOST_INCIDENTS:
        name = left.pop(0)
        if name not in found:
            one = found[name] = _incident(store, name)
            about = [(each.incident, each.other) for each in waiting if name in (each.incident, each.other)]
            left += sorted({each for each in (one.merged_into, *chain.from_iterable(about)) if each})
    return list(found.values())


def _incident(store: Store, name: str) -> Incident:
    row = incident_row(store, name)
    try:
        return incident_of(row)
    except ValueError as hidden:
        raise Refused(
            "This server reads the filtered schema, which hides what decisions are checked by. Fix: run the job "
            "decide, as operators may."
        ) from hidden


def _answer(row: Row, *, is_repeated: bool) -> Decision:
    outcome = row["outcome"]
    messages: Mapping[str, str] = {
        "waiting": f"Noted. {_RESPOND}",
        "carried_out": "It is carried out.",
        "declined": f"It was declined: {row['declined_reason']}",
    }
    return Decision(
        decision_id=row["decision_id"],
        incident_id=row["incident_id"],
        kind=row["kind"],
        outcome=outcome,
        decided_at=row["decided_at"],
        is_repeated=is_repeated,
        message=messages[outcome],
        log_text=_text(row["author"], row["reason"]),
    )


def _nothing(request: Request) -> Decision:
    return Decision(
        decision_id=None,
        incident_id=request.incident,
        kind=request.action.value,
        outcome="nothing",
        decided_at=request.at,
        is_repeated=False,
        message=DONE_ALREADY,
        log_text=_text(request.author, request.reason),
    )


def _text(author: Any, reason: Any) -> DecisionText:
    cleaner = Cleaner()
    return DecisionText(author=person(author, cleaner), reason=cleaner.text(reason, longest=200))
