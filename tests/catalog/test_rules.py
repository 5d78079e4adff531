"""The folder of rules: a wrong file stops nothing that is right; the starter set passes its own tests."""

import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from databricks.sdk.service.compute import TerminationReasonCode
from databricks.sdk.service.jobs import TerminationCodeCode

from faultbook.catalog.rule_frames import FRAMES
from faultbook.catalog.rules import load_rules
from faultbook.errors import InvalidCatalog
from faultbook.events.fields import Kind
from faultbook.rules.condition import leaves
from faultbook.rules.lint import warnings
from faultbook.rules.schema import json_schema
from faultbook.rules.testing import run_tests

STARTER = Path(__file__).parents[2] / "catalog" / "rules"
RIGHT = "title: Right\ndetection: {a: {kind: run}, condition: a}\n"


def test_an_empty_path_is_no_rules_and_a_missing_folder_an_error(tmp_path):
    assert load_rules("").rules == {}
    with pytest.raises(InvalidCatalog, match="is no folder"):
        load_rules(str(tmp_path / "nowhere"))


def test_a_wrong_file_stops_nothing_that_is_right(tmp_path):
    (tmp_path / "a.yml").write_text("{")
    (tmp_path / "b.yml").write_bytes(b"\xff\xfe")
    (tmp_path / "c.yml").write_text(RIGHT.replace("kind", "kidn"))
    (tmp_path / "d.yml").write_text("- a list\n")
    (tmp_path / "e.yml").write_text("x" * (1024 * 1024 + 1))
    (tmp_path / "f.txt").write_text("no rule")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "right.yaml").write_text(RIGHT)
    (tmp_path / "z.yml").write_text("\n---\n\n" + RIGHT + "---\n")
    found = load_rules(str(tmp_path))
    assert {name: rule.file for name, rule in found.rules.items()} == {"right": "inner/right.yaml"}
    assert [(one.file, one.line) for one in found.mistakes] == [
        *(("a.yml", 2), ("b.yml", 1), ("c.yml", 2), ("d.yml", 1), ("e.yml", 1), ("z.yml", 4)),
    ]
    assert found.mistakes[-1].text == "found the name a second time, after inner/right.yaml:1; expected another name."


@pytest.fixture(scope="module")
def starter():
    return load_rules(str(STARTER))


def test_the_starter_set_is_right_and_passes_its_tests(starter):
    assert starter.mistakes == ()
    assert [str(one) for one in warnings(starter.rules, FRAMES)] == []
    assert [(one.rule.name, one.number, one.text) for one in run_tests(starter.rules, FRAMES) if one.text] == []


def test_the_starter_set_has_a_rule_for_each_kind_of_failure_and_each_source(starter):
    kinds = {
        value
        for rule in starter.rules.values()
        if rule.source == "failures" and rule.condition
        for leaf in leaves(rule.condition)
        if leaf.field == "kind"
        for value in leaf.values
    }
    assert {kind.value for kind in Kind} - kinds == {Kind.TICKET}  # a ticket is no failure
    assert {rule.source for rule in starter.rules.values()} >= set(FRAMES)


def test_every_termination_code_of_the_starter_set_is_one_of_the_platform(starter):
    known = {one.value for one in (*TerminationCodeCode, *TerminationReasonCode)}
    own = {"NODES_LOST", "SKIPPED", "EXCLUDED", "UPSTREAM_FAILED", "UPSTREAM_CANCELED"}
    for rule in starter.rules.values():
        for leaf in leaves(rule.condition) if rule.condition else ():
            if leaf.field == "termination_code" and leaf.operator == "equals":
                assert set(leaf.values) - known - own == set(), rule.name
            elif leaf.field == "termination_code":
                assert all(any(str(value) in code for code in known) for value in leaf.values), rule.name


def test_the_schema_takes_every_rule_and_refuses_a_misspelt_key():
    validator = jsonschema.Draft202012Validator(json_schema(FRAMES))
    for file in sorted(STARTER.glob("*.yml")):
        for document in yaml.safe_load_all(file.read_text()):
            assert list(validator.iter_errors(document)) == [], document["title"]
    right = yaml.safe_load(RIGHT)
    assert validator.is_valid(right)
    assert not validator.is_valid(right | {"levle": "high"})
    assert not validator.is_valid(right | {"faultbook": {"scop": []}})
    assert not validator.is_valid(right | {"detection": {"not_a": {"kind": "x"}, "condition": "not_a"}})


def test_sources_have_their_columns_of_time_and_identity():
    for frame in FRAMES.values():
        assert {frame.at, *frame.key, *frame.keywords} <= set(frame.columns)
    assert not any(re.search(r"[^a-z_]", name) for frame in FRAMES.values() for name in frame.columns)
