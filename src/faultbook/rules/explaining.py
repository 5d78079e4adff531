"""Why a rule holds for an event, or which part of it does not: a tree with the values that were compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from faultbook.rules.condition import And, Condition, Leaf, Not, Operator, Or
from faultbook.rules.model import Correlation, Rule
from faultbook.rules.plain import holds, value_of
from faultbook.rules.windows import Firing, Match, firings, nearest

_WORDS = {
    "equals": "is",
    "startswith": "begins with",
    "endswith": "ends with",
    "like": "is like",
    "regex": "has the expression",
    "lt": "is below",
    "lte": "is at most",
    "gt": "is above",
    "gte": "is at least",
    "field": "is the same as the field",
}


@dataclass(frozen=True)
class Part:
    """A part of a condition. `name`: the selection that it is. `value`: what a leaf's field is, None for NULL."""

    text: str
    held: bool
    name: str = ""
    field: str = ""
    value: Any = None
    parts: "tuple[Part, ...]" = ()


@dataclass(frozen=True)
class Change:
    """A comparison that must come out otherwise for the rule to hold: to hold, or (`held` False) to hold no more."""

    leaf: Leaf
    held: bool
    value: Any

    def __str__(self) -> str:
        """A sentence."""
        wanted = words_of(self.leaf) if self.held else f"not: {words_of(self.leaf)}"
        return f"{self.leaf.field} is {_shown(self.value)}; the rule needs {wanted}"


@dataclass(frozen=True)
class Explanation:
    """Whether a rule's condition holds, its parts, and where it does not: the fewest changes that make it hold."""

    held: bool
    root: Part
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Distance:
    """How far a group is from its threshold: the largest count of a window, and the second of its end."""

    group: tuple[str, ...]
    count: int
    threshold: int
    at: int


def explain(rule: Rule, event: Mapping[str, Any]) -> Explanation:
    """Why the rule's condition holds for an event (`rows.row_of`), or not. ValueError for a correlation."""
    if rule.condition is None:
        raise ValueError("a correlation has no condition; explain one of its rules")
    held = holds(rule.condition, event)
    changes = () if held else tuple(_change(leaf, want, event) for leaf, want in fewest(rule.condition, event) or ())
    return Explanation(held, part_of(rule.condition, event), changes)


def part_of(condition: Condition, event: Mapping[str, Any]) -> Part:
    """A condition and its parts, each with whether it holds."""
    held = holds(condition, event)
    match condition:
        case Leaf():
            return Part(words_of(condition), held, field=condition.field, value=value_of(condition.field, event))
        case Not(part=part):
            return Part("not", held, parts=(part_of(part, event),))
        case And(parts=parts, name=name):
            return Part("all of", held, name, parts=tuple(part_of(part, event) for part in parts))
        case Or(parts=parts, name=name):
            return Part("one of", held, name, parts=tuple(part_of(part, event) for part in parts))


def fewest(
    condition: Condition, event: Mapping[str, Any], *, wanted: bool = True
) -> tuple[tuple[Leaf, bool], ...] | None:
    """The fewest leaves, each with the verdict it needs, that bring a condition to the wanted verdict.

    None where nothing can: an empty `all of` is always true. Where several are equally few, the first.
    """
    if holds(condition, event) == wanted:
        return ()
    match condition:
        case Leaf():
            return ((condition, wanted),)
        case Not(part=part):
            return fewest(part, event, wanted=not wanted)
        case And(parts=parts) | Or(parts=parts):
            several = [fewest(part, event, wanted=wanted) for part in parts]
            needs_all = isinstance(condition, And) == wanted
            possible = [one for one in several if one is not None]
            if needs_all:
                return tuple(change for one in possible for change in one) if len(possible) == len(several) else None
            return min(possible, key=len, default=None)


def distances(matches: Sequence[Match], correlation: Correlation) -> tuple[list[Firing], list[Distance]]:
    """When a correlation fires, and for each group that does not how near it came."""
    fired = firings(matches, correlation)
    found = []
    for group in sorted({match.group for match in matches} - {firing.group for firing in fired}):
        near = nearest([match for match in matches if match.group == group], correlation)
        if near is not None:
            found.append(Distance(group, near[0], correlation.threshold, near[1]))
    return fired, found


def words_of(leaf: Leaf) -> str:
    """A comparison as a sentence without its subject's value."""
    if leaf.operator == "exists":
        return f"{leaf.field} {'is there' if leaf.values[0] else 'is not there'}"
    word = _WORDS.get(leaf.operator, str(leaf.operator))
    case = " (case counts)" if leaf.cased and leaf.operator is not Operator.REGEX else ""
    return f"{leaf.field} {word} {' or '.join(map(_shown, leaf.values))}{case}"


def _change(leaf: Leaf, wanted: bool, event: Mapping[str, Any]) -> Change:
    return Change(leaf, wanted, value_of(leaf.field, event))


def _shown(value: Any) -> str:
    return "not there" if value is None else repr(value)
