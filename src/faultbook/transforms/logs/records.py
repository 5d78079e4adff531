"""Records with what identifies and classifies them: event id, service, template, ids in the message."""

from datetime import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables import ERROR_LOGS_PARSED
from faultbook.transforms.logs.hashing import template_hash
from faultbook.transforms.logs.hints import code_hint
from faultbook.transforms.logs.identifiers import request_id, user_id
from faultbook.transforms.logs.landed import service_of
from faultbook.transforms.logs.masking import template
from faultbook.transforms.logs.parsing import RECORD

UNIT_SEPARATOR = "\x1f"
_EVENT_ID_LENGTH = 32


def records(
    judged: DataFrame,
    *,
    batch_id: int,
    parsed_at: datetime,
    environment: str,
    service: str,
    default_service: str,
) -> DataFrame:
    """The lines that are records, in the columns of error_logs_parsed.

    In: judged_lines. `parsed_at` is the instant the batch began (UTC), the same for all its rows and every replay.
    """
    message = F.col("message")
    found = judged.where(F.col("verdict") == RECORD).select(
        "timestamp",
        "error_code",
        error_code_numeric(F.col("error_code")).alias("error_code_numeric"),
        "file_path",
        "severity",
        "message",
        "source_file",
        F.lit(parsed_at).cast("timestamp").alias("parsed_at"),
        event_id(F.col("source_file"), F.col("text")).alias("event_id"),
        template(message).alias("template"),
        code_hint(message).alias("hint"),
        service_of(F.col("source_file"), service=service, default_service=default_service).alias("service"),
        F.lit(environment).alias("environment"),
        request_id(message).alias("request_id"),
        user_id(message).alias("user_id"),
        F.lit(batch_id).cast("bigint").alias("batch_id"),
    )
    hashed = found.withColumn(
        "template_hash",
        template_hash(
            service=F.col("service"),
            error_code=F.col("error_code"),
            code_hint=F.col("hint"),
            exception_type=F.lit(""),
            template=F.col("template"),
            top_frames=F.lit(""),
        ),
    )
    return hashed.withColumn("code_hint", F.nullif(F.col("hint"), F.lit(""))).select(*ERROR_LOGS_PARSED.column_names)


def event_id(source_file: Column, text: Column) -> Column:
    """Hash of landed file and line: 128 bits as hex. Byte-identical lines of one file share it."""
    return F.left(
        F.sha2(F.concat(source_file, F.lit(UNIT_SEPARATOR), text).cast("binary"), 256), F.lit(_EVENT_ID_LENGTH)
    )


def error_code_numeric(error_code: Column) -> Column:
    """The digits that end a code as INT (CC-3005: 3005). Nulls: where it ends in none, or in more than INT holds."""
    return F.regexp_extract(error_code, r"(\d+)\z", 1).try_cast("int")
