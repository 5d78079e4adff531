"""Templates that merge: Spark equals plain Python, on made-up sets and on real ones."""

import random

import pytest

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
