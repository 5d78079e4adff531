"""Fields of an object: their places, values of their types, what stays in the metadata."""

import json
from dataclasses import replace

import pytest

from faultbook.formats.checking import EXAMPLE_OPTIONS as OPTIONS
from faultbook.formats.json_fields.names import FIELDS
from faultbook.formats.json_fields.plans import plan_of
from faultbook.formats.json_fields.stamps import Stamps
from faultbook.formats.json_fields.values import double_of, endpoint_of, int_of, rendered
from faultbook.formats.json_lines import JSON_LINES
from tests.formats.reading import read

ALL_NAMES = {name for names in FIELDS.values() for name in names}
NOON = {"time": "2026-02-03T12:00:00Z", "msg": "m"}


def fields_of(found, **more):
    (record,) = read(JSON_LINES, [json.dumps({**found, **more})]).records
    return record.fields


def test_no_name_is_that_of_two_fields():
    names = [name for others in FIELDS.values() for name in others]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_found_under_each_of_its_names(field):
    value = {"timestamp": "2026-02-03T12:00:00Z", "labels": {"a": "b"}, "source_line": 7, "http_status": 503}
    value |= {"http_duration_ms": 12.5, "error_code": "E-7", "http_endpoint": "/a"}
    for name in FIELDS[field]:
        given = value.get(field, "v")
        for part in reversed(name.split("/")[1:]):
            given = {part: given}
        found = {name.split("/")[0]: given, **({} if field == "timestamp" else {"timestamp": NOON["time"]})}
        fields = fields_of({**({} if field == "message" else {"message": "m"}), **found})
        expected = 1_770_120_000_000_000 if field == "timestamp" else value.get(field, "v")
        assert fields[field] == expected, name
        if name.split("/")[0] not in ALL_NAMES - {name}:
            assert ("metadata" in fields) == ("/" in name), name


@pytest.mark.parametrize(
    ("more", "field", "value", "metadata"),
    [
        ({"status_code": "many"}, "http_status", None, {"status_code": "many"}),
        ({"status_code": " 200 "}, "http_status", 200, None),
        ({"status_code": 2**31}, "http_status", None, {"status_code": 2**31}),
        ({"duration_ms": "NaN"}, "http_duration_ms", None, {"duration_ms": "NaN"}),
        ({"labels": ["a"]}, "labels", None, {"labels": ["a"]}),
        ({"labels": {"a": 1.5, "b": None}}, "labels", {"a": "1.5", "b": None}, None),
        ({"host": ""}, "host", None, {"host": ""}),
        ({"host": None, "hostname": "h"}, "host", "h", {"host": None}),
        ({"error_code": 503}, "error_code", None, {"error_code": 503}),
        ({"url": {"path": "/a"}}, "http_endpoint", "/a", {"url": {"path": "/a"}}),
        ({"http_endpoint": "/a/4711?x"}, "http_endpoint", "/a/<*>", {"http_endpoint": "/a/4711?x"}),
        ({"properties": '{"message":"x"}'}, "message", "m", {"properties": '{"message":"x"}'}),
    ],
)
def test_a_value_that_is_not_of_its_type_stays_in_the_metadata(more, field, value, metadata):
    fields = fields_of(NOON, **more)
    assert (fields.get(field), json.loads(fields.get("metadata", "null"))) == (value, metadata)


@pytest.mark.parametrize(
    ("value", "micros"),
    [
        ("2026-02-03T12:00:00Z", 1_770_120_000_000_000),
        (" 2026-02-03T12:00:00.5Z ", 1_770_120_000_500_000),
        ("2026-02-03T12:00:00.123456789Z", 1_770_120_000_123_456),
        ("2026-02-03T12:00:00.1234567890Z", None),
        ("2026-02-03T12:00:60Z", None),
        ("2026-02-03T12:00:0Z", None),
        ("2026-02-03T12:00:00.Z", None),
        ("2026-02-03T12:00:000Z", None),
        ("2026-02-03T12:00:00,5Z", 1_770_120_000_500_000),
        ("2026-02-03T12:00:00+01Z", 1_770_116_400_000_000),
        ("2026-02-03T12:00:0²Z", None),
        ("2026-02-03T12:00:00.²Z", None),
        ("2026-02-03T12:00:00", 1_770_116_400_000_000),
        ({"seconds": "1770120000", "nanos": 5_000}, 1_770_120_000_000_005),
        ({"epochSecond": 1_770_120_000, "nanoOfSecond": -1}, None),
        ({"seconds": 12}, None),
        ({"date": "2026-02-03 12:00:00", "timezone": "+01:00"}, 1_770_116_400_000_000),
        ({"date": "2026-02-03 12:00:00", "timezone": "UTC"}, 1_770_120_000_000_000),
        ({"date": "2026-02-03 12:00:00", "timezone": "no/zone"}, 1_770_116_400_000_000),
        ({"date": "2026-02-03 12:00:00", "timezone": "../x"}, 1_770_116_400_000_000),
        ({"date": 7}, None), ({}, None), ([], None), (True, None), (-1, None), (10**400, None), (1e300, None),
    ],
)  # fmt: skip
def test_instants(value, micros):
    stamps = Stamps("Europe/Berlin")
    stamps.of_value("2026-02-03T12:00:59Z")
    assert [stamps.of_value(value), stamps.of_value(value)] == [micros, micros]


@pytest.mark.parametrize("text", ["", "x", "1.5", "0x1", "1e3", "1_0", "٣", "9" * 5_000, "--1"])
def test_what_is_no_whole_number(text):
    assert int_of(text) is None


@pytest.mark.parametrize("text", ["", "x", "inf", "nan", "1_0", "0x1p3", "1e999", "1d", "٣", "9" * 5_000])
def test_what_is_no_number(text):
    assert double_of(text) is None


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("https://a.example/v1/orders/4711?full=1", "/v1/orders/<*>"),
        ("/u/ann@example.com/x#y", "/u/<*>/x"),
        ("/a/4bf92f35-77b3-4da6-a3ce-929d0e0e4736", "/a/<*>"),
        ("/a/deadbeef1", "/a/<*>"),
        ("/facade/x", "/facade/x"),
        ("https://a.example", ""),
    ],
)
def test_a_path_is_without_its_ids(target, path):
    assert endpoint_of(target) == path


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("no hole", "no hole"), ("{A} {B:0.0} {@C,-5} {$D}", '1 2.5 {"x":1} {$D}'), ("{{A}} {", "{A} {"), ("{A b}",
        "{A b}"),
    ],
)  # fmt: skip
def test_a_template_is_filled_with_its_values(template, text):
    assert rendered(template, {"A": 1, "B": 2.5, "C": {"x": 1}, "D": None}) == text


def test_a_service_that_is_set_leaves_that_of_the_line_in_the_metadata():
    options = replace(OPTIONS, service="set")
    (record,) = read(JSON_LINES, [json.dumps({**NOON, "service": "own", "x": 1})], options).records
    assert json.loads(record.fields["metadata"]) == {"service": "own", "x": 1}


def test_the_text_of_a_line_is_that_of_its_first_part_alone():
    line = json.dumps({"records": [{"x": 1}, {**NOON, "x": 2}, {**NOON, "x": 3.50}], "y": 1})
    found = read(JSON_LINES, [line])
    assert [(record.part, record.lines, record.text) for record in found.records] == [
        (1, 1, line),
        (2, 0, '{"y":1,"time":"2026-02-03T12:00:00Z","msg":"m","x":3.5}'),
    ]
    assert [(reject.part, reject.text) for reject in found.rejects] == [(0, '{"y":1,"x":1}')]


def test_plans_of_hostile_names_are_forgotten():
    lines = [json.dumps({**NOON, f"x{number}": 1}) for number in range(5_000)]
    assert len(read(JSON_LINES, lines, OPTIONS).records) == 5_000
    assert plan_of((), None).stamps == ()
