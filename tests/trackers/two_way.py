"""What a person does to issues of a real tracker, and that one read knows all of it."""

from datetime import UTC, datetime, timedelta

from faultbook.delivery.place import Link, Place
from faultbook.delivery.port import ClosedAs, IssueChange, IssueState, NewIssue
from faultbook.delivery.watching.change import ChangeKind, known_from
from faultbook.delivery.watching.comparing import Linked, Ours
from faultbook.delivery.watching.gathering import Gathering, heard
from faultbook.delivery.watching.reading import read_repository
from faultbook.delivery.watching.snapshot import KnownBy, snapshot_of
from faultbook.trackers.issue_tracker import IssueTracker

REPOSITORY, ISSUES = "acme/pipelines", 24


def known_after_one_read(bot: IssueTracker, person: IssueTracker, *, has_reactions: bool = True) -> None:
    """Each issue gets one change, in turn; a read of the repository finds each of them, with its commands."""
    since = datetime.now(UTC) - timedelta(minutes=1)
    links: dict[Place, Linked] = {}
    for number in range(1, ISSUES + 1):
        issue = bot.make(REPOSITORY, NewIssue(f"issue {number}", "text", ("bug",)))
        place = Place(REPOSITORY, issue.number)
        link = Link(f"inc-{number:016x}", "tracker", place, url=issue.url)
        seen = known_from(snapshot_of("tracker", issue), since)
        links[place] = Linked(link, since, seen, Ours(True, since))
    wanted = {place: _change(person, place.number) for place in links}
    gathering = Gathering({"tracker": dict(links)}, {"tracker": bot}, set(), datetime.now(UTC))
    found = read_repository(bot, "tracker", REPOSITORY, links, since=since, now=datetime.now(UTC), is_whole=True)
    for snapshot in found.snapshots:
        gathering.see(snapshot)
    for place in found.gone:
        gathering.miss("tracker", place, KnownBy.READ)
    comments = [("tracker", place, each.comment) for place, each in found.comments]
    assert heard(gathering, comments, KnownBy.READ)[1] is None
    news = [each.change for each in gathering.given if each.change.kind is not ChangeKind.SEEN]
    kinds = {each.place: each.kind for each in news}
    wrong = {place.number: kinds.get(place) for place, kind in wanted.items() if kinds.get(place) is not kind}
    assert not wrong
    [command] = {each.command for each in gathering.given if each.command is not None}
    assert command.reason == "looking"
    by = {each.author for each in news if each.kind is ChangeKind.CLOSED}
    assert by <= {person.account, None}
    for each in news:
        if each.comment_id is not None and has_reactions:
            bot.react(REPOSITORY, each.comment_id)
    print(f"{type(bot).__name__}: {len(wanted)} changes, {found.calls} calls")


def _change(person: IssueTracker, number: int) -> ChangeKind:
    kind = [ChangeKind.CLOSED, ChangeKind.LABELLED, ChangeKind.ASSIGNED, ChangeKind.COMMAND][number % 4]
    if kind is ChangeKind.CLOSED:
        person.change(REPOSITORY, number, IssueChange(state=IssueState.CLOSED, closed_as=ClosedAs.NOT_PLANNED))
    elif kind is ChangeKind.LABELLED:
        person.add_labels(REPOSITORY, number, ("later",))
    elif kind is ChangeKind.ASSIGNED:
        person.change(REPOSITORY, number, IssueChange(assignees=(person.account,)))
    else:
        person.comment(REPOSITORY, number, "/faultbook acknowledge looking\nmore words")
    return kind
