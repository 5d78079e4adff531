"""Comments of a whole repository in one list, and thumbs-up, in both dialects."""

from datetime import UTC, datetime

import pytest

from faultbook.delivery.port import CommentGone, IssueChange, IssueState, NewIssue
from faultbook.trackers.issue_tracker import IssueTracker
from tests.trackers.conftest import REPOSITORY

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def test_comments_of_all_issues_come_in_one_list(tracker: IssueTracker, stand_in):
    numbers = [tracker.make(REPOSITORY, NewIssue(f"issue {each}", "")).number for each in range(3)]
    made = [tracker.comment(REPOSITORY, numbers[each % 3], f"comment {each}") for each in range(120)]
    before = tracker.calls
    found = list(tracker.comments(REPOSITORY, LONG_AGO))
    assert [(each.number, each.comment.body) for each in found] == [
        (numbers[each % 3], f"comment {each}") for each in range(120)
    ]
    assert tracker.calls - before <= 4
    newer = list(tracker.comments(REPOSITORY, made[-1].created_at))
    assert [each.comment.comment_id for each in newer] == [made[-1].comment_id]


def test_a_thumbs_up_is_given_once(tracker: IssueTracker, stand_in):
    number = tracker.make(REPOSITORY, NewIssue("x", "")).number
    comment_id = tracker.comment(REPOSITORY, number, "/faultbook mute").comment_id
    tracker.react(REPOSITORY, comment_id)
    tracker.react(REPOSITORY, comment_id)
    assert stand_in.repositories[REPOSITORY].reactions == {comment_id: ["+1", "+1"]}
    with pytest.raises(CommentGone):
        tracker.react(REPOSITORY, 4_711)


def test_an_issue_has_when_it_was_closed(tracker: IssueTracker):
    number = tracker.make(REPOSITORY, NewIssue("x", "")).number
    closed = tracker.change(REPOSITORY, number, IssueChange(state=IssueState.CLOSED))
    assert closed.closed_at is not None and closed.closed_at == closed.updated_at
    assert tracker.change(REPOSITORY, number, IssueChange(state=IssueState.OPEN)).closed_at is None
