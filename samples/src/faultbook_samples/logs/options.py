"""Options of a generation: how many records, in how many files, over which hours, in which manner."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from string import Formatter

from faultbook.errors import SettingError

DEFAULT_START = datetime(2026, 1, 28, tzinfo=UTC)
_LAST_DAY = datetime(9999, 12, 31, tzinfo=UTC)
_NAMES_EXAMPLE = "'app_error_log_{:03}.log'"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}\.(?:log|tsv)")
_PREFIX = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?")


@dataclass(frozen=True)
class Options:
    """The same options give the same bytes, whatever the directory.

    `records` is the total over all `files`; a hostile run adds its odd lines and files on top. `spread`: every file
    covers all `hours`, else each its own slice of them. `independent_codes`: code, file and severity are drawn without
    regard to the message. `first_file` and `prefix` name the files, so that a second run can add to a first; `names`
    names them itself, by a pattern with one place for the number. `flat`: no file is in a sub-folder.
    Raises SettingError for an invalid value.
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
    names: str = ""
    flat: bool = False

    def __post_init__(self) -> None:
        """Check every value; a time without a zone is UTC."""
        object.__setattr__(self, "start", _as_utc(self.start))
        for name, least in (("files", 1), ("records", 0), ("hours", 1), ("first_file", 1)):
            if getattr(self, name) < least:
                raise _wrong(name, getattr(self, name), f"{least} or more")
        if not _PREFIX.fullmatch(self.prefix):
            raise _wrong("prefix", self.prefix, "up to 64 letters, digits, '.', '_', '-', the first a letter or digit")
        self._check_names()
        if self.hours > (_LAST_DAY - self.start) / timedelta(hours=1):
            raise _wrong("hours", self.hours, f"few enough to end before {_LAST_DAY.date()}")

    def file_name(self, number: int) -> str:
        """The name of the file of this number; '' without `names`."""
        return self.names.format(number) if self.names else ""

    def _check_names(self) -> None:
        if not self.names:
            return
        if self.prefix:
            raise _wrong("names", self.names, "no --prefix beside it, because it names the files itself")
        try:
            places = [parts for parts in Formatter().parse(self.names) if parts[1] is not None]
            first = self.names.format(self.first_file)
        except (ValueError, IndexError, KeyError) as wrong:
            raise _wrong("names", self.names, f"{_NAMES_EXAMPLE}; it cannot be read as a pattern ({wrong})") from wrong
        if len(places) != 1 or places[0][1] or places[0][3]:
            raise _wrong("names", self.names, f"one place for the number of the file, as in {_NAMES_EXAMPLE}")
        if not _NAME.fullmatch(first):
            raise _wrong(
                "names",
                self.names,
                f"names of letters, digits, '.', '_' and '-' that end in .log or .tsv, not {first!r}",
            )
        names = {self.names.format(self.first_file + place) for place in range(self.files)}
        if len(names) < self.files:
            raise _wrong("names", self.names, f"a name of its own for each of {self.files} files, not {len(names)}")

    @property
    def end(self) -> datetime:
        """The instant after the last hour, UTC."""
        return self.start + timedelta(hours=self.hours)

    @property
    def tag(self) -> str:
        """What tells the files of this run that have no number from those of another run; empty for a first run."""
        if self.names:
            return f"-{self.file_name(self.first_file).rpartition('.')[0]}" if self.first_file > 1 else ""
        return f"-{self.prefix}errors-{self.first_file}" if self.prefix or self.first_file > 1 else ""


def _as_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except OverflowError as outside:
        raise _wrong("start", instant.isoformat(), "an instant in the years 0001 to 9999") from outside


def _wrong(name: str, found: object, expected: str) -> SettingError:
    switch = name.replace("_", "-")
    return SettingError(f"{name}: found {found!r}, expected {expected}. Fix: give another --{switch}.")
