"""Searches become arguments of questions: values as values, times as spans, and refusals with their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.serve.console.filters import InvalidFilter, quoted
from faultbook.serve.console.vocabulary import (
    ALL,
    ANOMALIES,
    COST,
    EVENTS,
    FILE,
    FILES,
    INCIDENTS,
    OPPORTUNITIES,
    OUTBOX,
    PATTERNS,
    QUERIES,
    RECORDS,
    REPORTS,
    RULES,
    SOURCES,
)
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.questions.arguments import checked

QUESTION_OF = (
    (RECORDS, "find_records", {}),
    (PATTERNS, "list_patterns", {}),
    (FILES, "list_files", {}),
    (FILE, "get_file_errors", {"file_path": "a.py"}),
    (ANOMALIES, "list_anomalies", {}),
    (EVENTS, "list_failures", {}),
    (INCIDENTS, "list_incidents", {}),
    (OUTBOX, "list_deliveries", {}),
    (RULES, "list_rules", {}),
    (SOURCES, "source_health", {}),
    (COST, "get_cost_breakdown", {}),
    (COST, "failed_run_cost", {}),
    (QUERIES, "get_query_performance", {}),
    (OPPORTUNITIES, "list_opportunities", {}),
    (REPORTS, "list_reports", {}),
)

SEARCHES = [
    (RECORDS, "code:CC-3005 -service:checkout", {"error_code": "CC-3005", "not_service": "checkout"}),
    (RECORDS, 'timed out -"retry" sev', None),
    (RECORDS, "timed out", {"message_contains": "timed out"}),
    (RECORDS, "env:prod level:error", {"environment": "prod", "severity": "error"}),
    (RECORDS, "time:2026-03-01", {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z"}),
    (RECORDS, "time:2026-03-01T08:00", {"since": "2026-03-01T08:00:00Z", "until": "2026-03-01T09:00:00Z"}),
    (RECORDS, "time:2026-03-01..2026-03-02", {"since": "2026-03-01T00:00:00Z", "until": "2026-03-03T00:00:00Z"}),
    (RECORDS, "time:2026-03-01..2026-03-02T06:00", {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T06:00:00Z"}),
    (RECORDS, "time:>=2026-03-01T01:00+01:00", {"since": "2026-03-01T00:00:00Z"}),
    (RECORDS, "time:<2026-03-01", {"until": "2026-03-01T00:00:00Z"}),
    (RECORDS, "time:9999-12-31", {"since": "9999-12-31T00:00:00Z", "until": "9999-12-31T00:00:00Z"}),
    (QUERIES, "duration:>=5s status:FAILED", {"least_duration_ms": "5000", "execution_status": "FAILED"}),
    (QUERIES, "duration:>=2m", {"least_duration_ms": "120000"}),
    (PATTERNS, "state:new broken", {"state": "new", "text_contains": "broken"}),
    (ANOMALIES, "type:error_spike", {"anomaly_type": "error_spike"}),
]

REFUSED = [
    (RECORDS, "servce:x", 0, "Did you mean service?"),
    (RECORDS, "-servce:x", 1, "Did you mean service?"),
    (RECORDS, "http://x", 0, "Quote a text with a colon"),
    (RECORDS, "code:a code:b", 7, "given twice"),
    (RECORDS, 'a "b"', 2, "given twice"),
    (RECORDS, "time:>=2026-03-01 time:2026-03-02", 18, "given twice"),
    (RECORDS, "time:yesterday", 0, "neither a day as in"),
    (RECORDS, "time:2026-03-02..2026-03-01", 0, "ends before it begins"),
    (RECORDS, "time:<=2026-03-01", 0, "takes >= and <"),
    (RECORDS, "-time:2026-03-01", 0, "cannot be negated"),
    (RECORDS, "code:a..b", 0, "no range"),
    (PATTERNS, "-state:new", 0, "cannot be excluded"),
    (PATTERNS, '-"x"', 0, "cannot be excluded"),
    (COST, "dear", 0, "cannot be searched for"),
    (QUERIES, "duration:5s", 0, "takes >="),
    (QUERIES, "duration:>=soon", 0, "takes >="),
]


@pytest.mark.parametrize(("vocabulary", "text", "arguments"), SEARCHES)
def test_a_search_sets_these_arguments(vocabulary, text, arguments):
    if arguments is None:
        with pytest.raises(InvalidFilter):
            vocabulary.arguments(text)
        return
    assert vocabulary.arguments(text) == arguments


@pytest.mark.parametrize(("vocabulary", "text", "at", "words"), REFUSED)
def test_a_search_is_refused_with_its_place(vocabulary, text, at, words):
    with pytest.raises(InvalidFilter) as wrong:
        vocabulary.arguments(text)
    assert words in str(wrong.value)
    assert wrong.value.at == at


def test_every_field_is_an_argument_of_the_pages_question():
    assert {id(vocabulary) for vocabulary, _, _ in QUESTION_OF} == {id(vocabulary) for vocabulary in ALL}
    for vocabulary, name, _ in QUESTION_OF:
        fields = vocabulary.fields.values()
        set_by = {each for field in fields for each in (field.equal, field.unequal) if each}
        set_by |= {each for each in (vocabulary.text, vocabulary.not_text) if each}
        set_by |= {"since", "until"} if any(field.kind == "time" for field in fields) else set()
        assert set_by <= set(QUESTIONS[name].arguments.model_fields)


@pytest.mark.parametrize(("vocabulary", "name", "needed"), QUESTION_OF)
def test_the_example_in_the_field_is_a_valid_search(vocabulary, name, needed):
    arguments = vocabulary.arguments(vocabulary.example)
    assert arguments
    checked(QUESTIONS[name].arguments, {**needed, **arguments})


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_a_value_arrives_as_it_was_typed(value):
    assert RECORDS.arguments(f"service:{quoted(value)}") == {"service": value}
    assert RECORDS.arguments(f"-{quoted(value)}") == {"not_message_contains": value}
