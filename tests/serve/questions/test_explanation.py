"""All that is known of one pattern, from rows of a small lakehouse."""

from datetime import timedelta

import pytest

from faultbook.serve.questions import QUESTIONS
from faultbook.serve.questions.explanation import explain, over_represented
from faultbook.stores.errors import InvalidQuery
from tests.stores.small_lakehouse import NOON, make_lakehouse, store_of

HOUR = timedelta(hours=1)
OURS, OTHER = "v1:aa01", "v1:bb02"
RETIRED = "v1:cc03"
EARLIER, BROKEN = "v0:dd04", "v1:ee05"


def log(number: int, template: str, version: str, **more):
    return {
        "log_id": f"{template}{number}",
        "timestamp": NOON + number * HOUR,
        "service": "api",
        "template_hash": template,
        "severity": "Error",
        "environment": "prod",
        "message": "refused" if template == OURS else "fine",
        "labels": [("version", version), ("region", "eu")],
        "batch_id": 1,
        **more,
    }


def count(template: str, number: int, many: int):
    instant = NOON + number * HOUR
    return {
        "template_hash": template,
        "hour": instant,
        "first_occurrence": instant,
        "last_occurrence": instant,
        "occurrence_count": many,
        "service": "api",
        "severity": "Error",
        "error_code": "A-1",
        "batch_id": 1,
    }


def mapped(template: str, pattern: str, text: str):
    return {"template_hash": template, "pattern_id": pattern, "pattern": text, "template": text, "reason": "itself"}


def example(number: int, *, batch_id: int):
    return {
        "template_hash": OURS,
        "template": "refused by <*>",
        "example_timestamp": NOON + number * HOUR,
        "example_message": f"refused by {number}",
        "batch_id": batch_id,
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    ours = [log(number, OURS, "2.0", trace_id="t1" if number == 5 else None) for number in range(6)]
    others = [log(number, OTHER, "1.0", trace_id="t1" if number == 4 else None) for number in range(30)]
    folder = make_lakehouse(
        tmp_path_factory.mktemp("explained"),
        logs=ours + others,
        error_counts=[count(OURS, 0, 1), count(RETIRED, 1, 50), count(OTHER, 2, 30)],
        error_templates=[
            example(1, batch_id=1),
            example(2, batch_id=2),
        ],
        ingest_ledger=[{"batch_id": 1, "recorded_at": NOON + 90 * HOUR}],
        pattern_map=[
            mapped(OURS, OURS, "connection refused by <*>") | {"earlier_hashes": [EARLIER]},
            mapped(EARLIER, EARLIER, "refused"),
            mapped(RETIRED, OURS, "connection refused by <*>"),
            mapped(OTHER, OTHER, "connection closed by <*>"),
        ],
        pattern_pairs=[
            {"pattern_a": OURS, "pattern_b": OTHER, "joint_hours": 5, "hours_a": 6, "hours_b": 7, "surprise": 9.0},
            {"pattern_a": OURS, "pattern_b": "v1:gone", "joint_hours": 9, "surprise": 12.0},
        ],
        pattern_decisions=[
            {"decision_id": "1", "kind": "merge", "pattern_id": OURS, "other_id": RETIRED, "author": "ann"},
            {"decision_id": "2", "kind": "resolve", "pattern_id": OTHER, "author": "bob"},
            {"decision_id": "3", "kind": "merge", "pattern_id": BROKEN, "other_id": OURS, "author": "cy"},
            {"decision_id": "4", "kind": "rename", "pattern_id": EARLIER, "author": "dee"},
        ],
    )
    return store_of(folder)


def test_it_gathers_counts_builds_values_and_decisions(store):
    found = explain(store, OURS)

    assert (found.pattern["occurrence_count"], len(found.templates)) == (51, 2)
    assert list(found.hours.values()) == [1, 50]
    assert [(build["dimension"], build["value"]) for build in found.builds] == [("version", "2.0")]
    best = found.values[0]
    assert (best.dimension, best.value, best.pattern_count, best.share, best.lift) == ("version", "2.0", 6, 1.0, 6.0)
    assert "region" not in [value.dimension for value in found.values]
    assert [decision["author"] for decision in found.decisions] == ["ann", "cy", "dee"]
    assert [(row["pattern_id"], score) for row, score in found.similar] == [(OTHER, 0.5)]


def test_the_tool_and_the_page_agree(store):
    found = explain(store, OURS)
    pack = QUESTIONS["explain_pattern"].ask(store, {"pattern_id": OURS})

    assert [each.author for each in pack.decisions] == [row["author"] for row in found.decisions]
    assert [(each.value, each.share) for each in pack.goes_with] == [(each.value, each.share) for each in found.values]
    assert [each.pattern_id for each in pack.rises_with] == [row["companion_id"] for row in found.companions]
    assert tuple(pack.log_text.example_messages) == found.examples
    assert pack.onset == found.onset


def test_an_example_of_a_batch_that_is_not_complete_is_not_shown(store):
    assert explain(store, OURS).examples == ("refused by 1",)


@pytest.mark.parametrize(("name", "companion"), [(OURS, OTHER), (OTHER, OURS)])
def test_a_pattern_that_rises_with_it_is_named_from_both_sides(store, name, companion):
    assert [(row["companion_id"], row["joint_hours"]) for row in explain(store, name).companions] == [(companion, 5)]


def test_one_trace_is_walked_through_all_its_records(store):
    assert [step["record_id"] for step in explain(store, OURS).walk] == [f"{OTHER}4", f"{OURS}5"]


@pytest.mark.parametrize("name", [OURS, "v1:aa", "aa01", RETIRED, "cc"])
def test_every_id_that_a_pattern_ever_had_leads_to_it(store, name):
    assert explain(store, name).pattern["pattern_id"] == OURS


@pytest.mark.parametrize("name", ["", "v1:", "zz"])
def test_what_is_no_id_is_refused(store, name):
    with pytest.raises(InvalidQuery, match="show patterns"):
        explain(store, name)


def test_a_value_that_is_rare_by_chance_comes_last():
    def value(name, ours, all_of_it):
        return {
            "dimension": name,
            "value": "x",
            "pattern_count": ours,
            "pattern_total": 100,
            "value_count": all_of_it,
            "total": 10_000,
            "first_seen": NOON,
        }

    found = over_represented([value("rare", 3, 3), value("telling", 90, 400), value("everywhere", 100, 9_900)])

    assert [each.dimension for each in found] == ["telling", "rare"]
