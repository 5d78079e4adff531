"""Why a JSON line is no record. Tried in the order of REASONS; a new reason is one entry there."""

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from tests.oracles.spark_formats.json_lines.fields import FIELDS

_FOUND_LENGTH = 2_000
"""Code points of what was found; reject_details redacts it before it is cut to what people read."""


@dataclass(frozen=True)
class Candidate:
    """A line under judgement, as Columns: its text, whether it is an object, its fields and what they were read as."""

    text: Column
    is_object: Column
    timestamp_text: Column
    timestamp: Column
    message: Column


@dataclass(frozen=True)
class Reason:
    """A name, when it holds (true, false, never NULL), and words for the person who reads the reject."""

    name: str
    holds: Callable[[Candidate], Column]
    detail: Callable[[Candidate], Column]


def reject_reasons(*, max_line_bytes: int) -> tuple[Reason, ...]:
    """The reasons in the order they are tried, with the thresholds of this run."""
    return (
        Reason(
            "too_long",
            lambda line: F.octet_length(line.text) > max_line_bytes,
            lambda line: F.concat(
                F.octet_length(line.text).cast("string"),
                F.lit(f" bytes; at most {max_line_bytes} (setting max_line_bytes)"),
            ),
        ),
        Reason(
            "bad_encoding",
            lambda line: ~F.is_valid_utf8(line.text),
            lambda _: F.lit("holds bytes that are not UTF-8; see raw"),
        ),
        Reason(
            "bad_json",
            lambda line: ~line.is_object,
            lambda line: _found(line.text, "one JSON object and nothing else on the line"),
        ),
        Reason(
            "missing_field",
            lambda line: line.timestamp_text.isNull() | line.message.isNull(),
            lambda line: F.when(line.timestamp_text.isNull(), _missing("timestamp")).otherwise(_missing("message")),
        ),
        Reason(
            "bad_timestamp",
            lambda line: line.timestamp.isNull(),
            lambda line: _found(
                line.timestamp_text,
                "a full date and time such as 2026-01-31T20:26:10Z, years 0001 to 9999, or a number since 1970 of "
                "10 (seconds), 13 (ms), 16 (µs) or 19 (ns) digits",
            ),
        ),
    )


def _missing(field: str) -> Column:
    names = ", ".join(name for name in FIELDS[field] if "/" not in name)
    return F.lit(f"has no {field}; expected one of the names {names}")


def _found(text: Column, expected: str) -> Column:
    return F.concat(F.lit("found '"), F.left(text, F.lit(_FOUND_LENGTH)), F.lit(f"', expected {expected}"))
