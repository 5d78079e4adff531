"""A space is rendered in the form that Genie takes: sorted, with ids that stay, described by the contracts."""

import re
from dataclasses import replace

import pytest
import yaml

from faultbook.publish.genie.resource import space_resource
from faultbook.publish.genie.semantics import InvalidSemantics, Space, read_spaces
from faultbook.publish.genie.serialized import serialized_space
from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View

COLUMNS = (Column("day", "DATE", "Day, UTC."), Column("code", "STRING", 'Code: "quoted", # marked.'))
COUNTS = View("counts", SchemaRole.ANSWERS, "Counts.", COLUMNS, ("day", "code"), "select 1")
CODES = View("codes", SchemaRole.ANSWERS, "Codes.", COLUMNS, ("code",), "select 1")
ROWS = View("rows", SchemaRole.RAW, "Rows.", COLUMNS, (), "select 1")
CONTRACTS = {"counts": COUNTS, "codes": CODES, "rows": ROWS}
SPACE = Space.model_validate(
    {
        "title": "T",
        "description": "D",
        "samples": ["Which codes?", "What day?", "How many?"],
        "instructions": "One.\nTwo.\n",
        "sources": {
            "counts": {"columns": {"code": {"synonyms": ["number"], "matched": True}, "day": {"hidden": True}}},
            "codes": {},
        },
        "joins": [
            {"left": "counts", "right": "codes", "column": "code", "relationship": "MANY_TO_ONE", "comment": "C"}
        ],
        "measures": [{"name": "n", "source": "counts", "sql": "count(counts.code)", "instruction": "I"}],
        "examples": [
            {
                "question": "How many of one?",
                "guidance": "G",
                "sql": "SELECT count(*)\nFROM {answers}.counts\nWHERE code = :code\n",
                "parameters": [{"name": "code", "description": "The code", "type": "STRING", "default": "1"}],
            }
        ],
        "benchmarks": [{"question": "How many?", "sql": "SELECT 1 FROM {answers}.codes"}],
    }
)


def rendered(space: Space = SPACE, key: str = "s"):
    return serialized_space(space, key, CONTRACTS)


def test_sources_and_columns_are_sorted_and_described_by_their_contracts():
    codes, counts = rendered()["data_sources"]["tables"]
    assert [codes["identifier"], counts["identifier"]] == ["{bare_answers}.codes", "{bare_answers}.counts"]
    assert counts["description"] == ["Counts."]
    assert counts["column_configs"] == [
        {
            "column_name": "code",
            "description": ['Code: "quoted", # marked.'],
            "synonyms": ["number"],
            "enable_format_assistance": True,
            "enable_entity_matching": True,
        },
        {"column_name": "day", "description": ["Day, UTC."], "exclude": True},
    ]


def test_texts_are_lists_of_lines_that_join_to_the_text():
    [text] = rendered()["instructions"]["text_instructions"]
    [example] = rendered()["instructions"]["example_question_sqls"]
    assert text["content"] == ["One.\n", "Two."]
    assert "".join(example["sql"]) == "SELECT count(*)\nFROM {answers}.counts\nWHERE code = :code"
    assert example["parameters"] == [
        {"name": "code", "description": ["The code"], "type_hint": "STRING", "default_value": {"values": ["1"]}}
    ]


def test_a_join_is_one_equality_and_its_relationship():
    [join] = rendered()["instructions"]["join_specs"]
    assert join["sql"] == ["`counts`.`code` = `codes`.`code`", "--rt=FROM_RELATIONSHIP_TYPE_MANY_TO_ONE--"]


def test_ids_stay_when_other_questions_come_and_differ_between_spaces_and_kinds():
    before = {entry["question"][0]: entry["id"] for entry in rendered()["config"]["sample_questions"]}
    grown = SPACE.model_copy(update={"samples": ("Why?", *SPACE.samples)})
    after = {entry["question"][0]: entry["id"] for entry in rendered(grown)["config"]["sample_questions"]}
    other = {entry["id"] for entry in rendered(key="other")["config"]["sample_questions"]}
    [benchmark] = rendered()["benchmarks"]["questions"]
    assert before == {question: name for question, name in after.items() if question != "Why?"}
    assert list(after.values()) == sorted(after.values())
    assert other.isdisjoint(before.values())
    assert benchmark["id"] != before["How many?"]
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in after.values())


WRONG = [
    ({"sources": {"nobody": {}}}, "source 'nobody' is no view and no table"),
    ({"sources": {"rows": {}}}, "'rows' is in the schema of rows"),
    ({"sources": {"counts": {"columns": {"kode": {}}}}}, "counts has no column 'kode'.*Known: day, code"),
    (
        {"joins": [{"left": "counts", "right": "codes", "column": "k", "relationship": "MANY_TO_ONE", "comment": ""}]},
        "counts has no column 'k'",
    ),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_what_no_contract_knows_is_refused(change, words):
    with pytest.raises(InvalidSemantics, match=words):
        rendered(Space.model_validate(SPACE.model_dump() | change))


def test_the_resource_has_references_for_names_and_quotes_for_every_text_of_the_space():
    odd = replace(COUNTS, columns=(*COLUMNS, Column("x", "STRING", "12345678901234567890123456789012")))
    text = space_resource("s", SPACE, {**CONTRACTS, "counts": odd})
    space = yaml.safe_load(text)["resources"]["genie_spaces"]["s"]
    [benchmark] = space["serialized_space"]["benchmarks"]["questions"]
    assert text.startswith("# Written by `make generate`")
    assert '"12345678901234567890123456789012"' in text
    assert all(re.fullmatch(r'"[0-9a-f]{32}"', name) for name in re.findall(r" id: (.*)", text))
    assert space["serialized_space"]["data_sources"]["tables"][0]["identifier"] == (
        "${var.catalog}.${var.readers_schema}.codes"
    )
    assert benchmark["answer"][0]["content"] == ["SELECT 1 FROM `${var.catalog}`.`${var.readers_schema}`.codes"]
    assert "{answers}" not in text.replace("${", "") and "bare_answers" not in text


FILES = [
    ("spaces: {}", "spaces: found "),
    ("spaces: {s: {title: T}}", r":1: spaces\.s: found no description; expected one"),
    ("space: {}", r"found no spaces; expected one.*:1: space: found an unknown key; expected only spaces"),
]


@pytest.mark.parametrize(("text", "words"), FILES)
def test_a_file_that_does_not_fit_is_refused_by_its_place(tmp_path, text, words):
    path = tmp_path / "semantics.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidSemantics, match=words):
        read_spaces(path)


def test_another_view_in_a_space_is_one_line():
    sources = {**SPACE.sources, "more": SPACE.sources["codes"]}
    grown = SPACE.model_copy(update={"sources": sources})
    found = serialized_space(grown, "s", CONTRACTS | {"more": replace(CODES, name="more")})
    assert len(found["data_sources"]["tables"]) == 3
