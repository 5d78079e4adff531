"""What goes wrong on the way to a tracker: which failure it is, how often it was sent, what its sentence holds."""

import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from faultbook.clients.addresses import AllowedHosts
from faultbook.clients.guarded import guarded_session
from faultbook.delivery.port import (
    Gone,
    IssueChange,
    IssueState,
    NewIssue,
    Refused,
    Throttled,
    TrackerFailed,
    Uncertain,
)
from tests.trackers.conftest import REPOSITORY, TOKEN, opened
from tests.trackers.stand_in import answers, breaks, drips, hangs, never_ends

NEW = NewIssue("Copy orders failed", "hunter2-of-the-body", ())
HTML = b"<html>hunter2 Bad gateway</html>"
SECRETS = ("hunter2", TOKEN, "http://", "127.0.0.1")


def no_secret(failure: BaseException) -> None:
    """Neither the sentence nor what a log would print of it."""
    text = "".join(traceback.format_exception(failure, limit=0))
    assert not [secret for secret in SECRETS if secret in text], text


def writes_of(stand_in):
    return {
        "POST": lambda tracker: tracker.make(REPOSITORY, NEW),
        "PATCH": lambda tracker: tracker.change(REPOSITORY, 1, IssueChange(state=IssueState.CLOSED)),
    }


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("502", "502; it may have been done"),
        ("500 html", "500; it may have been done"),
        ("503", "503; it may have been done"),
        ("408", "408; it may have been done"),
        ("html", "the answer is no JSON; it may have been done"),
        ("list", "the answer is no issue as it is documented; it may have been done"),
        ("empty", "the answer is no issue as it is documented; it may have been done"),
        ("breaks", r"no answer \(ConnectionError\); it may have been done"),
        ("hangs", "no answer .*; it may have been done"),
        ("drips", "no answer within 0.4 seconds; it may have been done"),
        ("never ends", "the answer has more than 1000000 bytes, and no more are read; it may have been done"),
    ],
)
@pytest.mark.parametrize("carried_out", [True, False])
def test_after_no_clear_answer_a_write_is_uncertain_and_was_sent_once(stand_in, method, fault, words, carried_out):
    acts = {
        "502": answers(502, HTML),
        "500 html": answers(500, HTML, Content_Type="text/html"),
        "503": answers(503, b"", Retry_After="1"),
        "408": answers(408, b""),
        "html": answers(200, HTML),
        "list": answers(200, ["hunter2"]),
        "empty": answers(204, b""),
        "breaks": breaks,
        "hangs": hangs(stand_in),
        "drips": drips(stand_in),
        "never ends": never_ends,
    }
    opened(stand_in).make(REPOSITORY, NEW)
    tracker = opened(stand_in, seconds=0.4 if fault in ("hangs", "drips") else 20)
    tracker.api.most_bytes = 1_000_000
    before = len(stand_in.requests)
    stand_in.fails(method, "/issues", acts[fault], carried_out=carried_out)
    with pytest.raises(Uncertain, match=words) as raised:
        writes_of(stand_in)[method](tracker)
    no_secret(raised.value)
    assert str(raised.value).startswith(f"{method} /repos/{REPOSITORY}/issues")
    assert len(stand_in.requests) == before + 1
    assert len(stand_in.repository(REPOSITORY).issues) == 1 + (carried_out and method == "POST")


@pytest.mark.parametrize(
    "act",
    [answers(502, HTML), answers(200, HTML), answers(429, b"", Retry_After="0"), breaks],
    ids=["502", "no JSON", "429", "breaks"],
)
def test_reads_are_sent_again(stand_in, tracker, act):
    number = tracker.make(REPOSITORY, NEW).number
    before = len(stand_in.requests)
    stand_in.fails("GET", r"/issues/1\Z", act, times=2)
    assert tracker.read(REPOSITORY, number)[0].number == number
    assert len(stand_in.requests) == before + 4


@pytest.mark.parametrize("fault", ["502", "html", "breaks", "hangs", "never ends", "no issue"])
def test_a_read_without_an_answer_in_the_end_is_uncertain(stand_in, fault):
    acts = {
        "502": answers(502, HTML),
        "html": answers(200, HTML),
        "breaks": breaks,
        "hangs": hangs(stand_in),
        "never ends": never_ends,
        "no issue": answers(200, {"number": "hunter2"}),
    }
    tracker = opened(stand_in, seconds=0.3 if fault == "hangs" else 20)
    tracker.api.most_bytes = 1_000_000
    stand_in.fails("GET", "/issues/1", acts[fault], times=9)
    with pytest.raises(Uncertain) as raised:
        tracker.read(REPOSITORY, 1)
    no_secret(raised.value)
    assert "it may have been done" not in str(raised.value)


NOW = 1_800_000_000


@pytest.mark.parametrize(
    ("status", "headers", "value", "seconds"),
    [
        (429, {"Retry_After": "37"}, b"", 37),
        (429, {}, HTML, 60),
        (403, {"Retry_After": "90"}, {"message": "You have exceeded a secondary rate limit. hunter2"}, 90),
        (403, {}, {"message": "You have exceeded a secondary rate limit. hunter2"}, 60),
        (403, {}, {"message": "You have triggered an abuse detection mechanism."}, 60),
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(NOW + 1_234)}, {"message": "no"}, 1_234),
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(NOW - 5)}, {"message": "no"}, 1),
        (403, {"X_RateLimit_Remaining": "0"}, {"message": "no"}, 60),
        (429, {"Retry_After": "0"}, b"", 1),
        (429, {"Retry_After": "99999999999"}, b"", 86_400),
        (429, {"Retry_After": "nan"}, b"", 60),
        (429, {"Retry_After": "soon"}, b"", 60),
    ],
)
def test_limits_of_a_tracker_are_no_refusals(github, status, headers, value, seconds):
    tracker = opened(github)
    tracker.api.now = lambda: NOW
    github.fails("POST", "/issues", answers(status, value, **headers))
    with pytest.raises(Throttled) as raised:
        tracker.make(REPOSITORY, NEW)
    no_secret(raised.value)
    assert raised.value.seconds == seconds
    assert len(github.requests) == 1


def test_the_pause_may_be_a_date(github):
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True)
    github.fails("POST", "/issues", answers(403, b"", Retry_After=date))
    with pytest.raises(Throttled) as raised:
        opened(github).make(REPOSITORY, NEW)
    assert 500 < raised.value.seconds <= 600


def test_a_read_does_not_wait_for_longer_than_it_may_take(github):
    github.fails("GET", "/issues", answers(429, b"", Retry_After="3600"))
    with pytest.raises(Throttled) as raised:
        list(opened(github).listed(REPOSITORY))
    assert (raised.value.seconds, len(github.requests)) == (3_600, 1)


@pytest.mark.parametrize(
    ("status", "value", "words"),
    [
        (400, {"message": "Problems parsing JSON hunter2"}, "400: the request is wrong for this tracker"),
        (401, {"message": "Bad credentials hunter2"}, "401: the token is wrong or has expired. Fix: "),
        (403, {"message": "Resource not accessible hunter2"}, "403: the account lacks a right. Fix: "),
        (403, HTML, "403: the account lacks a right. Fix: "),
        (409, b"", "409: the tracker refuses it"),
        (422, {"errors": ["hunter2", {"code": "has hunter2 blank"}]}, "422: a value is refused"),
        (
            422,
            {"errors": [{"resource": "Label", "field": "name", "code": "too_long", "value": "hunter2"}]},
            r"422 \(Label name too_long\): a value is refused",
        ),
        (451, b"", "451: it is blocked for legal reasons"),
    ],
)
def test_a_refusal_is_not_uncertain_and_has_a_fix(stand_in, tracker, status, value, words):
    stand_in.fails("POST", "/issues", answers(status, value))
    with pytest.raises(Refused, match=words) as raised:
        tracker.make(REPOSITORY, NEW)
    no_secret(raised.value)
    assert len(stand_in.requests) == 1
    stand_in.fails("GET", "/issues", answers(status, value))
    with pytest.raises(Refused, match=words):
        list(tracker.listed(REPOSITORY))
    assert len(stand_in.requests) == 2


@pytest.mark.parametrize("status", [404, 410])
def test_whether_an_issue_is_gone_is_looked_up_at_its_repository(stand_in, tracker, status):
    tracker.make(REPOSITORY, NEW)
    stand_in.fails("PATCH", "/issues/1", answers(status, {"message": "hunter2"}), times=2)
    with pytest.raises(Gone) as raised:
        tracker.change(REPOSITORY, 1, IssueChange(title="x"))
    no_secret(raised.value)
    stand_in.fails("GET", r"/pipelines\Z", answers(502, HTML), times=3)
    with pytest.raises(Throttled, match="Whether the repository is there could not be read"):
        tracker.change(REPOSITORY, 1, IssueChange(title="x"))


def test_a_comment_that_is_missing_is_not_uncertain_where_its_issue_cannot_be_read(stand_in, tracker):
    tracker.make(REPOSITORY, NEW)
    stand_in.fails("GET", r"/issues/1\Z", answers(502, HTML), times=3)
    with pytest.raises(Throttled, match="Whether the issue is there could not be read"):
        tracker.comment(REPOSITORY, 1, "x", 4_711)


def test_a_token_that_is_wrong_is_refused(stand_in):
    with pytest.raises(Refused, match="the token is wrong or has expired") as raised:
        opened(stand_in, "hunter2").make(REPOSITORY, NEW)
    no_secret(raised.value)


@pytest.mark.parametrize("location", ["https://evil.example/x", "/again", "", "http://169.254.169.254/latest"])
def test_a_redirect_of_a_write_is_never_followed(github, location):
    headers = {"Location": location} if location else {}
    github.fails("POST", "/issues", answers(307, b"", **headers))
    github.fails("GET", r"/pipelines\Z", answers(500), times=3)
    with pytest.raises(TrackerFailed) as raised:
        opened(github).make(REPOSITORY, NEW)
    no_secret(raised.value)
    assert {each.path for each in github.requests} == {f"/repos/{REPOSITORY}/issues", f"/repos/{REPOSITORY}"}
    assert len(github.sent("POST")) == 1


@pytest.mark.parametrize("location", ["https://evil.example/x", "//169.254.169.254/x", "", "http://127.0.0.1:1/"])
def test_a_redirect_of_a_read_to_another_host_is_not_followed(github, location):
    headers = {"Location": location} if location else {}
    github.fails("GET", "/issues/1", answers(301, b"", **headers))
    with pytest.raises(Refused, match="it leads to another host, where no token is sent"):
        opened(github).read(REPOSITORY, 1)
    assert len(github.requests) == 1


def test_a_second_redirect_is_not_followed(github):
    github.fails("GET", "issues|again", answers(301, b"", Location="/again"), times=5)
    with pytest.raises(Refused, match="at most one is followed"):
        opened(github).read(REPOSITORY, 1)
    assert len(github.requests) == 2


def test_without_a_connection_nothing_was_sent_so_that_it_is_not_uncertain(github):
    tracker = opened(github)
    tracker.api.address = "http://127.0.0.1:1"
    for act in (lambda: tracker.make(REPOSITORY, NEW), lambda: tracker.read(REPOSITORY, 1)):
        with pytest.raises(Throttled, match=r"no connection \(ConnectionRefusedError\), so that nothing was sent"):
            act()


def test_an_address_that_became_private_is_refused_before_anything_is_sent(github):
    tracker = opened(github)
    hosts = AllowedHosts(("tracker.example",), ("127.0.0.0/8",))
    tracker.api.session = guarded_session(hosts, resolve=lambda host, port: ["10.0.0.7"])
    tracker.api.address = "http://tracker.example"
    with pytest.raises(Refused, match=r"the host tracker\.example has an address that is private or reserved"):
        tracker.make(REPOSITORY, NEW)
    assert github.requests == []


def test_a_label_that_may_have_been_made_does_not_keep_the_issue_from_being_made():
    from tests.trackers.stand_in import serving  # noqa: PLC0415

    with serving("gitea") as gitea:
        gitea.repository(REPOSITORY)
        gitea.fails("POST", "/labels", answers(502, HTML), carried_out=True)
        made = opened(gitea).make(REPOSITORY, NewIssue("x", "", ("bug",)))
        assert made.labels == ()
        gitea.fails("POST", "/labels", answers(429, b""))
        with pytest.raises(Throttled):
            opened(gitea).make(REPOSITORY, NewIssue("x", "", ("other",)))
        assert len(gitea.repository(REPOSITORY).issues) == 1
