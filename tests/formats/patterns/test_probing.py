"""Patterns that would take time without end are found by trial; none that is shipped needs more than linear time."""

import pytest
from pydantic import ValidationError

from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.formats import shipped_definition
from faultbook.formats.patterns.probing import slow_text
from faultbook.formats.patterns.shipped import definition_formats
from faultbook.formats.patterns.timestamps import timestamp_format


@pytest.mark.parametrize(
    "pattern",
    [
        "(?<a>(?:a+)+)b",
        r"(\w+\s?)*:",
        r"(?<s>[\w:]+\{.*?\}(?::[\w:]+\{.*?\})*): z",
        r"(.*),(.*),(.*),(.*),(.*)x",
        r"x(?:y|(?:%{WORD}+,?)+) end",
    ],
)
def test_what_takes_without_end_is_found(pattern):
    assert slow_text(pattern) is not None
    with pytest.raises(ValidationError, match="takes more than"):
        Definition.model_validate({"name": "own", "about": "x", "patterns": [pattern]})


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:\w+\.)*\w+: (?<message>.*)",
        "%{DATA:a} %{DATA:b} (?<message>.*)",
        r"\[%{DATA:thread_name}\] %{LOGLEVEL:level} +%{GREEDYDATA:message}",
        r"%{IPORHOST:host} %{QS:q} (?<message>.*)",
    ],
)
def test_what_people_write_is_not(pattern):
    assert slow_text(pattern) is None


@pytest.mark.parametrize("name", [each.name for each in definition_formats()])
def test_shipped_patterns_take_linear_time(name):
    definition = shipped_definition(name)
    for entry in definition.patterns:
        formats = definition.formats_of(entry)
        timestamp = timestamp_format(formats[0]).regex if formats else None
        # Where time grows with the square of the length, this takes 0.05 seconds and more.
        assert slow_text(entry.regex, timestamp, longest=3_000, seconds=0.03) is None
