"""Simulated hourly counts: five scenarios of four weeks to learn from and one to judge, each series with one burst."""

from dataclasses import dataclass

import numpy as np

from tests.transforms.anomalies.rule import MONDAY, WEEK

LEARNED, JUDGED = 4 * WEEK, WEEK
HOURS = np.arange(MONDAY - LEARNED, MONDAY + JUDGED)
BURST_HOURS = 3


@dataclass(frozen=True)
class Scenario:
    """`rate` per hour; seasonal over day and week or flat; `shape` of the Gamma factor per hour (None: Poisson)."""

    rate: float
    is_seasonal: bool
    shape: float | None = None


SCENARIOS = {
    "0.1 an hour, flat": Scenario(0.1, False),
    "1 an hour, seasonal": Scenario(1, True),
    "10 an hour, seasonal, overdispersed": Scenario(10, True, 5),
    "100 an hour, seasonal, overdispersed": Scenario(100, True, 5),
    "100 an hour, flat, overdispersed": Scenario(100, False, 20),
}


@dataclass(frozen=True)
class Simulated:
    """Counts (series x HOURS), and for each series the first hour (index within the judged week) of its burst."""

    counts: np.ndarray
    bursts: np.ndarray

    @property
    def learned(self) -> np.ndarray:
        return self.counts[:, :LEARNED]

    @property
    def judged(self) -> np.ndarray:
        return self.counts[:, LEARNED:]

    @property
    def is_burst(self) -> np.ndarray:
        since = np.arange(JUDGED)[None, :] - self.bursts[:, None]
        return (since >= 0) & (since < BURST_HOURS)


def simulated(scenario: Scenario, *, series: int, seed: int) -> Simulated:
    """Every second series has an incident among the learned hours that nobody marked."""
    dice = np.random.default_rng(seed)
    base = scenario.rate * (_profile() if scenario.is_seasonal else np.ones(len(HOURS)))
    factor = dice.gamma(scenario.shape, 1 / scenario.shape, (series, len(HOURS))) if scenario.shape else 1.0
    counts = dice.poisson(base[None, :] * factor * np.ones((series, 1)))
    for at in range(0, series, 2):
        start = dice.integers(0, LEARNED - 4)
        counts[at, start : start + 4] += dice.poisson(10 * max(scenario.rate, 2), 4)
    bursts = dice.integers(0, JUDGED - BURST_HOURS, series)
    for at, start in enumerate(bursts + LEARNED):
        hours = slice(start, start + BURST_HOURS)
        counts[at, hours] += dice.poisson(np.maximum(4 * np.maximum(base[hours], scenario.rate), 8))
    return Simulated(counts, bursts)


def _profile() -> np.ndarray:
    hour_of_day, day = (HOURS - MONDAY) % 24, ((HOURS - MONDAY) // 24) % 7
    by_day = 0.35 + 1.3 * np.maximum(np.sin(2 * np.pi * (hour_of_day - 6) / 24), 0)
    profile = by_day * np.where(day >= 5, 0.4, 1)
    return profile / profile.mean()
