"""Which of the JSON formats explains a file, and the cases of real logs."""

import json

import pytest

from faultbook.formats.checking import lines_of
from faultbook.formats.json_documents import JSON_DOCUMENTS
from faultbook.formats.json_lines import JSON_LINES
from faultbook.formats.otlp import OTLP
from faultbook.formats.port import Sample, is_blank
from tests.formats.reading import read

FORMATS = {each.name: each for each in (OTLP, JSON_LINES, JSON_DOCUMENTS)}
LINE = {"time": "2026-02-03T12:00:00Z", "msg": "m", "more": {"a": [1, 2]}}
OTHERS = (
    "2026-02-03T12:00:00Z ERROR x", "[2026-02-03 12:00:00] ERROR x", "[main] INFO x", "level=error msg=x", "{0} of {1}",
    "<13>Feb  3 12:00:00 h app: {}", "2026-02-03T12:00:00Z\tA-1\ta.py\tError\tm", "[1, 2]", '["a"]', "{'a': 1}",
)  # fmt: skip


def sample(text):
    return Sample("a.log", [line for line in lines_of(text) if not is_blank(line)], whole=True)


def best(text):
    shares = {name: each.confidence(sample(text)) for name, each in FORMATS.items()}
    name = max(shares, key=lambda name: shares[name])
    return (name, shares[name]) if shares[name] else (None, 0.0)


@pytest.mark.parametrize("name", FORMATS)
def test_the_examples_of_a_format_are_detected_as_its_own(name):
    for example in FORMATS[name].examples():
        if not example.hostile:
            found, share = best(example.text)
            assert found == name, example.about
            assert share > 0.9, example.about


@pytest.mark.parametrize("line", OTHERS)
def test_other_text_is_none_of_them(line):
    assert best(f"{line}\n{line}") == (None, 0.0)
    # One such line among others is no beginning of a document.
    assert best(f"{line}\n{json.dumps(LINE)}\n{json.dumps(LINE)}\n")[0] in ("json_lines", "json")


@pytest.mark.parametrize("objects", [1, 2, 40])
def test_forms_of_the_same_objects(objects):
    found = [LINE] * objects
    assert best("\n".join(json.dumps(each) for each in found)) == ("json_lines", 1.0)
    for text in (
        "\n".join(json.dumps(each, indent=2) for each in found),
        json.dumps(found, indent=2),
        json.dumps(found),
    ):
        name, share = best(text)
        assert (name, share > 0.9) == ("json", True)
        read_back = read(JSON_DOCUMENTS, lines_of(text))
        assert [record.fields["message"] for record in read_back.records] == ["m"] * objects
        assert (read_back.rejects, read_back.lines) == ([], len(lines_of(text)))


def test_objects_that_are_no_records_count_half():
    assert JSON_LINES.confidence(sample('{"a":1}\n{"b":2}')) == 0.5
    assert JSON_LINES.confidence(sample("plain\ntext")) == 0.0
    assert JSON_LINES.confidence(Sample("empty", [])) == 0.0
    assert JSON_DOCUMENTS.confidence(Sample("empty", [])) == 0.0
    assert OTLP.confidence(Sample("empty", [])) == 0.0


def test_the_beginning_of_a_long_object_is_a_document():
    text = json.dumps({"time": "2026-02-03T12:00:00Z", "items": [{"a": "b", "c": 1}] * 100}, indent=2)
    cut = "\n".join(lines_of(text)[:150])
    assert best(cut)[0] == "json"


CASES = {
    "15/zap.jsonl": ["Error"] * 3,
    "17/clef.jsonl": ["Error"] * 2,
    "20/pino.jsonl": ["Error"] * 2,
    "22/otlp.jsonl": ["Error"] * 2,
    "24/spark.jsonl": ["Error"] * 2,
    "25/appexceptions.jsonl": ["Error"],
    "27/log4j-active.log": ["Error"] * 3,
    "38/go.jsonl": ["Error"] * 5,
}


@pytest.mark.parametrize("case", CASES)
def test_the_cases_are_read(fixture_file, case):
    text = fixture_file(f"cases/{case}").read_text("utf-8")
    name, share = best(text)
    assert (name, share) == ("otlp" if "otlp" in case else "json_lines", 1.0)
    found = read(FORMATS[name], lines_of(text))
    assert [record.fields["severity"] for record in found.records] == CASES[case]
    assert found.rejects == []
    if case.startswith(("15", "38")):
        assert not any("exception_type" in record.fields or "error_code" in record.fields for record in found.records)
        assert {record.fields["timestamp"] // 10**10 for record in found.records} <= {174351, 177011}
    if case.startswith("22"):
        assert {record.fields["service"] for record in found.records} == {"pay"}


@pytest.mark.parametrize("indent", [1, 2, 4])
def test_a_file_that_begins_anywhere_in_a_document(indent):
    found = {"msg": "m, {", "level": 30, "more": {"a": {}, "b": [1, 2]}, "time": "2026-02-03T12:00:00Z", "ok": True}
    for text in (
        "\n".join([json.dumps(found, indent=indent)] * 8),
        json.dumps([found] * 8, indent=indent),
        "[\n" + "\n,\n".join([json.dumps(found, indent=indent)] * 8) + "\n]",
    ):
        begins = text.index("{", 2 + len(json.dumps(found, indent=indent)))
        names = {
            place: best(text[place:])[0] for place in range(begins, begins + len(json.dumps(found, indent=indent)))
        }
        assert {place: text[place : place + 30] for place, name in names.items() if name != "json"} == {}
