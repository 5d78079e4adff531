"""Every dataset of the dashboard, as deployed, runs on the office; every widget shows columns that are there."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from faultbook.publish.dashboard.board import InvalidBoard, read_board
from faultbook.publish.dashboard.lakeview import lakeview_text
from pages.statements import at_instant
from tests.bundle.conftest import PROJECT
from tests.publish.office import MONDAY, NOW, TODAY, YESTERDAY, instant

DASHBOARDS = [json.loads(path.read_text("utf-8")) for path in sorted((PROJECT / "dashboards").iterdir())]
STATEMENTS = {
    dataset["name"]: at_instant("".join(dataset["queryLines"]), NOW)
    for dashboard in DASHBOARDS
    for dataset in dashboard["datasets"]
}
PAGES = [
    ["Errors", "Patterns", "Freshness"],
    ["Spend", "Chargeback", "Queries and idle", "Opportunities", "Coverage"],
    ["Failures"],
]
WIDGETS = {
    placed["widget"]["name"]: placed["widget"]
    for dashboard in DASHBOARDS
    for page in dashboard["pages"]
    for placed in page["layout"]
}


@pytest.fixture(scope="module")
def datasets(answers):
    return {name: answers.ask(sql) for name, sql in STATEMENTS.items()}


# What some of the datasets say of the office, added up by hand.
KNOWN = {
    "errors_now": [{"today": 119, "yesterday": 20, "seven_days": 119 + 20 + 2 + 4}],
    "alerts_now": [{"open_alerts": 2}],
    "patterns_now": [{"patterns": 5, "new_patterns": 1, "regressed": 0, "escalating": 2}],
    "spend_now": [
        {
            "currency": "USD",
            "yesterday": Decimal("13.50"),
            "this_month": Decimal("16.30"),
            "thirty_days": Decimal("57.30"),
            "idle_in_thirty_days": Decimal("14.80"),
        }
    ],
    "savings_now": [{"high": 1, "medium": 1, "not_assessed": 1, "saving": Decimal("4.00")}],
    "failures_now": [{"today": 2, "yesterday": 2, "not_over": 4, "cost": Decimal("1.50")}],
    "sources_now": [{"not_assessed": 1}],
    "failures_by_pattern": [
        {
            "pattern": "disk <*> is full",
            "severity": "Error",
            "service": "db",
            "error_code": "DB-2",
            "currency": "USD",
            "runs": 1,
            "statements": 0,
            "cost": Decimal("2.00"),
        },
        {
            "pattern": "<NO LOG MATCHED>",
            "severity": None,
            "service": None,
            "error_code": None,
            "currency": "USD",
            "runs": 1,
            "statements": 0,
            "cost": Decimal("1.00"),
        },
    ],
    "failed_runs": [
        {
            "workspace": "2",
            "job": "nightly",
            "currency": "USD",
            "failed_attempts": 1,
            "failed_cost": Decimal("2.00"),
            "total_cost": Decimal("6.00"),
        },
    ],
    "arrival": [
        {
            "last_batch_at": instant(TODAY, 11, 5),
            "rejected_lines": 4,
            "lines_out_of_balance": 0,
            "unreadable_files": 0,
        }
    ],
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_dataset_has_rows_in_an_office_where_everything_happens(datasets, name):
    assert datasets[name]
    assert KNOWN.get(name) in (None, datasets[name])


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_shows_columns_of_its_dataset_on_scales_of_their_types(datasets, name):
    for query in WIDGETS[name]["queries"]:
        rows = datasets[query["query"]["datasetName"]]
        for field in query["query"]["fields"]:
            column = field["expression"].removeprefix("SUM(").removesuffix(")").strip("`")
            assert column in rows[0] or field["name"].endswith("_associativity")
    encodings = WIDGETS[name]["spec"]["encodings"]
    if "x" in encodings:
        days = {isinstance(row[encodings["x"]["fieldName"]], (date, datetime)) for row in rows}
        assert days == {encodings["x"]["scale"]["type"] == "temporal"}
        y = encodings["y"]["fieldName"].removeprefix("sum(").removesuffix(")")
        assert all(isinstance(row[y], (int, float, Decimal, type(None))) for row in rows)


def test_a_counter_has_one_row_to_show(datasets):
    for widget in WIDGETS.values():
        if widget["spec"]["widgetType"] == "counter":
            assert len(datasets[widget["queries"][0]["query"]["datasetName"]]) == 1


def test_the_pages_are_those_that_people_know():
    assert [[page["displayName"] for page in dashboard["pages"]] for dashboard in DASHBOARDS] == PAGES


def test_parts_and_products_sum_to_the_same_spend(datasets):
    by_product, by_part = (sum(row["spend"] for row in datasets[f"spend_by_{what}"]) for what in ("product", "part"))
    charged = sum(row["total"] for row in datasets["charged"] if row["currency"] == "USD")
    # The office's oldest warehouse hour has no statements: it is on the bill, and charged to nobody.
    assert by_product == by_part == charged + 14 == datasets["spend_now"][0]["thirty_days"]


def test_another_currency_is_in_tables_and_in_no_chart(datasets):
    assert {row["currency"] for row in datasets["spend_by_month"]} == {"USD", "EUR"}
    assert "3" not in {row["workspace"] for row in datasets["spend_by_product"]}


def test_what_is_unfinished_is_nowhere(datasets):
    assert max(row["occurrences"] for row in datasets["errors_by_day"]) == 100


def test_every_day_of_the_bill_adds_up(datasets):
    assert {row["day"] for row in datasets["dollars"]} >= {TODAY, YESTERDAY}
    assert all(row["adds_up"] for row in datasets["dollars"])
    assert {row["day"] for row in datasets["lines_by_day"]} == {TODAY, YESTERDAY, MONDAY}


BOARD = """
title: T
fragments: {best: (SELECT 1)}
datasets:
  one: SELECT n AS n FROM t WHERE n = {best}
pages:
  p:
    title: P
    rows: [{height: 1, widgets: [{kind: counter, dataset: one, value: n, title: N, width: 6}]}]
"""
WRONG = [
    ("width: 6", "width: 5", r":9: pages\.p\.rows\.0: found widgets of 5 columns together; expected 6"),
    ("width: 6", "width: 7", r"widgets\.0\.width: found 7; expected less than or equal to 6"),
    ("dataset: one", "dataset: two", "found a widget of two, which is no dataset; expected one of one"),
    ("pages:", "  more: SELECT 1\npages:", "found the dataset more, which no widget shows"),
    ("kind: counter", "kind: gauge", "gauge"),
    ("value: n", "valve: n", r"found no value; expected one.*valve: found an unknown key; expected some of .*value"),
]


@pytest.mark.parametrize(("old", "new", "words"), WRONG)
def test_a_file_that_does_not_fit_is_refused_by_its_place(tmp_path, old, new, words):
    path = tmp_path / "board.yml"
    path.write_text(BOARD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidBoard, match=words):
        read_board(path)


def test_fragments_are_put_in_and_widgets_placed(tmp_path):
    path = tmp_path / "board.yml"
    path.write_text(BOARD, encoding="utf-8")
    dashboard = json.loads(lakeview_text(read_board(path)))
    assert dashboard["datasets"][0]["queryLines"] == ["SELECT n AS n FROM t WHERE n = (SELECT 1)"]
    assert dashboard["pages"][0]["layout"][0]["position"] == {"x": 0, "y": 0, "width": 6, "height": 1}
