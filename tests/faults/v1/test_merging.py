"""Templates that merge: in any order, within their scope, opposites never; and as well as is claimed."""

from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.accuracy import GATE_FGA, GATE_GA, Score, by_pattern_v1, score
from faultbook.faults.v1.merging import Scoped, merged_templates
from tests.faults.corpus import loghub_sets

WORDS = ["opened", "closed", "user", "for", "session", "root", "a1", "b2", "10", "<*>", "x<*>", "disk", "-", ""]


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=40), st.randoms())
def test_order_does_not_count(texts, rng):
    templates = [Scoped("", text) for text in texts]
    shuffled = rng.sample(templates, len(templates))
    assert merged_templates(templates) == merged_templates(shuffled)


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=30))
def test_scopes_do_not_meet(texts):
    both = [Scoped(scope, text) for scope in "ab" for text in texts]
    alone = merged_templates([Scoped("a", text) for text in texts])
    found = merged_templates(both)
    assert {each: merged for each, merged in found.items() if each.scope == "a"} == alone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("session opened for user <*>", "session closed for user <*>"),
        ("deployment of <*> success after <*>", "deployment of <*> failure after <*>"),
        ("link <*> is up again", "link <*> is down again"),
    ],
)
def test_opposites_stay_apart(one, other):
    assert len(set(merged_templates([Scoped("", one), Scoped("", other)]).values())) == 2


def test_two_ids_are_enough_and_two_words_are_not():
    ids = [Scoped("", f"invalid user {name} from host") for name in ("u_1", "u_2")]
    assert set(merged_templates(ids).values()) == {"invalid user <*> from host"}
    words = [Scoped("", f"invalid user {name} from host") for name in ("ann", "bob", "cat", "dan")]
    assert len(set(merged_templates(words).values())) == 4
    five = [*words, Scoped("", "invalid user eve from host")]
    assert set(merged_templates(five).values()) == {"invalid user <*> from host"}


def test_a_text_of_many_tokens_keeps_itself():
    long = [Scoped("", " ".join(["word"] * 64 + [end])) for end in ("x_1", "x_2")]
    assert merged_templates(long) == {each: each.template for each in long}


def test_accuracy_is_counted_by_lines_by_groups_and_by_pairs():
    true = ["a", "a", "b", "c", "c", "c"]
    assert score(true, true) == Score(1, 1, 1, 1)
    found = [1, 1, 2, 3, 3, 4]  # c is split: a and b are right, 3 lines of 6, 2 groups of 4 found and of 3 true
    assert score(found, true) == Score(0.5, pytest.approx(4 / 7), 1, 0.5)
    assert score([1] * 6, true) == Score(0, 0, pytest.approx(4 / 15), 1)


@pytest.mark.skipif(not loghub_sets(), reason="Loghub's sets are not here (FAULTBOOK_LOGHUB)")
def test_real_lines_are_grouped_as_well_as_claimed():
    scores = [
        score(by_pattern_v1([text for text, _ in lines]), [true for _, true in lines])
        for lines in loghub_sets().values()
    ]
    assert mean(each.ga for each in scores) >= GATE_GA
    assert mean(each.fga for each in scores) >= GATE_FGA
