"""How often a tool may be called: a bucket of tokens per tool that fills with time."""

import time
from collections.abc import Callable
from threading import Lock

PER_MINUTE = 60


class RateLimit:
    """At most `per_minute` calls of each tool at once, and that many in a minute."""

    def __init__(self, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        """All buckets are full."""
        self.per_minute = per_minute
        self._clock = clock
        self._lock = Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def seconds_to_wait(self, tool: str) -> float:
        """Takes a token and gives 0, or gives the seconds until there is one."""
        with self._lock:
            now = self._clock()
            tokens, seen = self._buckets.get(tool, (float(self.per_minute), now))
            tokens = min(float(self.per_minute), tokens + (now - seen) * self.per_minute / 60)
            allowed = tokens >= 1
            self._buckets[tool] = (tokens - 1 if allowed else tokens, now)
            return 0.0 if allowed else (1 - tokens) * 60 / self.per_minute
