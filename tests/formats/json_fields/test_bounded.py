"""A line of a megabyte is read in bounded time and memory, whatever it repeats; metadata are objects."""

import json

import pytest

from faultbook.formats.json_documents import JSON_DOCUMENTS
from faultbook.formats.json_lines import JSON_LINES
from faultbook.formats.metadata import joined_objects
from faultbook.formats.otlp import OTLP
from tests.formats.reading import read

TIME = "2026-02-03T10:00:00Z"
LONG = "x" * 200_000
INEXACT = f'{{"timestamp":"{TIME}","message":"m","n":1e5}}'


def test_a_template_does_not_multiply_its_values():
    line = json.dumps({"@t": TIME, "@mt": "{x}" * 100_000, "x": LONG})
    (record,) = read(JSON_LINES, [line]).records
    assert record.fields["message"].startswith(LONG)
    assert len(record.fields["message"]) < 2_000_000


def of_envelope(count):
    return json.dumps({"subscription": LONG, "records": [{"time": TIME, "message": "m"}] * count})


def of_resource(count):
    record = {"timeUnixNano": "1770120000000000000", "body": {"stringValue": "m"}}
    resource = {"attributes": [{"key": "k", "value": {"stringValue": LONG}}]}
    return json.dumps({"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [record] * count}]}]})


def of_scope(count):
    record = {"timeUnixNano": "1770120000000000000", "body": {"stringValue": "m"}}
    return json.dumps({"resourceLogs": [{"scopeLogs": [{"scope": {"version": LONG}, "logRecords": [record] * count}]}]})


@pytest.mark.parametrize(
    ("format_", "line"),
    [(JSON_LINES, of_envelope), (OTLP, of_resource), (OTLP, of_scope)],
    ids=["envelope", "resource", "scope"],
)
@pytest.mark.parametrize(("count", "having"), [(10, 10), (3_000, 1)])
def test_what_many_records_share_is_with_each_only_where_that_is_bounded(format_, line, count, having):
    records = read(format_, [line(count)]).records
    assert len(records) == count
    assert LONG in records[0].fields["metadata"]
    assert sum(LONG in (record.fields.get("metadata") or "") for record in records) == having


@pytest.mark.parametrize(
    "text",
    [
        f"[\n{INEXACT},\n{INEXACT}\n]",
        f"{INEXACT}{INEXACT}",
        f"[{INEXACT},{INEXACT}]",
        INEXACT.replace(",", ",\n") + ",{\n" + INEXACT[1:],
        f'{{\n"a": [\n{INEXACT},\n{INEXACT}',
    ],
)
def test_metadata_of_documents_are_objects(text):
    records = read(JSON_DOCUMENTS, text.split("\n")).records
    assert len(records) == 2
    for record in records:
        found = json.loads(joined_objects('{"namespace":"n"}', record.fields["metadata"]))
        assert found["namespace"] == "n"
        assert "1e5" in record.fields["metadata"] or "100000" in record.fields["metadata"]
