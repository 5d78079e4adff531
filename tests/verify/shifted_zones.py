"""Files of time zones in which it is another time: a program that reads them lives at another instant.

A zone's offset is a number of seconds that may be years. So a program whose clock cannot be set (Go asks the kernel, no
library that could be replaced) is tested at any instant, with its own reading of zones and of changes of the clock.
"""

import struct
from datetime import datetime, timedelta
from pathlib import Path

from tests.routing.generated import clock_changes, offset_of

AROUND = timedelta(days=62)
"""Changes of the clock within this time of the instant are in the file: what a month's length is found from."""


Offsets = list[tuple[datetime, timedelta]]
"""Instants from which a zone has an offset, in order."""


def offsets_around(zone: str, instant: datetime) -> Offsets:
    """The offsets of a zone around an instant."""
    begins = instant - AROUND
    return [(at, offset_of(zone, at)) for at in (begins, *clock_changes(zone, begins, instant + AROUND))]


def write_shifted_zone(file: Path, offsets: Offsets, instant: datetime, now: datetime) -> None:
    """A file in which the wall clock is at `now` what the offsets make it at `instant`, with its changes around it."""
    by = now - instant
    seconds = [int((offset - by).total_seconds()) for _, offset in offsets]
    moments = [int((at + by).timestamp()) for at, _ in offsets]
    kinds = sorted(set(seconds))
    name = b"HERE\0"
    header = struct.pack(">4sc15x6l", b"TZif", b"\0", 0, 0, 0, len(moments), len(kinds), len(name))
    body = struct.pack(f">{len(moments)}l", *moments) + bytes(map(kinds.index, seconds))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(header + body + b"".join(struct.pack(">lbb", kind, 0, 0) for kind in kinds) + name)
