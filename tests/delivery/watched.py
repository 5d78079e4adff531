"""Many issues whose people change them, with webhooks of which some are lost; what is known of them afterwards."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from faultbook.delivery.place import Link, Place
from faultbook.delivery.port import ClosedAs, Comment, IssueChange, IssueState, NewIssue
from faultbook.delivery.watching.change import Change, ChangeKind, known_of
from faultbook.delivery.watching.comparing import Linked, Ours
from faultbook.delivery.watching.gathering import Gathering, heard
from faultbook.delivery.watching.reading import read_repository
from faultbook.delivery.watching.snapshot import KnownBy, snapshot_of
from tests.delivery.forge import BOT, Client, Forge, Kept
from tests.delivery.world import World

TRACKER, REPOSITORY, PERSON = "forge", "team/etl", "ana"


@dataclass
class Watched:
    """A repository with issues of incidents. `lost`: the share of webhooks that never arrive; others may be late."""

    seed: int
    issues: int = 400
    lost: float = 1 / 3
    changes: list[Change] = field(default_factory=list)
    commands: set[int] = field(default_factory=set)
    calls: int = 0

    def __post_init__(self) -> None:
        self.world = World(self.seed)
        self.chance: random.Random = self.world.chance
        self.forge = Forge(self.world)
        self.client = Client(self.forge)
        self.links: dict[Place, Linked] = {}
        self.begun = self.world.now
        for number in range(1, self.issues + 1):
            self.forge.make(REPOSITORY, NewIssue(f"issue {number}", "", ("faultbook",)), BOT)
            link = Link(f"inc-{number:016x}", TRACKER, Place(REPOSITORY, number))
            self.links[Place(REPOSITORY, number)] = Linked(link, self.world.now, ours=Ours(True, self.world.now))
        self.world.go_on(minutes=1)
        self.read(is_whole=True)

    # People.

    def act(self, times: int) -> None:
        """Changes by people, each a minute or less after the one before; what of them arrives, arrives late or not."""
        arriving: list[tuple[float, Kept, str, Comment | None]] = []
        for number in range(times):
            self.world.go_on(seconds=self.chance.uniform(1, 60))
            kept = self.chance.choice(list(self.forge.repositories[REPOSITORY].values()))
            action, comment = self._deed(kept)
            if self.chance.random() >= self.lost:
                then = Kept(kept.issue, kept.listed_at)
                arriving.append((number + self.chance.choice([0, 0, 0, 5, 40]), then, action, comment))
        for _, kept, action, comment in sorted(arriving, key=lambda each: each[0]):
            self._receive(kept, action, comment)

    def _deed(self, kept: Kept) -> tuple[str, Comment | None]:
        deeds = ["close", "close", "assign", "label", "comment", "reopen", "delete", "transfer"]
        deed = self.chance.choices(deeds, [20, 20, 20, 20, 10, 20, 2, 2])[0]
        one = kept.issue
        if deed == "delete":
            del self.forge.repositories[REPOSITORY][one.number]
            return "deleted", None
        if deed == "transfer":
            self.forge.transfer(REPOSITORY, one.number, "team/elsewhere")
            return "transferred", None
        if deed == "comment":
            now = self.world.now
            self.forge.next_comment += 1
            made = Comment(self.forge.next_comment, "", "/faultbook acknowledge", PERSON, now, now)
            kept.comments.append(made)
            self.commands.add(made.comment_id)
            return "created", made
        closed_as = self.chance.choice([ClosedAs.COMPLETED, ClosedAs.NOT_PLANNED, ClosedAs.DUPLICATE])
        change, action = {
            "close": (IssueChange(state=IssueState.CLOSED, closed_as=closed_as), "closed"),
            "reopen": (IssueChange(state=IssueState.OPEN), "reopened"),
            "assign": (IssueChange(assignees=(self.chance.choice("abc"),)), "assigned"),
            "label": (IssueChange(labels=(*one.labels, f"label {self.chance.random()}")), "labeled"),
        }[deed]
        self.forge.change(kept, change, PERSON)
        return action, None

    # What is known.

    def _gathering(self) -> Gathering:
        known = known_of(self.changes)
        links = {place: each._replace(known=known.get((TRACKER, place))) for place, each in self.links.items()}
        answered = {(TRACKER, each.comment_id) for each in self.changes if each.comment_id is not None}
        return Gathering({TRACKER: links}, {TRACKER: self.client}, answered, self.world.now)

    def _keep(self, gathering: Gathering) -> None:
        self.changes += [given.change for given in gathering.given]
        self.links = gathering.linked[TRACKER]

    def _receive(self, kept: Kept, action: str, comment: Comment | None) -> None:
        """A webhook. That an issue is gone is read by the next reconciliation here."""
        if action in ("deleted", "transferred"):
            return
        gathering = self._gathering()
        snapshot = snapshot_of(TRACKER, kept.issue)
        event = None if comment is not None else action
        gathering.see(replace(snapshot, known_by=KnownBy.MESSAGE, closed_by=None, action=event, sender=PERSON))
        if comment is not None:
            gathering.hear(TRACKER, snapshot.place, comment, KnownBy.MESSAGE)
        self._keep(gathering)

    def read(self, *, is_whole: bool = False) -> None:
        """A scheduled read."""
        gathering = self._gathering()
        since = None if not self.changes else self.begun
        found = read_repository(
            self.client,
            TRACKER,
            REPOSITORY,
            gathering.linked[TRACKER],
            since=since,
            now=self.world.now,
            is_whole=is_whole,
        )
        for snapshot in found.snapshots:
            gathering.see(snapshot)
        for place in found.gone:
            gathering.miss(TRACKER, place, KnownBy.READ)
        for before, there in found.moved:
            gathering.move(TRACKER, before, snapshot_of(TRACKER, there.issue))
        heard(gathering, ((TRACKER, place, each.comment) for place, each in found.comments), KnownBy.READ)
        self._keep(gathering)
        self.begun = self.world.now
        self.calls = found.calls

    def unknown(self) -> Iterator[str]:
        """What is in the tracker and not known here, in words."""
        known = known_of(self.changes)
        there = {Place(kept.issue.repository, kept.issue.number): kept.issue for kept in self.forge.all()}
        gone = {each.place for each in self.changes if each.kind is ChangeKind.DELETED}
        for number in range(1, self.issues + 1):
            place = Place(REPOSITORY, number)
            moved = self.forge.moved.get((REPOSITORY, number))
            place = Place(*moved) if moved else place
            issue = there.get(place)
            if issue is None:
                if place not in gone:
                    yield f"{place} was deleted"
                continue
            seen = known.get((TRACKER, place))
            is_open = issue.state is IssueState.OPEN
            if seen is None or (seen.is_open, set(seen.labels), seen.assignees) != (
                is_open, set(issue.labels), issue.assignees
            ):  # fmt: skip
                yield f"{place}: {issue} is known as {seen}"
        heard_of = {each.comment_id for each in self.changes if each.kind is ChangeKind.COMMAND}
        there_still = {each.comment_id for kept in self.forge.all() for each in kept.comments}
        yield from (f"comment {each}" for each in sorted((self.commands & there_still) - heard_of))
