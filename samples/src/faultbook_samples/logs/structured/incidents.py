"""What goes wrong on purpose: bursts, a new error after a deployment, a slow rise, a silence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from faultbook.errors import SettingError
from faultbook_samples.logs.structured.catalogue import NUMBER_OF, SERVICES, Event

KINDS = ("burst", "new_error", "slow_rise", "silence")
_LASTS = {"burst": 3, "new_error": 12, "slow_rise": 24, "silence": 4}
_TIMES_USUAL = {"burst": 12, "new_error": 4, "slow_rise": 8, "silence": 0}
_LEAST_EXTRA = 12


@dataclass(frozen=True)
class Incident:
    """One thing that goes wrong.

    `first_hour` counts from the start of the run; `extra` is the mean of the records that each of `hours` has more (a
    slow rise reaches it in its last hour, a silence has none). `event` is the number of the service's event. A new
    error begins with the deployment of `version`. Nine of ten of the records come from one pod.
    """

    kind: str
    service: str
    first_hour: int
    hours: int
    event: int = 0
    extra: int = 0
    version: str | None = None

    def __post_init__(self) -> None:
        """Check the kind and the place."""
        if self.kind not in KINDS:
            raise SettingError(f"incidents: found {self.kind!r}, expected some of: {', '.join(KINDS)}.")
        if self.service not in NUMBER_OF:
            raise SettingError(f"incidents: found service {self.service!r}, expected one of: {', '.join(NUMBER_OF)}.")

    @property
    def end_hour(self) -> int:
        """The hour after the last."""
        return self.first_hour + self.hours

    @property
    def what(self) -> Event:
        """The event that there is more of."""
        return SERVICES[NUMBER_OF[self.service]].events[self.event]

    def counts(self, seed: int) -> dict[int, int]:
        """Extra records by hour of the run."""
        if not self.extra:
            return {}
        return dict(zip(range(self.first_hour, self.end_hour), self._drawn(seed), strict=True))

    def _drawn(self, seed: int) -> Iterator[int]:
        rng = Random(f"{seed}:{self.kind}:{self.service}:{self.first_hour}")
        for hour in range(self.hours):
            mean = self.extra * (hour + 1) / self.hours if self.kind == "slow_rise" else self.extra
            yield max(1, round(rng.gauss(mean, mean**0.5)))


def drawn_incidents(kinds: Sequence[str], *, seed: int, hours: int, records: int) -> tuple[Incident, ...]:
    """An incident of each kind, in the last third of the run, each in a service of its own and none beside another."""
    rng = Random(f"{seed}:incidents")
    services = rng.sample([service.name for service in SERVICES if service.weight >= 10], len(SERVICES) - 1)
    if len(kinds) > len(services):
        raise SettingError(f"incidents: found {len(kinds)}, expected at most {len(services)}.")
    needed = sum(_LASTS.get(kind, 0) + 3 for kind in kinds)
    at = hours - max(needed, hours // 3)
    if at < 0:
        raise SettingError(f"incidents: {', '.join(kinds)} take {needed} hours, found {hours}. Fix: give more --hours.")
    found = []
    for kind, service in zip(kinds, _placed(kinds, services), strict=True):
        Incident(kind, service, at, 1)  # refuses an unknown kind by name
        usual = records / hours * SERVICES[NUMBER_OF[service]].weight / sum(each.weight for each in SERVICES)
        extra = max(_LEAST_EXTRA, round(usual * _TIMES_USUAL[kind])) if _TIMES_USUAL[kind] else 0
        version = "9.0.0" if kind == "new_error" else None
        found.append(Incident(kind, service, at, _LASTS[kind], _event_of(kind, service), extra, version))
        at += _LASTS[kind] + 3
    return tuple(found)


def _placed(kinds: Sequence[str], services: Sequence[str]) -> Iterator[str]:
    free = list(services)
    for kind in kinds:
        wanted = next((name for name in free if kind != "new_error" or _new_events(name)), free[0])
        free.remove(wanted)
        yield wanted


def _event_of(kind: str, service: str) -> int:
    if kind == "new_error" and _new_events(service):
        return _new_events(service)[0]
    events = SERVICES[NUMBER_OF[service]].events
    return next(place for place, event in enumerate(events) if event.severity == "Error" and event.weight)


def _new_events(service: str) -> list[int]:
    return [place for place, event in enumerate(SERVICES[NUMBER_OF[service]].events) if not event.weight]
