"""The published views as text: names, columns and the SQL that was generated from their functions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from faultbook.stores.answers import AnswerColumn
from faultbook.tables import SchemaRole


@dataclass(frozen=True)
class PublishedView:
    """A view: its comment and columns, the tables it reads, its DuckDB SQL with `{raw}` and `{answers}` for schemas."""

    name: str
    role: SchemaRole
    comment: str
    columns: tuple[AnswerColumn, ...]
    reads: tuple[str, ...]
    sql: str


@cache
def published_views() -> Mapping[str, PublishedView]:
    """All views of this version by name; empty where none have been generated."""
    return read_views(files("faultbook").joinpath("generated"))


def read_views(folder: Traversable) -> dict[str, PublishedView]:
    """The views that `views.json` in the folder names, with the text of `duckdb/<view>.sql`."""
    listing = folder.joinpath("views.json")
    if not listing.is_file():
        return {}
    described = json.loads(listing.read_text("utf-8"))
    return {name: _view(name, facts, folder) for name, facts in described.items()}


def _view(name: str, facts: Mapping[str, Any], folder: Traversable) -> PublishedView:
    return PublishedView(
        name=name,
        role=SchemaRole(facts["role"]),
        comment=facts["comment"],
        columns=tuple(AnswerColumn(column["name"], column["type"]) for column in facts["columns"]),
        reads=tuple(facts["reads"]),
        sql=folder.joinpath("duckdb", f"{name}.sql").read_text("utf-8"),
    )
