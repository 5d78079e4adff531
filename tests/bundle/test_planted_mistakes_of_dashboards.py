"""Every mistake that a dashboard's file or an alert can have and the CLI lets pass is planted, and found."""

import json

import pytest

from faultbook.bundle.tree import Bundle, read_bundle
from faultbook.bundle.yaml_file import Written
from tests.bundle.checks import alerts, dashboards
from tests.bundle.checks.sql import SCHEMA_IN_SQL
from tests.bundle.conftest import GIVEN, PROJECT

BUNDLE = read_bundle(PROJECT, given=GIVEN)
FILE = (PROJECT / "dashboards" / "faultbook.lvdash.json").read_text("utf-8")
WIDGET = ("pages", 0, "layout", 0, "widget")
QUERY = (*WIDGET, "queries", 0, "query")
PLACE = ("pages", 0, "layout", 0, "position")

# The mistake, where in the dashboard's file, what is put there, words of the message.
IN_THE_FILE = [
    ("a reference", ("datasets", 0, "queryLines", 0), "SELECT '${var.catalog}'\n", "has ${"),
    (
        "a table in its schema",
        ("datasets", 0, "queryLines"),
        ["SELECT 1 FROM faultbook.patterns"],
        "reads ? faultbook.patterns",
    ),
    ("a table that nobody makes", ("datasets", 0, "queryLines"), ["SELECT 1 FROM anomalies"], "reads anomalies"),
    ("messages", ("datasets", 0, "queryLines"), ["SELECT 1 FROM errors_by_file"], "reads errors_by_file"),
    ("SQL that is none", ("datasets", 0, "queryLines"), ["SELECT FROM ("], "reads ?"),
    ("a dataset of nothing", ("datasets", 0, "queryLines"), ["SELECT 1 AS one"], "reads nothing"),
    ("two datasets of one name", ("datasets", 1, "name"), "errors_now", "errors_now is the name of 2"),
    ("two widgets of one name", (*WIDGET, "name"), "errors-2", "errors-2 is the name of 2"),
    ("a dataset that is not there", (*QUERY, "datasetName"), "error_now", "reads error_now, which is no dataset"),
    (
        "a column that is not in the query",
        (*QUERY, "fields", 0, "name"),
        "todays",
        "shows today, which its query does not return",
    ),
    ("a widget that shows nothing", (*WIDGET, "spec", "encodings"), {}, "shows nothing"),
    ("a version of another kind", (*WIDGET, "spec", "version"), 3, "counter of version 3"),
    ("a kind that is not known", (*WIDGET, "spec", "widgetType"), "gauge", "gauge of version 2"),
    ("a widget beside the page", (*PLACE, "x"), 6, "leaves the page"),
    ("a widget above another", (*PLACE, "width"), 2, "one above the other"),
]
# The mistake, what the resource is then, words of the message.
IN_THE_RESOURCE = [
    ("no catalog", {"dataset_catalog": ""}, "has no dataset_catalog"),
    ("no schema", {"dataset_schema": None}, "has no dataset_schema"),
    ("no warehouse", {"warehouse_id": ""}, "has no warehouse_id"),
    ("no file", {"file_path": None}, "has no file"),
    ("inline", {"serialized_dashboard": "{}"}, "sent unresolved"),
]
IN_AN_ALERT = [
    ("a view that nobody makes", {"query_text": f"SELECT 1 AS open_spikes FROM {SCHEMA_IN_SQL}alerts"}, "reads alerts"),
    ("a table without its schema", {"query_text": "SELECT 1 AS open_spikes FROM patterns"}, "reads ? patterns"),
    (
        "messages",
        {"query_text": f"SELECT 1 AS open_spikes FROM {SCHEMA_IN_SQL}error_logs_parsed"},
        "reads error_logs_parsed",
    ),
    ("a column that is not in the query", {"evaluation": {"source": {"name": "spikes"}}}, "judges spikes"),
    (
        "an empty answer without a meaning",
        {"evaluation": {"empty_result_state": "UNKNOWN"}},
        "empty_result_state is UNKNOWN",
    ),
    ("a threshold in words", {"evaluation": {"threshold": {"value": {"double_value": "many"}}}}, "threshold many"),
    (
        "a threshold that is not there",
        {"evaluation": {"threshold": {"value": {"double_value": "${var.many}"}}}},
        "var.many",
    ),
]


def with_resource(kind: str, key: str, changed: dict) -> Bundle:
    fields = BUNDLE.resource(kind, key).fields
    spoiled = {**fields, **changed}
    if "evaluation" in changed:
        spoiled["evaluation"] = fields["evaluation"] | changed["evaluation"]
    kept = {name: value for name, value in spoiled.items() if value is not None}
    return Bundle(BUNDLE.root, BUNDLE.target, {**BUNDLE.config, "resources": {kind: {key: kept}}}, BUNDLE.files)


def with_file(folder, text: str) -> Bundle:
    (folder / "board.json").write_text(text, encoding="utf-8")
    return with_resource("dashboards", "board", {"file_path": Written("board.json", folder / "board.yml", 1)})


def found_by(module, bundle: Bundle) -> list[str]:
    return [mistake for check in module.CHECKS for mistake in check(bundle)]


@pytest.mark.parametrize(
    ("path", "value", "words"), [row[1:] for row in IN_THE_FILE], ids=[row[0] for row in IN_THE_FILE]
)
def test_a_mistake_in_the_file_is_found(tmp_path, path, value, words):
    dashboard = json.loads(FILE)
    place = dashboard
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    found = found_by(dashboards, with_file(tmp_path, json.dumps(dashboard)))
    assert any(words in mistake for mistake in found), found


@pytest.mark.parametrize(
    ("changed", "words"), [row[1:] for row in IN_THE_RESOURCE], ids=[row[0] for row in IN_THE_RESOURCE]
)
def test_a_mistake_in_the_resource_is_found(changed, words):
    found = found_by(dashboards, with_resource("dashboards", "board", changed))
    assert any(words in mistake for mistake in found), found


@pytest.mark.parametrize(("changed", "words"), [row[1:] for row in IN_AN_ALERT], ids=[row[0] for row in IN_AN_ALERT])
def test_a_mistake_in_an_alert_is_found(changed, words):
    found = found_by(alerts, with_resource("alerts", "error_spike", changed))
    assert any(words in mistake for mistake in found), found


def test_the_projects_own_dashboard_and_alerts_have_none(tmp_path):
    assert (
        found_by(dashboards, BUNDLE)
        == found_by(alerts, BUNDLE)
        == found_by(dashboards, with_file(tmp_path, FILE))
        == []
    )
