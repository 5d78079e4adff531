"""What daily money is expected to be: weekdays times a damped trend, and how far off that has been so far.

A history of days goes in, days to come come out. Plain Python: a history is some hundred numbers, and a forecast must
not change with the version of a library.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median

WEEK = 7
LEAST_DAYS = 2 * WEEK
"""A weekday seen once does not show a weekly rhythm."""
MOST_DAYS = 12 * WEEK
"""Older days do not describe today's level."""
TREND_DAYS = 4 * WEEK
DAMPING = 0.85
"""What of a day's trend the next day keeps: a trend that goes on for ever is the worst of guesses."""
_LEAST_FACTOR = 0.02
_MOST_ORIGINS = 42
_LEAST_ERRORS = 5
_WIDER_PER_DAY = 0.01
"""Weeks looked back at overlap, the more the farther ahead: they contain less information than their number
suggests.
"""


@dataclass(frozen=True)
class Expected:
    """An expectation and the interval around it."""

    amount: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """The days to come, and the sum of the first n of them for every n; `mase` and `coverage` of looking back.

    `mase` is the mean error over that of repeating the last week; None where the history is too short to look back.
    """

    days: tuple[Expected, ...]
    sums: tuple[Expected, ...]
    history_days: int
    mase: float | None
    coverage: float | None


def forecast(history: Sequence[float], *, horizon: int, width: float = 0.8) -> Forecast | None:
    """The next `horizon` days after `history`, one number per day without gaps; None with fewer than LEAST_DAYS.

    The interval holds the part `width` of what looking back gave: from each of the last weeks the method makes
    what came then. Intervals are never negative where the history is not.
    """
    known = list(history[-MOST_DAYS:])
    if len(known) < LEAST_DAYS:
        return None
    path = _path(known, horizon)
    errors = _errors(known, horizon)
    floor = 0.0 if min(known) >= 0 else float("-inf")
    days = tuple(_around(path[at], errors.days[at], width, floor) for at in range(horizon))
    sums = tuple(_around(sum(path[: at + 1]), errors.sums[at], width, floor) for at in range(horizon))
    return Forecast(days, sums, len(history), *_looking_back(known, errors, width))


@dataclass(frozen=True)
class _Errors:
    """By days ahead: what came less what was expected, of the day and of the sum; all as parts of the level."""

    level: float
    days: list[list[float]]
    sums: list[list[float]]
    own: list[float]
    naive: list[float]


def _path(known: Sequence[float], horizon: int) -> list[float]:
    factors = _weekday_factors(known)
    first = len(known)
    plain = [value / factors[at % WEEK] for at, value in enumerate(known)]
    recent = plain[-TREND_DAYS:]
    slope = _slope(recent)
    level = median(value + slope * (len(recent) - 1 - at) for at, value in list(enumerate(recent))[-WEEK:])
    gained, step, path = 0.0, slope, []
    for ahead in range(horizon):
        step *= DAMPING
        gained += step
        path.append((level + gained) * factors[(first + ahead) % WEEK])
    return [max(0.0, value) for value in path] if min(known) >= 0 else path


def _weekday_factors(known: Sequence[float]) -> list[float]:
    """How much of the mean day each weekday is, by its place modulo 7; 1 where nothing was spent."""
    shares: list[list[float]] = [[] for _ in range(WEEK)]
    for end in range(len(known), WEEK - 1, -WEEK):
        mean = fmean(known[end - WEEK : end])
        if mean > 0:
            for at in range(end - WEEK, end):
                shares[at % WEEK].append(known[at] / mean)
    found = [median(values) if values else 1.0 for values in shares]
    mean = fmean(found) or 1.0
    return [max(_LEAST_FACTOR, value / mean) for value in found]


def _slope(values: Sequence[float]) -> float:
    """The median slope of all pairs (Theil and Sen): a strange day does not turn it."""
    pairs = combinations(enumerate(values), 2)
    return median((later - earlier) / (b - a) for (a, earlier), (b, later) in pairs)


def _errors(known: Sequence[float], horizon: int) -> _Errors:
    level = fmean(abs(value) for value in known[-TREND_DAYS:]) or 1.0
    errors = _Errors(level, [[] for _ in range(horizon)], [[] for _ in range(horizon)], [], [])
    # A forecast from half of what is known now is no measure of today's.
    first = max(LEAST_DAYS, len(known) - _MOST_ORIGINS, min(TREND_DAYS, len(known) // 2))
    for origin in range(first, len(known)):
        past, came = known[:origin], known[origin : origin + horizon]
        path = _path(past, len(came))
        scale = level / (fmean(abs(value) for value in past[-TREND_DAYS:]) or level)
        through = 0.0
        for ahead, (value, predicted) in enumerate(zip(came, path, strict=True)):
            through += value - predicted
            wider = scale * (1 + _WIDER_PER_DAY * ahead)
            errors.days[ahead].append((value - predicted) * wider)
            errors.sums[ahead].append(through * wider)
            errors.own.append(abs(value - predicted))
            errors.naive.append(abs(value - past[origin - WEEK + ahead % WEEK]))
    _fill(errors.days, growth=0.5)
    _fill(errors.sums, growth=1.0)
    return errors


def _fill(errors: list[list[float]], *, growth: float) -> None:
    """Days too far ahead to look back at take the errors of the last that can be, made larger."""
    for ahead, found in enumerate(errors):
        if len(found) < _LEAST_ERRORS and ahead:
            wider = ((ahead + 1) / ahead) ** growth
            errors[ahead] = [error * wider for error in errors[ahead - 1]]


def _around(amount: float, errors: Sequence[float], width: float, floor: float) -> Expected:
    if not errors:
        return Expected(amount, amount, amount)
    tail = (1 - width) / 2
    # What was looked back at is less than what can happen: quantiles as of one error more on either side.
    ordered = sorted(errors)
    wider = tail * len(ordered) / (len(ordered) + 1)
    low, high = _quantile(ordered, wider), _quantile(ordered, 1 - wider)
    return Expected(amount, max(floor, amount + min(low, 0.0)), max(amount, amount + high))


def _quantile(ordered: Sequence[float], part: float) -> float:
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _looking_back(known: Sequence[float], errors: _Errors, width: float) -> tuple[float | None, float | None]:
    if not errors.own or fmean(errors.naive) == 0:
        return None, None
    inside = [
        expected.low <= value <= expected.high
        for value, expected in zip(known[-WEEK:], _held_out(known, width), strict=False)
    ]
    return fmean(errors.own) / fmean(errors.naive), fmean(inside) if inside else None


def _held_out(known: Sequence[float], width: float) -> list[Expected]:
    """The forecast of the last week as of a week ago; nothing where that leaves too short a history."""
    past = known[:-WEEK]
    if len(past) < LEAST_DAYS + WEEK:
        return []
    path, errors = _path(past, WEEK), _errors(past, WEEK)
    floor = 0.0 if min(past) >= 0 else float("-inf")
    return [_around(path[at], errors.days[at], width, floor) for at in range(WEEK)]
