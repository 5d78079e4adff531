"""The plain count of a landed file's lines and bytes: a light scan of its own, apart from the parse."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.records.kinds import is_blank, is_header, without_carriage_return


def line_counts(lines: DataFrame) -> DataFrame:
    """Per landed file: how long it is, and how many of its lines are headers and blanks.

    In: line STRING with its CR, file_uri, file_bytes, file_modified_at.
    Out: file_uri, file_bytes, file_modified_at, lines, line_bytes (without line feeds), headers, blanks; BIGINT counts.
    Files without any line have no row.
    """
    text = without_carriage_return(F.col("line"))
    return lines.groupBy("file_uri").agg(
        F.max("file_bytes").alias("file_bytes"),
        F.max("file_modified_at").alias("file_modified_at"),
        F.count("line").alias("lines"),
        F.sum(F.octet_length("line").cast("bigint")).alias("line_bytes"),
        F.count_if(~is_blank(text) & is_header(text)).alias("headers"),
        F.count_if(is_blank(text)).alias("blanks"),
    )
