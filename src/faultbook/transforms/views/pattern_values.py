"""What goes with a pattern: values of source code file, host, version ... among its records and among all."""

from functools import reduce

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.pattern_texts import with_pattern

OF_ERRORS = ("file_path", "environment")
OF_TEXT = ("source_file", "environment", "host", "pod_name", "logger_name")
OF_LOGS = (*OF_TEXT, "http_endpoint")

VIEW = View(
    name="pattern_values",
    role=SchemaRole.RAW,
    comment="Values (source code file, host, labels such as version) that records of a pattern carry, beside how many "
    "of all records carry them. Retained records only. Ask for one pattern_id.",
    key=("pattern_id", "is_label", "dimension", "value"),
    columns=(
        Column("pattern_id", "STRING", "The pattern; see patterns.", nullable=False),
        Column("dimension", "STRING", "What the value is of: code_file, host ..., or a label's name.", nullable=False),
        Column("is_label", "BOOLEAN", "True where the dimension is a label of JSON log records.", nullable=False),
        Column("value", "STRING", "The value; '' where a record names none.", nullable=False),
        Column("pattern_count", "BIGINT", "Records of the pattern with the value.", nullable=False),
        Column("pattern_total", "BIGINT", "Records of the pattern that have the dimension.", nullable=False),
        Column("value_count", "BIGINT", "Records of all patterns with the value.", nullable=False),
        Column("total", "BIGINT", "Records of all patterns that have the dimension.", nullable=False),
        Column(
            "first_seen", "TIMESTAMP", "When the pattern's first record with the value happened, UTC.", nullable=False
        ),
    ),
    question="select * from pattern_values where dimension = 'code_file' order by pattern_count desc limit 10",
)

_NAMES = {"file_path": "code_file", "source_file": "code_file"}


def pattern_values(
    error_logs_parsed: DataFrame,
    logs: DataFrame,
    text_logs: DataFrame,
    ingest_ledger: DataFrame,
    pattern_map: DataFrame,
) -> DataFrame:
    """Values by pattern. In: the tables of these names. Out: the columns of VIEW."""
    errors, records = complete(error_logs_parsed, ingest_ledger), complete(logs, ingest_ledger)
    # Rows are read once and added up before anything else: their combinations of values are few.
    one, instant = F.lit(1).cast("bigint").alias("record_count"), F.col("timestamp").alias("first_seen")
    values = _stacked(
        _combinations(errors, OF_ERRORS),
        _combinations(records, OF_LOGS),
        _combinations(complete(text_logs, ingest_ledger), OF_TEXT),
        records.select("template_hash", "labels", one, instant),
        kept=("record_count", "first_seen"),
    )
    counted = (
        with_pattern(values, pattern_map)
        .groupBy(*VIEW.key)
        .agg(F.sum("record_count").cast("bigint").alias("pattern_count"), F.min("first_seen").alias("first_seen"))
    )
    sums = {
        "pattern_total": Window.partitionBy("pattern_id", "is_label", "dimension"),
        "value_count": Window.partitionBy("is_label", "dimension", "value"),
        "total": Window.partitionBy("is_label", "dimension"),
    }
    return contracted(
        counted.withColumns({name: F.sum("pattern_count").over(window) for name, window in sums.items()}), VIEW
    )


def carried_values(errors: DataFrame, records: DataFrame, text: DataFrame, *more: str) -> DataFrame:
    """What records carry, a row per record and value: template_hash, timestamp, dimension, is_label, value (not NULL).

    In: rows of error_logs_parsed, of logs and of text_logs; `more` are columns of all that count as values too.
    """
    return _stacked(errors, records, text, records, *more, kept=("timestamp",))


def _stacked(
    errors: DataFrame, records: DataFrame, text: DataFrame, labelled: DataFrame, *more: str, kept: tuple[str, ...]
) -> DataFrame:
    """A row per row and value: template_hash, the columns `kept`, dimension, is_label, value (not NULL)."""
    labels = labelled.select("template_hash", *kept, F.explode(F.map_entries("labels")).alias("entry")).select(
        "template_hash",
        *kept,
        F.col("entry.key").alias("dimension"),
        F.lit(True).alias("is_label"),
        F.col("entry.value").alias("value"),
    )
    dimensions = ((errors, OF_ERRORS), (records, OF_LOGS), (text, OF_TEXT))
    values = (_values(rows, name, kept) for rows, names in dimensions for name in (*names, *more))
    return reduce(DataFrame.unionAll, [labels, *values]).where(F.col("value").isNotNull())


def _combinations(rows: DataFrame, names: tuple[str, ...]) -> DataFrame:
    return rows.groupBy("template_hash", *names).agg(
        F.count("*").alias("record_count"), F.min("timestamp").alias("first_seen")
    )


def _values(rows: DataFrame, name: str, kept: tuple[str, ...]) -> DataFrame:
    return rows.select(
        "template_hash",
        *kept,
        F.lit(_NAMES.get(name, name)).alias("dimension"),
        F.lit(False).alias("is_label"),
        F.col(name).alias("value"),
    )
