"""The shipped definitions: each is valid and reads its own examples; files are detected as theirs."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.formats import shipped_definition
from faultbook.formats.patterns.shipped import definition_formats, shipped_text
from faultbook.formats.port import ReadOptions, Record, Sample

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WRITTEN = (datetime(2026, 2, 3, 12, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
"""When the files of all examples were written."""
FORMATS = definition_formats()
EXAMPLES = [(format_, example) for format_ in FORMATS for example in format_.examples()]
PLACE = ("line", "lines")
# A sample names no zone, so that an abbreviation which is three zones is no instant in it.
DETECTABLE = [(each, ex) for each, ex in EXAMPLES if not ex.hostile and " IST " not in ex.text]


def comparable(name, value):
    if name == "timestamp":
        return (datetime.fromisoformat(value) - EPOCH) // timedelta(microseconds=1)
    return value


@pytest.mark.parametrize(("format_", "example"), EXAMPLES, ids=[f"{each.name}: {ex.about}" for each, ex in EXAMPLES])
def test_the_examples(format_, example):
    reader = format_.reader(ReadOptions(DEFAULT_SEVERITIES, ".*", zone=example.zone, file_time=WRITTEN))
    lines = example.text.split("\n")[: -1 if example.text.endswith("\n") else None]
    results = [*reader.read(lines, 1), *reader.end()]
    records = [found for found in results if isinstance(found, Record)]
    rejects = [(found.line, found.reason) for found in results if not isinstance(found, Record)]
    assert rejects == list(example.rejects)
    assert len(records) == len(example.records)
    for expected, record in zip(example.records, records, strict=True):
        found = {name: getattr(record, name) if name in PLACE else record.fields.get(name) for name in expected}
        assert found == {name: comparable(name, value) for name, value in expected.items()}
    assert reader.blanks + sum(record.lines for record in records) + len(rejects) == len(lines)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda each: each.name)
def test_each_has_five_examples_and_a_hostile_one(format_):
    examples = format_.examples()
    assert len(examples) >= 5
    assert any(example.hostile for example in examples)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda each: each.name)
def test_each_file_is_a_definition(format_):
    text = shipped_text(format_.name)
    definition = Definition.model_validate(yaml.safe_load(text))
    assert (definition.name, definition.about) == (format_.name, format_.about)


def test_they_are_in_the_order_of_their_ranks():
    ranks = [shipped_definition(each.name).rank for each in FORMATS]
    assert ranks == sorted(ranks)


def detected(lines):
    """The preferred of the formats that explain most of the lines, and how much."""
    sample = Sample("file", [line for line in lines if line.strip()])
    found = [(each.confidence(sample), -place, each.name) for place, each in enumerate(FORMATS)]
    share, _, name = max(found)
    return name, share


@pytest.mark.parametrize(
    ("format_", "example"),
    DETECTABLE,
    ids=[f"{each.name}: {ex.about}" for each, ex in DETECTABLE],
)
def test_examples_are_detected_as_their_own(format_, example):
    name, share = detected(example.text.split("\n"))
    allowed = {format_.name}
    if "Spark's console" in example.about:
        allowed.add("databricks_driver")
    if format_.name == "timestamped":
        allowed |= {each.name for each in FORMATS}
    assert name in allowed
    assert share >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "plain words\nand more of them",
        '{"timestamp": "2026-02-03T10:00:00Z", "level": "error", "message": "x"}',
        "level=error msg=x",
        "timestamp,code,file,severity,message",
        'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x',
    ],
)
def test_other_text_is_none_of_them(text):
    shares = {each.name: each.confidence(Sample("file", text.split("\n"))) for each in FORMATS}
    assert {name: share for name, share in shares.items() if share} == {}


def test_detection_is_fast():
    lines = [line for _, example in EXAMPLES for line in example.text.split("\n") if line.strip()]
    for sample, most in ((Sample("many", lines[:200]), 0.010), (Sample("few", lines[60:70]), 0.001)):
        took = []
        for _ in range(5):
            begun = time.process_time()
            for format_ in FORMATS:
                format_.confidence(sample)
            took.append(time.process_time() - begun)
        assert min(took) < most * 3, sample.name
