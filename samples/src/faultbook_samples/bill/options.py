"""Options of a generated account."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from faultbook.errors import SettingError

DEFAULT_START = datetime(2026, 2, 2, tzinfo=UTC)


@dataclass(frozen=True)
class AccountOptions:
    """The same options give the same tables: `days` whole days and half of the next, with `statements` per day."""

    seed: int = 7
    start: datetime = DEFAULT_START
    days: int = 7
    statements: int = 1000

    def __post_init__(self) -> None:
        """SettingError where a number is out of range."""
        if not (2 <= self.days <= 365 and 1 <= self.statements <= 1_000_000):
            raise SettingError(
                f"days: found {self.days}, expected 2 to 365; "
                f"statements: found {self.statements}, expected 1 to 1000000."
            )

    @property
    def as_of(self) -> datetime:
        """The time of the snapshot: noon after the last whole day (UTC)."""
        return self.start + timedelta(days=self.days, hours=12)
