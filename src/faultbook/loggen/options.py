"""What a generation is asked for: how many records, in how many files, over which hours, in which manner."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from faultbook.errors import SettingError

DEFAULT_START = datetime(2026, 1, 28, tzinfo=UTC)
_LAST_DAY = datetime(9999, 12, 31, tzinfo=UTC)
_PREFIX = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?")


@dataclass(frozen=True)
class Options:
    """The same options give the same bytes, whatever the directory.

    `records` is the total over all `files`; a hostile run adds its odd lines and files on top. `spread`: every file
    covers all `hours`, else each its own slice of them. `independent_codes`: code, file and severity are drawn without
    regard to the message. `first_file` and `prefix` name the files, so that a second run can add to a first.
    Raises SettingError where a value cannot be.
    """

    files: int = 200
    records: int = 1500
    seed: int = 7
    start: datetime = DEFAULT_START
    hours: int = 168
    hostile: bool = False
    independent_codes: bool = False
    spread: bool = False
    first_file: int = 1
    prefix: str = ""

    def __post_init__(self) -> None:
        """Check every value; an instant without a zone is UTC."""
        object.__setattr__(self, "start", _as_utc(self.start))
        for name, least in (("files", 1), ("records", 0), ("hours", 1), ("first_file", 1)):
            if getattr(self, name) < least:
                raise _wrong(name, getattr(self, name), f"{least} or more")
        if not _PREFIX.fullmatch(self.prefix):
            raise _wrong("prefix", self.prefix, "up to 64 letters, digits, '.', '_', '-', the first a letter or digit")
        if self.hours > (_LAST_DAY - self.start) / timedelta(hours=1):
            raise _wrong("hours", self.hours, f"few enough to end before {_LAST_DAY.date()}")

    @property
    def end(self) -> datetime:
        """The instant after the last hour, UTC."""
        return self.start + timedelta(hours=self.hours)

    @property
    def tag(self) -> str:
        """What tells the files of this run that have no number from those of another run; empty for a first run."""
        return f"-{self.prefix}errors-{self.first_file}" if self.prefix or self.first_file > 1 else ""


def _as_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except OverflowError as outside:
        raise _wrong("start", instant.isoformat(), "an instant in the years 0001 to 9999") from outside


def _wrong(name: str, found: object, expected: str) -> SettingError:
    switch = name.replace("_", "-")
    return SettingError(f"{name}: found {found!r}, expected {expected}. Fix: give another --{switch}.")
