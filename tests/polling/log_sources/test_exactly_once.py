"""Each row of a vendor lands exactly once, whatever arrives late, is cut, refused or killed."""

import tempfile
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from faultbook.polling.log_sources import Outcome, poll_logs
from faultbook.polling.log_sources.landing import LandingFolder
from faultbook.polling.log_sources.port import SourceFailure
from faultbook.polling.log_sources.state import LogState
from tests.polling.log_sources.vendor import BEGIN, NaivePoller, Texts, Vendor, landed_texts, source_of

SETTLE, RECHECK = timedelta(minutes=5), timedelta(hours=1)
minutes = st.integers(0, 50).map(lambda value: timedelta(minutes=value))


class Killed(BaseException):
    """The process ends here."""


class KillableFolder(LandingFolder):
    """A landing folder whose process ends at one of its steps."""

    kill_at: int | None = None

    def _step(self) -> None:
        if self.kill_at is not None:
            self.kill_at -= 1
            if self.kill_at < 0:
                self.kill_at = None
                raise Killed

    def write(self, path: PurePosixPath, lines) -> int:
        def killed_lines():
            for line in lines:
                self._step()
                yield line

        rows = super().write(path, killed_lines())
        self._step()
        return rows


class Polls(RuleBasedStateMachine):
    """Rows arrive, time passes, polls run, fail and die."""

    kinds: ClassVar = [
        SourceFailure(Outcome.THROTTLED, "429", retry_after=timedelta(minutes=7)),
        SourceFailure(Outcome.PARTIAL, "part"),
        SourceFailure(Outcome.DENIED, "403"),
        ConnectionError("reset"),
    ]

    @initialize(most=st.integers(1, 5), counts=st.booleans(), repeats=st.booleans(), every=st.sampled_from((5, 10, 15)))
    def begin(self, most: int, counts: bool, repeats: bool, every: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.sink = KillableFolder(self.folder.name)
        self.vendor = Vendor(most_rows=most, counts=counts, repeats_rows=repeats)
        self.watermarks, self.added = Texts(), 0
        self.every = timedelta(minutes=every)
        self._poll()  # the start of the source: nothing before it is read

    def _poll(self):
        source = source_of(self.vendor, settle=SETTLE, recheck=RECHECK, every=self.every)
        (result,) = poll_logs([source], watermarks=self.watermarks, sink=self.sink, clock=lambda: self.vendor.now)
        return result

    @rule(rows=st.lists(st.tuples(minutes, minutes), min_size=1, max_size=6))
    def arrive(self, rows: list[tuple[timedelta, timedelta]]) -> None:
        for late, hidden in rows:
            self.vendor.now += timedelta(seconds=20)
            self.vendor.add(f"row {self.added}", late=late, hidden=hidden)
            self.added += 1

    @rule(passed=minutes)
    def polls(self, passed: timedelta) -> None:
        self.vendor.now += passed
        before = self._watermark()
        result = self._poll()
        assert result.outcome in (Outcome.OK, Outcome.PAUSED)
        assert before is None or self._watermark() >= before

    @rule(passed=minutes, failure=st.sampled_from(kinds), after=st.integers(0, 3))
    def polls_and_fails(self, passed: timedelta, failure: Exception, after: int) -> None:
        self.vendor.now += passed
        self.vendor.failures = [None] * after + [failure]
        self._poll()
        self.vendor.failures = []

    @rule(passed=minutes, at=st.integers(0, 6))
    def polls_and_dies(self, passed: timedelta, at: int) -> None:
        self.vendor.now += passed
        self.sink.kill_at = at
        with suppress(Killed):
            self._poll()
        self.sink.kill_at = None

    @rule(every=st.sampled_from((5, 10, 15)))
    def interval_is_changed(self, every: int) -> None:
        self.every = timedelta(minutes=every)

    def _watermark(self):
        text = self.watermarks.read("app")
        return None if text is None else LogState.from_text(text).landed_until

    @invariant()
    def no_row_is_landed_twice(self) -> None:
        if self.added:
            assert max(landed_texts(Path(self.folder.name)).values(), default=0) <= 1

    def teardown(self) -> None:
        if not hasattr(self, "vendor"):
            return
        for _ in range(3):
            # Longer than any pause, and than a window, its settling and its check.
            self.vendor.now += timedelta(hours=7)
            while self._poll().behind > self.every + SETTLE:
                pass
        assert landed_texts(Path(self.folder.name)) == Counter(f"row {number}" for number in range(self.added))
        self.folder.cleanup()


Polls.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestPolls = Polls.TestCase


def test_a_naive_poller_loses_late_rows(tmp_path):
    vendor, naive, watermarks = Vendor(most_rows=100), NaivePoller(), Texts()
    sink = LandingFolder(tmp_path)
    for minute in range(120):
        vendor.now = BEGIN + timedelta(minutes=minute)
        vendor.add(f"on time {minute}", late=timedelta(seconds=5))
        if minute % 10 == 3:
            vendor.add(f"late {minute}", late=timedelta(minutes=30))
        if minute % 10 == 9:
            naive.poll(vendor)
            list(poll_logs([source_of(vendor)], watermarks=watermarks, sink=sink, clock=lambda: vendor.now))
    vendor.now += timedelta(hours=2)
    naive.poll(vendor)
    list(poll_logs([source_of(vendor)], watermarks=watermarks, sink=sink, clock=lambda: vendor.now))

    everything = Counter(row.text for row in vendor.rows_)
    assert landed_texts(tmp_path) == everything
    lost = everything - naive.texts
    assert lost and all(text.startswith("late") for text in lost)
