"""What a cost run computes: at which instant, which hours again, until when hours are final."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.errors import SettingError
from faultbook.lakehouse.literals import timestamp_literal
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.system_tables import Readability, Reading
from faultbook.tables import SYSTEM_TABLE_CHECKS
from faultbook.tables.system import JOB_RUN_TIMELINE, QUERY_HISTORY, USAGE, WAREHOUSE_EVENTS
from faultbook.transforms.cost.touched import days_of_ended_runs, hours_of_new_usage

Interval = tuple[datetime, datetime]

CLOSES_AFTER = timedelta(hours=24)
"""An hour is final after that, even if a source sends nothing more."""
MOST_INTERVALS = 48
"""More spans of single hours than that are computed as whole days: so many conditions cost more than they save."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_RECEIVED = "coalesce(started_at, ended_at)"


@dataclass(frozen=True)
class Earlier:
    """The last cost run that was completed: its instant, and the newest day of arrival that it saw."""

    computed_at: datetime
    ingestion_date: date | None


@dataclass(frozen=True)
class CostPlan:
    """Hours to compute at an instant, as half-open spans in order and apart; what ends by `closed_until` is final."""

    computed_at: datetime
    spans: tuple[Interval, ...]
    closed_until: datetime
    ended_days: tuple[date, ...] = ()
    """Days of which only the runs of jobs are computed: it is known now how they ended."""

    @property
    def days(self) -> tuple[date, ...]:
        """The days that have such hours."""
        return tuple(sorted({day for since, until in self.spans for day in days_between(since, until)}))

    @property
    def hours(self) -> int:
        """How many hours there are."""
        return sum((until - since) // _HOUR for since, until in self.spans)

    @property
    def run_days(self) -> tuple[date, ...]:
        """The days on which runs of jobs are computed."""
        return tuple(sorted({*self.days, *self.ended_days}))

    @property
    def ranges(self) -> list[tuple[Column, Column]]:
        """The hours as half-open ranges of instants."""
        return [(F.lit(since), F.lit(until)) for since, until in self.spans]

    @property
    def day_ranges(self) -> list[tuple[Column, Column]]:
        """The whole days of the hours as half-open ranges of instants."""
        return [(F.lit(since), F.lit(until)) for since, until in joined((_midnight(d), _DAY) for d in self.days)]

    @property
    def of_hours(self) -> str:
        """The hours as a condition on usage_date and hour, for a replacement."""
        return self._condition("hour", "")

    @property
    def of_received(self) -> str:
        """Statements received in the hours; of their days also those of which no instant is stored."""
        return self._condition(_RECEIVED, f"{_RECEIVED} IS NULL OR ")

    @property
    def of_days(self) -> str:
        """The days as a condition on usage_date."""
        return _among(self.days)

    @property
    def of_run_days(self) -> str:
        """The days of runs as a condition on usage_date."""
        return _among(self.run_days)

    def _condition(self, instant: str, besides: str) -> str:
        parts: dict[date, list[Interval]] = {}
        for since, until in self.spans:
            for day in days_between(since, until):
                begin, end = max(since, _midnight(day)), min(until, _midnight(day) + _DAY)
                parts.setdefault(day, []).append((begin, end))
        whole = tuple(day for day, spans in parts.items() if spans == [(_midnight(day), _midnight(day) + _DAY)])
        conditions = [_among(whole)] if whole else []
        for day, spans in parts.items():
            if day not in whole:
                held = " OR ".join(
                    f"({instant} >= {timestamp_literal(a)} AND {instant} < {timestamp_literal(b)})" for a, b in spans
                )
                conditions.append(f"(usage_date = DATE '{day.isoformat()}' AND ({besides}{held}))")
        return " OR ".join(conditions) or "false"


def instant_of_run(as_of: str) -> datetime:
    """The instant to compute at: now, or the value of the setting; SettingError where that is no instant."""
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
    """The last run that read the bill and reached its end; None where there is none."""
    rows = (
        lakehouse.read(SYSTEM_TABLE_CHECKS)
        .where((F.col("system_table") == USAGE.full_name) & (F.col("readability") == str(Readability.READABLE)))
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
) -> CostPlan:
    """The hours of a first run, or those that are touched since the last one and within reach of the platform's tables.

    What settles is whole days, since statements come without a day of arrival and the platform's own split is decided
    per day; beyond that it is the hours of records that arrived since.

    `newest` is the newest instant of each system table that is readable.
    """
    reach = (computed_at - timedelta(days=reach_days)).date()
    if earlier is not None and computed_at < earlier.computed_at:
        raise SettingError(
            f"as_of: found {computed_at.isoformat()}, before the last run ({earlier.computed_at.isoformat()}); "
            "expected a later instant, since stored hours are not taken back. Fix: give a later --as_of, or none."
        )
    through = _midnight(computed_at.date()) + _DAY
    if earlier is None:
        first = max(reach, (computed_at - timedelta(days=first_days)).date())
        return CostPlan(computed_at, ((_midnight(first), through),), closed_until(computed_at, newest))
    settling = earlier.computed_at - timedelta(days=settle_days)
    settles = _midnight(max(reach, settling.date()))
    old = [hour for hour in _touched_hours(readings, earlier) if _midnight(reach) <= hour < settles]
    ended = [day for day in _ended_days(readings, settling) if day >= reach]
    spans = joined([*((hour, _HOUR) for hour in old), (settles, through - settles)])
    if len(spans) > MOST_INTERVALS:
        spans = joined([*((_midnight(hour.date()), _DAY) for hour in old), (settles, through - settles)])
    return CostPlan(computed_at, spans, closed_until(computed_at, newest), tuple(sorted(ended)))


def closed_until(computed_at: datetime, newest: Mapping[str, datetime | None]) -> datetime:
    """Hours that end by then are final: all sources are past them by their lateness, or they are a day old."""
    instants = [
        instant - timedelta(hours=table.latency_hours)
        for table in (USAGE, QUERY_HISTORY, WAREHOUSE_EVENTS)
        if (instant := newest.get(table.full_name)) is not None
    ]
    late = computed_at - CLOSES_AFTER
    return max(late, min([computed_at, *instants])) if instants else late


def joined(spans: Iterable[tuple[datetime, timedelta]]) -> tuple[Interval, ...]:
    """Spans of an instant and a length, in order, those that touch as one."""
    found: list[Interval] = []
    for begin, length in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], begin + length))
        else:
            found.append((begin, begin + length))
    return tuple(found)


def days_between(since: datetime, until: datetime) -> list[date]:
    """The UTC days of a half-open span."""
    last = (until - timedelta(microseconds=1)).date()
    return [since.date() + timedelta(days=number) for number in range((last - since.date()).days + 1)]


def _touched_hours(readings: Mapping[str, Reading], earlier: Earlier) -> list[datetime]:
    # A record with an arrival of tomorrow must not hide those that arrive today.
    since = F.lit(min(earlier.ingestion_date or date(1970, 1, 1), earlier.computed_at.date()))
    hours = hours_of_new_usage(readings[USAGE.full_name].rows, since=since)
    return [_instant(row["hour_ms"] * 1_000) for row in hours.collect()]


def _ended_days(readings: Mapping[str, Reading], settling: datetime) -> list[date]:
    runs = readings[JOB_RUN_TIMELINE.full_name].rows
    return [row["usage_date"] for row in days_of_ended_runs(runs, since=F.lit(settling)).collect()]


def _among(days: Sequence[date]) -> str:
    listed = ", ".join(f"DATE '{day.isoformat()}'" for day in days)
    return f"usage_date IN ({listed})" if days else "false"


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
