"""What is looked for in the rows of one source: each rule, and for a correlation each rule that it counts.

An event is matched once per rule. Where it matches several rules of a correlation, the first of them counts; a temporal
correlation keeps the names of all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from faultbook.errors import InvalidCatalog
from faultbook.rules.frame import Frame
from faultbook.rules.model import CorrelationType, Rule
from faultbook.rules.sql import sql_of

TEMPORAL = (CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED)


@dataclass(frozen=True, eq=False)
class Subject:
    """A rule that opens incidents, and the rule whose condition events meet: itself, or one that it counts.

    `condition` is SQL over the frame, never NULL; `others`: SQL conditions of the correlation's rules before it.
    """

    rule: Rule
    member: Rule
    condition: str
    before: tuple[str, ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    """Of a temporal correlation: name and condition of each rule that it counts and this source has."""

    @property
    def holds(self) -> str:
        """SQL: the condition holds, and none of those before it."""
        return " AND ".join([self.condition, *(f"(NOT {each})" for each in self.before)])

    @property
    def group_by(self) -> Mapping[str, str]:
        """Name in the group key -> field; empty without a correlation."""
        correlation = self.rule.correlation
        if correlation is None:
            return {}
        return {name: correlation.field_of(name, self.member.name) for name in sorted(set(correlation.group_by))}

    @property
    def value(self) -> str:
        """The field whose distinct values are counted; empty where none are."""
        correlation = self.rule.correlation
        if correlation is None or correlation.type is not CorrelationType.VALUE_COUNT:
            return ""
        return correlation.field_of(correlation.value, self.member.name)


def subjects(rules: Iterable[Rule], frame: Frame) -> list[Subject]:
    """The subjects of a frame, in the order of the rules.

    Rules that a correlation counts open nothing by themselves, as Sigma has it where `generate` is not set. Rules of
    other frames, and those with a predicate, have no subject.

    InvalidCatalog where a correlation names a rule that is not among `rules`, and as `sql_of`.
    """
    by_name = {rule.name: rule for rule in rules}
    counted = {name for rule in by_name.values() if rule.correlation for name in rule.correlation.rules}
    found: list[Subject] = []
    for rule in by_name.values():
        if rule.correlation is not None:
            found += _of_correlation(rule, _members(rule, by_name), frame)
        elif rule.name not in counted and rule.condition is not None and rule.source == frame.name:
            found.append(Subject(rule, rule, sql_of(rule.condition, frame)))
    return found


def _members(rule: Rule, by_name: Mapping[str, Rule]) -> list[Rule]:
    assert rule.correlation is not None
    names = list(dict.fromkeys(rule.correlation.rules))
    if missing := next((name for name in names if name not in by_name), None):
        known = ", ".join(sorted(by_name))
        raise InvalidCatalog(f"rule {rule.name!r}: found the rule {missing!r} in it; expected one of {known}")
    return [by_name[name] for name in names]


def _of_correlation(rule: Rule, members: Sequence[Rule], frame: Frame) -> list[Subject]:
    assert rule.correlation is not None
    conditions = {
        member.name: sql_of(member.condition, frame)
        for member in members
        if member.condition is not None and member.source == frame.name
    }
    named = tuple(conditions.items()) if rule.correlation.type in TEMPORAL else ()
    those = [member for member in members if member.name in conditions]
    return [
        Subject(rule, member, conditions[member.name], tuple(conditions.values())[:place], named)
        for place, member in enumerate(those)
    ]
