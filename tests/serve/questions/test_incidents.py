"""Questions about incidents and rules over the seeded lakehouse: filters, ids, time lines, events, figures."""

from datetime import timedelta
from decimal import Decimal

import pytest

from faultbook.serve.questions import QUESTIONS
from faultbook.serve.questions.incident_rows import HOURS
from faultbook.stores.errors import InvalidQuery
from tests.stores.planted_failures import AT, BY_FOUR, planted_failures
from tests.stores.planted_incidents import (
    BROKEN_RULE,
    EARLIER,
    HOSTILE_INCIDENT,
    LOST,
    MERGED,
    QUIET_RULE,
    RULE,
    SILENT_RULE,
    entry,
    incident,
    match,
    planted_incidents,
    run,
)
from tests.stores.seeded_lakehouse import seeded_store
from tests.stores.small_lakehouse import append, make_lakehouse, store_of
from tests.transforms.views.costs import START


@pytest.fixture(scope="module")
def store(seeded):
    return seeded_store(seeded)


def ask(store, name, **arguments):
    return QUESTIONS[name].ask(store, arguments)


def ids(store, **arguments) -> list[str]:
    return [row.incident_id for row in ask(store, "list_incidents", **arguments).rows]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [MERGED, LOST, HOSTILE_INCIDENT, EARLIER]),
        ({"order": "worst"}, [LOST, EARLIER, MERGED, HOSTILE_INCIDENT]),
        ({"state": "active"}, [LOST, HOSTILE_INCIDENT]),
        ({"state": "resolved"}, [EARLIER]),
        ({"severity": "Sev0"}, [LOST, EARLIER]),
        ({"service": "checkout", "environment": "prod"}, [LOST, EARLIER]),
        ({"rule": QUIET_RULE}, [HOSTILE_INCIDENT]),
        ({"owner": "team-shop"}, [LOST]),
        ({"owner": "ada"}, [EARLIER]),
        ({"text": "SPOT instance"}, [LOST]),
        ({"text": "0a1b2c"}, [LOST]),
        ({"muted": "no", "state": "active"}, [LOST]),
        ({"muted": "yes"}, [HOSTILE_INCIDENT]),
        ({"since": AT.isoformat()}, [MERGED, LOST]),
        ({"until": AT.isoformat()}, [HOSTILE_INCIDENT, EARLIER]),
    ],
)
def test_incidents_are_found_by(store, given, expected):
    assert ids(store, **given) == expected


def test_a_severity_that_nobody_knows_is_refused(store):
    with pytest.raises(InvalidQuery, match="critical, high, medium, low, info"):
        ask(store, "list_incidents", severity="dire")


def test_hours_end_with_the_newest_run_and_count_every_event(store):
    row = next(row for row in ask(store, "list_incidents").rows if row.incident_id == LOST)
    # The newest run was three hours after AT: two events in the hour of AT, one in the next.
    assert row.hours == [0] * (HOURS - 4) + [2, 1, 0, 0]


@pytest.mark.parametrize("name", [LOST, "inc-0a1b2c", "0a1b2c3d"])
def test_an_incident_is_found_by_its_id_or_its_beginning(store, name):
    assert ask(store, "get_incident", incident_id=name).incident_id == LOST


def test_a_beginning_of_several_ids_is_refused_with_them(store):
    with pytest.raises(InvalidQuery, match="several ids") as wrong:
        ask(store, "get_incident", incident_id="inc-0a1b")
    assert LOST in str(wrong.value) and HOSTILE_INCIDENT in str(wrong.value)


def test_an_unknown_id_is_refused_with_the_nearest(store):
    with pytest.raises(InvalidQuery, match="nearest ids") as wrong:
        ask(store, "get_incident", incident_id="inc-0a1b2c3d4e5f6072")
    assert LOST in str(wrong.value)


def test_a_time_line_is_in_order_and_joins_the_events_of_an_hour(store):
    found = ask(store, "get_incident", incident_id=LOST)
    assert [(entry.kind, entry.events) for entry in found.timeline] == [
        ("opened", 0), ("followed", 0), ("occurred", 2), ("escalated", 0), ("occurred", 1),
    ]  # fmt: skip
    assert sum(entry.events for entry in found.timeline) == found.occurrence_count
    assert found.timeline[2].last_at == AT + timedelta(minutes=10)
    assert (found.note, found.follows_id) == (None, EARLIER)


def test_a_long_time_line_keeps_its_newest_entries_and_its_beginning(store):
    found = ask(store, "get_incident", incident_id=LOST, entries=2)
    assert [entry.kind for entry in found.timeline] == ["opened", "occurred"]
    assert found.note.startswith("3 older entries")


def test_similar_incidents_are_earlier_ones(store):
    found = ask(store, "get_incident", incident_id=LOST)
    assert [(each.incident_id, each.likeness) for each in found.similar] == [(EARLIER, "same fault")]
    assert ask(store, "get_incident", incident_id=EARLIER).similar == []


def test_events_of_an_incident_have_their_failure(store):
    found = ask(store, "incident_events", incident_id="0a1b2c")
    assert [(row.source, row.event_id, row.events) for row in found.rows] == [
        ("logs", "record-1", 40), ("failures", "ev-gone", 1), ("failures", BY_FOUR, 1),
    ]  # fmt: skip
    assert found.rows[2].log_text.message == "Cluster was terminated: spot instance lost"
    assert (found.rows[2].kind, found.rows[1].kind) == ("run", None)
    assert [row.event_id for row in ask(store, "incident_events", incident_id=EARLIER).rows] == ["ev-long-gone"]


def test_the_cost_of_an_incident_is_that_of_its_failures_once(tmp_path):
    bill = {
        "usage_date": START.date(), "workspace_id": "w1", "job_id": "77", "job_run_id": "run-1", "task_run_id": None,
        "currency_code": "USD", "cost": Decimal("1.25"), "provisional": False,
    }  # fmt: skip
    planted = planted_incidents("x")
    again = match("m-9", AT, rule="another", event_id=BY_FOUR)
    planted["rule_matches"].append(again)
    folder = make_lakehouse(tmp_path, **planted_failures("x"), **planted, job_run_cost=[bill])
    found = ask(store_of(folder), "get_incident", incident_id=LOST)
    assert (found.cost, found.currency, found.costly_failures) == (Decimal("1.25"), "USD", 1)
    rows = {row.incident_id: row.cost for row in ask(store_of(folder), "list_incidents").rows}
    assert rows == {LOST: Decimal("1.25"), HOSTILE_INCIDENT: None, EARLIER: None, MERGED: None}


def test_pages_are_all_incidents_each_once(tmp_path):
    rows = [incident(f"inc-{at:016x}", opened_at=AT + timedelta(minutes=at // 2)) for at in range(7)]
    store = store_of(make_lakehouse(tmp_path, incidents=rows, rule_runs=[run(1, AT)]))
    found, cursor = [], None
    while True:
        page = ask(store, "list_incidents", limit=3, cursor=cursor)
        found += [row.incident_id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(found) == [row["incident_id"] for row in rows]


def test_a_page_ends_with_its_run(tmp_path):
    rows = [incident(f"inc-{at:016x}") for at in range(3)]
    folder = make_lakehouse(tmp_path, incidents=rows, rule_runs=[run(1, AT)])
    cursor = ask(store_of(folder), "list_incidents", limit=1).next_cursor
    append(folder, "rule_runs", [run(2, AT)])
    with pytest.raises(InvalidQuery, match="the data has moved on"):
        ask(store_of(folder), "list_incidents", limit=1, cursor=cursor)


def test_an_empty_lakehouse_has_an_empty_page(tmp_path):
    store = store_of(make_lakehouse(tmp_path))
    assert ask(store, "list_incidents").rows == []
    assert ask(store, "list_rules").rows == []


def test_figures_of_rules(store):
    found = ask(store, "list_rules")
    rows = {(row.rule, row.source): row for row in found.rows}
    assert set(rows) == {
        (RULE, "failures"), (RULE, "logs"), (QUIET_RULE, "failures"), (QUIET_RULE, "logs"), (SILENT_RULE, None),
    }  # fmt: skip
    of_runs = rows[RULE, "failures"]
    assert (of_runs.matches, of_runs.incidents, of_runs.false_alarms) == (3, 3, 1)
    assert (of_runs.delay_p50_seconds, of_runs.delay_p95_seconds) == (30, 90)
    assert rows[RULE, "logs"].events == 40
    assert rows[QUIET_RULE, "logs"].near_misses == 1
    assert rows[SILENT_RULE, None].matches == 0
    assert rows[SILENT_RULE, None].false_alarm_share is None


def test_coverage_counts_failures_that_some_rule_matched(store):
    found = ask(store, "list_rules")
    assert {row.kind: (row.failures, row.matched) for row in found.coverage} == {"alert": (1, 1), "run": (1, 1)}
    share = {(row.rule, row.source): row.failures_share for row in found.rows}
    # Of two failures; that rule matched one of them, and two that are no longer stored.
    assert (share[RULE, "failures"], share[QUIET_RULE, "failures"], share[RULE, "logs"]) == (0.5, 0.5, None)


def test_a_file_that_holds_no_rule_is_named_with_its_mistake(store):
    [broken] = ask(store, "list_rules").broken
    assert broken.file == f"rules/{BROKEN_RULE}"
    assert "'sttate'" in broken.mistake


def test_an_entry_with_a_fraction_of_a_second_has_its_match(tmp_path):
    at = AT + timedelta(milliseconds=400)
    rows = planted_incidents("x") | {
        "incidents": [incident(LOST)],
        "incident_journal": [entry(1, LOST, "occurred", at, events=1)],
        "rule_matches": [match("m-1", AT), match("m-2", AT + timedelta(seconds=1))],
    }
    store = store_of(make_lakehouse(tmp_path, **rows))
    assert [row.event_id for row in ask(store, "incident_events", incident_id=LOST).rows] == ["m-1"]
