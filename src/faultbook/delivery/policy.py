"""What decides about delivery: windows, waits, limits. Plain values; catalog/incidents.yml sets them."""

from dataclasses import dataclass, field, fields
from datetime import timedelta

from faultbook.errors import SettingError

LEAST_SETTLE = timedelta(minutes=10)
"""Trackers were seen to list an issue minutes after it was made; with less than this, duplicates were made."""


@dataclass(frozen=True)
class Limits:
    """How much is written within any hour; None: no limit. `updates` are all writes to issues that are there."""

    issues: int | None = None
    issues_of_repository: int | None = None
    updates: int | None = None

    def __post_init__(self) -> None:
        """SettingError where a limit is below 1."""
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None and value < 1:
                raise SettingError(f"{each.name}: found {value}, expected 1 or more, or none for no limit.")


@dataclass(frozen=True)
class DeliveryPolicy:
    """SettingError where a value cannot be used.

    | field | meaning |
    |---|---|
    | `note_window` | the counter comment of an incident is edited once in each such window, after its end |
    | `flapping_window` | the same, while the incident flaps |
    | `settle` | for so long after an uncertain answer nothing is sent again, only looked up |
    | `begin_within` | a write that has not begun so long after it was noted is not begun any more |
    | `heal_for` | for so long after an issue was not found its repository is listed in each run: it may show up yet |
    | `assign_within` | an issue that was made longer ago is not assigned by the configuration any more |
    | `run_for` | a run begins nothing more after so long; shorter than the lease |
    | `batch` | how many writes are noted at once before they begin |
    """

    note_window: timedelta = timedelta(hours=1)
    flapping_window: timedelta = timedelta(days=1)
    settle: timedelta = timedelta(minutes=15)
    begin_within: timedelta = timedelta(minutes=1)
    heal_for: timedelta = timedelta(days=1)
    assign_within: timedelta = timedelta(days=1)
    run_for: timedelta = timedelta(minutes=5)
    batch: int = 20
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """SettingError where a value cannot be used."""
        if self.settle < LEAST_SETTLE:
            raise SettingError(f"settle: found {self.settle}, expected {LEAST_SETTLE} or more.")
        for name in ("note_window", "flapping_window", "begin_within", "assign_within", "run_for"):
            if getattr(self, name) <= timedelta():
                raise SettingError(f"{name}: found {getattr(self, name)}, expected more than 0.")
        if self.begin_within >= self.settle:
            raise SettingError(f"begin_within: found {self.begin_within}, expected less than settle, {self.settle}.")
        if self.batch < 1:
            raise SettingError(f"batch: found {self.batch}, expected 1 or more.")
