"""Whatever a tracker answers is a value or one of the port's failures, and no sentence quotes it."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from faultbook.clients.exchange import Answer
from faultbook.delivery.port import Issue, Moved, Refused, Throttled, TrackerFailed, Uncertain
from faultbook.trackers.api import TrackerApi
from faultbook.trackers.failures import MOST_PAUSE_SECONDS, failure_of
from faultbook.trackers.registered import TrackerConnection, open_tracker
from faultbook.trackers.rows import comment_of, issue_of

CANARY = "hunter2"
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(CANARY), st.just("closed")
)
values = st.recursive(leaves, lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each))
FIELDS = ("message", "errors", "number", "id", "html_url", "title", "body", "state", "user", "created_at", "updated_at")
rows = st.one_of(
    values,
    st.dictionaries(
        st.sampled_from((*FIELDS, "labels", "assignees", "state_reason", "closed_by", "repository")), values
    ),
)
bodies = st.one_of(
    rows.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=20),
    st.just(b"[").map(lambda each: each * 100_000),
)
texts = st.one_of(
    st.text(st.characters(max_codepoint=255), max_size=8), st.just("0"), st.just("9").map(lambda each: each * 5_000)
)
headers = st.dictionaries(
    st.sampled_from(("Retry-After", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Location", "Link")), texts
).map(CaseInsensitiveDict)
answers = st.builds(Answer, st.integers(100, 599), headers, bodies)
WHAT = "POST /repos/acme/pipelines/issues"


@given(answers)
def test_every_answer_has_one_meaning(answer):
    failure = failure_of(WHAT, answer, lambda: 1_800_000_000.0)
    status = answer.status
    if failure is None:
        assert 200 <= status < 300
        return
    assert str(failure).startswith(WHAT) and CANARY not in str(failure)
    assert isinstance(failure, Uncertain) is (status >= 500 or status in (408, 425) or status < 200)
    if isinstance(failure, Throttled):
        assert status in (403, 429) and 1 <= failure.seconds <= MOST_PAUSE_SECONDS
    else:
        assert status != 429


@given(rows)
def test_a_row_is_an_issue_or_it_is_uncertain_whether_it_was_made(row):
    for made in (lambda: issue_of(WHAT, "acme/pipelines", row), lambda: comment_of(WHAT, row)):
        try:
            found = made()
        except Uncertain as failure:
            assert CANARY not in str(failure) and failure.__cause__ is None
        else:
            assert found.created_at.tzinfo is not None


class Canned:
    """A session that answers the same to everything."""

    def __init__(self, answer):
        self.answer, self.requests = answer, []

    def request(self, method, address, **more):
        self.requests.append(method)
        return self

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        return None

    @property
    def status_code(self):
        return self.answer.status

    @property
    def headers(self):
        return self.answer.headers

    def iter_content(self, size):
        yield self.answer.content


@given(answers)
def test_nothing_but_the_ports_failures_leaves_a_tracker(answer):
    session = Canned(answer)
    tracker = open_tracker(TrackerConnection("github"), lambda: "t")
    tracker.api = TrackerApi("https://api.github.com", session, dict, seconds=0.2)
    for act in (
        lambda: tracker.comment("acme/pipelines", 1, "x"),
        lambda: list(tracker.listed("acme/pipelines")),
        lambda: tracker.add_labels("acme/pipelines", 1, ("a",)),
        lambda: tracker.may_write("acme/pipelines", "ada"),
    ):
        session.requests.clear()
        try:
            act()
        except TrackerFailed as failure:
            assert CANARY not in str(failure)
        assert session.requests.count("POST") <= 1


@pytest.mark.parametrize("token", ["", " ", "a b", "gheim-ü", "a\nb", "a\r\nX-Evil: 1"])
def test_a_token_that_no_header_can_hold_is_refused_without_its_text(token):
    tracker = open_tracker(TrackerConnection("github"), lambda: token)
    with pytest.raises(Refused, match=r"^token: found none, or one with blanks.*Fix: store it again\.$") as raised:
        tracker.comment("acme/pipelines", 1, "x")
    assert not isinstance(raised.value, Moved)
    assert token.strip() == "" or token not in str(raised.value)


def test_blanks_around_a_token_do_not_count():
    tracker = open_tracker(TrackerConnection("gitea", "https://git.example", hosts=("git.example",)), lambda: " t\n")
    assert tracker.api.headers()["Authorization"] == "token t"


def test_a_body_that_is_no_json_was_not_sent():
    session_of = open_tracker(TrackerConnection("github"), lambda: "t").api
    with pytest.raises(Refused, match=r"it cannot be written as a request \(InvalidJSONError\)"):
        session_of.write("POST", "/x", {"a": float("nan")})


def test_an_issue_has_every_field_that_is_answered():
    row = {
        "number": 7,
        "html_url": "https://github.com/acme/pipelines/issues/7",
        "repository_url": "https://api.github.com/repos/acme/flows",
        "title": "t",
        "body": None,
        "state": "closed",
        "state_reason": "not_planned",
        "user": None,
        "closed_by": {"login": "ada"},
        "created_at": "2026-11-01T00:00:00Z",
        "updated_at": "2026-11-01T02:00:00+02:00",
        "labels": ["a", {"name": "b"}],
        "assignees": [{"login": "ada"}, None],
    }
    found = issue_of(WHAT, "acme/pipelines", row)
    assert isinstance(found, Issue)
    assert (found.repository, found.creator, found.closed_as, found.closed_by, found.body) == (
        *("acme/flows", "ghost", "not_planned", "ada", ""),
    )
    assert found.created_at == found.updated_at == datetime.fromisoformat("2026-11-01T00:00:00+00:00")
    assert (found.labels, found.assignees) == (("a", "b"), ("ada",))
