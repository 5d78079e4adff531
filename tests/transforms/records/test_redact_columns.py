"""Stored rows to redact: which rows change, and to what, in every type that holds text."""

from faultbook.faults.v1.masks import template
from faultbook.tables.text_columns import Form
from faultbook.transforms.records.redact_columns import fragments_of_secrets, rows_to_redact
from tests.frames import frame

EMAIL = "canary.person" + "@" + "example.org"
AWS = "AKIA" + "QZX4567890ABCDEF"
PASSWORD = "swordfish" + "canary"
COLUMNS = {
    "message": Form.PLAIN,
    "metadata": Form.JSON,
    "labels": Form.PLAIN,
    "actions": Form.PLAIN,
    "explanations": Form.PLAIN,
}
SCHEMA = (
    "id int, message string, metadata string, labels map<string,string>, actions array<string>, "
    "explanations array<struct<template:string,share:double>>"
)


def test_only_rows_with_secrets_come_out_with_their_redacted_values(spark):
    rows = [
        (1, "nothing", '{"a": 1}', {"region": "eu"}, ["restart"], [("a <*>", 0.5)]),
        (2, None, None, None, None, None),
        (3, f"mail to {EMAIL}", '{"a": 1}', {}, [], []),
        (4, "nothing", f'{{"password": "{PASSWORD}"}}', {"region": "eu"}, [], [("b", None)]),
        (5, "nothing", None, {"password": PASSWORD, "region": None}, [f"ask {EMAIL}"], [(f"to {EMAIL}", 1.0)]),
        (6, "", "no JSON", {"region": "eu"}, [None, "x"], [(None, None)]),
    ]
    found = {row["id"]: row.asDict(recursive=True) for row in rows_to_redact(frame(rows, SCHEMA), COLUMNS).collect()}
    assert sorted(found) == [3, 4, 5]
    assert found[3]["redacted_message"] == "mail to [email]"
    assert found[3]["message"] == f"mail to {EMAIL}"
    assert found[3]["redacted_metadata"] == '{"a": 1}'
    assert found[4]["redacted_metadata"] == '{"password": "[redacted]"}'
    assert found[5]["redacted_labels"] == {"password": "[redacted]", "region": None}
    assert found[5]["redacted_actions"] == ["ask [email]"]
    assert found[5]["redacted_explanations"] == [{"template": "to [email]", "share": 1.0}]


def test_fragments_come_from_templates_of_version_1_only(spark):
    message = f"the key {AWS} was refused"
    rows = [
        ("v1:1", template(message), message),
        ("v2:1", template(message), message),
        ("v1:2", "worker w<*>", "worker w7"),
    ]
    found = fragments_of_secrets(frame(rows, "template_hash string, template string, example_message string"))
    assert [row["fragment"] for row in found.collect()] == ["AKIAQZX<*>ABCDEF"]


def test_a_fragment_is_masked_wherever_it_stands(spark):
    rows = [("new pattern: the key AKIAQZX<*>ABCDEF was refused",), ("worker w<*>",)]
    found = rows_to_redact(frame(rows, "text string"), {"text": Form.PLAIN}, fragments=["AKIAQZX<*>ABCDEF"]).collect()
    assert [row["redacted_text"] for row in found] == ["new pattern: the key <*> was refused"]
