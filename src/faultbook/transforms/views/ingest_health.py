"""What became of the landed lines, per day: the lines invariant, the byte check, and how fresh the tables are."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.ledger_counts import is_first_reading, records_of_entry
from faultbook.transforms.portable.occurrences import summed
from faultbook.transforms.portable.pattern_texts import distinct_values
from faultbook.transforms.portable.utc import utc_day

MICROS_PER_SECOND = 1_000_000
# Nothing; no last line feed; a byte-order mark; both.
EXPLAINED_BYTE_GAPS = (0, -1, 3, 2)

_SUMS = ("line_bytes", "lines", "headers", "blanks", "parsed", "rejected", "purged", "purged_rejects")

VIEW = View(
    name="ingest_health",
    role=SchemaRole.ANSWERS,
    comment="What became of every landed line, per day. lines_balance and files_with_byte_gap are 0 if all is well.",
    key=("day",),
    columns=(
        Column("day", "DATE", "Day on which the batches were completed, UTC.", nullable=False),
        Column("batches", "BIGINT", "Number of batches completed, whatever they did.", nullable=False),
        Column("files", "BIGINT", "Number of landed files read.", nullable=False),
        Column("unreadable_files", "BIGINT", "Landed files that cannot be read (truncated gzip).", nullable=False),
        Column(
            "file_bytes",
            "BIGINT",
            "Size of the landed files, readable or not, and of what was added to them, in bytes.",
            nullable=False,
        ),
        Column("line_bytes", "BIGINT", "Bytes of all lines without their line feeds.", nullable=False),
        Column("lines", "BIGINT", "Lines read.", nullable=False),
        Column("headers", "BIGINT", "Lines that are headers.", nullable=False),
        Column("blanks", "BIGINT", "Lines of nothing but white space.", nullable=False),
        Column("parsed", "BIGINT", "Lines of records, by ingest or later by reprocess.", nullable=False),
        Column("rejected", "BIGINT", "Lines rejected, less those that reprocess turned into records.", nullable=False),
        Column(
            "records",
            "BIGINT",
            "Records made of the lines in parsed: several lines may be one record, and one line several.",
            nullable=False,
        ),
        Column(
            "part_rejects",
            "BIGINT",
            "Bad parts of lines that are counted in parsed, less those that reprocess turned into records.",
            nullable=False,
        ),
        Column(
            "unknown_severity",
            "BIGINT",
            "Records of severity Unknown: their level is missing or no known spelling.",
            nullable=False,
        ),
        Column("purged", "BIGINT", "Records that retention removed.", nullable=False),
        Column("purged_rejects", "BIGINT", "Rejects that retention removed.", nullable=False),
        Column("lines_balance", "BIGINT", "lines - headers - blanks - parsed - rejected: always 0.", nullable=False),
        Column(
            "files_with_byte_gap",
            "BIGINT",
            "Uncompressed files whose size its lines do not explain: always 0.",
            nullable=False,
        ),
        Column(
            "oldest_occurrence", "TIMESTAMP", "Earliest record of the day's batches, UTC; NULL where there is none."
        ),
        Column("newest_occurrence", "TIMESTAMP", "Latest record of the day's batches, UTC; NULL where there is none."),
        Column(
            "formats",
            "ARRAY<STRING>",
            "Formats that the day's files were read as, sorted; without those read before formats were recorded.",
            nullable=False,
        ),
        Column(
            "worst_lag_seconds",
            "DOUBLE",
            "Longest time from a file's last write to its batch's end; NULL where no file landed.",
        ),
        Column("last_recorded_at", "TIMESTAMP", "When the day's last batch was completed, UTC.", nullable=False),
    ),
    question="select * from ingest_health order by day desc limit 7",
)


def ingest_health(ingest_ledger: DataFrame) -> DataFrame:
    """What became of the lines, per day. In: the ledger, all of it complete. Out: the columns of VIEW."""
    by_day = (
        ingest_ledger.withColumn("day", utc_day(F.col("recorded_at")))
        .groupBy("day")
        .agg(
            F.count_distinct("batch_id").alias("batches"),
            _counted(is_first_reading()).alias("files"),
            _counted(_is("unreadable")).alias("unreadable_files"),
            F.sum(_read_bytes()).cast("bigint").alias("file_bytes"),
            *(summed(name) for name in _SUMS),
            *(_of_newer_entries(name) for name in ("part_rejects", "unknown_severity")),
            F.sum(records_of_entry()).cast("bigint").alias("records"),
            distinct_values("format").alias("formats"),
            _counted(_is("ingest") & _has_byte_gap()).alias("files_with_byte_gap"),
            F.min("first_occurrence").alias("oldest_occurrence"),
            F.max("last_occurrence").alias("newest_occurrence"),
            F.max(F.unix_micros("recorded_at") - F.unix_micros("file_modified_at")).alias("worst_lag_micros"),
            F.max("recorded_at").alias("last_recorded_at"),
        )
    )
    balance = F.col("lines") - F.col("headers") - F.col("blanks") - F.col("parsed") - F.col("rejected")
    lag = F.col("worst_lag_micros").cast("double") / F.lit(MICROS_PER_SECOND).cast("double")
    return contracted(by_day.withColumn("lines_balance", balance).withColumn("worst_lag_seconds", lag), VIEW)


def _is(entry: str) -> SparkColumn:
    return F.col("entry") == entry


def _of_newer_entries(name: str) -> SparkColumn:
    """The sum of a column that is NULL in entries older than it."""
    return F.coalesce(F.sum(name), F.lit(0)).cast("bigint").alias(name)


def _has_byte_gap() -> SparkColumn:
    gap = _read_bytes() - F.col("line_bytes") - F.col("lines")
    return ~F.col("compressed") & ~gap.isin(*EXPLAINED_BYTE_GAPS)


def _read_bytes() -> SparkColumn:
    """Bytes that were read, or could not be: of a file that grew, those that were added; 0 where nothing was tried."""
    added = F.when(F.col("content_from") > 0, F.col("content_to") - F.col("content_from")).otherwise(
        F.col("file_bytes")
    )
    return F.when(F.col("entry").isin("ingest", "unreadable"), added).otherwise(F.lit(0))


def _counted(condition: SparkColumn) -> SparkColumn:
    return F.count(F.when(condition, F.lit(1)))
