"""What happens in the generated logs: instants, levels, loggers, messages and traces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from random import Random

START = datetime(2026, 2, 3, 8, 0, tzinfo=UTC)
LEVELS = ("DEBUG", "INFO", "INFO", "INFO", "WARN", "ERROR", "ERROR", "FATAL")
LOGGERS = ("com.acme.shop.Pay", "org.apache.kafka.clients.NetworkClient", "app.orders.Service", "o.s.web.Dispatcher")
MESSAGES = (
    "connection to db-{n} refused after {n} ms",
    "user {n} logged in",
    "Error: disk full on /dev/sda{n}",
    "retry {n} of 5, next in {n}s",
    "GET /api/orders/{n} took {n} ms",
    "cannot parse '{n}': expected number, found text",
    'order "A-{n}" failed: insufficient funds',
    "cache size=512 hits={n} misses=3 ratio=0.9",
    "state changed | from=open | to=closed | id={n}",
    'payload {{"id": {n}, "ok": false}}',
    "took 12:00:0{d} in all, since 2026-02-03 07:00:0{d}",
    "WARNING: deprecated call [module={n}] (see docs)",
    "größer als erwartet: {n} Stück",
    "finished; 3 errors, {n} warnings",
    "path C:\\temp\\file{n}.txt not found",
    "http://10.0.0.{d}:8080/x?y={n}&z=1 is down",
    "x",
)
JAVA = (
    "java.lang.IllegalStateException: no worker {n}",
    "\tat com.acme.Main.run(Main.java:{n})",
    "\tat com.acme.Main.main(Main.java:3)",
    "Caused by: java.io.IOException: broken pipe",
    "\t... 12 more",
)
PYTHON = (
    "Traceback (most recent call last):",
    '  File "/srv/app/main.py", line {n}, in <module>',
    "    run()",
    "ValueError: bad value {n}",
)


@dataclass(frozen=True)
class Event:
    """One record to write. `number` tells it from others; `trace`: lines that belong to it, where a form takes them."""

    at: datetime
    level: str
    logger: str
    message: str
    number: int
    trace: tuple[str, ...] = ()

    def local(self, hours: int) -> datetime:
        """The instant at an offset from UTC."""
        return self.at.astimezone(timezone(timedelta(hours=hours)))

    @property
    def millis(self) -> str:
        """Three digits of the second's parts."""
        return f"{self.at.microsecond // 1000:03}"


def events(chance: Random, count: int, *, traces: tuple[str, ...] = ()) -> Iterator[Event]:
    """Events in order of time. `traces`: lines that follow some of those that are errors."""
    at = START + timedelta(seconds=chance.randrange(80_000), microseconds=chance.randrange(1_000_000))
    logger = chance.choice(LOGGERS)
    for _ in range(count):
        at += timedelta(microseconds=chance.randrange(1_000, 4_000_000))
        number = chance.randrange(1, 5_000)
        level = chance.choice(LEVELS)
        message = chance.choice(MESSAGES).format(n=number, d=number % 10)
        with_trace = bool(traces) and level in ("ERROR", "FATAL") and chance.random() < 0.6
        trace = tuple(line.format(n=number) for line in traces) if with_trace else ()
        yield Event(at, level, logger if chance.random() < 0.7 else chance.choice(LOGGERS), message, number, trace)
