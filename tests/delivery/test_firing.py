"""Why a rule fired, in a sentence."""

from datetime import timedelta

import pytest

from faultbook.catalog.rule_frames import FRAMES
from faultbook.delivery.firing import LONGEST_CONDITION, span_text, why, window_of_rule
from faultbook.incidents.journal import Entry, Kind
from faultbook.rules.reading import read_rules
from tests.incidents.nights import at

EVENTS = """
title: A run failed
name: run_failed
level: high
logsource: {category: failures}
detection:
  failed: {kind: [run, task_run], state: failed}
  known: {job_name: sandbox}
  condition: failed and not known
---
title: Many runs failed
name: many
level: high
correlation:
  type: CORRELATION
  rules: [run_failed]
  group-by: [job_name]
  timespan: 10m
  condition: {CONDITION}
"""


def rules(correlation: str = "event_count", condition: str = "gte: 5"):
    text = EVENTS.replace("CORRELATION", correlation).replace("CONDITION", condition)
    return {read.rule.name: read.rule for read in read_rules(text, "own.yml", FRAMES).rules}


def occurred(events: int, first: float = 0, last: float = 0) -> Entry:
    spans = {"first_at": at(minutes=first), "last_at": at(minutes=last)}
    return Entry("e", "inc-1", 1, Kind.OCCURRED, at(), at(), "run_failed", events=events, **spans)


def test_a_rule_without_a_window_fires_where_its_condition_holds():
    rule = rules()["run_failed"]
    assert window_of_rule(rule) is None
    assert why(rule, occurred(1)) == (
        "fires where kind is 'run' or 'task_run' and state is 'failed' and not (job_name is 'sandbox'); "
        "it began with 1 event at 00:00 UTC"
    )


@pytest.mark.parametrize(
    ("kind", "condition", "sentence"),
    [
        ("event_count", "gte: 5", "5 or more events of run_failed"),
        ("event_count", "gt: 5", "more than 5 events of run_failed"),
        ("value_count", "field: run_id, gte: 3", "3 or more different values of run_id in events of run_failed"),
    ],
)
def test_a_rule_with_a_window_fires_at_its_count(kind: str, condition: str, sentence: str):
    rule = rules(kind, condition)["many"]
    assert window_of_rule(rule) == timedelta(minutes=10)
    assert why(rule, occurred(7, last=4)) == (
        f"fires at {sentence} with the same job_name within 10m; it began with 7 events from 00:00 to 00:04 UTC"
    )


def test_a_rule_whose_beginning_is_not_stored_is_explained_without_it():
    assert why(rules()["many"], None) == "fires at 5 or more events of run_failed with the same job_name within 10m"


def test_a_long_condition_is_cut_between_words():
    text = EVENTS.replace("sandbox", "[" + ", ".join(f"job{number}" for number in range(200)) + "]")
    [rule, *_] = [read.rule for read in read_rules(text, "own.yml", FRAMES).rules]
    words = why(rule, None)
    assert words.endswith(" ...") and len(words) < LONGEST_CONDITION + 30


def test_spans_have_the_largest_unit_that_divides_them():
    spans = (timedelta(days=2), timedelta(hours=36), timedelta(minutes=10), timedelta(seconds=90), timedelta())
    assert [span_text(span) for span in spans] == ["2d", "36h", "10m", "90s", "0s"]
