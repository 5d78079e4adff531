"""Every page of a list, however many there are, and lists that change or mislead while they are read."""

import pytest

from faultbook.delivery.port import NewIssue, Refused, Uncertain
from tests.trackers.conftest import REPOSITORY
from tests.trackers.stand_in import answers


@pytest.fixture
def many(stand_in, tracker):
    """A repository with issues for 34 pages."""
    number = 3_301 if stand_in.dialect == "github" else 1_651
    tracker.make(REPOSITORY, NewIssue("x", "<!-- faultbook:v1:i-1:n-1 -->"))
    row = stand_in.repository(REPOSITORY).issues[1]
    stand_in.repository(REPOSITORY).issues.update({each: {**row, "number": each} for each in range(2, number + 1)})
    return number


def test_all_of_more_than_32_pages(stand_in, tracker, many):
    numbers = [issue.number for issue in tracker.listed(REPOSITORY, creator="faultbook-bot")]
    assert numbers == list(range(many, 0, -1))
    pages = stand_in.sent("GET", "/issues")
    assert len(pages) == 34
    assert all(page.query.get("state") == "all" and "faultbook-bot" in page.query.values() for page in pages)


def test_who_needs_no_more_pages_reads_no_more(stand_in, tracker, many):
    assert next(tracker.listed(REPOSITORY)).number == many
    assert len(stand_in.sent("GET", "/issues")) == 1


def test_an_issue_made_while_pages_are_read_repeats_none(stand_in, tracker):
    tracker.make(REPOSITORY, NewIssue("x", ""))
    issues, found, many = stand_in.repository(REPOSITORY).issues, [], 400
    issues.update({number: {**issues[1], "number": number} for number in range(2, many + 1)})
    for issue in tracker.listed(REPOSITORY):
        found.append(issue.number)
        if len(found) % 50 == 1:
            issues[max(issues) + 1] = {**issues[1], "number": max(issues) + 1}
    assert sorted(found) == list(range(1, many + 1))


def test_all_comments_of_many_pages(stand_in, tracker):
    made = tracker.make(REPOSITORY, NewIssue("x", ""))
    first = tracker.comment(REPOSITORY, made.number, "0")
    of, row = stand_in.repository(REPOSITORY).comments[first.comment_id]
    stand_in.repository(REPOSITORY).comments.update({5_000 + n: (of, {**row, "id": 5_000 + n}) for n in range(350)})
    assert len(tracker.read(REPOSITORY, made.number)[1]) == 351


def test_pages_that_are_a_circle_end(stand_in, tracker):
    tracker.make(REPOSITORY, NewIssue("x", ""))
    for page in ("a", "b", "a"):
        link = f'<{stand_in.address}/again?page={page}>; rel="next"'
        stand_in.fails("GET", "issues|again", answers(200, [], Link=link))
    with pytest.raises(Uncertain, match="its pages are a circle"):
        list(tracker.listed(REPOSITORY))


@pytest.mark.parametrize("link", ["https://evil.example/x", "//evil.example/x", "http://127.0.0.1:1/x", "http://[::1"])
def test_a_next_page_on_another_host_is_not_read(stand_in, tracker, link):
    stand_in.fails("GET", "/issues", answers(200, [], Link=f'<{link}>; rel="next"'))
    with pytest.raises(Refused, match="it leads to another host, where no token is sent"):
        list(tracker.listed(REPOSITORY))
