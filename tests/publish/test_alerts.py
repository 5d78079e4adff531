"""Every alert, as it is deployed, runs on an office without problems and on one with them."""

import operator

import pytest

from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.tree import read_bundle
from pages.statements import at_instant
from tests.bundle.conftest import GIVEN, PROJECT
from tests.publish.local import changed
from tests.publish.office import NOW

BUNDLE = read_bundle(PROJECT, "prod", given=GIVEN)
ALERTS = {alert.key: alert.fields for alert in BUNDLE.resources("alerts")}
OPERATORS = {"GREATER_THAN": operator.gt}
ALL_IS_WELL = (
    "UPDATE answers.anomaly_alerts SET state = 'ended'",
    "UPDATE answers.budget_status SET budget_amount = 40 WHERE budget = 'search'",
)


def wanted(state: str, due: str = "2026-02-04 11:50", attempts: int = 0, ended: str = "2026-02-01 00:00") -> str:
    """Something to do in a tracker, with the reason `no right`."""
    return (
        f"INSERT INTO answers.outbox BY NAME SELECT 'i' AS intent_id, 'forge' AS tracker, '{state}' AS state, "
        f"'no right' AS reason, TIMESTAMPTZ '{due}Z' AS due_at, {attempts} AS attempts, "
        f"TIMESTAMPTZ '{ended}Z' AS ended_at"
    )


# The alert, what happened to the office, whether it fires. Nothing happened: all is well.
CASES = [
    *((name, "", False) for name in ALERTS),
    ("error_spike", "UPDATE answers.anomaly_alerts SET state = 'open' WHERE alert_id = '1'", True),
    ("error_spike", "UPDATE answers.anomaly_alerts SET state = 'open' WHERE anomaly_type = 'new_pattern'", False),
    ("error_spike", "UPDATE answers.anomaly_alerts SET state = 'withdrawn'", False),
    ("rejects_above_share", "UPDATE answers.ingest_ledger SET rejected = 9, lines = 127 WHERE batch_id = 3", True),
    ("rejects_above_share", "UPDATE answers.ingest_ledger SET rejected = 99, lines = 124 WHERE batch_id = 1", False),
    ("rejects_above_share", "DELETE FROM answers.ingest_ledger", False),
    ("ingest_lag", "UPDATE answers.ingest_ledger SET recorded_at = recorded_at + INTERVAL 56 MINUTES", True),
    ("ingest_lag", "UPDATE answers.ingest_ledger SET recorded_at = recorded_at + INTERVAL 55 MINUTES", False),
    ("ingest_lag", "UPDATE answers.ingest_ledger SET file_modified_at = NULL", False),
    ("ingest_lag", "DELETE FROM answers.ingest_ledger", False),
    ("nothing_arriving", "UPDATE answers.ingest_ledger SET recorded_at = recorded_at - INTERVAL 24 HOURS", True),
    ("nothing_arriving", "UPDATE answers.ingest_ledger SET entry = 'purge' WHERE batch_id > 1", True),
    ("nothing_arriving", "DELETE FROM answers.ingest_ledger", False),
    ("spend_above_budget", "UPDATE answers.budget_status SET budget_amount = 1.5 WHERE budget = 'shop'", True),
    ("spend_above_budget", "UPDATE answers.budget_status SET month = '2026-01-01', actual_amount = 99", False),
    ("spend_above_budget", "UPDATE answers.budget_status SET actual_amount = 99 WHERE budget = ''", False),
    ("spend_above_budget", "DELETE FROM answers.budget_status", False),
    ("outbox_stuck", wanted("due", "2026-02-04 11:29"), True),
    ("outbox_stuck", wanted("due", "2026-02-04 11:31"), False),
    ("outbox_stuck", wanted("looked_up", "2026-02-04 11:29", attempts=1), True),
    ("outbox_stuck", wanted("waiting", attempts=1), True),
    ("outbox_stuck", wanted("waiting", "2026-02-01 00:00"), False),
    ("outbox_stuck", wanted("refused", ended="2026-02-04 09:00"), True),
    ("outbox_stuck", wanted("refused", ended="2026-02-02 09:00"), False),
    ("outbox_stuck", wanted("sent", "2026-02-04 09:00", attempts=3), False),
    ("laws_out_of_balance", "UPDATE answers.ingest_ledger SET lines = lines + 1 WHERE batch_id = 2", True),
    ("laws_out_of_balance", "UPDATE answers.ingest_ledger SET file_bytes = file_bytes + 9 WHERE batch_id = 2", True),
    ("laws_out_of_balance", "UPDATE answers.ingest_ledger SET parsed = 24, blanks = 1 WHERE batch_id = 1", True),
    ("laws_out_of_balance", "DELETE FROM answers.error_counts WHERE batch_id = 1", True),
    ("laws_out_of_balance", "DELETE FROM answers.error_counts WHERE batch_id = 4", False),
    ("laws_out_of_balance", "UPDATE answers.cost_ledger SET idle_amount = idle_amount + 0.0000000001", True),
    ("laws_out_of_balance", "UPDATE answers.cost_ledger SET idle_quantity = -1 WHERE usage_date = '2026-02-03'", True),
    ("laws_out_of_balance", "DELETE FROM answers.query_cost WHERE statement_id = 's3'", True),
]


def statement(name: str) -> str:
    """The alert's SQL as it is sent, over the office."""
    text = resolved(ALERTS[name]["query_text"], meanings(BUNDLE, {"var.catalog": "c"}))
    return at_instant(text.replace("`c`.`faultbook`.", "{answers}."), NOW)


def fires(name: str, rows: list) -> bool:
    """What the platform decides: the value of the named column of the first row, against the threshold."""
    evaluation = ALERTS[name]["evaluation"]
    threshold = float(resolved(str(evaluation["threshold"]["value"]["double_value"]), meanings(BUNDLE)))
    if not rows:
        return evaluation["empty_result_state"] != "OK"
    return OPERATORS[evaluation["comparison_operator"]](float(rows[0][evaluation["source"]["name"]]), threshold)


@pytest.mark.parametrize(("name", "what_happened", "expected"), CASES)
def test_an_alert_fires_when_it_should_and_else_is_quiet(answers, name, what_happened, expected):
    with changed(answers, [*ALL_IS_WELL, *filter(None, [what_happened])]):
        rows = answers.ask(statement(name))
    assert len(rows) == 1
    assert fires(name, rows) is expected, rows


def test_every_alert_is_seen_firing():
    assert {name for name, _, expected in CASES if expected} == set(ALERTS)


def test_a_spike_names_its_services(answers):
    assert answers.ask(statement("error_spike"))[0]["services"] == "api"


def test_a_budget_that_is_spent_is_named(answers):
    assert answers.ask(statement("spend_above_budget")) == [{"budgets_spent": 1, "budgets": "search"}]


def test_what_is_stuck_is_named_by_tracker_and_reason(answers):
    with changed(answers, [wanted("waiting", attempts=1), wanted("refused", ended="2026-02-04 09:00")]):
        assert answers.ask(statement("outbox_stuck")) == [{"stuck": 2, "reasons": "forge: no right"}]
