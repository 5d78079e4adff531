"""Templates that merge in Spark: scope by scope, by the rules of their version, equal to the functions themselves."""

import random

import pyarrow as pa
import pytest

from faultbook.faults.v1 import merging as v1
from faultbook.faults.v1.masks import template
from faultbook.faults.v2 import merging as v2
from faultbook.transforms.patterns import merging
from tests.faults.corpus import any_texts

WORDS = ["opened", "closed", "user", "for", "session", "root", "a1", "b2", "10", "<*>", "x<*>", "disk", "-", ""]
SCOPES = ("v1\x1fa", "v1\x1fb", "v2\x1fa\x1ferror\x1f", "v2\x1fb\x1fother\x1f")


def expected(templates: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    first = [v1.Scoped(*each) for each in templates if each[0].startswith("v1")]
    second = [v2.Scoped(*each) for each in templates if each[0].startswith("v2")]
    return {
        tuple(key): text
        for found in (v1.merged_templates(first), v2.merged_templates(second))
        for key, text in found.items()
    }


def by_spark(spark, templates: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    scopes, texts = zip(*sorted(templates), strict=True)
    frame = spark.createDataFrame(pa.table({"scope": pa.array(scopes), "template": pa.array(texts)}))
    return {(row.scope, row.template): row.merged for row in merging.merged_templates(frame).collect()}


def made_up(seed: int, many: int) -> set[tuple[str, str]]:
    rng = random.Random(seed)
    return {(rng.choice(SCOPES), " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 7)))) for _ in range(many)}


@pytest.mark.parametrize("seed", range(2))
def test_spark_merges_as_the_functions_do(spark, seed):
    templates = made_up(seed, 400)
    assert by_spark(spark, templates) == expected(templates)


def test_texts_of_every_kind_come_back_as_they_were(spark):
    templates = {(scope, template(message)) for message in any_texts()[:200] for scope in SCOPES[1:3]}
    found = by_spark(spark, templates)
    assert found == expected(templates)
    assert set(found) == templates


def test_what_is_here_merges_as_in_spark():
    templates = made_up(7, 100)
    scopes, texts = zip(*sorted(templates), strict=True)
    rows = merging.merged(pa.table({"scope": pa.array(scopes), "template": pa.array(texts)})).to_pylist()
    assert {(row["scope"], row["template"]): row["merged"] for row in rows} == expected(templates)
