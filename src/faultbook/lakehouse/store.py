"""The stored tables of one lakehouse: Unity Catalog, or a folder of Delta tables. The only code that writes.

A table of a folder is named by its path (delta.`/folder/schema/table`), so that both kinds take the same statements.
A table is written only while its lease is held (lease.py).
"""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.errors import InvariantViolated, MissingDependency
from faultbook.lakehouse.first_commit import make_local_table
from faultbook.lakehouse.literals import text_literal
from faultbook.lakehouse.local_files import (
    Filter,
    append_rows,
    delete_rows,
    fetch_rows,
    files_of_last_append,
    replace_rows,
)
from faultbook.settings import Settings, require_readable_name
from faultbook.tables import TABLES, Lease, SchemaRole, Table

_NAMED_TABLES = 3


class Lakehouse:
    """Reads and writes the tables that `settings` name, in the session `spark`."""

    def __init__(self, spark: SparkSession, settings: Settings, *, held: Iterable[Lease] = ()) -> None:
        """Nothing is read or made yet. `held` are leases that the caller holds already, as a batch of a stream does.

        SettingError where tables of a folder could not be read there.
        """
        if settings.is_local:
            require_readable_name(Path(settings.catalog).absolute())
        self.spark = spark
        self.settings = settings
        self._held = frozenset(held)

    @property
    def held(self) -> frozenset[Lease]:
        """The leases that are held: only their tables are written."""
        return self._held

    @contextmanager
    def holding(self, leases: Iterable[Lease]) -> Iterator[None]:
        """Adds leases while inside. `writer_lease` takes them; nothing else calls this."""
        before = self._held
        self._held = before | frozenset(leases)
        try:
            yield
        finally:
            self._held = before

    def require_held(self, table: Table) -> None:
        """InvariantViolated where the lease of a table is not held: another run could write it at the same time."""
        if table.lease is not None and table.lease not in self._held:
            raise InvariantViolated(
                f"{table.name} is written under the lease `{table.lease}`, but this run holds "
                f"{', '.join(f'`{lease}`' for lease in sorted(self._held)) or 'none'}. Nothing was written. "
                "This is a mistake in faultbook: please report it."
            )

    def schema_of(self, role: SchemaRole) -> str:
        """The name of the schema of the tables and views with this role."""
        return self.settings.raw_schema_name if role is SchemaRole.RAW else self.settings.schema_name

    def folder_of(self, table: Table) -> Path:
        """The folder of a local table."""
        return Path(self.settings.catalog).absolute() / self.schema_of(table.role) / table.name

    def name_of(self, table: Table) -> str:
        """The table's name in a statement."""
        if self.settings.is_local:
            return f"delta.`{self.folder_of(table)}`"
        return f"`{self.settings.catalog}`.`{self.schema_of(table.role)}`.`{table.name}`"

    def exists(self, table: Table) -> bool:
        """True where the table exists."""
        if self.settings.is_local:
            return (self.folder_of(table) / "_delta_log").is_dir()
        return self.spark.catalog.tableExists(self.name_of(table))

    def require_tables(self) -> None:
        """Every table exists afterwards: a folder without tables gets them.

        MissingDependency where some are missing, as after an upgrade, and in a workspace.
        """
        missing = [table for table in TABLES.values() if not self.exists(table)]
        if self.settings.is_local and len(missing) == len(TABLES):
            for table in missing:
                make_local_table(self.folder_of(table), table)
        elif missing:
            names = ", ".join(table.name for table in missing[:_NAMED_TABLES])
            more = f" and {len(missing) - _NAMED_TABLES} more" if len(missing) > _NAMED_TABLES else ""
            setup = f"faultbook run setup --lakehouse {shlex.quote(self.settings.catalog)}"
            raise MissingDependency(
                f"{self.settings.catalog} has no table {names}{more}. Create what is missing: "
                f"{setup if self.settings.is_local else 'databricks bundle run setup'}"
            )

    def read(self, table: Table) -> DataFrame:
        """The table's rows, in the contract's columns."""
        return self.spark.table(self.name_of(table)).select(*table.column_names)

    def read_last_append(self, table: Table) -> DataFrame:
        """The rows that the newest commit of a table in a folder appended; all rows where that commit was no append.

        Its log is read here: Spark starts a job for that, each time that a query reads the table.
        """
        folder = self.folder_of(table)
        files = files_of_last_append(folder)
        if files is None:
            return self.read(table)
        if not files:
            return self.read(table).limit(0)
        rows = self.spark.read.schema(table.ddl()).option("basePath", str(folder)).parquet(*files)
        return rows.select(*table.column_names)

    def append(self, table: Table, rows: DataFrame, *, version: int | None = None) -> None:
        """Appends rows in one commit. In a workspace, where a client may send a statement again, `version` makes it one
        that happens once: it only grows, and an append whose version is not new writes nothing.
        """
        self.require_held(table)
        writer = rows.select(*table.column_names).write.format("delta").mode("append")
        # In one process nothing is sent again, and looking the version up costs two Spark jobs per append.
        if version is not None and not self.settings.is_local:
            writer = writer.option("txnAppId", "faultbook").option("txnVersion", str(version))
        writer.saveAsTable(self.name_of(table))

    def append_rows(self, table: Table, rows: pa.Table, *, version: int | None = None) -> None:
        """Appends rows that are in memory, as `append` does; in a folder without a Spark job."""
        self.require_held(table)
        if not self.settings.is_local:
            self.append(table, self.spark.createDataFrame(rows), version=version)
        elif rows.num_rows:
            append_rows(self.folder_of(table), rows.select(list(table.column_names)))

    def fetch(self, table: Table, columns: Sequence[str], *where: Filter, most: int | None = None) -> pa.Table:
        """The columns of the rows that fulfil all of `where`, at most `most`; in a folder without a Spark job.

        For small results.
        """
        if self.settings.is_local:
            return fetch_rows(self.folder_of(table), columns, where).slice(0, most)
        found = self.read(table)
        for filter_ in where:
            found = found.where(_condition(*filter_))
        return (found if most is None else found.limit(most)).select(*columns).toArrow()

    def replace_rows(self, table: Table, rows: pa.Table) -> None:
        """Replaces all rows of a table with those in memory, in one commit."""
        self.require_held(table)
        if self.settings.is_local:
            replace_rows(self.folder_of(table), rows.select(list(table.column_names)))
        else:
            self.replace(table, self.spark.createDataFrame(rows), where="true")

    def largest(self, table: Table, column: str) -> int | None:
        """The largest value of a BIGINT column; None where there is none."""
        if self.settings.is_local:
            found = pc.max(fetch_rows(self.folder_of(table), (column,), ()).column(column)).as_py()
        else:
            found = self.read(table).agg(F.max(column)).collect()[0][0]
        return None if found is None else int(found)

    def replace(self, table: Table, rows: DataFrame, *, where: str) -> None:
        """Replaces the rows for which `where` is true, in one commit. `rows` may read the table: the scan is in it."""
        self.require_held(table)
        kept = rows.select(*table.column_names)
        if table.partitioned_by:
            # Else each task writes a file to each partition: 16 tasks times 90 days are 1,440 files of few rows.
            kept = kept.hint("rebalance", *map(F.col, table.partitioned_by))
        kept.write.format("delta").mode("overwrite").option("replaceWhere", where).saveAsTable(self.name_of(table))

    def delete(self, table: Table, *, where: str) -> None:
        """Deletes the rows for which `where` is true."""
        self.require_held(table)
        self.spark.sql(f"DELETE FROM {self.name_of(table)} WHERE {where}").collect()

    def replace_where(self, table: Table, rows: pa.Table, *where: Filter) -> None:
        """Replaces the rows that fulfil all of `where` with those in memory, in one commit; in a folder without a Spark
        job.
        """
        self.require_held(table)
        if self.settings.is_local:
            replace_rows(self.folder_of(table), rows.select(list(table.column_names)), where)
        else:
            self.replace(table, self.spark.createDataFrame(rows), where=_statement(where))

    def delete_rows(self, table: Table, *where: Filter) -> None:
        """Deletes the rows that fulfil all of `where`; in a folder without a Spark job."""
        self.require_held(table)
        if self.settings.is_local:
            delete_rows(self.folder_of(table), where)
        else:
            self.spark.sql(f"DELETE FROM {self.name_of(table)} WHERE {_statement(where)}").collect()

    def update(self, table: Table, *, assign: str, where: str) -> int:
        """Changes the rows for which `where` is true; returns how many."""
        self.require_held(table)
        changed = self.spark.sql(f"UPDATE {self.name_of(table)} SET {assign} WHERE {where}").collect()
        return int(changed[0]["num_affected_rows"]) if changed else 0

    def upsert(self, table: Table, rows: DataFrame) -> None:
        """Replaces the stored rows that have a key of `rows`, and adds the others, in one commit. Keys are not NULL."""
        self.require_held(table)
        view = f"rows_of_{table.name}"
        rows.select(*table.column_names).createOrReplaceTempView(view)
        same = " AND ".join(f"old.`{name}` = new.`{name}`" for name in table.key)
        try:
            self.spark.sql(
                f"MERGE INTO {self.name_of(table)} AS old USING {view} AS new ON {same} "
                "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
            ).collect()
        finally:
            self.spark.catalog.dropTempView(view)

    def change_rows(
        self, table: Table, changes: DataFrame, *, matched_by: Sequence[str], assign: Mapping[str, str]
    ) -> int:
        """Changes stored rows in one commit and returns how many; no row is added or removed.

        A row is changed where `changes` has one with equal values in `matched_by` (NULL equals NULL); at most one may.
        `assign`: column of the table -> column of `changes` with its new value.
        """
        self.require_held(table)
        view = f"changes_of_{table.name}"
        changes.createOrReplaceTempView(view)
        same = " AND ".join(f"old.`{name}` <=> new.`{name}`" for name in matched_by)
        values = ", ".join(f"old.`{name}` = new.`{value}`" for name, value in assign.items())
        try:
            changed = self.spark.sql(
                f"MERGE INTO {self.name_of(table)} AS old USING {view} AS new ON {same} "
                f"WHEN MATCHED THEN UPDATE SET {values}"
            ).collect()
        finally:
            self.spark.catalog.dropTempView(view)
        return int(changed[0]["num_updated_rows"]) if changed else 0


def _statement(where: Sequence[Filter]) -> str:
    """Filters over numbers and texts in Spark SQL."""
    return " AND ".join(f"`{name}` {operator} {_written(value)}" for name, operator, value in where)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_written, value))})"
    return text_literal(value) if isinstance(value, str) else str(value)


def _condition(name: str, operator: str, value: Any) -> Column:
    column = F.col(name)
    conditions: dict[str, Callable[[], Column]] = {
        "=": lambda: column == value,
        "!=": lambda: column != value,
        "<": lambda: column < value,
        "<=": lambda: column <= value,
        ">": lambda: column > value,
        ">=": lambda: column >= value,
        "in": lambda: column.isin(*value),
        "not in": lambda: ~column.isin(*value),
    }
    return conditions[operator]()
