"""CPU seconds and wall seconds of this process and its children (Spark's JVM among them)."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import psutil


@dataclass(frozen=True)
class Cost:
    """What something took."""

    cpu_seconds: float
    wall_seconds: float


def measured(work: Callable[[], object]) -> Cost:
    """The cost of one call."""
    cpu, wall = _cpu_seconds(), time.monotonic()
    work()
    return Cost(_cpu_seconds() - cpu, time.monotonic() - wall)


def so_far() -> Cost:
    """What this process and its children have taken since it began."""
    return Cost(_cpu_seconds(), time.time() - psutil.Process().create_time())


def median_cost(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(median(cost.cpu_seconds for cost in costs), median(cost.wall_seconds for cost in costs))


def _cpu_seconds() -> float:
    here = psutil.Process()
    total = 0.0
    for process in (here, *here.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    ended = os.times()  # children that have ended are no processes any more
    return total + ended.children_user + ended.children_system
