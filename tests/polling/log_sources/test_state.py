"""What is kept of a source, and when it is left alone."""

from datetime import timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.errors import MissingDependency
from faultbook.polling.log_sources import Outcome, poll_logs
from faultbook.polling.log_sources.landing import LandingFolder
from faultbook.polling.log_sources.polling import WrongState
from faultbook.polling.log_sources.port import SourceFailure, Window
from faultbook.polling.log_sources.state import LONGEST_PAUSE, Landed, LogState
from tests.polling.log_sources.vendor import BEGIN, Texts, Vendor, landed_texts, source_of

EVERY = timedelta(minutes=10)
seconds = st.integers(0, 10**6).map(lambda value: timedelta(seconds=value))


@given(seconds, st.integers(60, 86_400), st.lists(st.tuples(seconds, st.integers(0, 9)), max_size=4), st.integers(0, 9))
def test_a_state_is_read_as_it_was_written(offset, step, unchecked, failures):
    state = LogState(
        landed_until=BEGIN + offset,
        step=timedelta(seconds=step),
        unchecked=tuple(Landed(Window(BEGIN, BEGIN + start), rows) for start, rows in unchecked),
        failures=failures,
        paused_until=BEGIN + offset if failures else None,
    )
    assert LogState.from_text(state.to_text()) == state


@given(seconds, seconds, st.integers(1, 1440), st.integers(1, 1440))
def test_windows_follow_each_other_without_a_gap(offset, until, before, now):
    state = LogState.first(BEGIN + offset, step=timedelta(minutes=before), start=EVERY)
    windows = list(islice(state.windows_to_land(BEGIN + until, timedelta(minutes=now)), 200))
    assert all(first.end == second.start for first, second in pairwise(windows))
    if windows:
        assert windows[0].start == state.landed_until
    assert all(each.start < each.end <= BEGIN + until for each in windows)


def test_a_breaker_opens_at_the_third_failure_doubles_and_closes(tmp_path):
    vendor, texts, pauses = Vendor(), Texts(), []
    vendor.add("row")

    def poll():
        return next(
            iter(
                poll_logs(
                    [source_of(vendor, start=timedelta(hours=1))],
                    watermarks=texts,
                    sink=LandingFolder(tmp_path),
                    clock=lambda: vendor.now,
                )
            )
        )

    vendor.now += timedelta(hours=1)
    for _ in range(10):
        vendor.failures = [SourceFailure(Outcome.DENIED, "no")]
        result = poll()
        assert result.outcome is Outcome.DENIED
        pauses.append(result.next_try - vendor.now if result.next_try else timedelta(0))
        if result.next_try:
            before = vendor.requests
            assert poll().outcome is Outcome.PAUSED
            assert vendor.requests == before
            vendor.now = result.next_try
    assert pauses[:6] == [timedelta(0), timedelta(0), EVERY, 2 * EVERY, 4 * EVERY, 8 * EVERY]
    assert pauses[-1] == LONGEST_PAUSE

    result = poll()
    assert (result.outcome, result.next_try) == (Outcome.OK, None)
    assert landed_texts(tmp_path) == {"row": 1}


def test_a_throttled_source_is_left_alone_as_long_as_it_wants(tmp_path):
    vendor, texts = Vendor(now=BEGIN + timedelta(hours=1)), Texts()
    vendor.failures = [SourceFailure(Outcome.THROTTLED, "429", retry_after=timedelta(minutes=3))]
    source = source_of(vendor, start=timedelta(hours=1))
    (result,) = poll_logs([source], watermarks=texts, sink=LandingFolder(tmp_path), clock=lambda: vendor.now)
    assert result.next_try == vendor.now + timedelta(minutes=3)


def test_a_failing_source_does_not_keep_the_next_one_waiting(tmp_path):
    first, second = Vendor(), Vendor()
    second.add("row")
    first.failures = [ValueError("password=hunter2secret")]
    now = BEGIN + timedelta(hours=1)
    first.now = second.now = now
    sources = [source_of(vendor, start=timedelta(hours=1)) for vendor in (first, second)]
    sources[1] = type(sources[1])(**{**vars(sources[1]), "name": "second"})
    results = list(poll_logs(sources, watermarks=Texts(), sink=LandingFolder(tmp_path), clock=lambda: now))
    assert [result.outcome for result in results] == [Outcome.FAILED, Outcome.OK]
    assert "hunter2secret" not in results[0].detail


def test_a_missing_secret_is_a_failure_of_its_source(tmp_path):
    def reader():
        raise MissingDependency("${env:KEY}: the variable KEY is not set. Fix: set it.")

    source = source_of(Vendor())
    broken = type(source)(**{**vars(source), "reader": reader})
    (result,) = poll_logs([broken], watermarks=Texts(), sink=LandingFolder(tmp_path), clock=lambda: BEGIN)
    assert (result.outcome, result.detail) == (
        Outcome.FAILED,
        "${env:KEY}: the variable KEY is not set. Fix: set it.",
    )


def test_a_text_that_is_no_state_is_named():
    texts = Texts()
    texts.write("app", '{"v": 9}')
    with pytest.raises(WrongState, match="watermark of the log source app"):
        list(poll_logs([source_of(Vendor())], watermarks=texts, sink=LandingFolder("x"), clock=lambda: BEGIN))


def test_late_rows_whose_file_was_removed_are_not_assessed(tmp_path):
    vendor, texts = Vendor(), Texts()
    vendor.add("first")
    vendor.add("second", hidden=timedelta(minutes=30))

    def poll(minutes):
        vendor.now = BEGIN + timedelta(minutes=minutes)
        (result,) = poll_logs(
            [source_of(vendor, start=timedelta(minutes=30))],
            watermarks=texts,
            sink=LandingFolder(tmp_path),
            clock=lambda: vendor.now,
        )
        return result

    poll(20)
    for path in tmp_path.rglob("*.jsonl"):
        path.unlink()
    result = poll(120)
    assert result.rows == 0
    assert "not assessed" in result.detail
