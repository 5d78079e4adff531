"""Texts of queries: whatever a value holds, it stays one literal."""

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from faultbook.catalog.log_tables import Comparison
from faultbook.polling.log_sources.log_analytics.kql import count_query, literal, rows_query
from faultbook.polling.log_sources.port import Window

WINDOW = Window(datetime(2026, 2, 3, 10, tzinfo=UTC), datetime(2026, 2, 3, 10, 10, tzinfo=UTC))
_TOKEN = re.compile(r'"(?:[^"\\\r\n]|\\["\\]|\\u[0-9a-f]{4})*"')


def unescaped(text: str) -> str:
    """What KQL takes a literal for, by its own reading."""
    units, place = bytearray(), 1
    while place < len(text) - 1:
        if text.startswith("\\u", place):
            units += bytes.fromhex(text[place + 2 : place + 6])
            place += 6
        else:
            place += text[place] == "\\"
            units += text[place].encode("utf-16-be", "surrogatepass")
            place += 1
    return units.decode("utf-16-be", "surrogatepass")


@given(st.text(st.characters(codec=None, exclude_categories=())) | st.text("\"\\\r\n|;/*\u2028'a"))
def test_a_text_is_one_token_that_means_the_text(text):
    written = literal(text)
    assert _TOKEN.fullmatch(written)
    assert unescaped(written) == text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


@given(st.text('"\\|;\n/ or1='))
def test_a_query_has_as_many_steps_whatever_its_values(text):
    steps = rows_query("T", WINDOW, {"A": text, "B": [text, "x"], "C": Comparison(contains=text or "x")}, None)
    without = _TOKEN.sub("", steps)
    assert without.count("|") == 5
    assert ";" not in without and "//" not in without


def test_conditions_are_of_the_types_of_their_values():
    where = {"A": True, "B": 3, "C": Comparison(at_least=2, is_not=4), "D": ["x", 1], "E": 1.5}
    assert count_query("T", WINDOW, where).splitlines()[2:] == [
        "| where A == true",
        "| where B == long(3)",
        "| where C >= long(2) and C != long(4)",
        '| where D in ("x", long(1))',
        "| where E == real(1.5)",
        "| count",
    ]


def test_columns_are_projected_with_both_times():
    query = rows_query("T", WINDOW, {}, ["Message", "TimeGenerated", "Level"])
    assert query.splitlines()[-1] == "| project TimeGenerated, Message, Level, faultbook_ingested_at"
