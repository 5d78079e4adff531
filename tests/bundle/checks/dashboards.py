"""Dashboards: files whose text the bundle does not resolve, and widgets that read what their datasets lack."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from faultbook.bundle.references import texts
from faultbook.bundle.tree import Bundle, Resource
from faultbook.bundle.yaml_file import Written
from tests.bundle.checks.sql import unknown_tables

VERSIONS = {"counter": 2, "table": 2, "filter-multi-select": 2, "bar": 3, "line": 3}
GRID = 6


def boards(bundle: Bundle) -> Iterator[tuple[Resource, dict[str, Any]]]:
    """Every dashboard with the content of its file, nothing where it has none."""
    for board in bundle.resources("dashboards"):
        path = board.fields.get("file_path")
        found = isinstance(path, Written) and (path.file.parent / path).is_file()
        yield board, json.loads((path.file.parent / path).read_text("utf-8")) if found else {}


def widgets(dashboard: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, int]]]:
    """Every widget with its page and place."""
    for page in dashboard.get("pages", []):
        for placed in page.get("layout", []):
            yield page["name"], placed["widget"], placed["position"]


def a_dashboard_is_a_file_with_catalog_and_schema(bundle: Bundle) -> Iterator[str]:
    for board, dashboard in boards(bundle):
        if not dashboard or "serialized_dashboard" in board.fields:
            yield f"{board.name} has no file; inline, its references would be sent unresolved"
        for name in ("display_name", "warehouse_id", "dataset_catalog", "dataset_schema"):
            if not str(board.fields.get(name) or "").strip():
                yield f"{board.name} has no {name}"


def a_dashboards_file_refers_to_nothing(bundle: Bundle) -> Iterator[str]:
    for board, dashboard in boards(bundle):
        yield from (f"{board.name}: {where} has ${{" for where, text in texts(dashboard) if "${" in text)


def datasets_read_answers_by_bare_names(bundle: Bundle) -> Iterator[str]:
    for board, dashboard in boards(bundle):
        for dataset in dashboard.get("datasets", []):
            if odd := unknown_tables("".join(dataset["queryLines"]), schema=""):
                yield f"{board.name}: dataset {dataset['name']} reads {', '.join(odd)}"


def names_are_given_once(bundle: Bundle) -> Iterator[str]:
    for board, dashboard in boards(bundle):
        names = [dataset["name"] for dataset in dashboard.get("datasets", [])]
        names += [page["name"] for page in dashboard.get("pages", [])]
        names += [widget["name"] for _, widget, _ in widgets(dashboard)]
        yield from (
            f"{board.name}: {name} is the name of {count}" for name, count in Counter(names).items() if count > 1
        )


def widgets_show_columns_of_their_query(bundle: Bundle) -> Iterator[str]:
    for board, dashboard in boards(bundle):
        datasets = {dataset["name"] for dataset in dashboard.get("datasets", [])}
        for page, widget, _ in widgets(dashboard):
            where, spec = f"{board.name}: {page}, {widget['name']}", widget["spec"]
            if spec.get("version") != VERSIONS.get(spec.get("widgetType")):
                yield f"{where} is {spec.get('widgetType')} of version {spec.get('version')}"
            queried = {query["query"]["datasetName"] for query in widget["queries"]}
            yield from (f"{where} reads {name}, which is no dataset" for name in sorted(queried - datasets))
            fields = {field["name"] for query in widget["queries"] for field in query["query"]["fields"]}
            shown = {text for path, text in texts(spec["encodings"]) if path.endswith("fieldName")}
            yield from (f"{where} shows {name}, which its query does not return" for name in sorted(shown - fields))
            if not shown:
                yield f"{where} shows nothing"


def widgets_fit_side_by_side(bundle: Bundle) -> Iterator[str]:
    for board, dashboard in boards(bundle):
        taken: Counter[tuple[str, int, int]] = Counter()
        for page, widget, at in widgets(dashboard):
            if at["x"] < 0 or at["width"] < 1 or at["height"] < 1 or at["x"] + at["width"] > GRID:
                yield f"{board.name}: {page}, {widget['name']} leaves the page"
            columns, rows = range(at["x"], at["x"] + at["width"]), range(at["y"], at["y"] + at["height"])
            taken.update((page, x, y) for x in columns for y in rows)
        if covered := [place for place, count in taken.items() if count > 1]:
            yield f"{board.name}: {covered[0][0]} has widgets one above the other"


CHECKS = (
    a_dashboard_is_a_file_with_catalog_and_schema,
    a_dashboards_file_refers_to_nothing,
    datasets_read_answers_by_bare_names,
    names_are_given_once,
    widgets_show_columns_of_their_query,
    widgets_fit_side_by_side,
)
