"""How often somebody may ask: a bucket of requests per client that fills with time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from faultbook.serve.web.problems import RateLimited

PER_MINUTE = 600
MOST_CLIENTS = 10_000


class ClientLimit:
    """At most `per_minute` requests of a client at once, and that many in a minute. Long-gone clients are forgotten."""

    def __init__(self, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        """All buckets are full; 0 sets no limit."""
        self.per_minute = per_minute
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> None:
        """Takes one request out of the client's bucket; RateLimited where it is empty."""
        if not self.per_minute:
            return
        with self._lock:
            now = self._clock()
            tokens, seen = self._buckets.pop(client, (float(self.per_minute), now))
            tokens = min(float(self.per_minute), tokens + (now - seen) * self.per_minute / 60)
            allowed = tokens >= 1
            self._buckets[client] = (tokens - 1 if allowed else tokens, now)
            if len(self._buckets) > MOST_CLIENTS:
                self._buckets.popitem(last=False)
        if not allowed:
            raise RateLimited((1 - tokens) * 60 / self.per_minute)
