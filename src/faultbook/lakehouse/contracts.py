"""Compares stored tables with their contracts: creates absent tables, adds nullable columns, changes nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from faultbook.errors import ContractBroken
from faultbook.lakehouse.first_commit import VERSION_PROPERTY, make_local_table, table_properties
from faultbook.lakehouse.local_files import stored_properties, stored_types
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import Column, Table
from faultbook.tables.text_columns import REDACTION_PROPERTY, REDACTION_VERSION, TEXTS

MOST_CLUSTERED = 4
"""The most columns that Delta clusters by."""


@dataclass(frozen=True)
class SchemaChange:
    """A statement that brings a stored table to its contract, and its description."""

    words: str
    statement: str
    creates: Table | None = None
    """The table that the statement creates; None where it changes one. Such statements do not depend on each other."""


def planned_changes(lakehouse: Lakehouse, table: Table) -> list[SchemaChange]:
    """The changes that bring a table to its contract; empty where none is needed. ContractBroken where none can."""
    if not lakehouse.exists(table):
        return [SchemaChange(f"create table {table.name}", create_statement(lakehouse, table), creates=table)]
    stored = stored_columns(lakehouse, table)
    _require_compatible(table, stored)
    name = lakehouse.name_of(table)
    missing = [column for column in table.columns if column.name not in stored]
    changes = [
        SchemaChange(f"add column {table.name}.{column.name}", f"ALTER TABLE {name} ADD COLUMNS ({_column(column)})")
        for column in missing
    ]
    if missing or stored_version(lakehouse, table) != table.version:
        property_ = f"'{VERSION_PROPERTY}' = '{table.version}'"
        changes.append(
            SchemaChange(
                f"{table.name} is now at contract version {table.version}",
                f"ALTER TABLE {name} SET TBLPROPERTIES ({property_})",
            )
        )
    return changes


def create_statement(lakehouse: Lakehouse, table: Table) -> str:
    """The CREATE TABLE statement of a contract."""
    clustered = lakehouse.settings.table_layout == "clusters" and not lakehouse.settings.is_local
    columns = [*table.partitioned_by, *table.order_by][:MOST_CLUSTERED] if clustered else []
    if columns and table.statistics:
        # A file is left out by the least and largest value of a column that it is clustered by.
        table = replace(table, statistics=tuple(dict.fromkeys((*columns, *table.statistics))))
    properties = table_properties(table, is_local=lakehouse.settings.is_local)
    parts = [
        f"CREATE TABLE IF NOT EXISTS {lakehouse.name_of(table)} ({', '.join(map(_column, table.columns))}) USING delta",
        _layout("CLUSTER", columns) if clustered else _layout("PARTITIONED", table.partitioned_by),
        f"COMMENT {_text(table.comment)}",
        f"TBLPROPERTIES ({', '.join(f'{_text(key)} = {_text(value)}' for key, value in properties.items())})",
    ]
    return " ".join(part for part in parts if part)


def _layout(kind: str, columns: Sequence[str]) -> str:
    return f"{kind} BY ({', '.join(f'`{name}`' for name in columns)})" if columns else ""


def create_table(lakehouse: Lakehouse, table: Table) -> None:
    """Creates an absent table: as files where the lakehouse is a folder, by a statement in a workspace."""
    if lakehouse.settings.is_local:
        make_local_table(lakehouse.folder_of(table), table)
    else:
        lakehouse.spark.sql(create_statement(lakehouse, table)).collect()


def stored_columns(lakehouse: Lakehouse, table: Table) -> dict[str, str]:
    """The stored table's columns: name to type, as Spark writes types."""
    if lakehouse.settings.is_local:
        return stored_types(lakehouse.folder_of(table))
    return {
        field.name: field.dataType.simpleString() for field in lakehouse.spark.table(lakehouse.name_of(table)).schema
    }


def stored_version(lakehouse: Lakehouse, table: Table) -> int:
    """The contract version in the stored table's properties; 0 where they have none."""
    return _stored_number(lakehouse, table, VERSION_PROPERTY)


def may_hold_old_texts(lakehouse: Lakehouse, table: Table) -> bool:
    """True where a stored table has text columns and no run of redact, or setup while it was empty, has marked it."""
    return (
        table.name in TEXTS
        and lakehouse.exists(table)
        and _stored_number(lakehouse, table, REDACTION_PROPERTY) < REDACTION_VERSION
    )


def mark_redacted(lakehouse: Lakehouse, table: Table) -> None:
    """Writes into the table's properties that all of its texts are redacted. The caller holds the table's lease."""
    lakehouse.require_held(table)
    property_ = f"'{REDACTION_PROPERTY}' = '{REDACTION_VERSION}'"
    lakehouse.spark.sql(f"ALTER TABLE {lakehouse.name_of(table)} SET TBLPROPERTIES ({property_})").collect()


def _stored_number(lakehouse: Lakehouse, table: Table, name: str) -> int:
    if lakehouse.settings.is_local:
        return int(stored_properties(lakehouse.folder_of(table)).get(name, 0))
    properties = lakehouse.spark.sql(f"SHOW TBLPROPERTIES {lakehouse.name_of(table)}").collect()
    return next((int(row["value"]) for row in properties if row["key"] == name), 0)


def _require_compatible(table: Table, stored: Mapping[str, str]) -> None:
    wrong = [
        f"column {column.name} is {stored[column.name].upper()}, expected {column.type}"
        for column in table.columns
        if column.name in stored and stored[column.name].upper() != column.type.upper()
    ]
    wrong += [
        f"column {column.name} is absent and may not be NULL, so it cannot be added to rows that are there"
        for column in table.columns
        if column.name not in stored and not column.nullable
    ]
    if wrong:
        raise ContractBroken(
            f"table {table.name} differs from faultbook's contract version {table.version}: {'; '.join(wrong)}. "
            "Nothing was changed. Was it made by something else or by a newer faultbook? See docs/deploy.md, Upgrade."
        )


def _column(column: Column) -> str:
    return f"`{column.name}` {column.type}{'' if column.nullable else ' NOT NULL'} COMMENT {_text(column.comment)}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
