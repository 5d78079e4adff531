"""Log records with what identifies and classifies them: log id, severity, code, template, frames of the stack trace."""

from collections.abc import Sequence
from datetime import datetime

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.faults.reading import NO_CODE
from faultbook.tables import LOGS
from tests.oracles.spark_formats.json_lines.endpoints import endpoint
from tests.oracles.spark_formats.json_lines.fields import FIELDS
from tests.oracles.spark_formats.json_lines.objects import other_fields
from tests.oracles.spark_formats.landed import service_of
from tests.oracles.spark_formats.reading import read_records
from tests.oracles.spark_formats.tab_separated.parsing import RECORD
from tests.oracles.spark_formats.tab_separated.records import event_id, instant_of_this_batch, of_this_batch

__all__ = ["NO_CODE", "log_records"]

_SHORT_TEXTS = (
    "environment", "level", "host", "pod_name", "container_id", "logger_name", "thread_name", "trace_id", "span_id",
    "parent_span_id", "user_id", "request_id", "correlation_id", "http_method", "http_endpoint", "http_remote_address",
    "http_user_agent", "source_type", "source_file",
)  # fmt: skip
"""Texts of the line beside message, trace, labels and metadata: a secret can stand in each of them."""


def log_records(
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
    """The lines that are records, in the columns of logs, their texts redacted.

    In: judged_json_lines. `service`, where given, is the service of all; `environment` and `default_service` hold where
    a line has none of its own.
    """
    found = judged.where(F.col("verdict") == RECORD).select(
        F.col("source_file").alias("landed_file"), "text", "used", "fields.*"
    )
    made = {
        "log_id": event_id(F.col("landed_file"), F.col("text")),
        "service": _service(service, default_service),
        "environment": F.coalesce("environment", F.lit(environment)),
        "http_endpoint": endpoint(F.col("http_endpoint")),
        "metadata": other_fields(F.col("text"), _stored_names(service)),
    }
    kept = [name for name in LOGS.column_names if name in made or name in found.columns]
    rows = found.select(*(made[name].alias(name) if name in made else F.col(name) for name in kept))
    read = read_records(
        rows,
        short_texts=_SHORT_TEXTS,
        json_texts=("metadata",),
        redaction_rules=redaction_rules,
        redaction_allow=redaction_allow,
    )
    # What is the same for all rows does not travel to Python and back.
    of_batch = {"parsed_at": instant_of_this_batch(parsed_at), "batch_id": of_this_batch(batch_id)}
    made = read.withColumns(of_batch)
    return made.select(*(name for name in LOGS.column_names if name in made.columns))


def _service(service: str, default_service: str) -> Column:
    by_place = service_of(F.col("landed_file"), service=service, default_service=default_service)
    return by_place if service else F.coalesce(F.col("service"), by_place)


def _stored_names(service: str) -> Column:
    """The names whose values are in columns as they were written; metadata keeps all others."""
    changed = (*FIELDS["service"], *FIELDS["http_endpoint"]) if service else FIELDS["http_endpoint"]
    is_stored = F.col("http_endpoint").eqNullSafe(endpoint(F.col("http_endpoint"))) if not service else F.lit(False)
    return F.when(is_stored, F.col("used")).otherwise(F.filter("used", lambda name: ~name.isin(*changed)))
