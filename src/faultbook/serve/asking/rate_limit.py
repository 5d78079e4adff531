"""How often a key (a tool, a client) may be used: a token bucket per key, which fills with time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from threading import Lock

from faultbook.errors import FaultbookError

MOST_KEYS = 10_000


class RateLimited(FaultbookError):
    """A caller exceeded its rate limit. `seconds`: when to try again, a whole number, at least 1."""

    exit_code = 75

    def __init__(self, seconds: float, what: str = "Too many requests") -> None:
        """`what`: the first sentence of the message, without a full stop."""
        self.seconds = max(1, ceil(seconds))
        super().__init__(f"{what}. Ask again in {self.seconds} seconds, or for more rows at once (limit).")


class TokenBuckets:
    """At most `per_minute` uses of a key at once, and that many in a minute. The longest unused keys are dropped."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """All buckets are full; 0 sets no limit. `clock`: seconds."""
        self.per_minute = per_minute
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, what: str = "Too many requests") -> None:
        """Takes a token out of the key's bucket; RateLimited, with the message `what`, where it is empty."""
        if not self.per_minute:
            return
        with self._lock:
            now = self._clock()
            tokens, seen = self._buckets.pop(key, (float(self.per_minute), now))
            tokens = min(float(self.per_minute), tokens + (now - seen) * self.per_minute / 60)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - 1 if allowed else tokens, now)
            if len(self._buckets) > MOST_KEYS:
                self._buckets.popitem(last=False)
        if not allowed:
            raise RateLimited((1 - tokens) * 60 / self.per_minute, what)
