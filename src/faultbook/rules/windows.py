"""When correlations fire, by their definition: every window is looked at, second by second. The oracle for Spark.

Event time is in whole seconds. The window of W seconds at t contains (t - W, t]. A correlation holds at the second t of
a match where its window compares with the threshold. With RESET, matches up to a firing count no more. The result is
a function of the set of matches: their order makes no difference.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from faultbook.rules.model import AfterFiring, Correlation, CorrelationType


@dataclass(frozen=True)
class Match:
    """An event for which a rule holds. `at` in seconds; `group` the values of the group-by fields, `value` what
    VALUE_COUNT counts, None for NULL; `events` how many events it is.
    """

    event_id: str
    rule: str
    at: int
    group: tuple[str, ...] = ()
    value: str | None = None
    events: int = 1


@dataclass(frozen=True)
class Firing:
    """A second at which a correlation holds. `count` is that of the window; `matches` are those of the window that no
    earlier firing of the group contained.
    """

    group: tuple[str, ...]
    at: int
    count: int
    matches: tuple[Match, ...]


def firings(matches: Iterable[Match], correlation: Correlation) -> list[Firing]:
    """Every firing, by group and time."""
    groups: dict[tuple[str, ...], list[Match]] = {}
    for match in matches:
        if match.rule in correlation.rules:
            groups.setdefault(match.group, []).append(match)
    return [firing for group in sorted(groups) for firing in _of_group(group, groups[group], correlation)]


def nearest(matches: Sequence[Match], correlation: Correlation) -> tuple[int, int] | None:
    """The largest count of any window of one group, and its second; None without matches."""
    counts = [(count_of(_window(matches, at, correlation.timespan), correlation), at) for at in _seconds(matches)]
    return max(counts, key=lambda one: (one[0], -one[1]), default=None)


def count_of(window: Sequence[Match], correlation: Correlation) -> int:
    """What is compared with the threshold: events, distinct values, or rules that matched."""
    match correlation.type:
        case CorrelationType.EVENT_COUNT:
            return sum(match.events for match in window)
        case CorrelationType.VALUE_COUNT:
            return len({match.value for match in window if match.value is not None})
        case CorrelationType.TEMPORAL:
            return len({match.rule for match in window})
        case CorrelationType.TEMPORAL_ORDERED:
            return _in_order(window, correlation.rules)


def _of_group(group: tuple[str, ...], matches: Sequence[Match], correlation: Correlation) -> Iterable[Firing]:
    counted_to: int | None = None
    known: set[Match] = set()
    for at in _seconds(matches):
        window = _window(matches, at, correlation.timespan)
        if correlation.after_firing is AfterFiring.RESET and counted_to is not None:
            window = [match for match in window if match.at > counted_to]
        count = count_of(window, correlation)
        if correlation.reached(count):
            new = sorted(set(window) - known, key=lambda match: (match.at, match.event_id, match.rule))
            known |= set(window)
            counted_to = at
            yield Firing(group, at, count, tuple(new))


def _seconds(matches: Sequence[Match]) -> list[int]:
    return sorted({match.at for match in matches})


def _window(matches: Sequence[Match], at: int, seconds: int) -> list[Match]:
    return [match for match in matches if at - seconds < match.at <= at]


def _in_order(window: Sequence[Match], rules: Sequence[str]) -> int:
    """How many of the rules, from the first on, match one after another; the same second counts as in order."""
    since = -1
    for number, rule in enumerate(rules):
        later = [match.at for match in window if match.rule == rule and match.at >= since]
        if not later:
            return number
        since = min(later)
    return len(rules)
