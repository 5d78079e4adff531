"""Windows in plain Python, by their definition: every second, every match of its window, one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Match:
    """A match: the second, what it counts as, its events, its name."""

    second: int
    values: tuple[str, ...]
    events: int
    name: str
    severity: str = "medium"


@dataclass(frozen=True)
class Window:
    """A correlation: `names` are the rules of a temporal one."""

    kind: str
    length: int
    threshold: int
    operator: str
    resets: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Episode:
    """Firings less than a window's length apart, and the matches of their windows."""

    first: int
    last: int
    firings: int
    names: frozenset[str]
    events: int
    begun: int


def expected_episodes(matches: Sequence[Match], window: Window) -> list[Episode]:
    """The episodes of one group."""
    relevant = [match for match in matches if match.values or window.kind == "event_count"]
    windows: list[tuple[int, list[Match]]] = []
    fired: int | None = None
    for second in sorted({match.second for match in relevant}):
        inside = [match for match in relevant if second - window.length < match.second <= second]
        if window.resets and fired is not None:
            inside = [match for match in inside if match.second > fired]
        if holds(inside, window):
            windows.append((second, inside))
            fired = second
    chains: list[list[tuple[int, list[Match]]]] = []
    for each in windows:
        if chains and each[0] - chains[-1][-1][0] < window.length:
            chains[-1].append(each)
        else:
            chains.append([each])
    return [_episode(chain) for chain in chains]


def holds(inside: Sequence[Match], window: Window) -> bool:
    """Whether a window with these matches holds."""
    match window.kind:
        case "event_count":
            return _compares(sum(match.events for match in inside), window)
        case "value_count":
            return _compares(len({value for match in inside for value in match.values}), window)
        case "temporal":
            return all(any(name in match.values for match in inside) for name in window.names)
        case _:
            seconds = [[match.second for match in inside if name in match.values] for name in window.names]
            return any(list(order) == sorted(order) for order in product(*seconds))


def _compares(count: int, window: Window) -> bool:
    if window.operator == "eq":
        return count == window.threshold
    return count > window.threshold if window.operator == "gt" else count >= window.threshold


def _episode(chain: Sequence[tuple[int, Sequence[Match]]]) -> Episode:
    matches = {match.name: match for _, inside in chain for match in inside}
    return Episode(
        first=chain[0][0],
        last=chain[-1][0],
        firings=len(chain),
        names=frozenset(matches),
        events=sum(match.events for match in matches.values()),
        begun=min(match.second for match in matches.values()),
    )
