"""Which incident has which issue: from what people tied, and from what was tried."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from faultbook.delivery.attempts import UNKNOWN, Attempt, AttemptState, Found, ends
from faultbook.delivery.intent import Action
from faultbook.delivery.place import Link, Place


def tied_now(link: Link, rows: Iterable[Attempt]) -> Link:
    """A link that a person made, with where its issue is now and its counter comment, by the rows of its incident.

    Where it was deleted, it is like one that was made here: another issue is made when the fault is back.
    """
    last = ends(rows)
    place = followed(link.place, _moves(last))
    known = [row for row in last if row.place == place and row.action is not Action.ANSWER]
    comment_id = next((row.comment_id for row in reversed(known) if row.comment_id is not None), None)
    gone = [row for row in known if row.found is Found.DELETED]
    return replace(
        link,
        place=None if gone else place,
        comment_id=comment_id,
        is_gone=bool(gone),
        gone_after=max((row.through for row in gone), default=0),
        author=None if gone else link.author,
    )


def link_of(rows: Iterable[Attempt]) -> Link | None:
    """The link of one incident by its rows; None where no issue was made, or may have been made.

    Where two issues were made, the older one has the link. A link without a place: one may have been made.
    """
    last = ends(rows)
    moves = _moves(last)
    gone = [row for row in last if row.found is Found.DELETED]
    gone_places = {followed(row.place, moves) for row in gone}
    places = [place for place in (followed(each, moves) for each in _made(last)) if place not in gone_places]
    begun = [row for row in last if row.action is Action.CREATE and row.state in UNKNOWN]
    if not (places or gone or begun):
        return None
    origin = places[0] if places else None
    known = [row for row in last if origin is not None and followed(row.place, moves) == origin]
    first = (known or gone or begun)[0]
    return Link(
        first.incident_id,
        first.tracker,
        origin,
        url=next((row.url for row in reversed(known) if row.url), None),
        comment_id=next((row.comment_id for row in reversed(known) if row.comment_id is not None), None),
        is_gone=not places and bool(gone),
        gone_after=max((row.through for row in gone), default=0),
    )


def followed(place: Place | None, moves: Mapping[Place, Place]) -> Place | None:
    """Where what was at a place is now."""
    passed: set[Place] = set()
    while place is not None and place in moves and place not in passed:
        passed.add(place)
        place = moves[place]
    return place


def rows_at(rows: Iterable[Attempt], link: Link | None) -> list[Attempt]:
    """The rows that are about the issue of a link, or may be: those of a duplicate are left out."""
    last = ends(rows)
    moves = _moves(last)
    place = link.place if link is not None else None
    return [row for row in last if row.place is None or followed(row.place, moves) == place]


def duplicates(rows: Iterable[Attempt]) -> list[Place]:
    """All issues that were made for one incident, the one that has the link first; later ones are duplicates."""
    last = ends(rows)
    moves = _moves(last)
    gone = {row.place for row in last if row.found is Found.DELETED}
    found = (followed(each, moves) for each in _made(last))
    return [place for place in dict.fromkeys(found) if place is not None and place not in gone]


def _moves(last: Iterable[Attempt]) -> dict[Place, Place]:
    return {row.moved_from: row.place for row in last if row.moved_from is not None and row.place is not None}


def _made(last: Iterable[Attempt]) -> list[Place]:
    """Issues that were made or healed to: what a heal chose first, then in the order of their numbers."""
    sent = [row for row in last if row.state is AttemptState.SENT and row.place is not None]
    healed = [row.place for row in sent if row.action is Action.HEAL]
    made = sorted(row.place for row in sent if row.action is Action.CREATE and row.place is not None)
    return [place for place in (*reversed(healed), *made) if place is not None]
