"""What the readers of zip and tar return: entries in the order of the archive, each with its content to read once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from faultbook.formats.damage import DamagedFile

MOST_NAME_BYTES = 4_096
"""No file system takes longer paths."""
LINK = "it is a link"
NO_FILE = "it is a device or a pipe"
ENCRYPTED = "it is encrypted"
_MICROS = 1_000_000
_LAST_SECOND = 253_402_300_799
"""The end of the year 9999."""


@dataclass(frozen=True)
class Entry:
    """A file in an archive; folders are no entries.

    `name`: as written; bytes that are not UTF-8 are surrogate escapes. `size`: bytes of its content as the archive
    declares them. `modified_micros`: microseconds since 1970 (UTC), 0 where the archive does not know it. `left_out`:
    the reason why it cannot be read, None where it can. `content` returns its bytes in pieces, once, before the next
    entry is fetched; DamagedFile where they are damaged or not as many as declared.
    """

    name: str
    size: int
    modified_micros: int
    content: Callable[[], Iterator[bytes]]
    left_out: str | None = None


def micros_of(seconds: float) -> int:
    """Microseconds of seconds since 1970; 0 where they are no date from 1970 to 9999."""
    return round(seconds * _MICROS) if 0 < seconds <= _LAST_SECOND else 0


def check_name_length(length: int) -> None:
    """DamagedFile for a name that no file can have."""
    if length > MOST_NAME_BYTES:
        raise DamagedFile(f"a name of {length:,} bytes; expected at most {MOST_NAME_BYTES:,}")


def too_many(most_members: int) -> str:
    """The reason why an archive of very many files is not read."""
    return f"more than {most_members:,} entries; expected at most so many. Fix: land them in several archives"
