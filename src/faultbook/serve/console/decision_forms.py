"""The forms of the page of an incident: which ones fit its state, and what a browser sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from faultbook.errors import FaultbookError
from faultbook.serve.asking.principal import Principal
from faultbook.serve.deciding import Deciding
from faultbook.serve.decision_body import OF_KIND, DecisionBody
from faultbook.serve.questions.arguments import checked
from faultbook.serve.questions.incidents import IncidentDetail
from faultbook.stores.errors import InvalidQuery

KEY = "key"
DURATIONS = (("1h", "1 hour"), ("4h", "4 hours"), ("1d", "1 day"), ("3d", "3 days"), ("7d", "7 days"), ("", "good"))
DECIDED = {
    "waiting": "Noted. The next run of respond carries it out.",
    "carried_out": "It is carried out.",
    "declined": "It was declined; the time line has the reason.",
    "nothing": "It is so already; nothing was changed.",
}
"""Outcome of a decision -> the notice of the page."""


@dataclass(frozen=True)
class Forms:
    """The forms of a page: kinds in the order in which they are shown, or why there are none.

    `key`: of the idempotency, so that a form that is sent twice is one decision. `author`: who decides, as the field
    begins; None where the server knows the user.
    """

    kinds: tuple[str, ...] = ()
    obstacle: str | None = None
    key: str = ""
    author: str | None = None
    durations: tuple[tuple[str, str], ...] = DURATIONS


def shown_forms(deciding: Deciding | None, principal: Principal, incident: IncidentDetail | None) -> Forms:
    """The forms for an incident and a caller."""
    if deciding is None or incident is None:
        return Forms()
    if obstacle := deciding.obstacle(principal):
        return Forms(obstacle=obstacle)
    return Forms(kinds_for(incident), key=token_urlsafe(18), author=_author(deciding, principal))


def kinds_for(incident: IncidentDetail) -> tuple[str, ...]:
    """The kinds of decisions that fit the state of an incident."""
    if incident.state == "merged":
        return ("split",)
    muting = "unmute" if incident.is_muted else "mute"
    if incident.state == "resolved":
        return ("reopen", "assign", muting)
    both = () if incident.is_umbrella else ("merge",)
    return (*(("acknowledge",) if incident.state == "open" else ()), "assign", muting, "resolve", *both)


def sent_decision(form: Mapping[str, str]) -> tuple[DecisionBody, str]:
    """The decision and its key; fields that are empty are left out. InvalidQuery where one is wrong."""
    kind = form.get("kind", "")
    names = ("reason", "author", *OF_KIND.get(kind, ()))
    given: dict[str, Any] = {"kind": kind} | {name: form[name] for name in names if form.get(name, "").strip()}
    if kind == "assign":
        given["assignee"] = form.get("assignee", "").strip()
    if "count" in given and not given["count"].isdecimal():
        raise InvalidQuery(f"count: found {ascii(given['count'])[:80]}, expected a number of events.")
    if "reason" not in given:
        raise InvalidQuery("reason: found nothing, expected why.")
    return checked(DecisionBody, given), form.get(KEY, "")


def _author(deciding: Deciding, principal: Principal) -> str | None:
    if principal.token:
        return None
    try:
        return deciding.author_of(principal)
    except FaultbookError:
        return ""
