"""Maintenance of stored tables: fewer and ordered files, and old files removed, by the platform or by statements."""

import time
from collections.abc import Iterator
from pathlib import Path

from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import SchemaRole, Table

FILE_RETENTION = "delta.deletedFileRetentionDuration"
DEFAULT_HOURS = 168
"""What Delta keeps where a table says nothing: a week."""
_SECONDS_PER_HOUR = 3_600
_PREDICTIVE = "Predictive Optimization"


def is_optimized_by_platform(lakehouse: Lakehouse, role: SchemaRole) -> bool:
    """Whether predictive optimization tidies the managed tables of a schema; False for a folder of tables.

    Read from the platform: a schema has it, or inherits it from its catalog or the metastore.
    """
    if lakehouse.settings.is_local:
        return False
    schema = f"`{lakehouse.settings.catalog}`.`{lakehouse.schema_of(role)}`"
    rows = lakehouse.spark.sql(f"DESCRIBE SCHEMA EXTENDED {schema}").collect()
    return any(str(name) == _PREDICTIVE and str(value).upper().startswith("ENABLE") for name, value, *_ in rows)


def optimize(lakehouse: Lakehouse, table: Table) -> None:
    """Rewrites small files into larger ones, ordered by the columns that the contract names, or as it is clustered."""
    lakehouse.require_held(table)
    # Most tables of a young lakehouse are empty, and Spark takes some seconds to find that out.
    if lakehouse.settings.is_local and not any(data_files(lakehouse.folder_of(table))):
        return
    ordered = table.order_by and not _is_clustered(lakehouse, table)
    order = f" ZORDER BY ({', '.join(f'`{name}`' for name in table.order_by)})" if ordered else ""
    lakehouse.spark.sql(f"OPTIMIZE {lakehouse.name_of(table)}{order}").collect()


def _is_clustered(lakehouse: Lakehouse, table: Table) -> bool:
    if lakehouse.settings.is_local:
        return False
    detail = lakehouse.spark.sql(f"DESCRIBE DETAIL {lakehouse.name_of(table)}").collect()[0].asDict()
    return bool(detail.get("clusteringColumns"))


def vacuum(lakehouse: Lakehouse, table: Table, *, retain_hours: int) -> None:
    """Removes data files that no version of the last `retain_hours` needs.

    Only files that old are removed: a table of a folder that has none is left alone.
    """
    lakehouse.require_held(table)
    before = time.time() - retain_hours * _SECONDS_PER_HOUR
    if lakehouse.settings.is_local and not has_files_before(lakehouse.folder_of(table), before):
        return
    lakehouse.spark.sql(f"VACUUM {lakehouse.name_of(table)} RETAIN {retain_hours} HOURS").collect()


def data_files(folder: Path) -> Iterator[Path]:
    """The files of a local table outside its log, also those that no version needs."""
    log = folder / "_delta_log"
    return (path for path in folder.rglob("*") if log not in path.parents and path.is_file())


def has_files_before(folder: Path, instant: float) -> bool:
    """Whether a data file of a local table was last changed before `instant` (seconds since 1970, UTC)."""
    return any(path.stat().st_mtime < instant for path in data_files(folder))


def keep_files(lakehouse: Lakehouse, table: Table, *, retain_hours: int) -> None:
    """Writes into the table how long replaced files are kept, where it says otherwise: the platform's vacuum reads it.

    A table that says nothing keeps them for a week, and is left alone where that is asked for.
    """
    lakehouse.require_held(table)
    name = lakehouse.name_of(table)
    rows = lakehouse.spark.sql(f"SHOW TBLPROPERTIES {name}").collect()
    stored = {row["key"]: row["value"] for row in rows}.get(FILE_RETENTION, f"interval {DEFAULT_HOURS} hours")
    wanted = f"interval {retain_hours} hours"
    if stored != wanted:
        lakehouse.spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ('{FILE_RETENTION}' = '{wanted}')").collect()
