"""Every mistake that a Genie space can have and the Databricks CLI lets pass is planted in a copy, and found.

A row: the mistake, where in the space (a path), what is put there, and words of the message. APPEND adds to a list.
"""

import pytest

from faultbook.bundle.tree import Bundle, read_bundle
from tests.bundle.checks import genie
from tests.bundle.checks.genie import spaces
from tests.bundle.checks.sql import READERS_SCHEMA_IN_SQL
from tests.bundle.conftest import GIVEN, PROJECT

KEY = "error_answers"
APPEND = object()
HEX = "0" * 31
SERIALIZED = "serialized_space"
TABLES = (SERIALIZED, "data_sources", "tables")
EXAMPLES = (SERIALIZED, "instructions", "example_question_sqls")
JOINS = (SERIALIZED, "instructions", "join_specs")
FILTERS = (SERIALIZED, "instructions", "sql_snippets", "filters")
TEXT = (SERIALIZED, "instructions", "text_instructions")
BENCHMARKS = (SERIALIZED, "benchmarks", "questions")
SAMPLES = (SERIALIZED, "config", "sample_questions")
IDENTIFIER = "${var.catalog}.${var.readers_schema}."
ONE_MORE = {"id": HEX + "f", "content": ["more"]}

PLANTED = [
    # the resource
    ("no title", ("title",), "", "has no title"),
    ("no warehouse", ("warehouse_id",), "", "has no warehouse_id"),
    ("a file instead", (SERIALIZED,), None, "is not inline"),
    ("a file as well", ("file_path",), "../x.geniespace.json", "is not inline"),
    ("a level of another resource", ("permissions", 0, "level"), "CAN_QUERY", "CAN_QUERY is none of a space"),
    # the shape
    ("no version", (SERIALIZED, "version"), None, "version is None"),
    ("version 1", (SERIALIZED, "version"), 1, "version is 1"),
    ("an unknown key", (SERIALIZED, "benchmark"), {}, "unknown key 'benchmark'"),
    (
        "a name of version 1",
        (*TABLES, 0, "column_configs", 0, "get_example_values"),
        True,
        "unknown key 'get_example_values'",
    ),
    (
        "another name of version 1",
        (*TABLES, 0, "column_configs", 0, "build_value_dictionary"),
        True,
        "build_value_dictionary",
    ),
    ("a text where a list is due", (*SAMPLES, 0, "question"), "What broke?", "expected a list of texts"),
    ("a number among texts", (*EXAMPLES, 0, "sql"), ["SELECT ", 1], "expected a list of texts"),
    ("a list where a mapping is due", (SERIALIZED, "config"), [], "expected a mapping"),
    ("a mapping where a list is due", (*TABLES,), {}, "expected a list"),
    ("a flag in words", (*TABLES, 0, "column_configs", 0, "exclude"), "yes", "expected true or false"),
    ("no id", (*SAMPLES, 0, "id"), None, "has no id"),
    # ids
    ("an id without quotes", (*SAMPLES, 0, "id"), 17, "id 17 of questions"),
    ("an id that YAML reads as a number", (*SAMPLES, 0, "id"), 1.2345678901234567e31, "in quotes"),
    ("a short id", (*JOINS, 0, "id"), "abc", "32 lower-case"),
    ("an id in capitals", (*FILTERS, 0, "id"), "A" * 32, "32 lower-case"),
    ("an id of two questions", (*SAMPLES, 1, "id"), (*SAMPLES, 0, "id"), "of questions is given 2 times"),
    ("an id of a sample and a benchmark", (*BENCHMARKS, 0, "id"), (*SAMPLES, 0, "id"), "of questions is given 2 times"),
    ("an id of two kinds of instruction", (*JOINS, 0, "id"), (*TEXT, 0, "id"), "of instructions is given 2 times"),
    # order
    ("tables out of order", (*TABLES, 0), (*TABLES, 1), "tables is not sorted by identifier"),
    ("columns out of order", (*TABLES, 0, "column_configs", 0, "column_name"), "zzz", "column_configs is not sorted"),
    ("examples out of order", (*EXAMPLES, 0, "id"), "f" * 32, "example_question_sqls is not sorted by id"),
    ("samples out of order", (*SAMPLES, 0, "id"), "f" * 32, "sample_questions is not sorted"),
    ("benchmarks out of order", (*BENCHMARKS, 0, "id"), "f" * 32, "questions is not sorted"),
    # limits
    ("two text instructions", (*TEXT, APPEND), ONE_MORE, "2 text instructions"),
    ("nine sources", (*TABLES, APPEND), {"identifier": IDENTIFIER + "severity_summary"}, "9 sources"),
    ("a text that is too long", (*TEXT, 0, "content"), ["x" * 25_001], "25001 characters"),
    ("a list that is too long", (*TABLES, 0, "description"), ["x"] * 10_001, "10001 items"),
    ("too many instructions", (*EXAMPLES,), [{"id": f"{n:032x}"} for n in range(101)], "instructions; expected 100"),
    ("too many snippets", (*FILTERS,), [{"id": f"{n:032x}"} for n in range(200)], "knowledge snippets; expected 200"),
    # sources
    ("a table that nobody makes", (*TABLES, 0, "identifier"), IDENTIFIER + "anomalies", "is no table or view"),
    (
        "a schema without its prefix",
        (*TABLES, 0, "identifier"),
        "${var.catalog}.${var.schema}.patterns",
        "is no table or view",
    ),
    (
        "a view in the wrong schema",
        (*TABLES, 0, "identifier"),
        "${var.catalog}.${resources.schemas.raw.name}.patterns",
        "is no table or view",
    ),
    (
        "messages",
        (*TABLES, 0, "identifier"),
        "${var.catalog}.${var.readers_schema}.errors_by_file",
        "schema of rows",
    ),
    ("a column that does not exist", (*TABLES, 0, "column_configs", 0, "column_name"), "alert", "has no column alert"),
    # joins
    ("a join without its relationship", (*JOINS, 0, "sql"), ["a.x = b.x"], "expected one equality"),
    ("a relationship of another form", (*JOINS, 0, "sql", 1), "--rt=MANY_TO_ONE--", "expected one equality"),
    ("a join by two columns", (*JOINS, 0, "sql", 0), "a.x = b.x AND a.y = b.y", "expected one equality"),
    (
        "a join with an unknown source",
        (*JOINS, 0, "left", "identifier"),
        IDENTIFIER + "error_patterns",
        "no source of the space",
    ),
    # benchmarks and examples
    ("two answers", (*BENCHMARKS, 0, "answer", APPEND), {"format": "SQL", "content": ["SELECT 1"]}, "2 answers"),
    ("an answer that is no SQL", (*BENCHMARKS, 0, "answer", 0, "format"), "TEXT", "expected one, in SQL"),
    (
        "a benchmark that an example gives away",
        (*BENCHMARKS, 0, "answer", 0, "content"),
        (*EXAMPLES, 0, "sql"),
        "is also an example's",
    ),
    ("SQL that is none", (*EXAMPLES, 0, "sql"), ["SELECT FROM WHERE ("], "reads ?"),
    (
        "SQL over a view that is no source",
        (*EXAMPLES, 0, "sql"),
        [f"SELECT 1 FROM {READERS_SCHEMA_IN_SQL}error_patterns"],
        "reads error_patterns",
    ),
    ("SQL over a table without its schema", (*EXAMPLES, 0, "sql"), ["SELECT 1 FROM patterns"], "reads ? patterns"),
    (
        "a value that is not declared",
        (*EXAMPLES, 0, "sql"),
        [f"SELECT 1 FROM {READERS_SCHEMA_IN_SQL}patterns WHERE state = :which"],
        "leaves open ['which']",
    ),
    ("a filter with WHERE", (*FILTERS, 0, "sql"), ["WHERE a = 1"], "begins with WHERE"),
    # its contents
    ("a source without a description", (*TABLES, 0, "description"), None, "lacks a description of every source"),
    (
        "a column without a description",
        (*TABLES, 0, "column_configs", 0, "description"),
        None,
        "lacks a description of every column",
    ),
    ("no source", (*TABLES,), [], "lacks a source"),
    ("instructions that say nothing", (*TEXT, 0, "content"), ["Be kind."], "50 to 2000 characters"),
    ("instructions that nobody reads", (*TEXT, 0, "content"), ["x" * 2_001], "50 to 2000 characters"),
    ("no examples", (*EXAMPLES,), [], "lacks eight examples"),
    ("no joins", (*JOINS,), [], "lacks a join"),
    ("no snippets", (SERIALIZED, "instructions", "sql_snippets"), {}, "lacks a snippet"),
    ("no benchmarks", (*BENCHMARKS,), [], "lacks ten benchmarks"),
]

BUNDLE = read_bundle(PROJECT, "prod", given=GIVEN)


def spoiled(path, value) -> Bundle:
    """A copy of the bundle with something else at one place of a space: None removes what is there, a path copies."""
    config = {**BUNDLE.config, "resources": {"genie_spaces": copied(BUNDLE.config["resources"]["genie_spaces"])}}
    space = config["resources"]["genie_spaces"][KEY]
    put = at(space, value) if isinstance(value, tuple) else value
    *way, last = path
    place = at(space, way)
    if last is APPEND:
        place.append(put)
    elif put is None:
        del place[last]
    else:
        place[last] = put
    return Bundle(BUNDLE.root, BUNDLE.target, config, BUNDLE.files)


def copied(tree):
    if isinstance(tree, dict):
        return {key: copied(inside) for key, inside in tree.items()}
    return [copied(inside) for inside in tree] if isinstance(tree, list) else tree


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


@pytest.mark.parametrize(("path", "value", "words"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_a_planted_mistake_is_found(path, value, words):
    bundle = spoiled(path, value)
    found = [mistake for check in genie.CHECKS for mistake in check(bundle)]
    assert any(words in mistake for mistake in found), found


def test_every_check_of_spaces_finds_something_that_was_planted():
    found = {check for _, path, value, _ in PLANTED for check in genie.CHECKS if list(check(spoiled(path, value)))}
    assert found == set(genie.CHECKS)


def test_the_projects_own_spaces_have_no_mistake():
    assert {space.key for space, _ in spaces(BUNDLE)} == {"error_answers", "cost_answers", "failure_answers"}
    assert [mistake for check in genie.CHECKS for mistake in check(BUNDLE)] == []
