"""Writes a batch, for every job that begins one: appends at most once, counts of the stored rows, the ledger."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.errors import InvariantViolated
from faultbook.jobs.ingestion.formats import RecordKind, kind_of, together
from faultbook.lakehouse.batches import Batch
from faultbook.lakehouse.lease import require_lease
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.landing import FIRST_ROOT, root_id_of
from faultbook.steps import Steps
from faultbook.tables import (
    ERROR_COUNTS,
    ERROR_FILE_COUNTS,
    ERROR_LOGS_REJECTED,
    ERROR_TEMPLATES,
    INGEST_LEDGER,
    Table,
)
from faultbook.transforms.records.counts import counts_by_file, counts_by_hour, counts_by_landed_file
from faultbook.transforms.records.examples import template_examples

Observer = Callable[[str], None]
"""Called with the name of a point before and after each write. Tests kill the process there."""


def ignore(point: str) -> None:
    """The observer that does nothing."""


class BatchWriter:
    """Appends of one batch, each at most once, and reads of its stored rows."""

    def __init__(self, lakehouse: Lakehouse, batch: Batch, steps: Steps, observe: Observer, holder: str) -> None:
        """Writes nothing yet."""
        self._kinds: list[RecordKind] = []
        self.lakehouse = lakehouse
        self.batch = batch
        self.steps = steps
        self.observe = observe
        self.holder = holder

    def append(self, table: Table, rows: DataFrame | pa.Table) -> None:
        """Appends rows of the batch to a table. LeaseHeld where another run has taken the lease."""
        require_lease(self.lakehouse, self.holder)
        self.observe(f"before {table.name}")
        with self.steps.step(table.name, batch=self.batch.batch_id):
            if isinstance(rows, pa.Table):
                self.lakehouse.append_rows(table, rows, version=self.batch.batch_id)
            else:
                self.lakehouse.append(table, rows, version=self.batch.batch_id)
        kind = kind_of(table)
        self._kinds += [kind] if kind else []
        self.observe(f"after {table.name}")

    def append_counts(self) -> None:
        """Templates and partial counts, from the batch's records as they are stored."""
        if not self._kinds:
            return
        stored = self.stored_records()
        self.append(ERROR_TEMPLATES, template_examples(stored))
        self.append(ERROR_COUNTS, counts_by_hour(stored))
        self.append(ERROR_FILE_COUNTS, counts_by_file(stored))

    def complete(self, entries: list[dict[str, Any]]) -> None:
        """Writes the ledger entries: now the batch is complete. InvariantViolated where one does not add up."""
        for entry in entries:
            _require_sum(entry)
        rows = [entry | {"root_id": _root_id(entry["source_file"])} for entry in entries]
        self.append(INGEST_LEDGER, table_of(INGEST_LEDGER, rows))

    def fetch(self, table: Table, columns: Sequence[str]) -> pa.Table:
        """Columns of the batch's rows as they are stored, in memory."""
        return self.lakehouse.fetch(table, columns, ("batch_id", "=", self.batch.batch_id))

    def read_back(self, table: Table) -> DataFrame:
        """The batch's rows as they are stored."""
        return self.lakehouse.read(table).where(F.col("batch_id") == self.batch.batch_id)

    def stored_records(self) -> DataFrame:
        """The batch's records as they are stored, of all formats in one shape."""
        return together(kind.occurrences(self.read_back(kind.table)) for kind in self._kinds)

    def records_by_file(self) -> dict[str, dict[str, Any]]:
        """Stored records by landed file: records, parsed (their lines), unknown_severity, first and last instant
        (microseconds).
        """
        if not self._kinds:
            return {}
        counted = counts_by_landed_file(self.stored_records()).select(
            "source_file",
            "records",
            "parsed",
            "unknown_severity",
            F.unix_micros("first_occurrence").alias("first_occurrence"),
            F.unix_micros("last_occurrence").alias("last_occurrence"),
        )
        return {row["source_file"]: row.asDict() for row in counted.collect()}

    def rejects_by_file(self) -> dict[str, dict[str, int]]:
        """Stored rejects by landed file: rejected (whole lines), part_rejects."""
        is_part = F.col("part").isNotNull()
        counted = (
            self.read_back(ERROR_LOGS_REJECTED)
            .groupBy("source_file")
            .agg(F.count_if(~is_part).alias("rejected"), F.count_if(is_part).alias("part_rejects"))
        )
        return {row["source_file"]: row.asDict() for row in counted.collect()}


def _root_id(source_file: str) -> str | None:
    found = root_id_of(source_file)
    return None if found == FIRST_ROOT else found  # as in entries of versions that knew one root


def _require_sum(entry: Mapping[str, Any]) -> None:
    whole, parts = entry["lines"], entry["headers"] + entry["blanks"] + entry["parsed"] + entry["rejected"]
    if whole != parts:
        raise InvariantViolated(
            f"{entry['source_file']} has {whole} lines, but {entry['headers']} headers + {entry['blanks']} blanks + "
            f"{entry['parsed']} parsed + {entry['rejected']} rejected = {parts}. "
            f"Batch {entry['batch_id']} is not completed. Was the file changed while it was read? "
            "Run the job again; if it stays, faultbook replay shows its lines."
        )
