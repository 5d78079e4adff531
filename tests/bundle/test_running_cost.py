"""What a deployment runs by itself stays below a quarter of what it was, and nothing where nothing arrives."""

import pytest

from faultbook.bundle.running_cost import RunningCost, running_cost
from faultbook.bundle.tree import Bundle, read_bundle
from tests.bundle.conftest import PROJECT

BEFORE = RunningCost({"all": 28 + 1 / 7}, {}, alert_queries=101, warehouse_starts=24)
"""What version 0.1.0 ran a day: detect and four alerts every hour."""


def small_bundle(resources: dict) -> Bundle:
    return Bundle(PROJECT, "dev", {"resources": resources, "variables": {"gap": {"default": "43200"}}})


@pytest.fixture(scope="module")
def found() -> RunningCost:
    return running_cost(read_bundle(PROJECT, "prod"))


def test_a_day_is_at_most_a_quarter_of_what_it_was(found):
    assert found.scheduled_runs <= BEFORE.scheduled_runs / 4
    assert found.alert_queries <= BEFORE.alert_queries / 4
    assert found.warehouse_starts <= BEFORE.warehouse_starts / 4


def test_analysis_runs_only_where_logs_arrive(found):
    assert found.by_arrival.keys() == {"ingest", "detect"}
    assert found.by_arrival["detect"] == 6


def test_alerts_of_one_minute_start_the_warehouse_once():
    def alert(cron):
        return {"schedule": {"quartz_cron_schedule": cron}}

    both = {"a": alert("0 20 0/12 * * ?"), "b": alert("0 20 0/12 * * ?"), "c": alert("0 50 8 ? * MON")}
    found = running_cost(small_bundle({"alerts": both}))
    assert found.alert_queries == pytest.approx(4 + 1 / 7)
    assert found.warehouse_starts == pytest.approx(2 + 1 / 7)


def test_a_job_by_hand_costs_nothing_and_a_gap_may_be_a_variable():
    trigger = {"table_update": {"table_names": ["a.b.c"], "min_time_between_triggers_seconds": "${var.gap}"}}
    found = running_cost(small_bundle({"jobs": {"by_hand": {}, "by_update": {"trigger": trigger}}}))
    assert (found.scheduled, found.by_arrival) == ({}, {"by_update": 2})
    assert "no alert queries: no warehouse is started" in list(found.sentences())


def test_the_sentences_have_the_numbers(found):
    text = "\n".join(found.sentences())
    assert "scheduled runs a day" in text
    assert "detect runs when logs arrive, at most 6 times a day" in text
    assert f"start the warehouse {found.warehouse_starts:.0f} times" in text
