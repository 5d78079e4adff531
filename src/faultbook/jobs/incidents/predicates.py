"""Rules with a Python predicate: which events of a run it decides for. All else of such a rule is as of any other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.errors import InvalidCatalog
from faultbook.rules.condition import Condition, Leaf, Operator, Or
from faultbook.rules.frame import Frame
from faultbook.rules.mistakes import Mistake
from faultbook.rules.model import Rule
from faultbook.rules.predicate import verdicts
from faultbook.rules.sql import sql_of

MOST_EVENTS = 20_000
"""Events of one run that a predicate looks at: they are read into memory."""
IDENTITY = "event_id"


@dataclass(frozen=True)
class DecidedRule(Rule):
    """A rule whose predicate has decided: it takes the events that are named, under its own version."""

    of_version: str = ""

    @property
    def version(self) -> str:
        """The version of the rule with the predicate."""
        return self.of_version


def decided_rules(rows: DataFrame, frame: Frame, rules: Sequence[Rule]) -> tuple[list[Rule], list[Mistake]]:
    """The rules with those of the frame whose predicates have decided about its rows in their place.

    A predicate that fails leaves its rule out, with the correlations that count it, and is a mistake.
    """
    found: list[Rule] = []
    mistakes: list[Mistake] = []
    for rule in rules:
        if rule.predicate is None or rule.source != frame.name:
            found.append(rule)
            continue
        try:
            found.append(_decided(rule, rows, frame))
        except InvalidCatalog as wrong:
            mistakes.append(Mistake(rule.file, rule.line, rule.name, str(wrong)))
    return without_orphans(found), mistakes


def without_orphans(rules: Iterable[Rule]) -> list[Rule]:
    """The rules but for correlations that count a rule that is not among them."""
    known = list(rules)
    names = {rule.name for rule in known}
    return [rule for rule in known if rule.correlation is None or names.issuperset(rule.correlation.rules)]


def _decided(rule: Rule, rows: DataFrame, frame: Frame) -> Rule:
    assert rule.predicate is not None
    taken = rows if rule.condition is None else rows.where(F.expr(sql_of(rule.condition, frame)))
    named = [name for name in dict.fromkeys((IDENTITY, *frame.columns)) if name in rows.columns]
    events = [_plain(row) for row in taken.select(*named).limit(MOST_EVENTS + 1).toArrow().to_pylist()]
    if len(events) > MOST_EVENTS:
        raise InvalidCatalog(
            f"found more than {MOST_EVENTS:,} events in one run that its detection takes; expected fewer. Fix: narrow "
            "the detection."
        )
    held = verdicts(rule.predicate, events)
    ids = tuple(str(event[IDENTITY]) for event, holds in zip(events, held, strict=True) if holds)
    condition: Condition = Leaf(IDENTITY, Operator.EQUALS, ids, cased=True) if ids else Or(())
    values = {each.name: getattr(rule, each.name) for each in fields(Rule)}
    return DecidedRule(**(values | {"predicate": None, "condition": condition}), of_version=rule.version)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Arrow gives maps as lists of pairs."""
    return {
        name: dict(value) if isinstance(value, list) and value and isinstance(value[0], tuple) else value
        for name, value in row.items()
    }
