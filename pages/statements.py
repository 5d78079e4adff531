"""Runs statements that are written for a workspace on a local lakehouse: Genie's questions, dashboard, alerts.

In: Databricks SQL. Out: rows, from DuckDB over the Delta tables and the published views. The caller sets the clock.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import duckdb
import sqlglot

from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.duckdb_sql import in_schemas, rows_of
from faultbook.stores.views import published_views
from faultbook.tables import TABLES, SchemaRole

Rows = list[dict[str, Any]]
CLOCK = re.compile(r"\bcurrent_(date|timestamp)\(\)")


def at_instant(statement: str, now: datetime) -> str:
    """The statement with its clock stopped: current_date() and current_timestamp() are those of `now`, as literals."""
    literals = {"date": f"DATE '{now:%Y-%m-%d}'", "timestamp": f"TIMESTAMP '{now:%Y-%m-%d %H:%M:%S}+00:00'"}
    return CLOCK.sub(lambda match: literals[match[1]], statement)


def with_values(statement: str, values: Mapping[str, str]) -> str:
    """The statement with text literals for its `:name` parameters."""
    for name, value in values.items():
        literal = "'" + value.replace("'", "''") + "'"
        statement = re.sub(rf":{name}\b", literal.replace("\\", r"\\"), statement)
    return statement


class LocalAnswers:
    """The tables and views of a lakehouse in a DuckDB of their own, as they are at one moment."""

    def __init__(self, lakehouse: LocalLakehouse) -> None:
        """Copies every table and makes every view; `connection` may change the copies."""
        self.connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
        self.connection.execute("SET TimeZone = 'UTC'")
        for role in SchemaRole:
            self.connection.execute(f'CREATE SCHEMA "{role}"')
        for table in lakehouse.snapshot(list(TABLES)).values():
            self.connection.execute(f'CREATE TABLE "{table.table.role}"."{table.table.name}" AS {rows_of(table)}')
        for name, view in published_views().items():
            self.connection.execute(f'CREATE VIEW "{view.role}"."{name}" AS {in_schemas(view.sql)}')
        # Names without a schema, as in the dashboard's datasets, are in the schema of answers.
        self.connection.execute(f"SET search_path = '{SchemaRole.ANSWERS}'")

    def ask(self, statement: str) -> Rows:
        """The rows of a Databricks statement over `{answers}.<name>` and `{raw}.<name>`; instants are UTC."""
        [text] = sqlglot.transpile(in_schemas(statement).replace('"', "`"), read="databricks", write="duckdb")
        relation = self.connection.sql(text)
        instants = {
            name for name, type_ in zip(relation.columns, relation.types, strict=True) if str(type_).endswith("ZONE")
        }
        # DuckDB fetches instants with a zone only with pytz.
        columns = [f'"{name}"::TIMESTAMP AS "{name}"' if name in instants else f'"{name}"' for name in relation.columns]
        rows = relation.project(", ".join(columns)).fetchall()
        return [
            {
                name: value.replace(tzinfo=UTC) if name in instants and value is not None else value
                for name, value in zip(relation.columns, row, strict=True)
            }
            for row in rows
        ]
