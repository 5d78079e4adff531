"""Names that users rely on: tables, columns, views, routes, tools, commands, options, settings, resources.

`python -m tests.users_surface` prints it as JSON. A name in `snapshots/surface-2026-11.json` never disappears.
"""

import io
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from faultbook.bundle.tree import read_bundle
from faultbook.serve.asking.audit import Audit
from faultbook.serve.console.pages import console
from faultbook.serve.console.preferences import Preferences
from faultbook.serve.deciding import Deciding
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.web.access import Access
from faultbook.serve.web.api import api
from faultbook.serve.web.service import WebService
from faultbook.settings import Settings
from faultbook.stores.views import published_views
from faultbook.tables import TABLES
from pages.commands import known_commands

ROOT = Path(__file__).resolve().parents[1]


def surface() -> dict[str, list[str]]:
    """The names by kind, sorted: `tables` and `views` as NAME.COLUMN, `tools` as NAME.ARGUMENT and so on."""
    found = {
        "tables": [f"{table.role}.{table.name}.{name}" for table in TABLES.values() for name in table.column_names],
        "views": [
            f"{view.role}.{view.name}.{column.name}" for view in published_views().values() for column in view.columns
        ],
        "tools": [
            f"{name}.{field}" for name, each in QUESTIONS.items() for field in ("", *each.arguments.model_fields)
        ],
        "answers": [
            f"{name}.{field}" for name, each in QUESTIONS.items() for field in _fields(each.answer.model_json_schema())
        ],
        "routes": _routes(),
        "commands": _commands(),
        "settings": sorted(Settings.model_fields),
        "resources": _resources(),
        "entry points": sorted(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]),
    }
    return {kind: sorted(set(names)) for kind, names in found.items()}


def _fields(schema: dict[str, Any]) -> list[str]:
    """Every property of a JSON schema and of what it defines."""
    named = list(schema.get("properties", {}))
    for name, inner in schema.get("$defs", {}).items():
        named += [f"{name}.{field}" for field in inner.get("properties", {})]
    return [name.rpartition(".")[2] for name in named]


def _routes() -> list[str]:
    service = WebService(lambda _: None, Audit(io.StringIO()))
    routers = (api(service), console(service, Access(), Preferences(":memory:"), Deciding(service)))
    return [found for router in routers for found in _paths(router)]


def _paths(router: Any) -> Iterator[str]:
    for route in router.routes:
        if hasattr(route, "path"):
            yield from (f"{method} {route.path}" for method in route.methods or ())
        else:
            yield from _paths(route.original_router)


def _commands() -> list[str]:
    return [
        f"{name} {option}" for name, command in known_commands() for p in command.params for option in ("", *p.opts)
    ]


def _resources() -> list[str]:
    bundle = read_bundle(ROOT, "dev")
    found = [f"variable {name}" for name in bundle.variables]
    for kind in ("jobs", "alerts", "genie_spaces", "dashboards", "schemas", "volumes", "apps"):
        for resource in bundle.resources(kind):
            found.append(f"{kind} {resource.key}")
            found += [f"{kind} {resource.key} task {task['task_key']}" for task in resource.fields.get("tasks") or []]
            found += [
                f"{kind} {resource.key} parameter {each['name']}" for each in resource.fields.get("parameters") or []
            ]
    return found


if __name__ == "__main__":
    print(json.dumps(surface(), indent=1))
