"""A read of one repository: linked issues that changed, comments on them, and linked issues that are gone.

One list of issues and one of comments, whatever the number of links. Only what a list leaves open is read by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from faultbook.delivery.acting import There, read_there
from faultbook.delivery.listing import CLOCKS_DIFFER
from faultbook.delivery.place import MOST_MOVES, Place
from faultbook.delivery.port import CommentOn, Gone, Issue, Moved, Tracker
from faultbook.delivery.watching.comparing import Linked, is_unclear
from faultbook.delivery.watching.snapshot import Snapshot, snapshot_of

OVERLAP = timedelta(minutes=15)
"""So long before the last read a list begins again: trackers list changes late, and their clocks differ from ours."""
WHOLE_EVERY = timedelta(days=1)
"""How often all issues are read, not only those that changed: it is how deleted and transferred ones are found."""
CLOSED_FOR = timedelta(days=30)
"""So long after it changed last, a closed issue is looked for too."""


@dataclass
class Found:
    """What a read found. `names`: of the repository, older ones first; `gone`: deleted; `moved`: where from, and to."""

    at: datetime
    is_whole: bool
    names: tuple[str, ...] = ()
    snapshots: list[Snapshot] = field(default_factory=list)
    comments: list[tuple[Place, CommentOn]] = field(default_factory=list)
    gone: list[Place] = field(default_factory=list)
    moved: list[tuple[Place, There]] = field(default_factory=list)
    calls: int = 0


def read_repository(
    tracker: Tracker,
    name: str,
    repository: str,
    linked: Mapping[Place, Linked],
    *,
    since: datetime | None,
    now: datetime,
    is_whole: bool,
) -> Found:
    """Reads a repository of the tracker of a name. Raises what `Tracker.listed` raises: nothing of it is known then.

    `since`: when the last complete read began; None: there was none. `is_whole`: every issue that is open, or was
    closed lately, is compared, not only those that changed.
    """
    before = tracker.calls
    is_whole = is_whole or since is None
    own = {place: each for place, each in linked.items() if place.repository == repository}
    oldest = min((each.since for each in own.values()), default=now) - CLOCKS_DIFFER
    newer = oldest if since is None else max(since - OVERLAP, oldest)
    watched = {place: each for place, each in own.items() if each.is_open or each.newest > now - CLOSED_FOR}
    oldest_watched = min((each.since for each in watched.values()), default=now) - CLOCKS_DIFFER
    begin = min(newer, oldest_watched) if is_whole else newer
    found = Found(now, is_whole)
    issues, found.names = _listed(tracker, repository, begin, any(each.link.author for each in own.values()))
    seen = {Place(repository, issue.number): _snapshot(name, repository, issue) for issue in issues}
    for place, snapshot in seen.items():
        if place in own:
            found.snapshots.append(_clear(tracker, snapshot, own[place]))
    if is_whole:
        for place in watched:
            if place not in seen:
                _look_up(tracker, name, place, found)
    found.comments += _comments(tracker, found, own, newer)
    for _, there in found.moved:
        new = [each for each in there.comments if each.updated_at >= newer]
        found.comments += [(there.place, CommentOn(there.place.number, each)) for each in new]
    found.calls = tracker.calls - before
    return found


def _listed(tracker: Tracker, repository: str, since: datetime, is_any: bool) -> tuple[list[Issue], tuple[str, ...]]:
    """Every page of the issues that changed, and the names under which the repository was followed."""
    names = [repository]
    creator = None if is_any else tracker.account
    for _ in range(MOST_MOVES):
        try:
            return list(tracker.listed(names[-1], since=since, creator=creator)), tuple(names)
        except Moved as moved:
            if moved.repository is None:
                raise
            names.append(moved.repository)
    return list(tracker.listed(names[-1], since=since, creator=creator)), tuple(names)


def _clear(tracker: Tracker, snapshot: Snapshot, linked: Linked) -> Snapshot:
    """The snapshot, with who closed the issue where only the issue itself has that."""
    if not is_unclear(snapshot, linked):
        return snapshot
    try:
        there = read_there(tracker, snapshot.place)
    except (Gone, Moved):
        return snapshot
    is_same = there.place.number == snapshot.place.number
    return _snapshot(snapshot.tracker, snapshot.place.repository, there.issue) if is_same else snapshot


def _comments(
    tracker: Tracker, found: Found, own: Mapping[Place, Linked], since: datetime
) -> list[tuple[Place, CommentOn]]:
    """New comments on linked issues: one list, or, of a tracker that has none, by each issue that changed."""
    try:
        listed = list(tracker.comments(found.names[-1], since))
    except Gone:
        changed = [each.place for each in found.snapshots if each.updated_at >= since]
        read = ((place, tracker.read(found.names[-1], place.number)[1]) for place in changed)
        return [(place, CommentOn(place.number, each)) for place, comments in read for each in comments]
    by_number = {place.number: place for place in own}
    return [(by_number[each.number], each) for each in listed if each.number in by_number]


def _snapshot(name: str, repository: str, issue: Issue) -> Snapshot:
    """Under the name that the link has of its repository, also where that was renamed."""
    return replace(snapshot_of(name, issue), place=Place(repository, issue.number))


def _look_up(tracker: Tracker, name: str, place: Place, found: Found) -> None:
    """A linked issue that a whole list does not have: deleted, transferred, or listed late."""
    try:
        there = read_there(tracker, place)
    except Gone:
        found.gone.append(place)
        return
    if there.place.repository in (place.repository, *found.names) and there.place.number == place.number:
        found.snapshots.append(_snapshot(name, place.repository, there.issue))
    else:
        found.moved.append((place, there))


def due(last: Iterable[tuple[datetime, bool]], now: datetime, every: timedelta) -> tuple[datetime | None, bool, bool]:
    """When the last complete read began (None: never), whether a read is due, and whether it is one of all issues.

    `last`: when each complete read of the repository began, and whether it was one of all issues.
    """
    reads = list(last)
    newest = max((at for at, _ in reads), default=None)
    whole = max((at for at, is_whole in reads if is_whole), default=None)
    is_due = newest is None or now - newest >= every
    return newest, is_due, whole is None or now - whole >= WHOLE_EVERY
