"""The records of each source code file, newest first."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import ERROR_CODE, SEVERITY
from faultbook.transforms.records.occurrences import occurrences

VIEW = View(
    name="errors_by_file",
    role=SchemaRole.RAW,
    comment="Every retained log record, ranked newest first within its source code file. Ask for one file_path.",
    key=("file_path", "recency_rank"),
    columns=(
        Column("file_path", "STRING", "Source code file that reported it; '' where none.", nullable=False),
        SEVERITY,
        ERROR_CODE,
        Column("message", "STRING", "Text of the error as logged; it may hold personal data.", nullable=False),
        Column("timestamp", "TIMESTAMP", "When the error happened, UTC.", nullable=False),
        Column("recency_rank", "BIGINT", "1 for the file's newest record, 2 for the one before ...", nullable=False),
    ),
    question="select * from errors_by_file where file_path = 'app/api/middleware.py' and recency_rank <= 20",
)


def errors_by_file(
    error_logs_parsed: DataFrame, logs: DataFrame, text_logs: DataFrame, ingest_ledger: DataFrame
) -> DataFrame:
    """Records ranked within their source code file. In: the tables of these names. Out: the columns of VIEW.

    Rows that tie in the whole order are equal in every column, so which comes first cannot be seen.
    """
    # One struct as the only order: DuckDB then answers `recency_rank <= 20` without sorting all rows. It holds shown
    # columns alone, because reading event_id for the ties would double what is read from disk.
    recency = F.struct("timestamp", "message", "error_code", "severity")
    records = complete(occurrences(error_logs_parsed, logs, text_logs), ingest_ledger).withColumn("recency", recency)
    rank = F.row_number().over(Window.partitionBy("file_path").orderBy(F.col("recency").desc()))
    return contracted(records.withColumn("recency_rank", rank), VIEW)
