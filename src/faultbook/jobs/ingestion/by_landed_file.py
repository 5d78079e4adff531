"""What a batch stored of each landed file: counts of its rows as they are stored, for the ledger.

In a workspace Spark counts them. Where tables are a folder, the rows are read in batches of Arrow and counted here: two
columns of numbers and one of names cost less than the jobs that Spark starts for them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.jobs.ingestion import arrow_counts
from faultbook.jobs.ingestion.formats import RecordKind
from faultbook.lakehouse.local_files import stream_rows
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ERROR_LOGS_REJECTED
from faultbook.transforms.records.counts import counts_by_landed_file

Counts = dict[str, Any]
"""records, parsed (their lines), unknown_severity, first_occurrence and last_occurrence (microseconds)."""


def records_by_spark(records: DataFrame) -> dict[str, Counts]:
    """Counts by landed file. In: occurrences."""
    counted = counts_by_landed_file(records).select(
        "source_file",
        "records",
        "parsed",
        "unknown_severity",
        F.unix_micros("first_occurrence").alias("first_occurrence"),
        F.unix_micros("last_occurrence").alias("last_occurrence"),
    )
    return {row["source_file"]: row.asDict() for row in counted.collect()}


def records_here(lakehouse: Lakehouse, kinds: Iterable[RecordKind], batch_id: int) -> dict[str, Counts]:
    """As `records_by_spark`, of the batch's records in tables of a folder."""
    found: dict[str, Counts] = {}
    for kind in kinds:
        of_kind = arrow_counts.COUNTED_COLUMNS[kind.name]
        where = (("batch_id", "=", batch_id),)
        for batch in stream_rows(lakehouse.folder_of(kind.table), list(of_kind.values()), where):
            rows = pa.Table.from_batches([batch.rename_columns(list(of_kind))])
            for name, counts in arrow_counts.by_landed_file(rows).items():
                found[name] = _added(found[name], counts) if name in found else counts
    return found


def rejects_by_spark(rejects: DataFrame) -> dict[str, dict[str, int]]:
    """Rejects by landed file: rejected (whole lines), part_rejects. In: rows of error_logs_rejected."""
    is_part = F.col("part").isNotNull()
    counted = rejects.groupBy("source_file").agg(
        F.count_if(~is_part).alias("rejected"), F.count_if(is_part).alias("part_rejects")
    )
    return {row["source_file"]: row.asDict() for row in counted.collect()}


def rejects_here(lakehouse: Lakehouse, batch_id: int) -> dict[str, dict[str, int]]:
    """As `rejects_by_spark`, of the batch's rejects in a table of a folder."""
    where = (("batch_id", "=", batch_id),)
    return rejects_of(stream_rows(lakehouse.folder_of(ERROR_LOGS_REJECTED), ("source_file", "part"), where))


def rejects_of(batches: Iterable[pa.RecordBatch]) -> dict[str, dict[str, int]]:
    """Rejects by landed file, of rows that have source_file and part."""
    whole: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for batch in batches:
        is_part = pc.is_valid(batch.column("part"))
        names = batch.column("source_file")
        whole.update(names.filter(pc.invert(is_part)).to_pylist())
        parts.update(names.filter(is_part).to_pylist())
    return {name: {"rejected": whole[name], "part_rejects": parts[name]} for name in whole.keys() | parts.keys()}


def _added(some: Mapping[str, Any], more: Mapping[str, Any]) -> Counts:
    sums = {name: some[name] + more[name] for name in ("records", "parsed", "unknown_severity")}
    first = min(some["first_occurrence"], more["first_occurrence"])
    return sums | {"first_occurrence": first, "last_occurrence": max(some["last_occurrence"], more["last_occurrence"])}
