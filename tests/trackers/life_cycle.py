"""One life of an issue through the port: what must hold for every tracker, real or not."""

from datetime import timedelta

from faultbook.delivery.port import ClosedAs, IssueChange, IssueState, NewIssue, Tracker

TEXTS = (
    "größer als erwartet ✓ \U0001f525",
    '<!-- faultbook:v1:i-1:n-1 -->\n```\nValueError: a "b" \\c\n```\n',
)


def live(tracker: Tracker, repository: str, *, kept: frozenset[ClosedAs] = frozenset(ClosedAs)) -> None:
    """Makes, changes, comments, closes, reopens and lists issues. `kept`: the reasons that the tracker keeps."""
    title, body = TEXTS
    made = tracker.make(repository, NewIssue(title, body, ("bug", "severity:high")))
    assert (made.title, made.body, made.state, made.creator) == (title, body, IssueState.OPEN, tracker.account)
    assert made.repository == repository and set(made.labels) == {"bug", "severity:high"}
    assert made.closed_as is None and made.closed_by is None and made.created_at.tzinfo is not None

    number = made.number
    first = tracker.comment(repository, number, "Seen 1 time.")
    again = tracker.comment(repository, number, f"Seen 2 times. {title}", first.comment_id)
    assert (again.comment_id, again.body, again.author) == (first.comment_id, f"Seen 2 times. {title}", tracker.account)
    second = tracker.comment(repository, number, "another")

    changed = tracker.change(repository, number, IssueChange(title="Copy orders failed", body="new"))
    assert (changed.title, changed.body, changed.state) == ("Copy orders failed", "new", IssueState.OPEN)
    assert set(changed.labels) == {"bug", "severity:high"}
    labelled = tracker.change(repository, number, IssueChange(labels=("bug", "recurs")))
    assert set(labelled.labels) == {"bug", "recurs"} and labelled.title == "Copy orders failed"
    assert set(tracker.change(repository, number, IssueChange(labels=())).labels) == set()

    for reason in ClosedAs:
        closed = tracker.change(repository, number, IssueChange(state=IssueState.CLOSED, closed_as=reason))
        assert closed.state is IssueState.CLOSED
        assert (closed.closed_as == reason) is (reason in kept)
        found, comments = tracker.read(repository, number)
        assert found.state is IssueState.CLOSED and found.closed_by == tracker.account
        assert [each.comment_id for each in comments] == [first.comment_id, second.comment_id]
        opened = tracker.change(repository, number, IssueChange(state=IssueState.OPEN))
        assert (opened.state, opened.closed_as, opened.closed_by) == (IssueState.OPEN, None, None)

    other = tracker.make(repository, NewIssue("Another", "", ()))
    assert other.labels == () and other.body == ""
    tracker.change(repository, other.number, IssueChange(state=IssueState.CLOSED))
    listed = list(tracker.listed(repository, creator=tracker.account))
    assert {issue.number: issue.state for issue in listed}.items() >= {
        number: IssueState.OPEN,
        other.number: IssueState.CLOSED,
    }.items()
    assert list(tracker.listed(repository, creator="somebody-else")) == []
    latest = max(issue.updated_at for issue in listed)
    assert {issue.number for issue in tracker.listed(repository, since=latest + timedelta(days=1))} == set()
    since = made.created_at - timedelta(seconds=1)
    assert number in {issue.number for issue in tracker.listed(repository, since=since)}
