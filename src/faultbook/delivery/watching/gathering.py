"""All that messages and reads bring, in order, as changes and commands. What is known grows with each of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from faultbook.delivery.place import Place
from faultbook.delivery.port import Comment, Tracker, TrackerFailed
from faultbook.delivery.watching.change import Change, ChangeKind, known_from
from faultbook.delivery.watching.commands import Command
from faultbook.delivery.watching.comparing import Linked, changes, is_old, is_unclear
from faultbook.delivery.watching.deciding import command_of
from faultbook.delivery.watching.snapshot import KnownBy, Snapshot


class Given(NamedTuple):
    """A change, and the command that it is, where it is one that can be read."""

    change: Change
    command: Command | None = None


@dataclass
class Gathering:
    """`linked`: tracker -> place -> the link there, with what is known. `answered`: comments that were read before.

    `given`: what was found, in order. `moved`: the earlier place of a change MOVED.
    """

    linked: dict[str, dict[Place, Linked]]
    trackers: dict[str, Tracker]
    answered: set[tuple[str, int]]
    now: datetime
    given: list[Given] = field(default_factory=list)
    moved: dict[str, Place] = field(default_factory=dict)
    _rights: dict[tuple[str, str, str], bool] = field(default_factory=dict)

    def see(self, snapshot: Snapshot) -> int:
        """The changes of a snapshot; how many there are beside SEEN."""
        links = self.linked.get(snapshot.tracker, {})
        linked = links.get(snapshot.place)
        if linked is None or is_old(snapshot, linked.known):
            return 0
        if snapshot.known_by is KnownBy.MESSAGE and is_unclear(snapshot, linked):
            return 0  # the next read finds out who closed it
        found = changes(snapshot, linked, self.trackers[snapshot.tracker].account, self.now)
        self.given += [Given(change) for change in found]
        if found:
            links[snapshot.place] = linked._replace(known=known_from(snapshot, self.now))
        return sum(change.kind is not ChangeKind.SEEN for change in found)

    def miss(self, tracker: str, place: Place, known_by: KnownBy) -> None:
        """A linked issue that was deleted."""
        linked = self.linked[tracker].pop(place)
        name = linked.link.incident_id
        self.given.append(Given(Change(ChangeKind.DELETED, name, tracker, place, self.now, self.now, known_by)))

    def move(self, tracker: str, before: Place, snapshot: Snapshot) -> None:
        """A linked issue that is elsewhere now: what changed of it besides is compared with what was known of it."""
        linked = self.linked[tracker].pop(before)
        after = snapshot.place
        change = Change(
            ChangeKind.MOVED,
            linked.link.incident_id,
            tracker,
            after,
            snapshot.updated_at,
            self.now,
            snapshot.known_by,
            value=f"{before.repository}#{before.number}",
            seen=snapshot,
        )
        self.given.append(Given(change))
        self.moved[change.change_id] = before
        self.linked[tracker][after] = linked._replace(link=replace(linked.link, place=after))
        self.see(snapshot)

    def hear(self, tracker: str, place: Place, comment: Comment, known_by: KnownBy) -> int:
        """A comment; 1 where it is a command. Raises TrackerFailed where the right of its author cannot be read."""
        linked = self.linked.get(tracker, {}).get(place)
        if linked is None or (tracker, comment.comment_id) in self.answered or _is_before(comment, linked):
            return 0
        client = self.trackers[tracker]
        blank = Change(ChangeKind.COMMAND, linked.link.incident_id, tracker, place, self.now, self.now, known_by)
        found = command_of(
            place, comment, blank, client.account, lambda login: self._may_write(tracker, place.repository, login)
        )
        if found is None:
            return 0
        self.answered.add((tracker, comment.comment_id))
        self.given.append(Given(*found))
        return 1

    def _may_write(self, tracker: str, repository: str, login: str) -> bool:
        key = (tracker, repository, login)
        if key not in self._rights:
            self._rights[key] = self.trackers[tracker].may_write(repository, login)
        return self._rights[key]


def _is_before(comment: Comment, linked: Linked) -> bool:
    """Whether a comment was made before a person tied the issue: it was not about this incident."""
    return linked.link.tied_at is not None and comment.created_at < linked.link.tied_at


def heard(
    gathering: Gathering, comments: Iterable[tuple[str, Place, Comment]], known_by: KnownBy
) -> tuple[int, str | None]:
    """How many commands comments have, and why one could not be read; None: all were."""
    count, failed = 0, None
    for tracker, place, comment in comments:
        try:
            count += gathering.hear(tracker, place, comment, known_by)
        except TrackerFailed as wrong:
            failed = str(wrong)
    return count, failed
