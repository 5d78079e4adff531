"""Records with what identifies and classifies them: event id, service, template, ids in the message."""

from datetime import UTC, datetime, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables import ERROR_LOGS_PARSED
from faultbook.transforms.logs.hashing import template_hash
from faultbook.transforms.logs.hints import code_hint, hint_at, text_at
from faultbook.transforms.logs.identifiers import request_id, user_id
from faultbook.transforms.logs.landed import service_of
from faultbook.transforms.logs.masking import shape, template
from faultbook.transforms.logs.parsing import RECORD

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
    shapes: DataFrame | None = None,
) -> DataFrame:
    """The lines that are records, in the columns of error_logs_parsed.

    In: judged_lines; `shapes` as read_shapes gives them, if masks are to be found once per shape. `parsed_at` is the
    instant the batch began (UTC), the same for all its rows and every replay.
    """
    found = judged.where(F.col("verdict") == RECORD)
    read = _read_per_row(found) if shapes is None else _read_per_shape(found, shapes)
    hashed = read.withColumn(
        "service", service_of(F.col("source_file"), service=service, default_service=default_service)
    ).withColumn(
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
    computed = {
        "error_code_numeric": error_code_numeric(F.col("error_code")),
        "parsed_at": instant_of_this_batch(parsed_at),
        "event_id": event_id(F.col("source_file"), F.col("text")),
        "code_hint": F.nullif(F.col("hint"), F.lit("")),
        "environment": F.lit(environment),
        "batch_id": of_this_batch(batch_id),
    }
    return hashed.select(
        *(computed[name].alias(name) if name in computed else F.col(name) for name in ERROR_LOGS_PARSED.column_names)
    )


def _read_per_row(found: DataFrame) -> DataFrame:
    message = F.col("message")
    return found.select(
        "*",
        template(message).alias("template"),
        code_hint(message).alias("hint"),
        request_id(message).alias("request_id"),
        user_id(message).alias("user_id"),
    )


def _read_per_shape(found: DataFrame, shapes: DataFrame) -> DataFrame:
    message = F.col("message")
    joined = found.withColumn("shape", shape(message)).join(F.broadcast(shapes), on="shape", how="left")
    return joined.select(
        *found.columns,
        "template",
        hint_at(message, F.col("hint_span")).alias("hint"),
        text_at(message, F.col("request_id_span")).alias("request_id"),
        text_at(message, F.col("user_id_span")).alias("user_id"),
    )


def event_id(source_file: Column, text: Column) -> Column:
    """Hash of landed file and line: 128 bits as hex. Byte-identical lines of one file share it."""
    return F.left(
        F.sha2(F.concat(source_file, F.lit(UNIT_SEPARATOR), text).cast("binary"), 256), F.lit(_EVENT_ID_LENGTH)
    )


def instant_of_this_batch(instant: datetime) -> Column:
    """An instant that is the same for all rows of a batch. In: text, the line."""
    return F.timestamp_micros(of_this_batch((instant - _EPOCH) // timedelta(microseconds=1)))


def of_this_batch(number: int) -> Column:
    """A number that is the same for all rows of a batch, as BIGINT. In: text, the line."""
    # As a literal it would stand in the Java that Spark writes for the stage: new code for every batch, compiled anew
    # twice over, a third of what a batch of a million lines costs. A text is handed to the code from outside.
    return F.concat(F.lit(str(number)), F.left(F.col("text"), F.lit(0))).cast("bigint")


def error_code_numeric(error_code: Column) -> Column:
    """The digits that end a code as INT (CC-3005: 3005). Nulls: where it ends in none, or in more than INT holds."""
    return F.regexp_extract(error_code, r"(\d+)\z", 1).try_cast("int")
