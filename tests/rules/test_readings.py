"""DuckDB and plain Python read conditions and extractors alike."""

from hypothesis import given, settings
from hypothesis import strategies as st

from faultbook.rules.duckdb_rows import evaluated
from faultbook.rules.plain import holds
from faultbook.rules.rows import row_of
from faultbook.rules.sql import extract_sql, sql_of
from tests.rules.generated import FRAME, conditions, events, extractors, taken, texts


@settings(max_examples=50, deadline=None)
@given(st.lists(conditions, min_size=5, max_size=5), st.lists(events, min_size=8, max_size=8))
def test_duckdb_and_plain_python_agree_on_two_thousand_pairs(several, written):
    rows = [row_of(event, FRAME) for event in written]
    found = evaluated([sql_of(condition, FRAME) for condition in several], rows, FRAME)
    assert found == [tuple(holds(condition, row) for condition in several) for row in rows]


@settings(max_examples=20, deadline=None)
@given(st.lists(extractors, min_size=5, max_size=5), st.lists(st.none() | texts, min_size=10, max_size=10))
def test_an_extractor_takes_the_same_in_both(several, values):
    rows = [{"a": value} for value in values]
    found = evaluated([extract_sql(one, FRAME) for one in several], rows, FRAME)
    assert found == [tuple(taken(one, value) for one in several) for value in values]
