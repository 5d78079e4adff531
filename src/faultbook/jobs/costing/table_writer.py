"""Replaces tables of the bill one after the other, each in one commit, as long as the run holds its lease."""

from dataclasses import dataclass, field

from pyspark.sql import DataFrame

from faultbook.jobs.ingestion.batch_writer import Observer
from faultbook.lakehouse.lease import require_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import Table


@dataclass(frozen=True)
class TableWriter:
    """Writes tables for `holder`. `observe` is called before and after each; `facts` go into each step's line."""

    lakehouse: Lakehouse
    steps: Steps
    observe: Observer
    holder: str
    facts: dict[str, object] = field(default_factory=dict)

    def replace(self, table: Table, rows: DataFrame, *, where: str) -> None:
        """Replaces the rows that `where` holds for, in one commit. LeaseHeld where another run took the lease."""
        require_lease(self.lakehouse, self.holder)
        self.observe(f"before {table.name}")
        with self.steps.step(table.name, **self.facts):
            self.lakehouse.replace(table, rows, where=where)
        self.observe(f"after {table.name}")

    def stored(self, table: Table, *, where: str) -> DataFrame:
        """Rows of a table as they are stored now."""
        return self.lakehouse.read(table).where(where)
