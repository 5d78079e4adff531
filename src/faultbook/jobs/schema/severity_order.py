"""Keeps severity_ranks equal to the setting `severities`, for readers of a lakehouse that have no settings."""

from collections import Counter
from functools import reduce

import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.faults.redaction import redact
from faultbook.faults.severities import UNKNOWN, Severities, severities_of, stored_severities
from faultbook.formatting.values import visible
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import INGEST_LEDGER, RECORD_TABLES, SEVERITY_RANKS

_SHOWN_LEVELS = 5
_LONGEST_LEVEL = 40


def has_severities_of_settings(lakehouse: Lakehouse) -> bool:
    """True where severity_ranks contains what the setting `severities` names. The table must exist."""
    stored = _rows(lakehouse)
    return bool(stored) and stored_severities(stored).all == severities_of(lakehouse.settings.severities).all


def store_severities(lakehouse: Lakehouse, steps: Steps) -> None:
    """Writes the severities of the setting where others are stored, or none. The caller holds the lease."""
    wanted = severities_of(lakehouse.settings.severities)
    if not has_severities_of_settings(lakehouse):
        with steps.step(SEVERITY_RANKS.name, severities=", ".join(wanted.names)):
            rows = [
                {
                    "severity": severity.name,
                    "rank": severity.rank,
                    "is_error": severity.is_error,
                    "spellings": list(severity.spellings),
                }
                for severity in wanted.all
            ]
            lakehouse.replace_rows(SEVERITY_RANKS, table_of(SEVERITY_RANKS, rows))


def read_severities(lakehouse: Lakehouse) -> Severities:
    """The severities that are stored; the default ones where none are."""
    return stored_severities(_rows(lakehouse))


def report_unknown_levels(lakehouse: Lakehouse, steps: Steps, *, after_batch: int) -> None:
    """Reports how many records of later batches have the severity Unknown, and the levels that most of them had;
    nothing where there are none.
    """
    counted = pc.sum(
        lakehouse.fetch(INGEST_LEDGER, ("unknown_severity",), ("batch_id", ">", after_batch)).column(0)
    ).as_py()
    if not counted:
        return
    with steps.step("severity Unknown", records=counted) as step:
        step.note(
            levels={_shown(level): records for level, records in _unknown_levels(lakehouse, after_batch)},
            remedy="add the spellings to the setting severities",
        )


def _unknown_levels(lakehouse: Lakehouse, after_batch: int) -> list[tuple[str | None, int]]:
    """The levels that most records of later batches have whose severity is Unknown, and how many have them."""
    if lakehouse.settings.is_local:
        where = ("batch_id", ">", after_batch), ("severity", "=", UNKNOWN)
        levels = [lakehouse.fetch(table, ("level",), *where).column(0) for table in RECORD_TABLES]
        found = Counter(level for column in levels for level in column.to_pylist())
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0] or ""))[:_SHOWN_LEVELS]
    unknown = [
        lakehouse.read(table).where((F.col("batch_id") > after_batch) & (F.col("severity") == UNKNOWN)).select("level")
        for table in RECORD_TABLES
    ]
    counted = reduce(DataFrame.unionByName, unknown).groupBy("level").agg(F.count("*").alias("records"))
    rows = counted.orderBy(F.desc("records"), "level").limit(_SHOWN_LEVELS).collect()
    return [(row["level"], row["records"]) for row in rows]


def _shown(level: str | None) -> str:
    return "(no level)" if level is None else redact(visible(level[:_LONGEST_LEVEL]))


def _rows(lakehouse: Lakehouse) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = lakehouse.fetch(SEVERITY_RANKS, SEVERITY_RANKS.column_names).to_pylist()
    return rows
