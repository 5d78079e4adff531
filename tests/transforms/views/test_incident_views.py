"""Views of incidents, by their DuckDB text, against plain Python: dollars once, percentiles, weeks, figures."""

from collections import defaultdict
from datetime import timedelta
from math import ceil

import pytest

from faultbook.incidents.facts import Fact
from faultbook.incidents.journal import Kind
from faultbook.transforms.portable import incident_rows, rule_figures
from faultbook.transforms.views import VIEWS
from tests.stores.planted_incidents import FAULT, entry, incident, match, version
from tests.transforms.views.costs import START
from tests.transforms.views.engines import arrow_tables, by_duckdb_text
from tests.transforms.views.events import failure_row, random_events
from tests.transforms.views.incidents import random_incidents
from tests.transforms.views.rows import Row
from tests.transforms.views.test_failure_views import BILL, job_cost, one_currency, run_row

MINUTE = timedelta(minutes=1)


def of(view: str, tables: dict[str, list[Row]]) -> list[Row]:
    return by_duckdb_text(VIEWS[view], arrow_tables(tables))[0]


@pytest.fixture(scope="module")
def tables():
    costs = one_currency(2)
    events = random_events(2, costs, count=80)
    return costs | events | random_incidents(2, events["failure_events"])


def nearest_rank(values: list[float], percent: int) -> float | None:
    return sorted(values)[ceil(percent / 100 * len(values)) - 1] if values else None


def seconds(start, end) -> float:
    return (end - start) / timedelta(seconds=1)


def test_words_of_the_journal_are_those_that_views_look_for():
    assert Kind.OCCURRED.value == incident_rows.OCCURRED
    assert (rule_figures.NOT_PLANNED, rule_figures.YES) == (Fact.NOT_PLANNED, Fact.YES)


def test_every_incident_has_one_row_with_its_times_and_rank(tables):
    rows = {row["incident_id"]: row for row in of("incidents_now", tables)}
    assert len(rows) == len(tables["incidents"])
    for made in tables["incidents"]:
        row = rows[made["incident_id"]]
        assert row["detect_seconds"] == pytest.approx(seconds(made["opened_at"], made["detected_at"]))
        assert row["is_active"] == (made["state"] in ("open", "acknowledged"))
        assert row["severity_rank"] == ("critical", "high", "medium", "low", "info").index(made["severity"])


def test_an_incident_costs_what_its_failures_cost_each_once(tables):
    costs = {row["event_id"]: row["cost"] for row in of("failures", tables)}
    rows = {row["incident_id"]: row for row in of("incidents_now", tables)}
    some = 0
    for made in tables["incidents"]:
        spans = [
            (each["first_at"].replace(microsecond=0), each["last_at"])
            for each in tables["incident_journal"]
            if each["incident_id"] == made["incident_id"] and each["kind"] == "occurred"
        ]
        events = {
            each["event_id"]
            for each in tables["rule_matches"]
            if each["source"] == "failures"
            and each["fingerprint"] == made["fingerprint"]
            and any(first <= each["matched_at"] <= last for first, last in spans)
        }
        known = [costs[name] for name in events if costs[name] is not None]
        assert rows[made["incident_id"]]["cost"] == (sum(known) if known else None)
        some += bool(known)
    assert some


def test_a_cost_in_two_currencies_is_left_open():
    bill = [*BILL, job_cost(None, 1, job_run_id="run-2", currency_code="EUR")]
    events = [run_row("ev-1", "run", "run"), run_row("ev-2", "run", "run-2")]
    tables = {
        "job_run_cost": bill,
        "failure_events": events,
        "incidents": [incident("inc-1")],
        "incident_journal": [entry(1, "inc-1", "occurred", START, events=2) | {"last_at": START + MINUTE}],
        "rule_matches": [match("m-1", START, event_id="ev-1"), match("m-2", START + MINUTE, event_id="ev-2")],
    }
    [row] = of("incidents_now", tables)
    assert (row["cost"], row["currency_code"]) == (None, None)


def test_outcomes_are_those_of_each_week_and_service(tables):
    groups = defaultdict(list)
    for row in tables["incidents"]:
        if row["state"] != "merged":
            monday = row["opened_on"] - timedelta(days=row["opened_on"].weekday())
            groups[monday, row["service"] or ""].append(row)
    rows = of("incident_outcomes", tables)
    assert sum(row["incidents"] for row in rows) == sum(map(len, groups.values()))
    for row in rows:
        made = groups[row["week"], row["service"] or ""]
        assert row["incidents"] == len(made)
        assert row["reopened"] == sum(each["reopened"] for each in made)
        found = [seconds(each["opened_at"], each["detected_at"]) for each in made]
        over = [seconds(each["opened_at"], each["resolved_at"]) for each in made if each["resolved_at"]]
        assert row["detect_p50_seconds"] == pytest.approx(nearest_rank(found, 50))
        assert row["detect_p95_seconds"] == pytest.approx(nearest_rank(found, 95))
        assert row["resolve_p50_seconds"] == pytest.approx(nearest_rank(over, 50))
        assert row["resolve_p95_seconds"] == pytest.approx(nearest_rank(over, 95))


def test_figures_of_rules_are_those_of_their_matches_and_incidents(tables):
    rows = {(row["rule"], row["source"]): row for row in of("noise_by_rule", tables)}
    assert ("silent", None) in rows and ("broken", None) not in rows
    known = {row["fingerprint"] for row in tables["incident_journal"] if row["kind"] == "occurred"}
    false = {row["incident_id"] for row in tables["incident_journal"] if ("not_planned", "yes") in row["facts"]}
    for (rule, source), row in rows.items():
        matches = [each for each in tables["rule_matches"] if (each["rule"], each["source"]) == (rule, source)]
        opened = [each for each in tables["incidents"] if (each["rule"], each["source"]) == (rule, source)]
        assert (row["matches"], row["events"]) == (len(matches), sum(each["events"] for each in matches))
        assert row["near_misses"] == sum(each["fingerprint"] not in known for each in matches)
        assert row["incidents"] == len(opened)
        assert row["false_alarms"] == sum(each["incident_id"] in false for each in opened)
        late = [seconds(each["opened_at"], each["detected_at"]) for each in opened]
        assert row["delay_p95_seconds"] == pytest.approx(nearest_rank(late, 95))
    assert sum(row["matches"] for row in rows.values()) == len(tables["rule_matches"])
    assert sum(row["incidents"] for row in rows.values()) == len(tables["incidents"])


def test_a_rule_without_matches_has_a_row_and_no_share():
    [row] = of("noise_by_rule", {"rule_versions": [version("silent")], "failure_events": [failure_row()]})
    assert (row["rule"], row["source"], row["matches"], row["incidents"]) == ("silent", None, 0, 0)
    assert (row["false_alarm_share"], row["delay_p50_seconds"]) == (None, None)


def test_matches_of_another_fault_or_another_time_are_of_no_incident():
    tables = {
        "job_run_cost": BILL,
        "failure_events": [run_row("ev-1", "run", "run")],
        "incidents": [incident("inc-1")],
        "incident_journal": [entry(1, "inc-1", "occurred", START, events=1)],
        "rule_matches": [match("m-1", START + MINUTE, event_id="ev-1"), match("m-2", START, fingerprint="fp1:other")],
    }
    [row] = of("incidents_now", tables)
    assert (row["cost"], row["fingerprint"]) == (None, FAULT)
