"""One bad night of a seed: all stories, in the order of time."""

from random import Random

from faultbook.errors import InvariantViolated
from faultbook_samples.nights import faults
from faultbook_samples.nights.noise import noise
from faultbook_samples.nights.storm import storm
from faultbook_samples.nights.truth import Expected, Night, Plot, minute

RUNS = (30, 75, 120, 165, 210, 255, 330, 420, 1080)
"""Minutes after which collect and judge run; before the last one nobody has sent anything for eleven hours."""
STORIES = (
    storm,
    faults.flapping,
    faults.returning,
    faults.old_build,
    faults.late,
    faults.muted,
    faults.hostile,
    faults.recovering,
    faults.repeated,
    faults.silent,
    faults.retries,
    noise,
)


def bad_night(seed: int) -> Night:
    """The night of a seed: the same seed, the same night. InvariantViolated where its truth contradicts itself."""
    plot = Plot()
    for story in STORIES:
        plot.add(story(Random(f"{seed}/{story.__name__}")))
    return Night(
        seed=seed,
        arrivals=tuple(sorted(plot.arrivals, key=lambda arrival: arrival.at)),
        decisions=tuple(sorted(plot.decisions, key=lambda decided: decided.at)),
        runs=tuple(minute(at) for at in RUNS),
        incidents=_by_label(plot.incidents),
        below=frozenset(plot.below),
        without_group=frozenset(plot.without_group),
        secrets=tuple(plot.secrets),
    )


def _by_label(expected: list[Expected]) -> dict[str, Expected]:
    found: dict[str, Expected] = {}
    for each in expected:
        if each.label in found:
            raise InvariantViolated(f"The night has two incidents {each.label!r}; expected one of each label.")
        found[each.label] = each
    return found
