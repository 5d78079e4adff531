"""Why lines are no records: the rejects that nothing has replaced, by reason."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.open_rejects import open_rejects

VIEW = View(
    name="reject_reasons",
    role=SchemaRole.ANSWERS,
    comment="Why landed lines are no records, by reason; without those that reprocess replaced or retention removed.",
    key=("reason",),
    columns=(
        Column("reason", "STRING", "Why the lines are no records, e.g. bad_timestamp.", nullable=False),
        Column("reject_count", "BIGINT", "Number of rejected lines; add up for totals.", nullable=False),
        Column("affected_files", "BIGINT", "Number of landed files with such lines. Not additive.", nullable=False),
        Column("services", "ARRAY<STRING>", "Services whose files hold such lines, sorted.", nullable=False),
        Column("first_rejected_at", "TIMESTAMP", "When the first of these lines was read, UTC.", nullable=False),
        Column("last_rejected_at", "TIMESTAMP", "When the last of these lines was read, UTC.", nullable=False),
        Column("example_file", "STRING", "A landed file that holds such a line.", nullable=False),
    ),
    question="select * from reject_reasons order by reject_count desc, reason",
)


def reject_reasons(error_logs_rejected: DataFrame, ingest_batches: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Open rejects per reason. In: the tables of these names. Out: the columns of VIEW.

    The view shows no text of a line: it is in the schema of answers, whose readers need no grant on records.
    """
    by_reason = (
        open_rejects(error_logs_rejected, ingest_batches, ingest_ledger)
        .groupBy("reason")
        .agg(
            F.count("*").alias("reject_count"),
            F.count_distinct("source_file").alias("affected_files"),
            F.array_sort(F.collect_set("service")).alias("services"),
            F.min("rejected_at").alias("first_rejected_at"),
            F.max("rejected_at").alias("last_rejected_at"),
            F.min("source_file").alias("example_file"),
        )
    )
    return contracted(by_reason, VIEW)
