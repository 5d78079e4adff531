"""A lakehouse in DuckDB with the filtered schema over it, and who asks: what the tests of row filters share."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlglot

from faultbook.publish.filtered_views import FilteredView, filtered_views, schemas_of_filters
from faultbook.publish.view_ddl import Schemas
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.views import published_views
from faultbook.tables import TABLES, SchemaRole
from faultbook.tables.reader_rights import ROWS, GroupRights
from faultbook.tables.view import View
from faultbook.transforms.views import VIEWS
from pages.statements import LocalAnswers

SCHEMAS = Schemas("memory", raw="raw", answers="answers")
FILTERS = schemas_of_filters(SCHEMAS)
INNER = "inner_views"
READS = {name: view.reads for name, view in published_views().items()}
ANSWERS = [name for name in ROWS if TABLES[name].role is SchemaRole.ANSWERS]
ANSWERS += [name for name, view in VIEWS.items() if view.role is SchemaRole.ANSWERS]
"""Every name in the filtered schema."""

Rows = list[dict[str, Any]]


def all_filtered(groups: Sequence[GroupRights], query_of: Any = None) -> Iterator[FilteredView]:
    return filtered_views(groups, VIEWS, READS, SCHEMAS, **({"query_of": query_of} if query_of else {}))


class FilteredOffice:
    """DuckDB over a lakehouse; `IS_ACCOUNT_GROUP_MEMBER` answers for the groups that `ask_as` names."""

    def __init__(self, lakehouse: LocalLakehouse) -> None:
        self.connection = LocalAnswers(lakehouse).connection
        for schema in (FILTERS.raw, FILTERS.answers, INNER):
            self.connection.execute(f'CREATE SCHEMA "{schema}"')
        self.connection.execute("CREATE MACRO is_account_group_member(g) AS list_contains(getvariable('groups'), g)")
        self.grant([], with_views=True)

    def grant(self, groups: Sequence[GroupRights], *, with_views: bool = False) -> None:
        """Publishes the rules of the groups; the first time all else too."""
        for each in all_filtered(groups, _of_duckdb):
            self._publish(each)
            if each.view.name in VIEWS:
                continue
            if not with_views:
                return
            if each.view.role is SchemaRole.RAW and each.view.name == list(ROWS)[-1]:
                self._publish_inner()

    def ask_as(self, groups: Iterable[str]) -> None:
        literals = ", ".join("'" + group.replace("'", "''") + "'" for group in groups)
        self.connection.execute(f"SET VARIABLE groups = CAST([{literals}] AS VARCHAR[])")

    def rows(self, name: str, schema: str = FILTERS.answers) -> Rows:
        return self.connection.sql(f'FROM "{schema}"."{name}"').to_arrow_table().to_pylist()

    def _publish(self, each: FilteredView) -> None:
        [text] = sqlglot.transpile(each.query, read="databricks", write="duckdb")
        schema = FILTERS.raw if each.view.role is SchemaRole.RAW else FILTERS.answers
        self.connection.execute(f'CREATE OR REPLACE VIEW "{schema}"."{each.view.name}" AS {text}')

    def _publish_inner(self) -> None:
        """Published views over the rows of who asks, in DuckDB's text: that it says the same is tested elsewhere."""
        for name, view in published_views().items():
            if view.role is SchemaRole.ANSWERS:
                text = view.sql
                for role in SchemaRole:
                    text = text.replace(f"{{{role}}}", f'"{FILTERS.raw}"')
                self.connection.execute(f'CREATE VIEW "{INNER}"."{name}" AS {text}')


def _of_duckdb(view: View, _: Schemas) -> str:
    return f"SELECT * FROM `{INNER}`.`{view.name}`"
