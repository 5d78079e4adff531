"""What a rule of saving money is: what it measures on a subject, from when on that is worth a word, what it would save.

A rule is one small file with a RULE; `__init__` lists them. All of a kind are judged over one frame of its subjects.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.transforms.cost.shares import cut_share, units_of

NOT_ESTIMATED = "not estimated: it costs time, or other rules estimate it"
GB, MB = 1024.0**3, 1024.0**2


class Subject(StrEnum):
    """What a rule looks at. A SHAPE is statements of a warehouse that differ in numbers and strings only."""

    SHAPE = "SHAPE"
    WAREHOUSE = "WAREHOUSE"
    JOB = "JOB"
    CLUSTER = "CLUSTER"
    WORKSPACE = "WORKSPACE"


def nothing() -> Column:
    """No saving is estimated, or nothing stands against judging: NULL."""
    return F.lit(None)


@dataclass(frozen=True)
class Rule:
    """A rule over the columns of its subject (subjects.py); each callable makes a Column.

    `needs` names the system tables without which nothing can be assessed. `measured` (DOUBLE, in words: `measure`) is
    compared with warn_at and critical_at: from these on it is WARN or CRITICAL; NULL: it is not reported. Fewer
    `samples` (BIGINT, in words: `sample`) than min_samples are no ground to judge on. `saving` is in units of 10^-10
    (BIGINT) of the subject's cost over the period. `unknown` (STRING) gives the reason why a subject cannot be
    assessed; NULL: it can.
    """

    name: str
    subject: Subject
    needs: tuple[str, ...]
    measure: str
    measured: Callable[[], Column]
    warn_at: float
    critical_at: float
    sample: str
    samples: Callable[[], Column]
    min_samples: int
    evidence: Callable[[], Column]
    guidance: str
    saving: Callable[[], Column] = nothing
    saving_basis: str = NOT_ESTIMATED
    unknown: Callable[[], Column] = nothing


def share(part: str | Column, whole: str | Column) -> Column:
    """part / whole as DOUBLE; NULL where the whole is 0 or not known."""
    total = _column(whole).cast("double")
    return F.when(total > 0, _column(part).cast("double") / total)


def dollars(name: str) -> Column:
    """An amount to compare with thresholds, DOUBLE."""
    return F.col(name).cast("double")


def whole_of(name: str) -> Column:
    """All of an amount, in units; never below 0."""
    return F.greatest(units_of(F.col(name)), F.lit(0).cast("bigint"))


def part_of(name: str, part: Column, whole: Column) -> Column:
    """A part of an amount, in units, cut; never below 0."""
    return cut_share(whole_of(name), part, whole).cast("bigint")


def evidence_text(text: str, *values: Column) -> Column:
    """Evidence: a text with numbers in it."""
    return F.format_string(text, *values)


def rounded(value: Column) -> Column:
    """A number as people read it in evidence."""
    return F.format_number(value.cast("double"), 2)


def _column(value: str | Column) -> Column:
    return F.col(value) if isinstance(value, str) else value
