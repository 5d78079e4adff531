"""What shall be done in trackers, as a function of the journal: entries in, intents out, the same ones each time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from faultbook.delivery.assignment import Assignee, AssigneeKind, person
from faultbook.delivery.intent import Action, Intent, intent_id
from faultbook.delivery.life import Life, Wish
from faultbook.delivery.place import Link, Target
from faultbook.delivery.policy import DeliveryPolicy
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Entry

Route = Callable[[Incident], Target | None]
"""Where the issue of an incident is made; None: it gets none."""
Assign = Callable[[Incident, Target, datetime], Assignee]
"""Who gets the issue that is made for an incident, by the configuration; the instant decides whose turn it is."""


def intents(
    entries: Iterable[Entry],
    incidents: Mapping[str, Incident],
    links: Mapping[str, Link],
    policy: DeliveryPolicy,
    route: Route,
    *,
    assign: Assign | None = None,
) -> list[Intent]:
    """All intents, by when they were wanted.

    `entries`: the journal in the order of its numbers, all of an incident or none; `incidents`: as they are after
    them; `links`: what has an issue, or may have one. An incident without one wants an issue while it is open and
    speaks (`silence`), and who it is assigned to. One with an issue keeps its tracker, whatever the routes are now.
    `assign`: None where the configuration assigns nothing, and no decision of a person is carried to the tracker.
    """
    lives: dict[str, Life] = {}
    for entry in entries:
        if entry.incident_id in incidents:
            lives.setdefault(entry.incident_id, Life(policy)).take(entry)
    found: list[Intent] = []
    for name, life in lives.items():
        incident, link = incidents[name], links.get(name)
        target = route(incident) if link is None else Target(link.tracker, _repository(link, incident, route))
        if target is not None:
            for wish in _wishes(life, incident, link):
                if wish.action is not Action.ASSIGN:
                    found.append(_intent(incident, wish, target, incidents))
                if assign is not None:
                    found += _assigned(found[-1:], incident, wish, target, assign, life.assignee)
    return sorted(found, key=lambda each: (each.at, each.entry, each.intent_id))


def silence(incident: Incident) -> str | None:
    """Why an incident gets no issue and no note for now; None where it speaks."""
    if incident.is_muted:
        return f"muted until {incident.muted_until:%Y-%m-%d %H:%M} UTC" if incident.muted_until else "muted"
    if incident.umbrella_id is not None:
        return f"under the umbrella {incident.umbrella_id}"
    return f"inhibited by {incident.inhibited_by}" if incident.inhibited_by is not None else None


def goes_on_in(incident_id: str | None, incidents: Mapping[str, Incident]) -> str | None:
    """The incident in which one goes on: the end of its merges, or itself."""
    passed: set[str] = set()
    while incident_id is not None and incident_id not in passed:
        passed.add(incident_id)
        known = incidents.get(incident_id)
        if known is None or known.merged_into is None:
            return incident_id
        incident_id = known.merged_into
    return incident_id


def _wishes(life: Life, incident: Incident, link: Link | None) -> list[Wish]:
    wishes = list(life.wishes.values())
    if link is None:
        makes = [wish for wish in wishes if wish is wishes[0] or wish.action is Action.ASSIGN]
        return makes if incident.is_open and silence(incident) is None else []
    if link.author is not None:
        return wishes[1:]
    if link.is_gone:
        return [_made_again(wish) if _is_after(wish, link) else wish for wish in wishes]
    return wishes


def _is_after(wish: Wish, link: Link) -> bool:
    return wish.action is Action.REOPEN and wish.entry > link.gone_after


def _made_again(wish: Wish) -> Wish:
    """A deleted issue cannot be opened again: where its fault is back after that, another one is made."""
    return wish._replace(action=Action.CREATE)


def _repository(link: Link, incident: Incident, route: Route) -> str:
    if link.place is not None and not link.is_gone:
        return link.place.repository
    target = route(incident)
    return target.repository if target is not None and target.tracker == link.tracker else ""


def _assigned(  # noqa: PLR0917 - what is made, of what, where, by whom
    made: list[Intent], incident: Incident, wish: Wish, target: Target, assign: Assign, decided: str | None
) -> Iterator[Intent]:
    """Who gets the issue, with each that is made and each decision: as a person decided here, else as configured.

    Not who is assigned in the tracker: that is read, and would come back as a wish to assign them there.
    """
    if wish.action is Action.ASSIGN:
        yield replace(_intent(incident, wish, target, {}), assignee=person(decided))
    elif wish.action is Action.CREATE:
        assignee = person(decided) if decided else assign(incident, target, wish.at)
        if assignee.kind is not AssigneeKind.NONE:
            own = wish._replace(action=Action.ASSIGN, number=f"{Action.CREATE}/{wish.number}")
            intent = _intent(incident, own, target, {})
            yield replace(intent, assignee=assignee, made_by=made[0].intent_id)


def _intent(incident: Incident, wish: Wish, target: Target, incidents: Mapping[str, Incident]) -> Intent:
    name = incident.incident_id
    is_duplicate = wish.action is Action.CLOSE_DUPLICATE
    return Intent(
        intent_id(name, target.tracker, wish.action, wish.number),
        name,
        target.tracker,
        wish.action,
        wish.number,
        wish.entry,
        wish.at,
        wish.happened_at,
        wish.due_at,
        repository=target.repository if wish.action is Action.CREATE else "",
        other_id=goes_on_in(incident.merged_into if is_duplicate else incident.follows_id, incidents),
        is_known_closed=wish.is_known_closed,
    )


def with_other(intent: Intent, links: Mapping[str, Link]) -> Intent:
    """The intent with the issue of the incident that it follows or goes on in, as far as there is one."""
    other = links.get(intent.other_id or "")
    return replace(intent, other=other) if other is not None and other.place is not None else intent
