"""How often something happened in each of the last hours, as text."""

from collections.abc import Sequence

HEIGHTS = "·▁▂▃▄▅▆▇█"
SHOWN_HOURS = 48


def trend(hours: Sequence[int]) -> str:
    """One character per hour, the newest last, as high as its share of the busiest; `·` is an hour without any."""
    shown = hours[-SHOWN_HOURS:]
    most = max(shown, default=0)
    steps = len(HEIGHTS) - 1
    return "".join(HEIGHTS[max(1, round(steps * count / most)) if count > 0 else 0] for count in shown)
