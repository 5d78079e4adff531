"""What decides about the life of incidents: windows, limits, waits. Plain values; catalog/incidents.yml sets them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from types import MappingProxyType

from faultbook.errors import SettingError
from faultbook.events.severities import SEVERITIES

_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
"""The longest time of a policy."""
MOST_CYCLES = 32
"""Returns that an incident remembers; `flap_cycles` is at most this."""


@dataclass(frozen=True)
class Policy:
    """All are at least what `SettingError` names; a wrong value raises it, with the name and what is expected.

    | field | meaning |
    |---|---|
    | `reopen_window` | how long after its end an incident is reopened; later its return is a new one that follows it |
    | `quiet` | severity -> how long nothing may happen until an open incident is over; by event time of its source |
    | `good_runs` | this number of successful runs of its job after the last failure ends it |
    | `flap_cycles`, `flap_window` | this number of returns within the window makes it flapping |
    | `calm` | after so long without a return it flaps no more |
    | `storm_incidents`, `storm_window` | more new incidents of one scope within the window get an umbrella |
    | `storm_calm` | an umbrella is over when no incident joined it for so long |
    | `group_window` | the longest silence within one incident; None: as long as it is open |
    | `unknown_build_grace` | how long after the end an event must come to reopen, where builds cannot be compared |
    | `inhibit_span` | how far apart a cluster's end and a failure on it may be |
    """

    reopen_window: timedelta = timedelta(days=7)
    quiet: Mapping[str, timedelta] = field(default_factory=lambda: MappingProxyType(dict.fromkeys(SEVERITIES, _DAY)))
    good_runs: int = 3
    flap_cycles: int = 3
    flap_window: timedelta = _DAY
    calm: timedelta = _DAY
    storm_incidents: int = 20
    storm_window: timedelta = timedelta(minutes=10)
    storm_calm: timedelta = timedelta(hours=1)
    group_window: timedelta | None = None
    unknown_build_grace: timedelta = _DAY
    inhibit_span: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        """SettingError where a value cannot be used."""
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, timedelta):
                _checked(each.name, value)
        if missing := [severity for severity in SEVERITIES if severity not in self.quiet]:
            raise SettingError(f"quiet: found nothing for {missing[0]}, expected a time for each severity.")
        for severity, value in self.quiet.items():
            if severity not in SEVERITIES:
                raise SettingError(f"quiet: found {severity!r}, expected one of {', '.join(SEVERITIES)}.")
            _checked(f"quiet.{severity}", value)
        _at_least("good_runs", self.good_runs, 1)
        _at_least("storm_incidents", self.storm_incidents, 2)
        _at_least("flap_cycles", self.flap_cycles, 2)
        if self.flap_cycles > MOST_CYCLES:
            raise SettingError(f"flap_cycles: found {self.flap_cycles}, expected at most {MOST_CYCLES}.")


def _checked(name: str, value: timedelta) -> None:
    if not timedelta() < value <= LONGEST:
        raise SettingError(f"{name}: found {value}, expected more than 0 and at most {LONGEST.days} days.")


def _at_least(name: str, value: int, least: int) -> None:
    if value < least:
        raise SettingError(f"{name}: found {value}, expected {least} or more.")
