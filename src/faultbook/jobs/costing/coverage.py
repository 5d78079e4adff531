"""What a cost run could read: one row per system table, so that nothing that is missing looks like zero."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.system_tables import Readability, Reading
from faultbook.tables import SYSTEM_TABLE_CHECKS
from faultbook.tables.system import USAGE

NOT_ASSESSED = "NOT_ASSESSED"
Found = Mapping[str, Mapping[str, Any]]


def probe_tables(readings: Mapping[str, Reading]) -> dict[str, dict[str, Any]]:
    """Rows, newest instant and newest day of arrival of each readable system table, in one query."""
    probes = [_probe(reading) for reading in readings.values() if reading.readability is Readability.READABLE]
    if not probes:
        return {}
    rows = reduce(DataFrame.unionByName, probes).collect()
    return {row["system_table"]: row.asDict() for row in rows}


def coverage_rows(
    readings: Mapping[str, Reading], found: Found, computed_at: datetime, days: int
) -> Sequence[dict[str, Any]]:
    """Rows of the table system_table_checks, for a run at `computed_at` that computed so many days."""
    return [_row(reading, found.get(name, {}), computed_at, days) for name, reading in readings.items()]


def is_not_assessed(lakehouse: Lakehouse) -> bool:
    """Whether the newest run found that the bill cannot be read."""
    checks = lakehouse.read(SYSTEM_TABLE_CHECKS).where(F.col("system_table") == USAGE.full_name)
    newest = checks.orderBy(F.col("computed_at").desc()).limit(1).collect()
    return bool(newest) and newest[0]["assessment"] == NOT_ASSESSED


def _probe(reading: Reading) -> DataFrame:
    instant = F.max(F.unix_micros(reading.table.instant)) if reading.table.instant else F.lit(None).cast("bigint")
    arrived = F.max("ingestion_date") if reading.table is USAGE else F.lit(None).cast("date")
    return reading.rows.agg(
        F.count("*").alias("rows_read"), instant.alias("newest_micros"), arrived.alias("newest_ingestion_date")
    ).withColumn("system_table", F.lit(reading.table.full_name))


def _row(reading: Reading, found: Mapping[str, Any], computed_at: datetime, days: int) -> dict[str, Any]:
    readable = reading.readability is Readability.READABLE
    assessment = NOT_ASSESSED if not readable else "ASSESSED" if found.get("rows_read") else "EMPTY"
    return {
        "computed_at": computed_at,
        "system_table": reading.table.full_name,
        "readability": str(reading.readability),
        "rows_read": found.get("rows_read"),
        "newest_at": found.get("newest_micros"),
        "newest_ingestion_date": found.get("newest_ingestion_date"),
        "latency_hours": reading.table.latency_hours,
        "missing_leaves": list(reading.missing_leaves),
        "assessment": assessment,
        "not_assessed": None if assessment == "ASSESSED" else reading.table.without,
        "detail": None if readable else reading.detail,
        "days_computed": days,
    }
