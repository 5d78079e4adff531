"""Options of logs of platforms: the seed, and the hours that they cover."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from faultbook.errors import SettingError
from faultbook_samples.logs.options import DEFAULT_START

LAST_DAYS = timedelta(days=6)


@dataclass(frozen=True)
class PlatformOptions:
    """The same options give the same bytes, whatever the directory.

    `start`: the first instant, with its zone. `hours`: how many hours the driver runs, at least two: all but the last
    are rotated files. Raises SettingError for an invalid value.
    """

    seed: int = 7
    start: datetime = DEFAULT_START + LAST_DAYS + timedelta(hours=20)
    hours: int = 4

    def __post_init__(self) -> None:
        """Check every value."""
        if self.hours < 2:
            raise SettingError(f"hours: found {self.hours}, expected 2 or more. Fix: give more hours.")
        if self.start.tzinfo is None:
            raise SettingError(f"start: found {self.start.isoformat()}, expected a zone. Fix: add Z for UTC.")

    @property
    def end(self) -> datetime:
        """The instant after the last hour, when the files were last written."""
        return self.start + timedelta(hours=self.hours)
