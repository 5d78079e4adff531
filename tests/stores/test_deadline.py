"""A deadline stops what is under way, once, from whichever thread."""

from threading import Event

import pytest

from faultbook.stores.deadline import Deadline, DeadlineExceeded


def test_what_is_under_way_is_stopped_when_time_is_over():
    stopped = Event()
    deadline = Deadline(0.001)

    with deadline.stopping(stopped.set), deadline.running():
        assert stopped.wait(60)

    with pytest.raises(DeadlineExceeded, match="Ask about less"):
        deadline.check()


def test_nothing_begins_after_the_end_and_nothing_is_stopped_twice():
    calls = []
    deadline = Deadline(60)
    with deadline.stopping(lambda: calls.append("first")):
        deadline.stop()
    deadline.stop()

    with pytest.raises(DeadlineExceeded), deadline.stopping(lambda: calls.append("second")):
        calls.append("begun")

    assert calls == ["first"]


def test_a_wait_ends_with_the_deadline():
    deadline = Deadline(0.001)

    with deadline.running(), pytest.raises(DeadlineExceeded):
        deadline.wait(600)
