"""Landed lines in, one row per line that is neither blank nor header out: a record, or a reject with its reason.

Never ties a line to another (Spark keeps no order of lines) and never drops one.
"""

from collections.abc import Mapping, Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.faults.severities import UNKNOWN
from tests.oracles.spark_formats.kinds import is_blank, is_header, without_carriage_return
from tests.oracles.spark_formats.tab_separated.instants import any_instant, within_years
from tests.oracles.spark_formats.tab_separated.reasons import Candidate, reject_reasons

RECORD = "record"
SKIPPED = "skipped"
_FIELDS = ("timestamp_text", "error_code", "file_path", "severity_text")
"""What stands before the message."""
_FIELD_COUNT = len(_FIELDS) + 1


def judged_lines(
    lines: DataFrame,
    *,
    severities: Mapping[str, Sequence[str]],
    code_pattern: str,
    max_line_bytes: int,
) -> DataFrame:
    """Every line, read once, with its verdict.

    In: line STRING (bytes as they are, with a trailing CR if there is one), source_file STRING.
    Out: source_file, text (the line without CR), verdict (`record`, `skipped` for blanks and headers, or the reason of
    the reject), timestamp, error_code, file_path, severity, message, level (as written). A level that is no spelling,
    and an empty one, is the severity Unknown.
    Nulls: the fields of a reject that it does not have or that could not be read; an empty level.
    """
    levelled = _candidates(
        lines.select("source_file", without_carriage_return(F.col("line")).alias("text"))
    ).withColumn("level", F.nullif("severity_text", F.lit("")))
    candidates = levelled.withColumn("severity", severity(F.col("level"), severities))
    verdict = F.when(is_blank(F.col("text")) | is_header(F.col("text")), F.lit(SKIPPED))
    for reason in reject_reasons(code_pattern=code_pattern, max_line_bytes=max_line_bytes):
        verdict = verdict.when(reason.holds(_candidate()), F.lit(reason.name))
    judged = F.struct(
        "source_file",
        "text",
        verdict.otherwise(F.lit(RECORD)).alias("verdict"),
        "timestamp",
        "error_code",
        "file_path",
        "severity",
        "message",
        "level",
    )
    # Behind a generator, so that what is filtered later is not pushed below the parse, which would then run twice:
    # 11.9 instead of 5.3 CPU-seconds per million lines.
    return candidates.select(F.explode(F.array(judged)).alias("judged")).select("judged.*")


def rejects(
    judged: DataFrame,
    *,
    code_pattern: str,
    max_line_bytes: int,
    keep_bytes: int,
) -> DataFrame:
    """The lines that are neither record, blank nor header, with their bytes.

    In: judged_lines. Out: source_file, reason, detail, raw BINARY (`keep_bytes` at most), raw_bytes, truncated,
    line_hash.
    """
    refused = judged.where(~F.col("verdict").isin(RECORD, SKIPPED)).select("source_file", "verdict", "text")
    detail = F.lit(None).cast("string")
    for reason in reject_reasons(code_pattern=code_pattern, max_line_bytes=max_line_bytes):
        detail = F.when(F.col("verdict") == reason.name, reason.detail(_candidate())).otherwise(detail)
    raw = F.col("text").cast("binary")
    return _candidates(refused, "verdict").select(
        "source_file",
        F.col("verdict").alias("reason"),
        detail.alias("detail"),
        F.substring(raw, 1, keep_bytes).alias("raw"),
        F.octet_length(raw).cast("bigint").alias("raw_bytes"),
        (F.octet_length(raw) > keep_bytes).alias("truncated"),
        F.sha2(raw, 256).alias("line_hash"),
    )


def severity(level: Column, severities: Mapping[str, Sequence[str]]) -> Column:
    """The canonical severity of a level as written; Unknown for one that `severities` does not have. Nulls: none."""
    return F.coalesce(spelled_severity(level, severities), F.lit(UNKNOWN))


def spelled_severity(level: Column, severities: Mapping[str, Sequence[str]]) -> Column:
    """The canonical severity of a spelling, in any case; NULL for one that `severities` does not have.

    A level that is NULL is looked for as the empty spelling: a setting that has it defines what a missing level means.
    """
    spelled = F.lower(F.coalesce(level, F.lit("")))
    canonical = F.lit(None).cast("string")
    for name, spellings in severities.items():
        canonical = F.when(
            spelled.isin(name.lower(), *(spelling.lower() for spelling in spellings)), F.lit(name)
        ).otherwise(canonical)
    return canonical


def _candidates(texts: DataFrame, *more: str) -> DataFrame:
    # A projection per step: in one, what a later step uses twice would be worked out twice.
    split = texts.withColumn("parts", F.split("text", "\t", _FIELD_COUNT))
    fields = {name: F.trim(F.get("parts", F.lit(place))) for place, name in enumerate(_FIELDS)}
    named = split.select(
        "source_file",
        "text",
        *more,
        F.size("parts").alias("field_count"),
        *(field.alias(name) for name, field in fields.items()),
        F.get("parts", F.lit(_FIELD_COUNT - 1)).alias("message"),
    )
    read = named.select("*", any_instant(F.col("timestamp_text")).alias("instant"))
    return read.withColumn("timestamp", within_years(F.col("instant")))


def _candidate() -> Candidate:
    return Candidate(
        text=F.col("text"),
        field_count=F.col("field_count"),
        timestamp_text=F.col("timestamp_text"),
        timestamp=F.col("timestamp"),
        error_code=F.col("error_code"),
    )
