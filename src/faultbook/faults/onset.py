"""When what a pattern does now began: the first hour of its newest episode far above what it does otherwise.

The rule is the one that alerts follow (docs/anomalies.md), for a single series without a time of day: with mu the
median of the hourly counts and alpha their overdispersion, an hour of x records stands out where x >= 5 and
(x - mu) / sqrt(mu + alpha mu^2) > 5.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, median, quantiles

HOUR = timedelta(hours=1)
FEWEST = 5
DEVIATIONS = 5.0
QUIET_HOURS = 6
_LEAST_MEAN = 0.1
_LEAST_ALPHA = 0.001
_PARTS = 10
"""The largest tenth is left out of the spread: the history of an alert has no burst, here the burst is part of it."""
LONGEST = 24 * 366
"""Hours looked at, the newest: a record of the year 1 must not make a series of millions."""


def onset(counts: Mapping[datetime, int], *, since: datetime | None = None) -> datetime | None:
    """The first hour of the newest episode; None where no hour stands out.

    In: records by start of the hour; `since`: the hour from which they are known, by default the first of them.
    """
    if not counts:
        return None
    outliers = _outliers(_filled(counts, min(*counts, since or next(iter(counts)))))
    if not outliers:
        return None
    began = outliers[-1]
    for hour in reversed(outliers):
        if began - hour > QUIET_HOURS * HOUR:
            break
        began = hour
    return began


def _filled(counts: Mapping[datetime, int], known_since: datetime) -> dict[datetime, int]:
    last = max(counts)
    # By length: a year before an instant of the year 1 there is no instant.
    hours = min(round((last - known_since) / HOUR), LONGEST) + 1
    first = last - (hours - 1) * HOUR
    return {first + at * HOUR: counts.get(first + at * HOUR, 0) for at in range(hours)}


def _outliers(series: Mapping[datetime, int]) -> list[datetime]:
    values = list(series.values())
    mean = max(median(values), _LEAST_MEAN)
    cut = quantiles(values, n=_PARTS)[-1] - mean if len(values) > 1 else 0.0
    spread = fmean(min(value - mean, max(cut, 0.0)) ** 2 for value in values)
    alpha = max((spread - mean) / mean**2, _LEAST_ALPHA)
    least = mean + DEVIATIONS * sqrt(mean + alpha * mean**2)
    return [hour for hour, value in series.items() if value >= FEWEST and value > least]
