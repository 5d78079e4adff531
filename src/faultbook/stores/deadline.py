"""Limits how long an answer may take, and stops it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, RLock, Timer

from faultbook.errors import FaultbookError

AGAIN_SECONDS = 0.2


class DeadlineExceeded(FaultbookError):
    """The answer was stopped, by its deadline or by the caller."""

    exit_code = 75


class Deadline:
    """Stops what is under way after some seconds, or at once by `stop`. For one call; may be used from any thread."""

    def __init__(self, seconds: float) -> None:
        """The clock starts when it is entered."""
        self.seconds = seconds
        self._over = Event()
        self._lock = RLock()
        self._stoppers: list[Callable[[], None]] = []

    @contextmanager
    def running(self) -> Iterator["Deadline"]:
        """The time in which the deadline counts."""
        timer = Timer(self.seconds, self.stop)
        timer.daemon = True
        timer.start()
        try:
            yield self
        finally:
            timer.cancel()

    @contextmanager
    def stopping(self, stopper: Callable[[], None]) -> Iterator[None]:
        """The time in which `stop` calls the stopper; DeadlineExceeded where it is over already."""
        with self._lock:
            self.check()
            self._stoppers.append(stopper)
        try:
            yield
        finally:
            with self._lock:
                self._stoppers.remove(stopper)

    def check(self) -> None:
        """DeadlineExceeded where it is over."""
        if self._over.is_set():
            raise self.passed()

    def wait(self, seconds: float) -> None:
        """Waits so long; DeadlineExceeded as soon as it is over."""
        if self._over.wait(seconds):
            raise self.passed()

    def passed(self) -> DeadlineExceeded:
        """The error for an answer that was stopped."""
        return DeadlineExceeded(
            f"The answer was stopped, because it took longer than {self.seconds:g} seconds. Ask about less: "
            "a shorter time (since, until), one code or one service."
        )

    def stop(self) -> None:
        """Stops what is under way and what comes later."""
        with self._lock:
            self._over.set()
            for stopper in self._stoppers:
                stopper()
            if self._stoppers:
                # A statement that was about to begin was not stopped.
                again = Timer(AGAIN_SECONDS, self.stop)
                again.daemon = True
                again.start()
