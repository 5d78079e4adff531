"""Why a line is no record. Tried in the order of REASONS; a new reason is one entry there."""

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

CONTINUATION_START = (
    r"^(?:[ \t]|at |Caused by: |Suppressed: |Traceback \(|\.\.\. \d+ more"
    r"|[A-Za-z_$][\w.$]*(?:Exception|Error|Throwable|Interrupt)(?::|\z))"
)
"""How a line begins that goes on with the record before it. Spark keeps no line order, so it cannot be tied to it."""

_FOUND_LENGTH = 2_000
"""Code points of what was found; reject_details redacts it before it is cut to what people read."""


@dataclass(frozen=True)
class Candidate:
    """A line under judgement, as Columns: its text, its fields (NULL where it has fewer) and what they were read as."""

    text: Column
    field_count: Column
    timestamp_text: Column
    timestamp: Column
    error_code: Column


@dataclass(frozen=True)
class Reason:
    """A name, when it holds (true, false, never NULL), and words for the person who reads the reject."""

    name: str
    holds: Callable[[Candidate], Column]
    detail: Callable[[Candidate], Column]


def reject_reasons(*, code_pattern: str, max_line_bytes: int) -> tuple[Reason, ...]:
    """The reasons in the order they are tried, with the thresholds of this run."""
    return (
        Reason(
            "too_long",
            lambda line: F.octet_length(line.text) > max_line_bytes,
            lambda line: _words(
                F.octet_length(line.text).cast("string"), f" bytes; at most {max_line_bytes} (setting max_line_bytes)"
            ),
        ),
        Reason(
            "bad_encoding",
            lambda line: ~F.is_valid_utf8(line.text),
            lambda _: F.lit("holds bytes that are not UTF-8; see raw"),
        ),
        Reason(
            "continuation",
            lambda line: (line.field_count < 5) & line.text.rlike(CONTINUATION_START),
            lambda _: F.lit("goes on with an earlier line (a stack trace, for example); which one is not known"),
        ),
        Reason(
            "too_few_fields",
            lambda line: line.field_count < 5,
            lambda line: _words(line.field_count.cast("string"), " of 5 tab-separated fields"),
        ),
        Reason(
            "bad_timestamp",
            lambda line: line.timestamp.isNull(),
            lambda line: _found(
                line.timestamp_text, "a full date and time such as 2026-01-31T20:26:10Z, years 0001 to 9999"
            ),
        ),
        Reason(
            "bad_code",
            lambda line: ~line.error_code.rlike(rf"^(?:{code_pattern})\z"),
            lambda line: _found(line.error_code, f"an error code like {code_pattern} (setting code_pattern)"),
        ),
    )


def _words(number: Column, text: str) -> Column:
    return F.concat(number, F.lit(text))


def _found(text: Column, expected: str) -> Column:
    return F.concat(F.lit("found '"), F.left(text, F.lit(_FOUND_LENGTH)), F.lit(f"', expected {expected}"))
