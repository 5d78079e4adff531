"""Examples: the three smallest by instant and event id, byte-identical lines once, secrets out."""

import random

from faultbook.tables import ERROR_TEMPLATES
from faultbook.transforms.records.examples import smallest_examples, template_examples
from tests.frames import frame

RECORD = (
    "timestamp timestamp, event_id string, message string, template_hash string, severity string, service string, "
    "error_code string, code_hint string, exception_type string, top_frames string, batch_id bigint"
)


def row(second, event, message="took 5 ms", template="v1:0", severity="Error"):
    return (f"2026-01-31T00:00:{second:02d}", event, message, template, severity, "api", "A-1", None, None, None, 1)


def test_the_three_smallest_are_kept_whatever_the_order_of_rows(spark):
    rows = [row(9, "z"), row(1, "b"), row(1, "a"), row(5, "c"), row(1, "a"), row(2, "d")]
    random.Random(3).shuffle(rows)
    found = template_examples(frame(rows, RECORD))
    assert found.columns == list(ERROR_TEMPLATES.column_names)
    assert sorted(row["example_event_id"] for row in found.collect()) == ["a", "b", "d"]


def test_each_severity_of_a_template_has_examples_of_its_own(spark):
    rows = [row(at, f"e{at}", severity=severity) for at in range(5) for severity in ("Error", "Warning")]
    found = template_examples(frame(rows, RECORD)).groupBy("severity").count().collect()
    assert {row["severity"]: row["count"] for row in found} == {"Error": 3, "Warning": 3}


def test_an_example_shows_its_template(spark):
    found = template_examples(frame([row(1, "a", "login of [email] failed after 31 s")], RECORD)).collect()[0]
    assert found["template"] == "login of <*> failed after <*>"
    assert found["example_message"] == "login of [email] failed after 31 s"


def test_examples_of_examples_are_the_examples_of_all(spark):
    rows = [row(at % 7, f"e{at % 11}") for at in range(40)]
    halves = [template_examples(frame(part, RECORD)) for part in (rows[:20], rows[20:])]
    both = smallest_examples(halves[0].unionByName(halves[1]))
    columns = ("example_timestamp", "example_event_id")
    assert sorted(both.select(*columns).collect()) == sorted(
        template_examples(frame(rows, RECORD)).select(*columns).collect()
    )
