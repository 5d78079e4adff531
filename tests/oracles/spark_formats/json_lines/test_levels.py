"""Levels of JSON lines: under the names of real loggers, as words and as numbers; what is not known is Unknown."""

import json

import pytest

from faultbook.faults.severities import DEFAULT_SEVERITIES
from tests.oracles.spark_formats.json_lines.fields import FIELDS
from tests.oracles.spark_formats.json_lines.levels import NUMBERS, NUMBERS_UNDER
from tests.oracles.spark_formats.json_lines.lines import judged

T = {"timestamp": "2026-02-03T10:00:00Z", "message": "m"}

NAMES = (
    "LogLevel logLevel Severity SEVERITY level_name levelName severityLevel priority lvl @level level severity "
    "log.level levelname Level LEVEL PRIORITY severity_label"
)

# By hand, from the loggers' own documentation.
CASES = [
    *[({name: "Error"}, "Error", "Error") for name in NAMES.split()],
    ({"log": {"level": "ERROR"}}, "Error", "ERROR"),
    ({"LogLevel": "Critical"}, "Critical", "Critical"),
    ({"lvl": "eror"}, "Unknown", "eror"),
    ({"level": " Warn "}, "Warning", "Warn"),
    ({"level": "event"}, "Event", "event"),
    ({"@level": "trace"}, "Info", "trace"),
    # pino and bunyan
    ({"level": 10}, "Info", "10"),
    ({"level": 30}, "Info", "30"),
    ({"level": 40}, "Warning", "40"),
    ({"level": 50}, "Error", "50"),
    ({"level": "60"}, "Critical", "60"),
    ({"level": 35}, "Unknown", "35"),
    ({"level": 3}, "Unknown", "3"),
    ({"level": -1}, "Unknown", "-1"),
    # Monolog writes both
    ({"level": 400, "level_name": "ERROR"}, "Error", "ERROR"),
    ({"level": 250}, "Info", "250"),
    ({"level": 550}, "Critical", "550"),
    # Python
    ({"levelno": 40}, "Error", "40"),
    ({"levelno": 30, "levelname": "WARNING"}, "Warning", "WARNING"),
    # OpenTelemetry
    ({"severityNumber": 17}, "Error", "17"),
    ({"severityNumber": 20}, "Error", "20"),
    ({"severityNumber": 21}, "Critical", "21"),
    ({"severityNumber": 13, "severityText": ""}, "Warning", "13"),
    ({"SeverityNumber": 9, "SeverityText": "INFO"}, "Info", "INFO"),
    ({"severityNumber": 0}, "Unknown", "0"),
    ({"severityNumber": 25}, "Unknown", "25"),
    # syslog, journald
    ({"PRIORITY": "3"}, "Error", "3"),
    ({"PRIORITY": "6"}, "Info", "6"),
    ({"priority": 4}, "Warning", "4"),
    ({"priority": 0}, "Critical", "0"),
    ({"priority": 8}, "Unknown", "8"),
    ({"priority": "high"}, "Unknown", "high"),
    ({"severity": 3, "facility": 1}, "Error", "3"),
    ({"severity": 6, "severity_label": "Informational"}, "Info", "Informational"),
    ({"syslog_pri": 27}, "Error", "27"),
    ({"syslog_pri": 192}, "Unknown", "192"),
    ({"log": {"syslog": {"severity": {"code": 4}}}}, "Warning", "4"),
    # Google Cloud
    ({"severity": 500}, "Error", "500"),
    ({"severity": 0}, "Unknown", "0"),
    # Application Insights counts the other way round than syslog
    ({"severityLevel": 3}, "Error", "3"),
    ({"severityLevel": 1}, "Info", "1"),
    ({"severityLevel": 5}, "Unknown", "5"),
    # .NET
    ({"LogLevel": 4}, "Error", "4"),
    ({"LogLevel": 2}, "Info", "2"),
    # none, or none that can be read
    ({}, "Unknown", None),
    ({"level": None}, "Unknown", None),
    ({"level": "  "}, "Unknown", None),
    ({"level": "", "severity": "error"}, "Error", "error"),
    ({"level": True}, "Unknown", "true"),
    ({"level": {"a": 1}}, "Unknown", '{"a":1}'),
    ({"level": "Unknown"}, "Unknown", "Unknown"),
    # records of an access log have no level; those of a failure lack theirs
    ({"http_status": 200}, "Info", None),
    ({"http_status": 503, "http_method": "GET"}, "Info", None),
    ({"http": {"method": "GET"}}, "Info", None),
    ({"http_status": 503, "level": "eror"}, "Unknown", "eror"),
    ({"http_status": 500, "stack_trace": "at a.B"}, "Unknown", None),
    ({"http_status": 500, "error.type": "a.B"}, "Unknown", None),
]  # fmt: skip


def levels(objects, **rules):
    lines = [json.dumps(T | fields).encode() for fields in objects]
    rows = judged(lines, **rules).select("source_file", "verdict", "fields.severity", "fields.level").collect()
    return [(row["verdict"], row["severity"], row["level"]) for row in sorted(rows, key=lambda row: row["source_file"])]


def test_levels_are_read_as_their_loggers_mean_them(spark):
    found = levels([fields for fields, _, _ in CASES])
    expected = [("record", severity, level) for _, severity, level in CASES]
    assert [each for each in zip(CASES, found, strict=True) if each[1] != ("record", *each[0][1:])] == []
    assert found == expected


def test_an_own_setting_decides_what_words_and_numbers_mean(spark):
    own = {"Blocker": ["fatal"], "Major": ["error", "40"], "Minor": ["warn"], "Chatter": ["info", ""]}
    objects = [{"level": 60}, {"level": 50}, {"level": 40}, {"severityNumber": 13}, {"level": 20}, {}, {"level": "x"}]
    assert [severity for _, severity, _ in levels(objects, severities=own)] == [
        "Blocker", "Major", "Major", "Minor", "Unknown", "Chatter", "Unknown",
    ]  # fmt: skip


def test_names_that_hold_numbers_are_names_of_levels():
    assert set(NUMBERS_UNDER) <= set(FIELDS["level"])
    assert set(NUMBERS_UNDER.values()) == set(NUMBERS)


@pytest.mark.parametrize("whose", NUMBERS)
def test_every_number_has_a_word_of_the_default_setting(whose):
    known = {spelling for others in DEFAULT_SEVERITIES.values() for spelling in others}
    assert all(set(words) & known for words in NUMBERS[whose].values())


def test_levels_of_the_cases_are_those_of_their_lines(spark, fixture_file):
    found = {}
    for path in sorted(fixture_file("levels").glob("*.jsonl")):
        lines = path.read_bytes().splitlines()
        rows = judged(lines, max_line_bytes=10_000).select("source_file", "verdict", "fields.severity").collect()
        ordered = sorted(rows, key=lambda row: row["source_file"])
        assert {row["verdict"] for row in ordered} == {"record"}
        found[path.name] = [row["severity"] for row in ordered]
    assert found == {
        "hclog.jsonl": ["Error"],
        "levels.jsonl": ["Error", "Unknown", *["Error"] * 8],
        "net.jsonl": ["Error", "Critical"],
    }
