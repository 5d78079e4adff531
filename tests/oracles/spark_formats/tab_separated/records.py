"""Records with what identifies and classifies them: event id, service, template hash, ids in the message."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables import ERROR_LOGS_PARSED
from tests.oracles.spark_formats.landed import service_of
from tests.oracles.spark_formats.reading import read_records
from tests.oracles.spark_formats.tab_separated.parsing import RECORD

UNIT_SEPARATOR = "\x1f"
_EVENT_ID_LENGTH = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def records(
    judged: DataFrame,
    *,
    batch_id: int,
    parsed_at: datetime,
    environment: str,
    service: str,
    default_service: str,
    redaction_rules: Sequence[str] = (),
    redaction_allow: Sequence[str] = (),
) -> DataFrame:
    """The lines that are records, in the columns of error_logs_parsed, their texts redacted.

    In: judged_lines. `parsed_at` is the instant the batch began (UTC), the same for all its rows and every replay.
    """
    found = judged.where(F.col("verdict") == RECORD).select(
        *("timestamp", "error_code", "file_path", "severity", "level", "message", "source_file"),
        event_id(F.col("source_file"), F.col("text")).alias("event_id"),
        service_of(F.col("source_file"), service=service, default_service=default_service).alias("service"),
    )
    read = read_records(
        found, short_texts=("file_path", "level"), redaction_rules=redaction_rules, redaction_allow=redaction_allow
    )
    # What is the same for all rows does not travel to Python and back.
    of_batch = {
        "error_code_numeric": error_code_numeric(F.col("error_code")),
        "parsed_at": instant_of_this_batch(parsed_at),
        "environment": F.lit(environment),
        "batch_id": of_this_batch(batch_id),
    }
    made = read.withColumns(of_batch)
    return made.select(*(name for name in ERROR_LOGS_PARSED.column_names if name in made.columns))


def event_id(source_file: Column, text: Column) -> Column:
    """Hash of landed file and line: 128 bits as hex. Byte-identical lines of one file share it."""
    return F.left(
        F.sha2(F.concat(source_file, F.lit(UNIT_SEPARATOR), text).cast("binary"), 256), F.lit(_EVENT_ID_LENGTH)
    )


def instant_of_this_batch(instant: datetime) -> Column:
    """An instant that is the same for all rows of a batch. In: message."""
    return F.timestamp_micros(of_this_batch((instant - _EPOCH) // timedelta(microseconds=1)))


def of_this_batch(number: int) -> Column:
    """A number that is the same for all rows of a batch, as BIGINT. In: message, never NULL."""
    # As a literal it would stand in the Java that Spark writes for the stage: new code for every batch, compiled anew
    # twice over, a third of what a batch of a million lines costs. A text is handed to the code from outside.
    return F.concat(F.lit(str(number)), F.left(F.col("message"), F.lit(0))).cast("bigint")


def error_code_numeric(error_code: Column) -> Column:
    """The digits that end a code as INT (CC-3005: 3005). Nulls: where it ends in none, or in more than INT holds."""
    return F.regexp_extract(error_code, r"(\d+)\z", 1).try_cast("int")
