"""Log records with what identifies and classifies them: log id, severity, code, template, frames of the stack trace."""

from datetime import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables import LOGS
from faultbook.transforms.jsonlogs.endpoints import endpoint
from faultbook.transforms.jsonlogs.fields import FIELDS
from faultbook.transforms.jsonlogs.objects import other_fields
from faultbook.transforms.jsonlogs.stack_traces import all_frames_hash, exception_type, simple_name, top_frames
from faultbook.transforms.logs.hashing import template_hash
from faultbook.transforms.logs.hints import code_hint
from faultbook.transforms.logs.identifiers import request_id, user_id
from faultbook.transforms.logs.landed import service_of
from faultbook.transforms.logs.masking import template
from faultbook.transforms.logs.parsing import RECORD
from faultbook.transforms.logs.records import event_id, instant_of_this_batch, of_this_batch

NO_CODE = "(none)"
"""The code of a record that names neither a code nor an exception. No code can be so written."""


def log_records(
    judged: DataFrame,
    *,
    batch_id: int,
    parsed_at: datetime,
    environment: str,
    service: str,
    default_service: str,
) -> DataFrame:
    """The lines that are records, in the columns of logs.

    In: judged_json_lines. `service`, where given, is the service of all; `environment` and `default_service` hold where
    a line does not say its own.
    """
    found = judged.where(F.col("verdict") == RECORD).select(
        F.col("source_file").alias("landed_file"), "text", "used", "fields.*"
    )
    named = found.withColumn("root_type", exception_type(F.col("stack_trace")))
    typed = named.withColumn("exception", _first_given("exception_type", "root_type")).withColumn(
        "root_exception_type", _first_given("root_type", "exception_type")
    )
    read = typed.select(
        "*",
        _service(service, default_service).alias("own_service"),
        F.coalesce("error_code", simple_name(F.col("exception")), F.lit(NO_CODE)).alias("code"),
        template(F.col("message")).alias("template"),
        code_hint(F.col("message")).alias("hint"),
        F.nullif(top_frames(F.col("stack_trace")), F.lit("")).alias("top_frames"),
    )
    computed = {
        "log_id": event_id(F.col("landed_file"), F.col("text")),
        "service": F.col("own_service"),
        "environment": F.coalesce("environment", F.lit(environment)),
        "error_code": F.col("code"),
        "code_hint": F.nullif("hint", F.lit("")),
        "template_hash": template_hash(
            service=F.col("own_service"),
            error_code=F.col("code"),
            code_hint=F.col("hint"),
            exception_type=F.col("root_exception_type"),
            template=F.col("template"),
            top_frames=F.col("top_frames"),
        ),
        "exception_type": F.col("exception"),
        "stack_hash_all_frames": all_frames_hash(F.col("stack_trace")),
        "request_id": F.coalesce(F.col("request_id"), request_id(F.col("message"))),
        "user_id": F.coalesce(F.col("user_id"), user_id(F.col("message"))),
        "http_endpoint": endpoint(F.col("http_endpoint")),
        "metadata": other_fields(F.col("text"), _stored_names(service)),
        "parsed_at": instant_of_this_batch(parsed_at),
        "batch_id": of_this_batch(batch_id),
    }
    return read.select(*(computed[name].alias(name) if name in computed else F.col(name) for name in LOGS.column_names))


def _service(service: str, default_service: str) -> Column:
    by_place = service_of(F.col("landed_file"), service=service, default_service=default_service)
    return by_place if service else F.coalesce(F.col("service"), by_place)


def _stored_names(service: str) -> Column:
    """The names whose values are in columns as they were written; metadata keeps all others."""
    changed = (*FIELDS["service"], *FIELDS["http_endpoint"]) if service else FIELDS["http_endpoint"]
    is_stored = F.col("http_endpoint").eqNullSafe(endpoint(F.col("http_endpoint"))) if not service else F.lit(False)
    return F.when(is_stored, F.col("used")).otherwise(F.filter("used", lambda name: ~name.isin(*changed)))


def _first_given(*names: str) -> Column:
    return F.coalesce(*(F.nullif(F.col(name), F.lit("")) for name in names))
