"""When a request is sent again. For reads: who sends it again must know that nothing happens twice.

stamina waits between the attempts; the SDKs' own retries sleep as long as a server wishes, which no deadline ends.
"""

from collections.abc import Callable
from typing import TypeVar

import stamina

MOST_ATTEMPTS = 6
T = TypeVar("T")


class TryAgain(Exception):
    """After this, the same request may succeed. `failure` is raised at the end.

    `wait`: seconds that the server wishes; None: not known.
    """

    def __init__(self, failure: Exception, wait: float | None) -> None:
        """The failure, and the seconds."""
        super().__init__(str(failure))
        self.failure, self.wait = failure, wait


def retried(once: Callable[[], T], left: Callable[[], float]) -> T:
    """What `once` returns, which is called again after TryAgain. `left`: seconds that all attempts may still take."""

    def wait(failure: Exception) -> bool | float:
        if not isinstance(failure, TryAgain):
            return False
        if failure.wait is None:
            return left() > 0
        return failure.wait if failure.wait < left() else False

    try:
        for attempt in stamina.retry_context(
            on=wait, attempts=MOST_ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=20.0, wait_jitter=0.5
        ):
            with attempt:
                return once()
    except TryAgain as given_up:
        raise given_up.failure from None
    raise AssertionError("stamina ends with an answer or an error")
