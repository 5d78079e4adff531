"""When errors happen: days with a shape, quiet weekends, a burst now and then; in whole numbers, so exact."""

from bisect import bisect_right
from itertools import accumulate
from random import Random

from faultbook_samples.logs.options import Options

_HOUR_OF_DAY = (6, 5, 4, 4, 4, 6, 9, 14, 20, 24, 26, 25, 22, 24, 26, 25, 23, 20, 17, 14, 12, 10, 8, 7)
_WEEKEND_DIVISOR = 3
_HOURS_BETWEEN_BURSTS = 60
_BURST_FACTORS = (4, 6, 10)


class Rhythm:
    """Maps positions in `[0, mass)`, where every record weighs the same, to instants (whole seconds since 1970)."""

    def __init__(self, options: Options) -> None:
        """Lay out one weight per hour of the options' range; bursts depend on the seed."""
        rng = Random(f"{options.seed}:rhythm")
        first = int(options.start.timestamp())
        weights = [_weight(first // 3600 + hour, rng) for hour in range(options.hours)]
        ends = list(accumulate(weights))
        self.mass = float(ends[-1])
        self._ends = ends
        self._last = options.hours - 1
        self._slopes = [3600 / weight for weight in weights]
        begins = [end - weight for end, weight in zip(ends, weights, strict=True)]
        self._bases = [first + 3600 * hour - begins[hour] * self._slopes[hour] for hour in range(options.hours)]

    def draw(self, rng: Random, count: int, low: float, high: float) -> list[int]:
        """`count` instants in ascending order whose positions lie between `low` and `high`."""
        ends, last, bases, slopes = self._ends, self._last, self._bases, self._slopes
        random, span = rng.random, high - low
        positions = sorted([low + span * random() for _ in range(count)])
        hours = [bisect_right(ends, position, 0, last) for position in positions]
        return [int(bases[hour] + position * slopes[hour]) for hour, position in zip(hours, positions, strict=True)]


def _weight(hour: int, rng: Random) -> int:
    weekday = (hour // 24 + 3) % 7
    usual = _HOUR_OF_DAY[hour % 24] * 6 // (_WEEKEND_DIVISOR if weekday >= 5 else 1)
    return usual * rng.choice(_BURST_FACTORS) if rng.randrange(_HOURS_BETWEEN_BURSTS) == 0 else usual
