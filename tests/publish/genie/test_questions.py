"""Every question of the Genie spaces, as it is deployed, is run on the office and returns the expected rows.

The clock stands still at the office's noon: current_date() and current_timestamp() become literals, nothing else may
tell the time. DuckDB answers here; Spark, which a SQL warehouse is made of, answers in test_on_spark.py.
"""

import pytest
import sqlglot
from sqlglot import exp

from faultbook.bundle.tree import read_bundle
from pages.statements import at_instant, with_values
from tests.bundle.checks.genie import snippets, spaces, statements, text_of
from tests.bundle.checks.sql import READERS_SCHEMA_IN_SQL
from tests.bundle.conftest import GIVEN, PROJECT
from tests.publish.genie.answers import ANSWERS
from tests.publish.office import NOW

SPACES = {space.key: serialized for space, serialized in spaces(read_bundle(PROJECT, given=GIVEN))}
QUESTIONS = {
    question: at_instant(with_values(sql.replace(READERS_SCHEMA_IN_SQL, "{answers}."), values), NOW)
    for serialized in SPACES.values()
    for question, sql, values in statements(serialized)
}
OTHER_CLOCKS = (exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentDatetime, exp.CurrentTime, exp.UnixSeconds)
RELATIVE = ("today", "yesterday", "last week", "this month", "last 24 hours")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_with_the_rows_expected(answers, question):
    assert [tuple(row.values()) for row in answers.ask(QUESTIONS[question])] == ANSWERS[question]


def test_no_answer_stands_without_its_question_and_none_is_empty():
    assert set(ANSWERS) == set(QUESTIONS)
    assert all(ANSWERS.values())


def test_ten_questions_and_more_ask_for_days_relative_to_now():
    assert len([question for question in QUESTIONS if any(words in question.lower() for words in RELATIVE)]) >= 10


def test_the_clock_is_read_in_two_ways_only():
    for question, sql in QUESTIONS.items():
        assert not list(sqlglot.parse_one(sql, read="databricks").find_all(*OTHER_CLOCKS)), question


@pytest.mark.parametrize("key", SPACES)
def test_every_snippet_fits_its_source(answers, key):
    sources = {table["identifier"].rpartition(".")[2] for table in SPACES[key]["data_sources"]["tables"]}
    for snippet in snippets(SPACES[key]):
        sql = text_of(snippet, "sql")
        [source] = {column.table for column in sqlglot.parse_one(sql, read="databricks").find_all(exp.Column)}
        assert source in sources
        kept = f"SELECT count(*) AS n FROM {{answers}}.{source} WHERE {sql}"
        statement = kept if "alias" not in snippet else f"SELECT {sql} AS value FROM {{answers}}.{source} LIMIT 1"
        [row] = answers.ask(statement)
        assert next(iter(row.values()))
