"""Instants of records, drawn in their order."""

from datetime import datetime, timedelta
from random import Random


def drawn_instants(rng: Random, start: datetime, span: timedelta, count: int) -> list[datetime]:
    """`count` instants from `start` on, ascending, to the millisecond, all less than `span` later."""
    milliseconds = span // timedelta(milliseconds=1)
    return [start + timedelta(milliseconds=at) for at in sorted(rng.randrange(milliseconds) for _ in range(count))]
