"""Watermarks, overlaps, pauses and gaps, computed from the rows of earlier polls."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from faultbook.polling.history import LONGEST_PAUSE, Outcome, Poll, pause_after, plan_poll
from tests.polling.platform import DAY, NOW

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


def poll(at, outcome=Outcome.COMPLETE, *, watermark=None, delivered=(), pending=(), paused_until=None):
    is_complete = outcome is Outcome.COMPLETE
    return Poll(
        source="databricks-runs",
        scope="",
        started_at=at,
        ended_at=at + timedelta(minutes=1),
        from_at=at - HOUR,
        to_at=at,
        requests=1,
        rows_read=1,
        envelopes=len(delivered),
        outcome=outcome,
        watermark=at if is_complete else watermark,
        pending=tuple(pending) if is_complete else None,
        delivered=tuple(delivered),
        paused_until=paused_until,
    )


def plan(polls, now=NOW, overlap=HOUR, first=WEEK):
    return plan_poll(polls, now, overlap=overlap, first=first)


def test_the_first_poll_goes_back_the_days_of_its_setting():
    found = plan([])
    assert (found.span.since, found.span.until, found.watermark) == (NOW - WEEK, NOW, None)
    assert (found.known.delivered, found.known.pending, found.gap) == (frozenset(), (), "")


def test_the_next_one_begins_at_the_watermark_less_the_overlap():
    found = plan([poll(NOW - 2 * HOUR, pending=["1"], delivered=["a"])])
    assert (found.span.since, found.known.pending, found.known.delivered) == (NOW - 3 * HOUR, ("1",), {"a"})


def test_what_was_not_complete_moves_nothing_and_what_it_wrote_is_known():
    complete = poll(NOW - 3 * HOUR, pending=["1"])
    for outcome in set(Outcome) - {Outcome.COMPLETE}:
        later = poll(NOW - HOUR, outcome, watermark=complete.watermark, delivered=["b"])
        found = plan([later, complete])
        assert (found.span.since, found.known.pending) == (NOW - 4 * HOUR, ("1",))
        assert found.known.delivered == {"b"}


def test_a_source_that_was_silent_for_longer_than_a_poll_goes_back_has_a_gap():
    found = plan([poll(NOW - 10 * DAY)])
    assert found.span.since == NOW - WEEK
    assert found.gap == "nothing was read completely from 2026-11-20T12:00Z to 2026-11-23T12:00Z"


def test_a_watermark_in_the_future_is_that_of_a_wrong_clock():
    assert plan([poll(NOW + 3 * DAY)]).span.since == NOW - WEEK


def test_a_poll_goes_through_its_row():
    found = poll(NOW, pending=["1"], delivered=["a", "b"], paused_until=NOW)
    naive = {
        name: value.replace(tzinfo=None) if name.endswith("_at") else value for name, value in found.as_row().items()
    }
    assert Poll.from_row(found.as_row()) == Poll.from_row(naive) == found


OUTCOMES = st.lists(st.sampled_from(Outcome), max_size=12)


@given(OUTCOMES, st.sampled_from(Outcome), st.floats(0, 1e6))
def test_pauses_grow_to_a_limit_and_end_with_the_first_answer(before, last, wished):
    polls = [poll(NOW + number * HOUR, outcome) for number, outcome in enumerate(before)]
    until = pause_after(polls, last, NOW, wished)
    bad = {Outcome.THROTTLED, Outcome.DENIED, Outcome.FAILED}
    if last not in bad:
        assert until is None
        return
    in_a_row = 1 + next((n for n, outcome in enumerate(reversed(before)) if outcome not in bad), len(before))
    assert (until is not None) == (in_a_row >= 3 or wished > 0)
    assert until is None or NOW <= until <= NOW + LONGEST_PAUSE
    if in_a_row >= 3:
        assert until >= NOW + min(timedelta(minutes=15) * 2 ** (in_a_row - 3), LONGEST_PAUSE)


INSTANTS = st.timedeltas(-3 * DAY, 30 * DAY).map(lambda back: NOW - back)


@given(st.lists(st.builds(poll, INSTANTS, st.sampled_from(Outcome)), max_size=8), st.timedeltas(timedelta(0), WEEK))
def test_nothing_between_a_watermark_and_the_next_poll_is_left_out(polls, overlap):
    found = plan(polls, overlap=overlap)
    assert found.span.since <= found.span.until == NOW
    assert found.span.since >= NOW - max(WEEK, overlap)
    if found.watermark is not None:
        assert found.span.since <= found.watermark or found.gap
