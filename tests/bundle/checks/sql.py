"""What SQL in resources reads. Parsed once: every target and every spoiled copy looks at the same statements."""

from functools import cache

import sqlglot
from sqlglot import exp

from faultbook.tables import TABLES, SchemaRole
from faultbook.transforms.views import VIEWS

SCHEMA_IN_SQL = "`${var.catalog}`.`${resources.schemas.answers.name}`."
"""Of alerts, which ask for whoever deployed."""
READERS_SCHEMA_IN_SQL = "`${var.catalog}`.`${var.readers_schema}`."
"""Of spaces, which ask for who looks: where row filters are on, the filtered schema."""
ANSWERS = {name for name, contract in (TABLES | VIEWS).items() if contract.role is SchemaRole.ANSWERS}


@cache
def reads(sql: str, schema: str = "answers") -> tuple[frozenset[str], frozenset[str]]:
    """The tables that a statement reads, those of another schema with a mark before them; the values it leaves open."""
    try:
        tree = sqlglot.parse_one(_bare(sql), read="databricks")
    except sqlglot.ParseError as wrong:
        return frozenset({f"? ({str(wrong).splitlines()[0]})"}), frozenset()
    own = {step.alias for step in tree.find_all(exp.CTE)}
    tables = [table for table in tree.find_all(exp.Table) if table.db or table.name not in own]
    found = {table.name if table.db == schema and not table.catalog else f"? {table.sql()}" for table in tables}
    return frozenset(found), frozenset(place.name for place in tree.find_all(exp.Placeholder))


def _bare(sql: str) -> str:
    return sql.replace(SCHEMA_IN_SQL, "answers.").replace(READERS_SCHEMA_IN_SQL, "answers.")


def unknown_tables(sql: str, schema: str = "answers") -> list[str]:
    """What a statement reads beside tables and views of answers; `nothing` where it reads no table."""
    found, _ = reads(sql, schema)
    return sorted(found - ANSWERS) if found else ["nothing"]


def columns_of(sql: str) -> list[str]:
    """The names of a statement's columns."""
    try:
        return list(sqlglot.parse_one(_bare(sql), read="databricks").named_selects)
    except sqlglot.ParseError:
        return []
