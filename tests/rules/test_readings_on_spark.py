"""Spark, DuckDB and plain Python read a condition alike: ten selects of twenty conditions over fifty events each."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from faultbook.rules.condition import Leaf, Operator
from faultbook.rules.duckdb_rows import evaluated
from faultbook.rules.frame import Frame
from faultbook.rules.plain import holds, without_case
from faultbook.rules.rows import row_of
from faultbook.rules.sql import extract_sql, sql_of
from tests.rules.generated import FRAME, conditions, events, extractors, taken

pytestmark = pytest.mark.verify
SCHEMA = ", ".join(f"{name} {type_name}" for name, type_name in FRAME.columns.items())
found: Counter[bool] = Counter()


def on_spark(spark, expressions, rows):
    """The values of SQL expressions for each row, as Spark computes them from stored rows."""
    ordered = [(number, *(row.get(name) for name in FRAME.columns)) for number, row in enumerate(rows)]
    frame = spark.createDataFrame(ordered, f"position INT, {SCHEMA}")
    selected = [f"{text} AS c{number}" for number, text in enumerate(expressions)]
    return [tuple(row[1:]) for row in sorted(frame.selectExpr("position", *selected).collect())]


@settings(
    max_examples=10, deadline=None, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(conditions, min_size=20, max_size=20), st.lists(events, min_size=50, max_size=50))
def test_three_readings_agree_on_ten_thousand_pairs(spark, several, written):
    rows = [row_of(event, FRAME) for event in written]
    expressions = [sql_of(condition, FRAME) for condition in several]
    plain = [tuple(holds(condition, row) for condition in several) for row in rows]
    assert evaluated(expressions, rows, FRAME) == plain
    assert on_spark(spark, expressions, rows) == plain
    found.update(one for row in plain for one in row)


@settings(
    max_examples=3, deadline=None, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(extractors, min_size=20, max_size=20), st.lists(events, min_size=50, max_size=50))
def test_an_extractor_takes_the_same_on_spark(spark, several, written):
    rows = [row_of(event, FRAME) for event in written]
    expressions = [extract_sql(one, FRAME) for one in several]
    assert on_spark(spark, expressions, rows) == [tuple(taken(one, row.get("a")) for one in several) for row in rows]


def test_both_verdicts_are_frequent():
    assert min(found[True], found[False]) > 0.2 * found.total()


def test_every_letter_has_the_same_lower_case_in_all_three(spark):
    letters = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
    cased = [letter for letter in letters if letter.lower() != letter or letter.upper() != letter]
    texts = [f"a{letter}b{letter}" for letter in cased]
    frame = Frame("letters", {"a": "STRING", "b": "STRING"})
    rows = [{"a": text, "b": without_case(text)} for text in texts]
    same = sql_of(Leaf("a", Operator.FIELD, ("b",)), frame)
    in_lower_case = spark.createDataFrame([tuple(row.values()) for row in rows], "a STRING, b STRING")
    others = [row.a for row in in_lower_case.where(f"NOT {same}").collect()]
    assert others == []
    assert all(value for (value,) in evaluated([same], rows, frame))
