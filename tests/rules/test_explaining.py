"""Why a rule does not hold: the part that fails, and making that part true makes the rule hold."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from faultbook.rules.condition import And, Leaf, Not, Operator, Or
from faultbook.rules.explaining import distances, explain, fewest
from faultbook.rules.model import Correlation, CorrelationType, Rule
from faultbook.rules.plain import holds
from faultbook.rules.rows import row_of
from faultbook.rules.windows import Match
from tests.rules.generated import FRAME, conditions, events

STATE = Leaf("state", Operator.EQUALS, ("failed",))
STATUS = Leaf("http_status", Operator.REGEX, ("^5",))
DEV = Leaf("environment", Operator.EQUALS, ("dev",))


def rule(condition) -> Rule:
    return Rule("r", "R", "failures", condition=condition)


def test_the_part_that_fails_is_named_with_its_value():
    found = explain(rule(And((STATE, STATUS, Not(DEV)))), {"state": "failed", "http_status": "404"})
    assert not found.held
    assert [str(change) for change in found.changes] == [
        "http_status is '404'; the rule needs http_status has the expression '^5'"
    ]
    assert [(part.held, part.text) for part in found.root.parts][2] == (True, "not")


def test_what_must_hold_no_more_is_named_so():
    found = explain(rule(And((STATE, Not(DEV)))), {"state": "failed", "environment": "Dev"})
    assert [str(change) for change in found.changes] == [
        "environment is 'Dev'; the rule needs not: environment is 'dev'"
    ]


def test_of_alternatives_the_nearest_is_named():
    wide = And((STATUS, DEV, Leaf("service", Operator.EXISTS, (True,))))
    found = explain(rule(Or((wide, And((STATE, STATUS))))), {"http_status": "503"})
    assert [change.leaf for change in found.changes] == [STATE]
    assert str(found.changes[0]).startswith("state is not there; the rule needs state is 'failed'")


def verdict(condition, event, forced):
    """The verdict where some leaves, by identity, come out as they are forced to."""
    match condition:
        case Leaf():
            return forced.get(id(condition), holds(condition, event))
        case Not(part=part):
            return not verdict(part, event, forced)
        case And(parts=parts):
            return all(verdict(part, event, forced) for part in parts)
        case Or(parts=parts):
            return any(verdict(part, event, forced) for part in parts)


@given(conditions, events)
def test_the_changes_make_the_rule_hold_and_none_of_them_is_too_much(condition, written):
    event = row_of(written, FRAME)
    assume(not holds(condition, event))
    changes = fewest(condition, event)
    if changes is None:
        return  # an empty selection, or `not` of everything
    forced = {id(leaf): wanted for leaf, wanted in changes}
    assume(len(forced) == len(changes))  # one object twice in a tree is no two leaves
    assert verdict(condition, event, forced)
    for leaf, _ in changes:
        assert not verdict(condition, event, {each: wanted for each, wanted in forced.items() if each != id(leaf)})


def with_value(leaf: Leaf, wanted: bool) -> Any:
    """A value of a field for which a leaf holds, or does not."""
    if leaf.operator is Operator.EXISTS:
        return "x" if leaf.values[0] == wanted else None
    return leaf.values[0] if wanted else "something else entirely"


simple = st.builds(
    Leaf,
    st.sampled_from([f"f{number}" for number in range(12)]),
    st.sampled_from([Operator.EQUALS, Operator.CONTAINS, Operator.STARTSWITH, Operator.EXISTS]),
    st.just(("needed",)),
).map(lambda leaf: Leaf(leaf.field, leaf.operator, (True,)) if leaf.operator is Operator.EXISTS else leaf)
trees = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=8,
)


def fields_of(condition) -> list[str]:
    match condition:
        case Leaf(field=field):
            return [field]
        case Not(part=part):
            return fields_of(part)
        case And(parts=parts) | Or(parts=parts):
            return [field for part in parts for field in fields_of(part)]


@given(
    trees, st.dictionaries(st.sampled_from([f"f{number}" for number in range(12)]), st.sampled_from(["needed", "x"]))
)
def test_changing_the_values_that_are_named_makes_the_rule_hold(condition, event):
    fields = fields_of(condition)
    assume(len(fields) == len(set(fields)))  # two comparisons of one field may contradict each other
    found = explain(rule(condition), event)
    changed = event | {change.leaf.field: with_value(change.leaf, change.held) for change in found.changes}
    assert holds(condition, changed)


def test_how_far_a_group_is_from_its_threshold():
    correlation = Correlation(CorrelationType.EVENT_COUNT, ("a",), ("service",), 600, 5)
    matches = [Match(str(at), "a", at, ("shop",)) for at in (0, 60, 120)]
    matches += [Match(f"b{at}", "a", at, ("bank",)) for at in range(5)]
    fired, near = distances(matches, correlation)
    assert [(one.group, one.at) for one in fired] == [(("bank",), 4)]
    assert [(one.group, one.count, one.threshold, one.at) for one in near] == [(("shop",), 3, 5, 120)]
