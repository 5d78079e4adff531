"""What a cost run computes: at which instant, which days anew, until when hours are final."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.errors import SettingError
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.system_tables import Reading
from faultbook.tables import SYSTEM_TABLE_CHECKS
from faultbook.tables.system import JOB_RUN_TIMELINE, QUERY_HISTORY, USAGE, WAREHOUSE_EVENTS
from faultbook.transforms.cost.touched import days_of_ended_runs, days_of_new_usage

CLOSES_AFTER = timedelta(hours=24)
"""An hour is final after that, even if one of the sources has gone quiet."""


@dataclass(frozen=True)
class Earlier:
    """The last cost run that was completed: its instant, and the newest day of arrival that it saw."""

    computed_at: datetime
    ingestion_date: date | None


@dataclass(frozen=True)
class Plan:
    """Days to compute, in order, at an instant; hours that end by `closed_until` are final."""

    computed_at: datetime
    days: tuple[date, ...]
    closed_until: datetime

    @property
    def ranges(self) -> list[tuple[Column, Column]]:
        """The days as half-open ranges of instants, neighbours as one."""
        return [(F.lit(_midnight(first)), F.lit(_midnight(last + timedelta(days=1)))) for first, last in self._runs()]

    @property
    def where(self) -> str:
        """The days as a condition on usage_date, for a replacement."""
        days = ", ".join(f"DATE '{day.isoformat()}'" for day in self.days)
        return f"usage_date IN ({days})"

    def _runs(self) -> list[tuple[date, date]]:
        runs: list[tuple[date, date]] = []
        for day in self.days:
            if runs and day == runs[-1][1] + timedelta(days=1):
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        return runs


def instant_of_run(as_of: str) -> datetime:
    """The instant to compute at: now, or what the setting says; SettingError where that is none."""
    if not as_of:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(as_of)
    except ValueError as wrong:
        raise SettingError(
            f"as_of: found {as_of!r}, expected an ISO date and time. Fix: give --as_of=2026-02-09T12:00:00Z, or none."
        ) from wrong
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def last_complete_run(lakehouse: Lakehouse) -> Earlier | None:
    """The last run that reached its end; None where there is none."""
    rows = (
        lakehouse.read(SYSTEM_TABLE_CHECKS)
        .where(F.col("system_table") == USAGE.full_name)
        .agg(
            F.unix_micros(F.max("computed_at")).alias("computed_micros"),
            F.max("newest_ingestion_date").alias("ingestion_date"),
        )
        .collect()
    )
    if rows[0]["computed_micros"] is None:
        return None
    return Earlier(_instant(rows[0]["computed_micros"]), rows[0]["ingestion_date"])


def plan_run(
    readings: Mapping[str, Reading],
    earlier: Earlier | None,
    *,
    computed_at: datetime,
    first_days: int,
    settle_days: int,
    reach_days: int,
    newest: Mapping[str, datetime | None],
) -> Plan:
    """The days of a first run, or those that are touched since the last one and within reach of the platform's tables.

    `newest` is the newest instant of each system table that is readable.
    """
    reach = (computed_at - timedelta(days=reach_days)).date()
    if earlier is not None and computed_at < earlier.computed_at:
        raise SettingError(
            f"as_of: found {computed_at.isoformat()}, before the last run ({earlier.computed_at.isoformat()}); "
            "expected a later instant, since what is known now cannot be forgotten. Fix: give a later --as_of, or none."
        )
    if earlier is None:
        first = max(reach, (computed_at - timedelta(days=first_days)).date())
        days = _days(first, computed_at.date())
    else:
        settling = earlier.computed_at - timedelta(days=settle_days)
        days = _days(settling.date(), computed_at.date()) | _touched(readings, earlier, settling)
    kept = tuple(sorted(day for day in days if day >= reach))
    return Plan(computed_at, kept, closed_until(computed_at, newest))


def closed_until(computed_at: datetime, newest: Mapping[str, datetime | None]) -> datetime:
    """Hours that end by then are final: all sources are past them by their lateness, or they are a day old."""
    told = [
        instant - timedelta(hours=table.latency_hours)
        for table in (USAGE, QUERY_HISTORY, WAREHOUSE_EVENTS)
        if (instant := newest.get(table.full_name)) is not None
    ]
    late = computed_at - CLOSES_AFTER
    return max(late, min([computed_at, *told])) if told else late


def _touched(readings: Mapping[str, Reading], earlier: Earlier, settling: datetime) -> set[date]:
    since = F.lit(earlier.ingestion_date or date(1970, 1, 1))
    usage = days_of_new_usage(readings[USAGE.full_name].rows, since=since)
    ended = days_of_ended_runs(readings[JOB_RUN_TIMELINE.full_name].rows, since=F.lit(settling))
    return {row["usage_date"] for row in usage.unionByName(ended).collect()}


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _instant(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def newest_instants(rows: Sequence[Mapping[str, object]]) -> dict[str, datetime | None]:
    """The newest instant of each system table, from rows of system_table and newest_micros."""
    return {
        str(row["system_table"]): None if row["newest_micros"] is None else _instant(int(str(row["newest_micros"])))
        for row in rows
    }
