"""Maintenance of stored tables: fewer and ordered files, and old files removed."""

from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import Table


def optimize(lakehouse: Lakehouse, table: Table) -> None:
    """Rewrites small files into larger ones, ordered by the columns that the contract names."""
    lakehouse.require_held(table)
    order = f" ZORDER BY ({', '.join(f'`{name}`' for name in table.order_by)})" if table.order_by else ""
    lakehouse.spark.sql(f"OPTIMIZE {lakehouse.name_of(table)}{order}").collect()


def vacuum(lakehouse: Lakehouse, table: Table, *, retain_hours: int) -> None:
    """Removes data files that no version of the last `retain_hours` needs."""
    lakehouse.require_held(table)
    lakehouse.spark.sql(f"VACUUM {lakehouse.name_of(table)} RETAIN {retain_hours} HOURS").collect()
