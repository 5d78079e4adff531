"""A stand-in for a tracker that fails like real ones: late lists, lost answers, late commits, limits, moves."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from faultbook.delivery.assigner import AssignmentResult, Errand
from faultbook.delivery.assignment import Assignee
from faultbook.delivery.marker import markers_in
from faultbook.delivery.port import (
    ClosedAs,
    Comment,
    CommentGone,
    CommentOn,
    Gone,
    Issue,
    IssueChange,
    IssueState,
    Moved,
    NewIssue,
    Throttled,
    Uncertain,
)
from tests.delivery.world import World

T = TypeVar("T")
BOT = "faultbook-bot"


@dataclass
class Faults:
    """Chances of each fault of a call; `lag`: the longest time until a list has a new issue, in seconds."""

    after_commit: float = 0.0
    before_commit: float = 0.0
    late_commit: float = 0.0
    limit: float = 0.0
    read: float = 0.0
    drop_label: float = 0.0
    drop_assignee: float = 0.0
    lag: float = 0.0
    latest_commit: float = 240.0
    much_too_late: float = 0.0


@dataclass
class Kept:
    """An issue as the forge keeps it, with what a check wants to know of it."""

    issue: Issue
    listed_at: datetime
    comments: list[Comment] = field(default_factory=list)
    made_for: str = ""
    reopened_by_bot: list[tuple[datetime, ClosedAs | None, str | None]] = field(default_factory=list)
    closed_by_people: int = 0
    person_title: str | None = None
    person_body: str | None = None
    person_outside: str | None = None
    edited_comments: dict[int, str] = field(default_factory=dict)
    removed_labels: set[str] = field(default_factory=set)
    comment_writes: list[datetime] = field(default_factory=list)
    assigned_by_bot: list[str] = field(default_factory=list)
    overruled: list[str] = field(default_factory=list)


@dataclass
class Forge:
    """All repositories of a tracker."""

    world: World
    faults: Faults = field(default_factory=Faults)
    page: int = 100
    repositories: dict[str, dict[int, Kept]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    moved: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    pending: list[tuple[datetime, tuple[str, int] | None, Callable[[], None]]] = field(default_factory=list)
    held: dict[object, tuple[str, int]] = field(default_factory=dict)
    late_at: datetime | None = None
    made_at: list[datetime] = field(default_factory=list)
    writes: int = 0
    writers: set[str] = field(default_factory=lambda: {"ana", "ann"})
    reactions: list[int] = field(default_factory=list)
    next_comment: int = 1

    def all(self) -> Iterator[Kept]:
        for repository in self.repositories.values():
            yield from repository.values()

    def settle_late(self) -> None:
        """What was to be committed late by now."""
        due = [each for each in self.pending if each[0] <= self.world.now]
        self.pending = [each for each in self.pending if each[0] > self.world.now]
        for at, _, commit in sorted(due, key=lambda each: each[0]):
            self.late_at = at
            commit()
        self.late_at = None

    @property
    def now(self) -> datetime:
        """When what happens now is committed."""
        return self.late_at or self.world.now

    def is_busy(self, key: tuple[str, int]) -> bool:
        """Whether a client is between its read and its write of an issue, or a write of it is on its way."""
        return key in self.held.values() or any(each[1] == key for each in self.pending)

    def make(self, repository: str, new: NewIssue, creator: str, lag: float = 0.0) -> Kept:
        number = self.numbers[repository] = self.numbers.get(repository, 0) + 1
        now = self.now
        url = f"https://forge.example/{repository}/{number}"
        issue = Issue(
            repository, number, url, new.title, new.body, IssueState.OPEN, creator, now, now, labels=new.labels
        )
        marks = markers_in(new.body)
        kept = Kept(issue, now + timedelta(seconds=lag), made_for=marks[0][0] if marks else "")
        self.repositories.setdefault(repository, {})[number] = kept
        if creator == BOT:
            self.made_at.append(now)
        return kept

    def change(self, kept: Kept, change: IssueChange, by: str) -> None:
        now = self.now
        given = {
            name: value
            for name in ("title", "body", "labels", "assignees")
            if (value := getattr(change, name)) is not None
        }
        issue = replace(kept.issue, updated_at=now, **given)
        if change.state is IssueState.CLOSED:
            issue = replace(issue, state=IssueState.CLOSED, closed_as=change.closed_as, closed_by=by, closed_at=now)
            kept.closed_by_people += by != BOT
        elif change.state is IssueState.OPEN and issue.state is IssueState.CLOSED:
            if by == BOT:
                kept.reopened_by_bot.append((now, issue.closed_as, issue.closed_by))
            issue = replace(issue, state=IssueState.OPEN, closed_as=None, closed_by=None, closed_at=None)
        kept.issue = issue

    def assign(self, kept: Kept, login: str) -> None:
        """The bot assigns an issue. Each assignment of an assistant starts a session."""
        kept.assigned_by_bot.append(login)
        if set(kept.issue.assignees) - {login}:
            kept.overruled.append(login)
        assignees = tuple(dict.fromkeys((*kept.issue.assignees, login)))
        kept.issue = replace(kept.issue, updated_at=self.now, assignees=assignees)

    def rename(self, old: str, new: str) -> None:
        self.names[old] = new
        self.repositories[new] = self.repositories.pop(old, {})
        for kept in self.repositories[new].values():
            kept.issue = replace(kept.issue, repository=new)
        self.numbers[new] = self.numbers.pop(old, 0)
        self.moved = {
            (new if key[0] == old else key[0], key[1]): (new if at[0] == old else at[0], at[1])
            for key, at in self.moved.items()
        }

    def transfer(self, repository: str, number: int, to: str) -> None:
        kept = self.repositories[repository].pop(number)
        new = self.numbers[to] = self.numbers.get(to, 0) + 1
        kept.issue = replace(kept.issue, repository=to, number=new)
        self.repositories.setdefault(to, {})[new] = kept
        self.moved[repository, number] = (to, new)

    def search(self, text: str, late: float) -> list[Issue]:
        """What a search index has: issues that are older than it is late."""
        before = self.world.now - timedelta(seconds=late)
        return [kept.issue for kept in self.all() if text in kept.issue.body and kept.issue.created_at <= before]


def login_of(assignee: Assignee) -> str:
    return assignee.login or assignee.text


class Client:
    """The port of delivery, at a forge that fails."""

    def __init__(self, forge: Forge, account: str = BOT) -> None:
        self._forge, self._world, self.account, self.calls = forge, forge.world, account, 0

    def make(self, repository: str, new: NewIssue) -> Issue:
        self._begin()
        self._place(repository)
        faults, chance = self._forge.faults, self._world.chance
        labels = tuple(label for label in new.labels if chance.random() >= faults.drop_label)
        new = replace(new, labels=labels)
        lag = chance.uniform(0, faults.lag) * chance.random()
        return self._write(lambda: self._forge.make(self._name(repository), new, self.account, lag).issue, None)

    def change(self, repository: str, number: int, change: IssueChange) -> Issue:
        self._begin((repository, number))
        kept = self._issue(repository, number)

        def commit() -> Issue:
            self._forge.change(kept, change, self.account)
            return kept.issue

        return self._write(commit, (repository, number))

    def comment(self, repository: str, number: int, body: str, comment_id: int | None = None) -> Comment:
        self._begin((repository, number))
        kept = self._issue(repository, number)
        if comment_id is not None and all(each.comment_id != comment_id for each in kept.comments):
            raise Gone(f"found no comment {comment_id}")

        def commit() -> Comment:
            now = self._forge.now
            kept.comment_writes.append(now)
            for place, known in enumerate(kept.comments):
                if known.comment_id == comment_id:
                    kept.comments[place] = replace(known, body=body, updated_at=now)
                    return kept.comments[place]
            self._forge.next_comment += 1
            made = Comment(self._forge.next_comment, kept.issue.url, body, self.account, now, now)
            kept.comments.append(made)
            return made

        return self._write(commit, (repository, number))

    def listed(self, repository: str, since: datetime | None = None, creator: str | None = None) -> Iterator[Issue]:
        place = 0
        while True:
            self._begin()
            self._place(repository)
            self._fail_read()
            now = self._world.now
            found = [
                kept.issue
                for kept in self._forge.repositories.get(self._name(repository), {}).values()
                if kept.listed_at <= now
                and (since is None or kept.issue.updated_at >= since)
                and (creator is None or kept.issue.creator == creator)
            ]
            found.sort(key=lambda issue: -issue.number)
            yield from found[place : place + self._forge.page]
            place += self._forge.page
            if place >= len(found):
                return

    def read(self, repository: str, number: int) -> tuple[Issue, list[Comment]]:
        self._begin()
        kept = self._issue(repository, number)
        self._fail_read()
        self._forge.held[self._world.worker] = (repository, number)
        return kept.issue, list(kept.comments)

    def comments(self, repository: str, since: datetime) -> Iterator[CommentOn]:
        self._begin()
        self._place(repository)
        self._fail_read()
        kept = self._forge.repositories.get(self._name(repository), {})
        found = [CommentOn(number, each) for number, one in kept.items() for each in one.comments]
        found = sorted(
            (each for each in found if each.comment.updated_at >= since), key=lambda each: each[1].comment_id
        )
        for place, each in enumerate(found):
            if place and place % self._forge.page == 0:
                self._begin()
            yield each

    def react(self, repository: str, comment_id: int) -> None:
        self._begin()
        self._place(repository)
        issues = self._forge.repositories[repository].values()
        if all(each.comment_id != comment_id for kept in issues for each in kept.comments):
            raise CommentGone(f"found no comment {comment_id}")
        self._write(lambda: self._forge.reactions.append(comment_id), (repository, -comment_id))

    def may_write(self, repository: str, login: str) -> bool:
        self._begin()
        self._fail_read()
        return login in self._forge.writers

    def assign(self, errand: Errand) -> AssignmentResult:
        """As an assigner: who is assigned is read from the answer."""
        issue, login = errand.issue, login_of(errand.assignee)
        key = (issue.repository, issue.number)
        self._begin(key)
        kept = self._issue(*key)
        is_dropped = self._world.chance.random() < self._forge.faults.drop_assignee

        def commit() -> Issue:
            if not is_dropped:
                self._forge.assign(kept, login)
            return kept.issue

        took = login in self._write(commit, key).assignees
        return AssignmentResult(took, f"{login} is assigned" if took else f"{login} was dropped")

    def has(self, issue: Issue, comments: Iterable[Comment], assignee: Assignee, intent_id: str) -> bool:
        return login_of(assignee) in issue.assignees

    def _begin(self, key: tuple[str, int] | None = None) -> None:
        if self._forge.held.get(self._world.worker) != key:
            self._forge.held.pop(self._world.worker, None)
        self.calls += 1
        self._world.step()
        self._forge.settle_late()

    def _name(self, repository: str) -> str:
        while repository in self._forge.names:
            repository = self._forge.names[repository]
        return repository

    def _place(self, repository: str) -> None:
        new = self._forge.names.get(repository)
        if new is not None:
            raise Moved(f"{repository} is {new} now", new)

    def _issue(self, repository: str, number: int) -> Kept:
        self._place(repository)
        if (at := self._forge.moved.get((repository, number))) is not None:
            raise Moved(f"{repository}#{number} was transferred", *at)
        kept = self._forge.repositories.get(repository, {}).get(number)
        if kept is None:
            raise Gone(f"found no {repository}#{number}")
        return kept

    def _fail_read(self) -> None:
        faults, chance = self._forge.faults, self._world.chance
        if faults.read and chance.random() < faults.read:
            raise Uncertain("502 of a read")
        if faults.limit and chance.random() < faults.limit / 4:
            raise Throttled("secondary limit", chance.uniform(10, 600))

    def _write(self, commit: Callable[[], T], key: tuple[str, int] | None) -> T:
        faults, world = self._forge.faults, self._world
        roll = world.chance.random()
        if (roll := roll - faults.limit) < 0:
            raise Throttled("secondary limit", world.chance.uniform(10, 600))
        if (roll := roll - faults.before_commit) < 0:
            raise Uncertain("time-out")
        if (roll := roll - faults.late_commit) < 0:
            is_too_late = key is None and world.chance.random() < faults.much_too_late
            latest = 7200 if is_too_late else faults.latest_commit
            at = world.now + timedelta(seconds=world.chance.uniform(1, latest))
            self._forge.pending.append((at, key, lambda: (commit(), None)[1]))
            raise Uncertain("time-out")
        self._forge.writes += 1
        made = commit()
        if roll - faults.after_commit < 0:
            raise Uncertain("502")
        world.step()
        return made
