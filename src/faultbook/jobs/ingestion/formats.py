"""The formats of landed lines: which files have which, how their lines become records, rejects and occurrences."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.lakehouse.batches import Batch
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.tables import ERROR_LOGS_PARSED, LOGS, RECORD_TABLES, Table
from faultbook.transforms.formats.json_lines.logs import log_records
from faultbook.transforms.formats.json_lines.parsing import json_rejects, judged_json_lines
from faultbook.transforms.formats.tab_separated.parsing import judged_lines, rejects
from faultbook.transforms.formats.tab_separated.records import records
from faultbook.transforms.records.landed import is_json, is_json_name, service_of
from faultbook.transforms.records.occurrences import occurrences, occurrences_of_errors, occurrences_of_logs
from faultbook.transforms.records.reject_details import with_redacted_details


@dataclass(frozen=True)
class LineFormat:
    """A format of lines, and the table of its records.

    `judged` returns the verdict of every line (line, source_file): source_file, text, verdict, and the columns that the
    other functions read.
    `occurrences` selects from rows of the table the columns that counts read.
    """

    table: Table
    judged: Callable[[DataFrame, Settings], DataFrame]
    records: Callable[[DataFrame, Batch, Settings], DataFrame]
    rejects: Callable[[DataFrame, Batch, Settings], DataFrame]
    occurrences: Callable[[DataFrame], DataFrame]


def judged_by_tabs(lines: DataFrame, settings: Settings) -> DataFrame:
    """Tab-separated lines with their verdicts."""
    return judged_lines(
        lines,
        severities=settings.severities,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
    )


def batch_records(judged: DataFrame, batch: Batch, settings: Settings) -> DataFrame:
    """The batch's tab-separated records, in the columns of error_logs_parsed."""
    return records(
        judged,
        batch_id=batch.batch_id,
        parsed_at=batch.began_at,
        environment=settings.environment,
        service=settings.service,
        default_service=settings.default_service,
        redaction_rules=settings.redaction_rules,
        redaction_allow=settings.redaction_allow,
    )


def batch_rejects(judged: DataFrame, batch: Batch, settings: Settings) -> DataFrame:
    """The batch's tab-separated rejects, in the columns of error_logs_rejected."""
    found = rejects(
        judged,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
        keep_bytes=settings.reject_keep_bytes,
    )
    return _labelled(found, batch, settings)


def judged_as_json(lines: DataFrame, settings: Settings) -> DataFrame:
    """JSON lines with their verdicts."""
    return judged_json_lines(
        lines,
        severities=settings.severities,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
    )


def batch_logs(judged: DataFrame, batch: Batch, settings: Settings) -> DataFrame:
    """The batch's JSON records, in the columns of logs."""
    return log_records(
        judged,
        batch_id=batch.batch_id,
        parsed_at=batch.began_at,
        environment=settings.environment,
        service=settings.service,
        default_service=settings.default_service,
        redaction_rules=settings.redaction_rules,
        redaction_allow=settings.redaction_allow,
    )


def batch_json_rejects(judged: DataFrame, batch: Batch, settings: Settings) -> DataFrame:
    """The batch's JSON rejects, in the columns of error_logs_rejected."""
    return _labelled(json_rejects(judged, keep_bytes=settings.reject_keep_bytes), batch, settings)


def _labelled(found: DataFrame, batch: Batch, settings: Settings) -> DataFrame:
    safe = with_redacted_details(
        found, redaction_rules=settings.redaction_rules, redaction_allow=settings.redaction_allow
    )
    return safe.select(
        "*",
        F.lit(batch.began_at).cast("timestamp").alias("rejected_at"),
        service_of(F.col("source_file"), service=settings.service, default_service=settings.default_service).alias(
            "service"
        ),
        F.lit(settings.environment).alias("environment"),
        F.lit(batch.batch_id).cast("bigint").alias("batch_id"),
    )


TAB_SEPARATED = LineFormat(ERROR_LOGS_PARSED, judged_by_tabs, batch_records, batch_rejects, occurrences_of_errors)
JSON_LINES = LineFormat(LOGS, judged_as_json, batch_logs, batch_json_rejects, occurrences_of_logs)
FORMATS = (TAB_SEPARATED, JSON_LINES)


def format_of(source_file: str) -> LineFormat:
    """The format that a landed file has by its name."""
    return JSON_LINES if is_json_name(source_file) else TAB_SEPARATED


def by_format(lines: DataFrame, files: Iterable[str]) -> dict[LineFormat, DataFrame]:
    """The lines of each format among `files`, so that a format without files costs nothing. In: source_file."""
    found = {format_of(name) for name in files}
    if len(found) < len(FORMATS):
        return dict.fromkeys(found, lines)
    has_json = is_json(F.col("source_file"))
    return {TAB_SEPARATED: lines.where(~has_json), JSON_LINES: lines.where(has_json)}


def together(frames: Iterable[DataFrame]) -> DataFrame:
    """The rows of all frames; there must be at least one."""
    return reduce(DataFrame.unionByName, frames)


def stored_occurrences(lakehouse: Lakehouse) -> DataFrame:
    """The stored records of all formats, in the columns that counts read."""
    return occurrences(*(lakehouse.read(table) for table in RECORD_TABLES))
