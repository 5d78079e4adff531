"""Renders the board as the JSON of an AI/BI dashboard (`.lvdash.json`).

The file names neither catalog nor schema and refers to nothing of the bundle: the resource sets both for every dataset.
"""

import json
from collections.abc import Iterator
from typing import Any

from faultbook.publish.dashboard.board import (
    Board,
    BoardPage,
    ChartWidget,
    CounterWidget,
    FilterWidget,
    TableWidget,
    Widget,
)

Entry = dict[str, Any]
# The version of each kind of widget's own format.
VERSIONS = {"counter": 2, "table": 2, "filter-multi-select": 2, "bar": 3, "line": 3}
MAIN_QUERY = "main_query"


def lakeview_text(board: Board) -> str:
    """The text of the `.lvdash.json` file."""
    dashboard = {
        "datasets": [
            {"name": name, "displayName": _words(name), "queryLines": board.statement(name).splitlines(keepends=True)}
            for name in board.datasets
        ],
        "pages": [_page(name, page) for name, page in board.pages.items()],
        "uiSettings": {"theme": {"widgetHeaderAlignment": "ALIGNMENT_UNSPECIFIED"}},
    }
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def _page(name: str, page: BoardPage) -> Entry:
    return {
        "name": name,
        "displayName": page.title,
        "layout": list(_layout(name, page)),
        "pageType": "PAGE_TYPE_CANVAS",
    }


def _layout(name: str, page: BoardPage) -> Iterator[Entry]:
    top = number = 0
    for row in page.rows:
        left = 0
        for widget in row.widgets:
            number += 1
            yield {
                "widget": {"name": f"{name}-{number}", **_widget(widget)},
                "position": {"x": left, "y": top, "width": widget.width, "height": row.height},
            }
            left += widget.width
        top += row.height


def _widget(widget: Widget) -> Entry:
    match widget:
        case CounterWidget():
            return _counter(widget)
        case ChartWidget():
            return _chart(widget)
        case TableWidget():
            return _table(widget)
        case FilterWidget():
            return _filter(widget)


def _counter(counter: CounterWidget) -> Entry:
    return {
        "queries": [_query(counter.dataset, [_plain(counter.value)], disaggregated=True)],
        "spec": _spec("counter", counter.title, {"value": _shown(counter.value)}),
    }


def _chart(chart: ChartWidget) -> Entry:
    total = f"sum({chart.y})"
    encodings = {
        "x": _shown(chart.x) | {"scale": {"type": chart.scale}},
        "y": {"fieldName": total, "displayName": _words(chart.y), "scale": {"type": "quantitative"}},
    }
    if chart.colour:
        encodings["color"] = _shown(chart.colour) | {"scale": {"type": "categorical"}}
    fields = [_plain(name) for name in (chart.x, chart.colour) if name]
    fields.append({"name": total, "expression": f"SUM(`{chart.y}`)"})
    return {
        "queries": [_query(chart.dataset, fields, disaggregated=False)],
        "spec": _spec("bar" if chart.kind == "bars" else "line", chart.title, encodings),
    }


def _table(table: TableWidget) -> Entry:
    return {
        "queries": [_query(table.dataset, [_plain(name) for name in table.columns], disaggregated=True)],
        "spec": _spec("table", table.title, {"columns": [_shown(name) for name in table.columns]}),
    }


def _filter(choice: FilterWidget) -> Entry:
    # How many rows of the other widgets have a value, so that the list can grey out those without any.
    associated = {
        "name": f"{choice.column}_associativity",
        "expression": "COUNT_IF(`associative_filter_predicate_group`)",
    }
    return {
        "queries": [
            _query(dataset, [_plain(choice.column), associated], disaggregated=False, name=f"{dataset}_{choice.column}")
            for dataset in choice.datasets
        ],
        "spec": _spec(
            "filter-multi-select",
            choice.title,
            {
                "fields": [
                    _shown(choice.column) | {"queryName": f"{dataset}_{choice.column}"} for dataset in choice.datasets
                ]
            },
        ),
    }


def _query(dataset: str, fields: list[Entry], *, disaggregated: bool, name: str = MAIN_QUERY) -> Entry:
    return {"name": name, "query": {"datasetName": dataset, "fields": fields, "disaggregated": disaggregated}}


def _spec(kind: str, title: str, encodings: Entry) -> Entry:
    return {
        "version": VERSIONS[kind],
        "widgetType": kind,
        "encodings": encodings,
        "frame": {"showTitle": True, "title": title},
    }


def _plain(column: str) -> Entry:
    return {"name": column, "expression": f"`{column}`"}


def _shown(column: str) -> Entry:
    return {"fieldName": column, "displayName": _words(column)}


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
