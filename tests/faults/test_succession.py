"""Decisions on ids of an earlier identity version hold for what succeeds them."""

from datetime import datetime, timedelta

from faultbook.faults.decisions import MERGE, RENAME, SPLIT, Decision, arrangement
from faultbook.faults.succession import inherited

AT = datetime(2026, 1, 1)
# Two machine groups of the earlier version: g (a, b, c) and h (d).
GROUPS = {"v1:a": "g", "v1:b": "g", "v1:c": "g", "v1:d": "h"}
LATER = {"v2:1": "1", "v2:2": "2", "v2:3": "3", "v2:4": "4"}


def decision(kind: str, pattern: str, other: str, hours: int = 0, name: str = "x") -> Decision:
    return Decision(name, kind, pattern, other, AT + timedelta(hours=hours))


def together(decisions, successors, groups=LATER) -> set[frozenset[str]]:
    """The patterns of the later version, as people see them."""
    arranged = arrangement([*inherited(decisions, GROUPS, successors), *decisions], {**GROUPS, **groups})
    whole: dict[str, set[str]] = {}
    for template, group in groups.items():
        place = arranged.moved.get(template, group)
        whole.setdefault(arranged.joined.get(place, place), set()).add(template)
    return {frozenset(members) for members in whole.values()}


def alone(*but: set[str]) -> set[frozenset[str]]:
    rest = set(LATER) - set().union(*but)
    return {frozenset(each) for each in but} | {frozenset({name}) for name in rest}


def test_successors_of_one_pattern_stay_apart():
    assert together([], {"v1:a": {"v2:1", "v2:2"}}) == alone()


def test_a_merge_holds_for_the_successors_of_both_patterns():
    successors = {"v1:b": {"v2:1"}, "v1:d": {"v2:4"}}
    assert together([decision(MERGE, "v1:a", "v1:d")], successors) == alone({"v2:1", "v2:4"})


def test_a_merge_of_which_only_one_side_has_successors_leaves_those_apart():
    successors = {"v1:a": {"v2:1"}, "v1:c": {"v2:2"}}
    assert together([decision(MERGE, "v1:a", "v1:d")], successors) == alone()


def test_a_merge_with_a_pattern_of_today_joins_that_one_alone():
    successors = {"v1:d": {"v2:1", "v2:2"}}
    assert together([decision(MERGE, "v1:d", "v2:4")], successors) == alone()


def test_each_successor_can_be_taken_out_of_a_merge_and_the_others_stay():
    successors = {"v1:a": {"v2:1", "v2:2"}, "v1:d": {"v2:3", "v2:4"}}
    for out in sorted(LATER):
        pattern = min(set(LATER) - {out})
        decisions = [decision(MERGE, "v1:a", "v1:d"), decision(SPLIT, pattern, out, hours=1, name="y")]
        assert together(decisions, successors) == alone(set(LATER) - {out})


def test_a_split_holds_for_the_successor_that_the_machine_had_put_back():
    one_group = {**LATER, "v2:2": "1"}
    successors = {"v1:a": {"v2:1"}, "v1:b": {"v2:2"}}
    assert together([decision(SPLIT, "v1:a", "v1:b")], successors, one_group) == alone()
    assert together([], successors, one_group) == alone({"v2:1", "v2:2"})


def test_a_template_that_succeeds_both_sides_of_a_split_cannot_be_split():
    successors = {"v1:a": {"v2:1"}, "v1:b": {"v2:1"}}
    assert inherited([decision(SPLIT, "v1:a", "v1:b")], GROUPS, successors) == []


def test_what_is_decided_later_about_a_successor_wins():
    successors = {"v1:a": {"v2:1"}, "v1:d": {"v2:4"}}
    decisions = [decision(MERGE, "v1:a", "v1:d"), decision(SPLIT, "v2:1", "v2:4", hours=1, name="y")]
    assert together(decisions, successors) == alone()


def test_other_decisions_and_unknown_ids_change_no_group():
    successors = {"v1:a": {"v2:1", "v2:2"}}
    assert inherited([decision(RENAME, "v1:a", ""), decision(MERGE, "v1:unknown", "v1:a")], GROUPS, successors) == []
