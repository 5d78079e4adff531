"""Generated groups of matches, as rows of rule_matches, and the rules that count them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pyspark.sql import DataFrame

from faultbook.rules.model import AfterFiring, Correlation, CorrelationType, Rule
from faultbook.tables import RULE_MATCHES
from tests.frames import frame
from tests.transforms.rules.window_oracle import Match, Window

EPOCH = datetime(2026, 3, 29, tzinfo=UTC)
"""Clocks of Europe change on that day; seconds of UTC do not."""
NAMES = ("alpha", "beta", "gamma")
OPERATORS = ("gte", "gt", "eq")
SEVERITIES = ("critical", "high", "medium", "low", "info")


@dataclass(frozen=True)
class Group:
    """A group of one rule, its matches in any order."""

    rule: Rule
    window: Window
    key: str
    matches: tuple[Match, ...] = field(repr=False)


def make_groups(seed: int, *, rules: int = 16, groups: int = 20, matches: int = 14) -> list[Group]:
    """So many rules, each with so many groups of up to so many matches; every type, operator and way to go on."""
    chance = random.Random(seed)
    made = []
    for number in range(rules):
        rule, window = _rule(chance, number)
        for place in range(groups):
            key = f'{{"service":"s{place}"}}'
            at = tuple(_match(chance, window, f"{rule.name}/{place}/{at}") for at in range(chance.randint(1, matches)))
            made.append(Group(rule, window, key, at))
    return made


def rule_of(name: str, window: Window) -> Rule:
    """The rule that a window of the oracle is."""
    correlation = Correlation(
        type=CorrelationType(window.kind),
        rules=window.names or NAMES[:1],
        group_by=("service",),
        timespan=window.length,
        threshold=window.threshold,
        operator=window.operator,
        value="user_name" if window.kind == "value_count" else "",
        after_firing=AfterFiring.RESET if window.resets else AfterFiring.CONTINUE,
    )
    return Rule(name=name, title=name, correlation=correlation)


def match_rows(groups: Sequence[Group], batch_of: dict[str, int] | None = None) -> DataFrame:
    """The matches of all groups as rule_matches; `batch_of`: name of a match, its run (1 without)."""
    rows = [_row(group, match, (batch_of or {}).get(match.name, 1)) for group in groups for match in group.matches]
    return frame(rows, RULE_MATCHES.ddl())


def _rule(chance: random.Random, number: int) -> tuple[Rule, Window]:
    kind = list(CorrelationType)[number % 4]
    temporal = kind.value.startswith("temporal")
    operator = "gte" if temporal else chance.choice(OPERATORS)
    window = Window(
        kind=kind.value,
        length=chance.choice((1, 2, 5, 10)),
        threshold=chance.randint(0 if operator == "gt" else 1, 4),
        operator=operator,
        resets=number % 8 < 4,
        names=tuple(chance.sample(NAMES, chance.choice((2, 3)))) if temporal else (),
    )
    name = f"rule_{number}"
    return rule_of(name, window), window


def _match(chance: random.Random, window: Window, name: str) -> Match:
    # Twenty seconds and a few matches: distances of exactly W and equal seconds are common.
    second = chance.choice((chance.randint(0, 20), chance.randint(0, 4) * window.length))
    match window.kind:
        case "event_count":
            values: tuple[str, ...] = ()
        case "value_count":
            values = chance.choice(((), ("u1",), ("u2",), ("u3",), ("u4",)))
        case _:
            values = tuple(chance.sample(window.names, chance.choice((1, 1, 1, 2))))
    events = chance.choice((1, 1, 1, 3)) if window.kind == "event_count" else 1
    return Match(second, values, events, name, chance.choice(SEVERITIES))


def _row(group: Group, match: Match, batch: int) -> dict[str, object]:
    at = EPOCH + timedelta(seconds=match.second)
    return {
        "match_id": f"m-{match.name}",
        "rule": group.rule.name,
        "rule_version": "1",
        "source": "failures",
        "event_id": match.name,
        "matched_at": at,
        "matched_on": at.date(),
        "group_key": group.key,
        "fingerprint": "fp1:0",
        "slots": {},
        "value": "\n".join(match.values) or None,
        "events": match.events,
        "is_counted": True,
        "severity": match.severity,
        "title": "t",
        "facts": {},
        "source_batch": 1,
        "batch_id": batch,
    }
