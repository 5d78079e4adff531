"""Landed JSON lines in, one row per line out: blank or header, a record with its fields, or a reject with its reason.

Never ties a line to another and never drops one.
"""

from collections.abc import Callable, Mapping, Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from tests.oracles.spark_formats.json_lines.fields import FIELDS, NUMBERS, top_level_names
from tests.oracles.spark_formats.json_lines.instants import instant_or_epoch
from tests.oracles.spark_formats.json_lines.levels import NUMBERS_UNDER, level_severity
from tests.oracles.spark_formats.json_lines.objects import (
    nested_field,
    only_one,
    position_name,
    read_objects,
    text_map,
)
from tests.oracles.spark_formats.json_lines.reasons import Candidate, reject_reasons
from tests.oracles.spark_formats.kinds import is_blank, is_header, without_carriage_return
from tests.oracles.spark_formats.tab_separated.parsing import RECORD, SKIPPED

_TOP_LEVEL_NAMES = top_level_names()
_TRIMMED = ("timestamp", "level", "service", "environment", "error_code")


def judged_json_lines(
    lines: DataFrame,
    *,
    severities: Mapping[str, Sequence[str]],
    code_pattern: str,
    max_line_bytes: int,
) -> DataFrame:
    """Every line, read once, with its verdict.

    In: line STRING (bytes as they are, with a trailing CR if there is one), source_file STRING (landed).
    Out: source_file, text (the line without CR), verdict (`record`, `skipped` for blanks and headers, or the reason of
    the reject), detail (words for a reject), `fields`: a STRUCT of the read fields of FIELDS and severity, and
    `used`: ARRAY<STRING> of the names that they came under. A level that is not known, and none, is the severity
    Unknown; a record of an access log without a level is as mild as the last of `severities`.
    Nulls: fields that the line does not have, or that are not of their type; detail of what is no reject.
    """
    texts = lines.select(
        F.col("source_file").alias("landed_file"), without_carriage_return(F.col("line")).alias("text")
    )
    text = F.col("text")
    # A line that is too long is not looked into.
    objects = F.when(F.octet_length(text) <= max_line_bytes, read_objects(text, _TOP_LEVEL_NAMES))
    found = only_one(F.col("objects"), len(_TOP_LEVEL_NAMES))
    # Step by step, so that what is used many times is computed once.
    chosen = (
        texts.withColumn("objects", objects)
        .select("landed_file", "text", found.alias("found"))
        .select(
            "landed_file",
            "text",
            F.col("found").isNotNull().alias("is_object"),
            *(_first_given(field).alias(field) for field in FIELDS),
        )
    )
    typed = chosen.select(
        "landed_file",
        "text",
        "is_object",
        F.col("timestamp.text").alias("timestamp_text"),
        *(_typed(field, code_pattern).alias(field) for field in FIELDS),
        *(F.col(f"{field}.name").alias(_name_of(field)) for field in FIELDS),
        F.col("level.numbers").alias("level_numbers"),
    ).withColumn(
        "severity",
        level_severity(F.col("level"), F.col("level_numbers"), severities, is_access_record=_is_access_record()),
    )
    verdict = F.when(is_blank(text) | is_header(text), F.lit(SKIPPED))
    detail = F.when(is_blank(text) | is_header(text), F.lit(None).cast("string"))
    for reason in reject_reasons(max_line_bytes=max_line_bytes):
        verdict = verdict.when(reason.holds(_candidate()), F.lit(reason.name))
        detail = detail.when(reason.holds(_candidate()), reason.detail(_candidate()))
    judged = F.struct(
        F.col("landed_file").alias("source_file"),
        "text",
        verdict.otherwise(F.lit(RECORD)).alias("verdict"),
        detail.alias("detail"),
        F.struct(*FIELDS, "severity").alias("fields"),
        F.array_compact(F.array(*(_used_name(field) for field in FIELDS))).alias("used"),
    )
    # Behind a generator, as in logs/parsing: what is filtered later must not run the parse twice. Made before it,
    # since a generator that Spark does not compile, as here where rows are wide, would interpret it.
    made = typed.select(judged.alias("judged"))
    return made.select(F.explode(F.array("judged")).alias("judged")).select("judged.*")


def json_rejects(judged: DataFrame, *, keep_bytes: int) -> DataFrame:
    """The lines that are neither record, blank nor header, with their bytes.

    In: judged_json_lines. Out: the columns that `rejects` of logs/parsing has.
    """
    raw = F.col("text").cast("binary")
    return judged.where(~F.col("verdict").isin(RECORD, SKIPPED)).select(
        "source_file",
        F.col("verdict").alias("reason"),
        "detail",
        F.substring(raw, 1, keep_bytes).alias("raw"),
        F.octet_length(raw).cast("bigint").alias("raw_bytes"),
        (F.octet_length(raw) > keep_bytes).alias("truncated"),
        F.sha2(raw, 256).alias("line_hash"),
    )


def _name_of(field: str) -> str:
    return f"{field} came under"


def _text_under(name: str) -> Column:
    top, *path = name.split("/")
    text = F.col("found").getField(position_name(_TOP_LEVEL_NAMES.index(top)))
    return nested_field(text, path) if path else text


def _first_given(field: str) -> Column:
    """STRUCT<text, name> of the first of a field's names that the object has; NULL where it has none."""
    # A field within an object leaves the object where it is: what else it holds has no column.
    if field == "level":
        return F.coalesce(*map(_given_level, FIELDS[field]))
    return F.coalesce(*(_given(_text_under(name), name) for name in FIELDS[field]))


def _given(text: Column, name: str, *more: Column) -> Column:
    own_name = F.lit("" if "/" in name else name)
    return F.when(text.isNotNull(), F.struct(text.alias("text"), own_name.alias("name"), *more))


def _given_level(name: str) -> Column:
    """As `_given`, with `numbers`: whose numbers a level under this name is. A blank level is none."""
    text = F.nullif(F.trim(_text_under(name)), F.lit(""))
    return _given(text, name, F.lit(NUMBERS_UNDER.get(name)).cast("string").alias("numbers"))


def _is_access_record() -> Column:
    """The line names a request, and neither an exception nor a trace: as access logs do, which have no level."""
    is_request = F.col("http_status").isNotNull() | F.col("http_method").isNotNull()
    return is_request & F.col("stack_trace").isNull() & F.col("exception_type").isNull()


def _text_of(field: str) -> Column:
    text = F.col(f"{field}.text")
    return F.trim(text) if field in _TRIMMED else text


def _typed(field: str, code_pattern: str) -> Column:
    text = _text_of(field)
    if field in NUMBERS:
        return text.try_cast(NUMBERS[field])
    readers: dict[str, Callable[[Column], Column]] = {
        "timestamp": instant_or_epoch,
        "message": lambda message: message,
        "level": lambda level: level,
        "labels": text_map,
        "error_code": lambda code: F.when(code.rlike(rf"^(?:{code_pattern})\z"), code),
    }
    # An empty text identifies nothing: as a host or a trace it would tie together what has nothing in common.
    return readers[field](text) if field in readers else F.nullif(text, F.lit(""))


def _used_name(field: str) -> Column:
    return F.when(F.col(field).isNotNull(), F.nullif(F.col(_name_of(field)), F.lit("")))


def _candidate() -> Candidate:
    return Candidate(
        text=F.col("text"),
        is_object=F.col("is_object"),
        timestamp_text=F.col("timestamp_text"),
        timestamp=F.col("timestamp"),
        message=F.col("message"),
    )
