"""Stored tables against their contracts: created where absent, given new nullable columns, otherwise left alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from faultbook.errors import ContractBroken
from faultbook.lakehouse.literals import text_literal
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import Column, Table
from faultbook.tables.text_columns import REDACTION_PROPERTY, REDACTION_VERSION, TEXTS

VERSION_PROPERTY = "faultbook.contract_version"
_LOCAL_PROPERTIES = {
    # What delta-rs and DuckDB cannot read stays off where they are the readers.
    "delta.enableDeletionVectors": "false",
    "delta.columnMapping.mode": "none",
}


@dataclass(frozen=True)
class Change:
    """A statement that brings a stored table to its contract, and its description."""

    words: str
    statement: str
    creates: bool = False
    """True where it creates a table: such statements may run at once."""


def planned_changes(lakehouse: Lakehouse, table: Table) -> list[Change]:
    """What setup would do to a table; empty where it equals its contract. ContractBroken where setup cannot do it."""
    if not lakehouse.exists(table):
        return [Change(f"create table {table.name}", create_statement(lakehouse, table), creates=True)]
    stored = stored_columns(lakehouse, table)
    _require_compatible(table, stored)
    name = lakehouse.name_of(table)
    missing = [column for column in table.columns if column.name not in stored]
    changes = [
        Change(f"add column {table.name}.{column.name}", f"ALTER TABLE {name} ADD COLUMNS ({_column(column)})")
        for column in missing
    ]
    if missing or stored_version(lakehouse, table) != table.version:
        property_ = f"'{VERSION_PROPERTY}' = '{table.version}'"
        changes.append(
            Change(
                f"{table.name} is now at contract version {table.version}",
                f"ALTER TABLE {name} SET TBLPROPERTIES ({property_})",
            )
        )
    return changes


def create_statement(lakehouse: Lakehouse, table: Table) -> str:
    """The CREATE TABLE statement of a contract."""
    properties = {VERSION_PROPERTY: str(table.version)} | (_LOCAL_PROPERTIES if lakehouse.settings.is_local else {})
    if table.statistics:
        properties |= {"delta.dataSkippingStatsColumns": ",".join(table.statistics)}
    if table.name in TEXTS:
        properties |= {REDACTION_PROPERTY: str(REDACTION_VERSION)}  # what is written from now on is redacted before
    listed = ", ".join(f"{text_literal(key)} = {text_literal(value)}" for key, value in properties.items())
    parts = [
        f"CREATE TABLE IF NOT EXISTS {lakehouse.name_of(table)} ({', '.join(map(_column, table.columns))}) USING delta",
        f"PARTITIONED BY ({', '.join(f'`{name}`' for name in table.partitioned_by)})" if table.partitioned_by else "",
        f"COMMENT {text_literal(table.comment)}",
        f"TBLPROPERTIES ({listed})",
    ]
    return " ".join(part for part in parts if part)


def stored_columns(lakehouse: Lakehouse, table: Table) -> dict[str, str]:
    """The stored table's columns: name to type, as Spark writes types."""
    return {
        field.name: field.dataType.simpleString() for field in lakehouse.spark.table(lakehouse.name_of(table)).schema
    }


def stored_version(lakehouse: Lakehouse, table: Table) -> int:
    """The contract version in the stored table's properties; 0 where there is none."""
    return _stored_number(lakehouse, table, VERSION_PROPERTY)


def may_hold_old_texts(lakehouse: Lakehouse, table: Table) -> bool:
    """True where a stored table has text columns, and neither redact nor setup (while it was empty) has marked it."""
    return (
        table.name in TEXTS
        and lakehouse.exists(table)
        and _stored_number(lakehouse, table, REDACTION_PROPERTY) < REDACTION_VERSION
    )


def mark_redacted(lakehouse: Lakehouse, table: Table) -> None:
    """Writes into the table's properties that all of its texts are redacted."""
    lakehouse.require_held(table)
    property_ = f"'{REDACTION_PROPERTY}' = '{REDACTION_VERSION}'"
    lakehouse.spark.sql(f"ALTER TABLE {lakehouse.name_of(table)} SET TBLPROPERTIES ({property_})").collect()


def _stored_number(lakehouse: Lakehouse, table: Table, name: str) -> int:
    properties = lakehouse.spark.sql(f"SHOW TBLPROPERTIES {lakehouse.name_of(table)}").collect()
    return next((int(row["value"]) for row in properties if row["key"] == name), 0)


def _require_compatible(table: Table, stored: Mapping[str, str]) -> None:
    wrong = [
        f"column {column.name} is {stored[column.name].upper()}, expected {column.type}"
        for column in table.columns
        if column.name in stored and stored[column.name].upper() != column.type.upper()
    ]
    wrong += [
        f"column {column.name} is absent and may not be NULL, so it cannot be added to existing rows"
        for column in table.columns
        if column.name not in stored and not column.nullable
    ]
    if wrong:
        raise ContractBroken(
            f"table {table.name} differs from faultbook's contract version {table.version}: {'; '.join(wrong)}. "
            "Nothing was changed. Was it created by another program or a newer faultbook? See docs/deploy.md, Upgrade."
        )


def _column(column: Column) -> str:
    return (
        f"`{column.name}` {column.type}{'' if column.nullable else ' NOT NULL'} COMMENT {text_literal(column.comment)}"
    )
