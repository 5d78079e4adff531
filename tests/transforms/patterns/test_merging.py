"""Templates that merge: Spark equals plain Python, on Loghub, on made-up sets, in any order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.masks import template
from faultbook.faults.merging import Scoped, merged_templates
from faultbook.transforms.patterns import merging
from tests.faults.corpus import any_texts, loghub_sets

WORDS = ["opened", "closed", "user", "for", "session", "root", "a1", "b2", "10", "<*>", "x<*>", "disk", "-", ""]


def in_spark(spark, templates):
    frame = spark.createDataFrame([(each.scope, each.template) for each in templates], "scope string, template string")
    return {Scoped(row.scope, row.template): row.merged for row in merging.merged_templates(frame).collect()}


def made_up(seed: int, many: int) -> list[Scoped]:
    rng = random.Random(seed)
    return [
        Scoped(rng.choice("ab"), " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 7)))) for _ in range(many)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_spark_equals_python_on_made_up_templates(spark, seed):
    templates = made_up(seed, 600)
    assert in_spark(spark, templates) == merged_templates(templates)


def test_spark_equals_python_on_real_templates(spark):
    templates = {Scoped("a", template(message)) for message in any_texts()}
    templates |= {Scoped(name, template(message)) for name, lines in loghub_sets().items() for message, _ in lines}
    found = merged_templates(templates)
    assert in_spark(spark, templates) == found
    assert len(set(found.values())) < len(templates)


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
