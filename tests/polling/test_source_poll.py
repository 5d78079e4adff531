"""One poll of one source: each kind of trouble has its outcome, and one source stops no other."""

import json
from datetime import timedelta

import pytest

from faultbook.clients.rest import Absent, DeadlinePassed, Denied, SignInFailed, Throttled, Unavailable
from faultbook.errors import MissingDependency
from faultbook.polling.history import Outcome, plan_poll
from faultbook.polling.port import Item, Page
from faultbook.polling.source_poll import OpenSource, SinkFailed, Source, poll_source
from tests.polling.platform import NOW

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
SECRET = "password=hunter2hunter2"


class Scripted:
    """A poller whose pages are written down; an exception among them is raised."""

    def __init__(self, *pages):
        self.found = pages

    def pages(self, span, known):
        for page in self.found:
            if isinstance(page, Exception):
                raise page
            yield page


def source_of(*pages, fails=None):
    def opened(_):
        if fails:
            raise fails
        return OpenSource(Scripted(*pages), lambda: len(pages))

    return Source("databricks-runs", "", HOUR, WEEK, 60, opened)


def run(source, earlier=(), sink=None):
    written = []
    plan = plan_poll(earlier, NOW, overlap=HOUR, first=WEEK)
    poll = poll_source(source, plan, earlier, sink or written.extend, now=lambda: NOW + HOUR, run_id="r")
    return poll, written


def page(*keys, **more):
    return Page(tuple(Item(key, {"b": key, "a": 1}) for key in keys), rows=9, **more)


def test_a_complete_poll_has_its_numbers_and_its_watermark():
    poll, written = run(source_of(page("x", pending=("1",)), page("y", "x")))
    assert (poll.outcome, poll.watermark, poll.pending) == (Outcome.COMPLETE, NOW, ("1",))
    assert (poll.rows_read, poll.envelopes, poll.requests, poll.detail) == (18, 2, 2, None)
    assert [json.loads(one.body)["b"] for one in written] == ["x", "y"]
    assert {(one.source, one.received_at, one.delivery_id, one.auth) for one in written} == {
        ("databricks-runs", NOW, None, "poll")
    }


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (Throttled("wait", 90.0), Outcome.THROTTLED),
        (Denied("no right"), Outcome.DENIED),
        (SignInFailed("nobody"), Outcome.DENIED),
        (DeadlinePassed("over"), Outcome.PARTIAL),
        (Unavailable("down"), Outcome.FAILED),
        (Absent("gone"), Outcome.FAILED),
        (MissingDependency("azure-identity is not installed."), Outcome.FAILED),
        (KeyError("password=hunter2hunter2"), Outcome.FAILED),
        (RecursionError(), Outcome.FAILED),
    ],
)
@pytest.mark.parametrize("when", ["at the start", "in the middle"])
def test_trouble_has_an_outcome_and_moves_no_watermark(failure, outcome, when):
    source = source_of(fails=failure) if when == "at the start" else source_of(page("x"), failure)
    poll, written = run(source)
    assert (poll.outcome, poll.watermark, poll.pending) == (outcome, None, None)
    assert len(written) == poll.envelopes == len(poll.delivered) == (when == "in the middle")
    assert poll.detail and "hunter2" not in poll.detail
    assert poll.paused_until == (NOW + HOUR + timedelta(seconds=90) if outcome is Outcome.THROTTLED else None)


def test_what_a_source_names_as_missing_makes_the_poll_partial():
    poll, _ = run(source_of(page("x", missing="two clusters"), page(missing=SECRET)))
    assert (poll.outcome, poll.watermark) == (Outcome.PARTIAL, None)
    assert poll.detail.startswith("two clusters; ") and "hunter2" not in poll.detail


def test_a_delivered_item_is_not_written_again_also_after_a_partial_poll():
    first, _ = run(source_of(page("x"), DeadlinePassed("over")))
    second, written = run(source_of(page("x", "y")), [first])
    assert [json.loads(one.body)["b"] for one in written] == ["y"]
    assert second.outcome is Outcome.COMPLETE


def test_an_events_folder_that_cannot_be_written_ends_the_run():
    def full(_):
        raise MissingDependency("the disk is full")

    with pytest.raises(SinkFailed, match="the disk is full"):
        run(source_of(page("x")), sink=full)


def test_bodies_are_the_same_whatever_the_order_of_their_members():
    assert Item("k", {"a": 1, "b": "ä"}).content == Item("k", {"b": "ä", "a": 1}).content
    assert Item("k", {"a": "\ud800"}).content == b'{"a":"\xed\xa0\x80"}'
