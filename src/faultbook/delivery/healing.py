"""Two issues of one incident: the older one stays, the other one is closed as its duplicate, and the link moves.

Each duplicate is closed once. If a person opens it again after that, it stays open.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from faultbook.delivery.intent import Action, Intent, intent_id
from faultbook.delivery.links import duplicates
from faultbook.delivery.listing import Listing
from faultbook.delivery.log import AttemptLog, Story
from faultbook.delivery.place import Link, Place
from faultbook.delivery.port import Issue, IssueState
from faultbook.delivery.recovering import survivor
from faultbook.incidents.incident import Incident

PlaceNow = Callable[[Link], Place | None]
"""Where a linked issue is now, by the tracker; None where it was deleted."""


class Heal(NamedTuple):
    """An issue to close, because `keeps` is the one of its incident; or that one itself, where its incident is over."""

    intent: Intent
    closes: Place
    keeps: Link


def heals(
    listings: Iterable[tuple[str, Listing]],
    log: AttemptLog,
    incidents: Mapping[str, Incident],
    tied: Iterable[str],
    *,
    now: datetime,
    place_now: PlaceNow,
) -> list[Heal]:
    """The duplicates to close, found in listings of trackers (by name) or in two attempts that both made an issue.

    `tied`: incidents whose issue a person chose: those stay as they are.
    """
    found: dict[str, Heal] = {}
    for tracker, listing in listings:
        for name in listing.by_incident:
            if name in incidents:
                linked = _linked(log.of(name).link, listing, name, place_now)
                for heal in _listed(tracker, listing, linked, incidents[name], now):
                    found[heal.intent.intent_id] = heal
    for name, incident in incidents.items():
        for heal in _attempted(log.of(name), incident, now):
            found.setdefault(heal.intent.intent_id, heal)
    left_out = set(tied)
    return [
        heal
        for name, heal in sorted(found.items())
        if heal.intent.incident_id not in left_out and not log.of(heal.intent.incident_id).status(name).is_over
    ]


def _linked(link: Link | None, listing: Listing, name: str, place_now: PlaceNow) -> Place | None:
    """Where the linked issue is now. One under another name of its repository is the same, and no duplicate."""
    if link is None or link.place is None:
        return None
    listed = [_place(issue) for issue in listing.of(name)]
    known = link.place
    if known.repository in listing.names:
        known = Place(listing.repository, known.number)
    return known if known in listed or known.repository == listing.repository else place_now(link)


def _listed(tracker: str, listing: Listing, linked: Place | None, incident: Incident, now: datetime) -> list[Heal]:
    issues = listing.of(incident.incident_id)
    found = survivor(issues)
    if found is None:
        return []
    kept = _place(found)
    if linked is not None and _is_older(linked, kept, [_place(each) for each in issues]):
        kept = linked
    keeps = Link(incident.incident_id, tracker, kept, found.url if kept == _place(found) else None)
    closes = [_place(each) for each in issues if each.state is IssueState.OPEN and _place(each) != kept]
    if linked is not None and linked != kept and linked not in map(_place, issues):
        closes.append(linked)
    is_new = linked != kept
    if is_new and found.state is IssueState.OPEN and not incident.is_open:
        closes.append(kept)
    return [_heal(incident, tracker, each, keeps, now) for each in closes]


def _place(issue: Issue) -> Place:
    return Place(issue.repository, issue.number)


def _is_older(linked: Place, found: Place, listed: Sequence[Place]) -> bool:
    """Whether the issue that is linked stays: it is elsewhere now, or was made before what is listed."""
    if linked in listed:
        return False
    return linked.repository != found.repository or linked.number < found.number


def _attempted(story: Story, incident: Incident, now: datetime) -> list[Heal]:
    places = duplicates(story.ends)
    if len(places) < 2:
        return []
    tracker = story.ends[0].tracker
    link = Link(incident.incident_id, tracker, places[0])
    return [_heal(incident, tracker, each, link, now) for each in places[1:]]


def _heal(incident: Incident, tracker: str, closes: Place, keeps: Link, now: datetime) -> Heal:
    number = f"{closes.repository}#{closes.number}"
    name = intent_id(incident.incident_id, tracker, Action.HEAL, number)
    intent = Intent(
        name,
        incident.incident_id,
        tracker,
        Action.HEAL,
        number,
        incident.through_number,
        now,
        now,
        now,
        repository=closes.repository,
        other=keeps,
    )
    return Heal(intent, closes, keeps)
