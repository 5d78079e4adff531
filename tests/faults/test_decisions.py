"""Decisions about patterns hold, in the order in which people made them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.decisions import MERGE, SPLIT, Decision, arrangement

GROUPS = {"a1": "a", "a2": "a", "b1": "b", "c1": "c", "d1": "d"}
START = datetime(2026, 1, 1, tzinfo=UTC)


def decisions_of(*given_decisions: tuple[str, str, str]) -> list[Decision]:
    return [
        Decision(f"{at:03}", kind, one, other, START + timedelta(minutes=at))
        for at, (kind, one, other) in enumerate(given_decisions)
    ]


def partition(decisions) -> set[frozenset[str]]:
    found = arrangement(decisions, GROUPS)
    wholes: dict[str, set[str]] = {}
    for template, group in GROUPS.items():
        place = found.moved.get(template, group)
        wholes.setdefault(found.joined.get(place, place), set()).add(template)
    return {frozenset(members) for members in wholes.values()}


def test_without_decisions_the_groups_stay():
    assert partition([]) == {frozenset({"a1", "a2"}), frozenset({"b1"}), frozenset({"c1"}), frozenset({"d1"})}


def test_a_merge_joins_whole_groups():
    assert frozenset({"a1", "a2", "b1"}) in partition(decisions_of((MERGE, "b1", "a2")))


def test_merges_chain():
    chained = decisions_of((MERGE, "a1", "b1"), (MERGE, "c1", "d1"), (MERGE, "d1", "b1"))
    assert partition(chained) == {frozenset(GROUPS)}


def test_a_split_takes_one_template_out_of_the_machines_group():
    assert {frozenset({"a1"}), frozenset({"a2"})} <= partition(decisions_of((SPLIT, "a1", "a2")))


def test_a_split_takes_a_merge_back():
    assert partition(decisions_of((MERGE, "a1", "b1"), (SPLIT, "a1", "b1"))) == partition([])


def test_a_split_holds_although_a_merge_of_the_machines_own_group_came_before():
    assert partition(decisions_of((MERGE, "a1", "a2"), (SPLIT, "a1", "a2"))) >= {frozenset({"a1"}), frozenset({"a2"})}
    around = partition(decisions_of((MERGE, "a1", "b1"), (MERGE, "b1", "a2"), (SPLIT, "a1", "a2")))
    assert around >= {frozenset({"a1", "b1"}), frozenset({"a2"})}


def test_a_merge_takes_a_split_back():
    assert partition(decisions_of((SPLIT, "a1", "a2"), (MERGE, "a1", "a2"))) == partition([])


def test_a_split_of_a_middle_link_leaves_the_ends_apart():
    assert partition(decisions_of((MERGE, "a1", "b1"), (MERGE, "b1", "c1"), (SPLIT, "a1", "b1"))) == partition([])


def test_unknown_templates_do_nothing():
    assert partition(decisions_of((MERGE, "a1", "gone"), (SPLIT, "gone", "a2"))) == partition([])


@given(
    st.lists(
        st.tuples(st.sampled_from([MERGE, SPLIT]), st.sampled_from(sorted(GROUPS)), st.sampled_from(sorted(GROUPS))),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_the_result_depends_on_the_set_of_decisions_alone_and_the_last_word_holds(given_decisions, random):
    decisions = decisions_of(*((kind, one, other) for kind, one, other in given_decisions if one != other))
    shuffled = random.sample(decisions, len(decisions))
    assert partition(shuffled) == partition(decisions)
    if decisions:
        last = decisions[-1]
        together = any({last.pattern_id, last.other_id} <= whole for whole in partition(decisions))
        assert together == (last.kind == MERGE)
