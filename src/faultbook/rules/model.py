"""What a rule is, once it is read: the same for Sigma, the short form and Python predicates."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from faultbook.rules.condition import And, Condition, Leaf, Not, Or

LEVELS = ("critical", "high", "medium", "low", "informational")
"""Sigma's levels, the worst first."""
PRIORITIES = ("P1", "P2", "P3", "P4", "P5")
LONGEST_WINDOW = 31 * 24 * 3600
"""Seconds."""


class CorrelationType(StrEnum):
    """What is counted in a window."""

    EVENT_COUNT = "event_count"
    VALUE_COUNT = "value_count"
    """Distinct values of a field."""
    TEMPORAL = "temporal"
    """Each of the rules at least once."""
    TEMPORAL_ORDERED = "temporal_ordered"
    """As TEMPORAL, one after another; in the same second counts as in order."""


class AfterFiring(StrEnum):
    """What becomes of the matches that a firing has counted."""

    RESET = "reset"
    """They count no more; the next firing needs as many again."""
    CONTINUE = "continue"
    """They count until they leave the window."""


class Strategy(StrEnum):
    """How matches become one incident."""

    STRUCTURAL = "structural"
    """By class, codes, masked message and frames, so that ids, ports and line numbers make no difference."""
    EXACT = "exact"
    """By the whole message."""
    FIELDS = "fields"
    """By the values of chosen fields."""
    EXPLICIT = "explicit"
    """By one field that the sender fills with a key of its own."""


@dataclass(frozen=True)
class Fingerprint:
    """A strategy, and the fields that FIELDS and EXPLICIT need."""

    strategy: Strategy = Strategy.STRUCTURAL
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Fields whose values are part of an incident's identity.

    `fields` as the rule names them; empty: the environment, and the first of `job_name`, `pipeline` and `service` that
    an event has.
    """

    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeverityRule:
    """A severity for the events for which a condition holds; the first that holds wins over the rule's own."""

    condition: Condition
    severity: str


@dataclass(frozen=True)
class Extractor:
    """A value that is taken from a text: group 1 of an RE2 regular expression, found anywhere; NULL where it is not."""

    pattern: str
    field: str = "message"


@dataclass(frozen=True)
class Correlation:
    """Matches of rules within a window.

    A window of W seconds at the second t contains the matches of (t - W, t] of one group. The correlation holds at t
    where the window's count compares with the threshold: `operator` is gte, gt or eq. `value` is the field whose
    distinct values VALUE_COUNT counts. `aliases`: name of a group-by field, then rule, then the field it is there.
    """

    type: CorrelationType
    rules: tuple[str, ...]
    group_by: tuple[str, ...]
    timespan: int
    threshold: int
    operator: str = "gte"
    value: str = ""
    after_firing: AfterFiring = AfterFiring.RESET
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def reached(self, count: int) -> bool:
        """Whether a count compares with the threshold as the rule wants."""
        match self.operator:
            case "gt":
                return count > self.threshold
            case "eq":
                return count == self.threshold
            case _:
                return count >= self.threshold

    def field_of(self, name: str, rule: str) -> str:
        """The field that a group-by name means in the matches of a rule."""
        return self.aliases.get(name, {}).get(rule, name)


@dataclass(frozen=True)
class Predicate:
    """A Python function `matches(event)`, which decides about the events for which the condition holds.

    `file` is its path, `sha256` that of the file's bytes, `seconds` the time limit for one event.
    """

    file: str
    sha256: str
    seconds: float = 1.0


@dataclass(frozen=True)
class RuleTest:
    """A test of a rule: one event and whether it matches, or a sequence and when it fires.

    `events`: seconds since the first, and the event; `fires_at`: seconds, none for `never`. `matches` is None for a
    sequence.
    """

    events: tuple[tuple[int, Mapping[str, Any]], ...]
    matches: bool | None = None
    fires_at: tuple[int, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Rule:
    """A rule.

    `source` is the name of the frame that it reads; empty for a correlation, which reads matches of other rules.
    Either `condition` or `correlation` is there. `group_window` in seconds: occurrences of one
    fingerprint that are further apart are two incidents; None: there is no such limit. `line` counts from 1.
    """

    name: str
    title: str
    source: str = ""
    description: str = ""
    level: str = "medium"
    severity: str = "medium"
    severity_rules: tuple[SeverityRule, ...] = ()
    priority: str | None = None
    condition: Condition | None = None
    predicate: Predicate | None = None
    correlation: Correlation | None = None
    fields: tuple[str, ...] = ()
    extract: Mapping[str, Extractor] = field(default_factory=dict)
    fingerprint: Fingerprint = Fingerprint()
    scope: Scope = Scope()
    group_window: int | None = None
    tests: tuple[RuleTest, ...] = field(default=(), compare=False)
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def version(self) -> str:
        """16 hex digits of the sha256 of what decides: all but title, description, tests and place."""
        return hashlib.sha256(canonical(self).encode()).hexdigest()[:16]


def canonical(rule: Rule) -> str:
    """What decides about a rule's matches and incidents, as JSON text with sorted keys."""
    correlation, predicate = rule.correlation, rule.predicate
    document = {
        "name": rule.name,
        "source": rule.source,
        "severity": rule.severity,
        "severity_rules": [[_plain(one.condition), one.severity] for one in rule.severity_rules],
        "priority": rule.priority,
        "condition": None if rule.condition is None else _plain(rule.condition),
        "predicate": None if predicate is None else [predicate.sha256, predicate.seconds],
        "correlation": None
        if correlation is None
        else {
            "type": correlation.type,
            "rules": list(correlation.rules),
            "group_by": list(correlation.group_by),
            "timespan": correlation.timespan,
            "threshold": correlation.threshold,
            "operator": correlation.operator,
            "value": correlation.value,
            "after_firing": correlation.after_firing,
            "aliases": {name: dict(fields) for name, fields in correlation.aliases.items()},
        },
        "fields": list(rule.fields),
        "extract": {name: [one.field, one.pattern] for name, one in rule.extract.items()},
        "fingerprint": [rule.fingerprint.strategy, *rule.fingerprint.fields],
        "scope": list(rule.scope.fields),
        "group_window": rule.group_window,
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _plain(condition: Condition) -> list[Any]:
    """A condition as lists; the names of selections decide nothing."""
    match condition:
        case Leaf(field=name, operator=operator, values=values, cased=cased):
            return ["leaf", name, operator, list(values), cased]
        case Not(part=part):
            return ["not", _plain(part)]
        case And(parts=parts):
            return ["and", *(_plain(part) for part in parts)]
        case Or(parts=parts):
            return ["or", *(_plain(part) for part in parts)]
