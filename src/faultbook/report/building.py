"""Builds one day's report from the answers of any store.

A laptop's store reads Delta files, the job reads by Spark. Conditions are therefore SQL that both understand, every
answer is small (sums by day or hour, the most frequent patterns), and text from logs is escaped and cut here, once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from faultbook.formatting.values import instant_text, visible
from faultbook.report.values import (
    Alert,
    ComparedDays,
    DayReport,
    ExcessCause,
    IngestTotals,
    InvariantCheck,
    PatternDay,
    PatternGroup,
    RejectReason,
    ReportFreshness,
    Silence,
)
from faultbook.stores.answers import Query
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.severities import severities_in
from faultbook.stores.store import QueryStore

Row = Mapping[str, Any]
At = TypeVar("At", date, datetime)

FIRST_DAY, LAST_DAY = date(1970, 2, 1), date(9998, 12, 31)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SHOWN_DAYS = 14
SHOWN_PATTERNS = 10
SHOWN_ALERTS = 50
SHOWN_CHECKS = 20
LONGEST_TEXT = 300
LONGEST_ANALYSIS = 1_000
WEEK = 7
SEVERITIES_OF_ALERTS = ("critical", "high", "medium")
_COUNTED = ("pattern_id", "day", "occurrence_count")
_STATES = ("new", "regressed", "escalating")
USUALLY_LOGS = 5
"""A service with records on so many of the seven days before is silent on a day without one."""
SHOWN_RUNS = 24
_RUN = ("status", "started_at", "judged_before", "through_batch", "detail")
_NEVER = datetime.min.replace(tzinfo=UTC)
_ATTEMPTS = 3


def build_report(store: QueryStore, day: date | None, made_at: datetime) -> DayReport:
    """The report of the day; None: the day of the newest record that is not later than the newest ledger entry.

    All its numbers are of the same batches: where a batch is completed meanwhile, all is read again. InvalidQuery
    where the day is out of bounds.
    """
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidQuery(f"day: found {day}, expected a day from {FIRST_DAY} to {LAST_DAY}.")
    report = _Builder(store, day, made_at).report()
    for _ in range(_ATTEMPTS - 1):
        if report.through_batch == newest_entry(store)[0]:
            break
        report = _Builder(store, day, made_at).report()
    return report


def newest_entry(store: QueryStore) -> tuple[int, datetime | None]:
    """The newest complete batch and when it was completed; 0 and None where there is none."""
    newest = Query(
        "ingest_ledger", columns=("batch_id", "recorded_at"), order=("batch_id:desc", "recorded_at:desc"), limit=1
    )
    rows = store.ask(newest).rows
    return (rows[0][0], rows[0][1]) if rows else (0, None)


def newest_record(store: QueryStore, entered_at: datetime | None) -> datetime | None:
    """The newest record's instant that is not later than the newest ledger entry; None where there is none."""
    if entered_at is None:
        return None
    past = f"last_occurrence <= {_timestamp_literal(entered_at)}"
    newest = Query("logs_hourly_agg", (past,), ("last_occurrence",), ("last_occurrence:desc",), limit=1)
    rows = store.ask(newest).rows
    return rows[0][0] if rows else None


class _Builder:
    """What the parts of one report share: the day, the newest batch, and the answers that several parts need."""

    def __init__(self, store: QueryStore, day: date | None, made_at: datetime) -> None:
        self.store = store
        self.made_at = made_at
        self.severities = severities_in(store)
        self.through, self.entered_at = newest_entry(store)
        self.newest = newest_record(store, self.entered_at)
        self.day = day or max((self.newest or self.entered_at or made_at).date(), FIRST_DAY)
        self.start = datetime.combine(self.day, time(), UTC)
        self.end = self.start + DAY
        self.shown_days = [self.day - at * DAY for at in reversed(range(SHOWN_DAYS))]
        self.recent = f"day BETWEEN {_date_literal(self.shown_days[0])} AND {_date_literal(self.day)}"
        self.health = self._rows(Query("ingest_health", order=("day",), limit=0))
        self.series = self._rows(Query("logs_daily_agg", (self.recent,), order=("day",), limit=0))
        self.alerts = self._alerts()
        self.runs = self._rows(Query("analysis_jobs", ("job = 'detect'",), _RUN, ("started_at:desc",), SHOWN_RUNS))

    def report(self) -> DayReport:
        """All parts."""
        states = self._states()
        groups = {
            state: self._most_frequent(f"state = '{state}'", states.get(f"{state}_patterns", 0)) for state in _STATES
        }
        mildest = self.severities.mildest
        worse = "true" if mildest is None else f"max_level <> '{mildest}'"  # no name holds a quote
        top = self._most_frequent(worse, states.get("patterns", 0))
        described = self._described([row for rows, _ in (top, *groups.values()) for row in rows])
        shown = {
            state: PatternGroup(tuple(described[row["pattern_id"]] for row in rows), count)
            for state, (rows, count) in {"": top, **groups}.items()
        }
        checked_at, failed = self._checks()
        return DayReport(
            day=self.day,
            made_at=self.made_at,
            severities=self.severities,
            through_batch=self.through,
            is_empty=not self.through,
            judged=self._judged_before() > self.start,
            invariants=self._invariants(states.get("occurrence_count", 0)),
            failed_checks=failed,
            ingest=self._ingest(),
            total=self._compared()[0],
            by_severity=tuple(sorted(self._compared("severity"), key=lambda row: self.severities.rank(row.name))),
            by_service=tuple(self._compared("service")),
            days=self._days(),
            hours=self._hours(),
            top=shown[""],
            new=shown["new"],
            regressed=shown["regressed"],
            escalating=shown["escalating"],
            alerts=self.alerts,
            silences=self._silences(),
            rejects=self._rejects(),
            freshness=ReportFreshness(
                newest_record=self.newest,
                newest_entry=self.entered_at,
                unreadable_files=sum(row["unreadable_files"] for row in self.health),
                unreadable_on_the_day=self._ingest().unreadable_files,
                checked_at=checked_at,
            ),
            not_assessed=tuple(self._not_assessed(checked_at)),
        )

    def _rows(self, query: Query) -> list[dict[str, Any]]:
        return self.store.ask(query).records()

    def _ingest(self) -> IngestTotals:
        names = IngestTotals.__dataclass_fields__
        return next(
            (IngestTotals(**{name: row[name] for name in names}) for row in self.health if self._is_day(row)),
            IngestTotals(),
        )

    def _is_day(self, row: Row) -> bool:
        return bool(row["day"] == self.day)

    def _invariants(self, in_patterns: int) -> tuple[InvariantCheck, ...]:
        """Counts of different tables, or by different code, that must be equal."""
        if not self.through:
            return ()
        parts = ("headers", "blanks", "parsed", "rejected")
        today = [row for row in self.health if self._is_day(row)]
        files = self._rows(
            Query("error_frequency_daily", (f"day = {_date_literal(self.day)}",), ("occurrence_count",), ("day",), 0)
        )
        by_file = self._rows(Query("severity_summary", columns=("occurrence_count",), limit=0))
        by_hour = sum(row["occurrence_count"] for row in self.series if self._is_day(row))
        return (
            InvariantCheck(
                "Lines ingested on the day = headers + blanks + parsed + rejected",
                _sum(today, "lines"),
                _sum(today, *parts),
            ),
            InvariantCheck(
                "Lines ever ingested = headers + blanks + parsed + rejected",
                _sum(self.health, "lines"),
                _sum(self.health, *parts),
            ),
            InvariantCheck(
                "Files whose bytes differ from the bytes of their lines",
                0,
                sum(row["files_with_byte_gap"] for row in self.health),
            ),
            InvariantCheck("Records of the day = occurrences in its patterns", by_hour, in_patterns),
            InvariantCheck(
                "Records of the day = occurrences by source code file", by_hour, _sum(files, "occurrence_count")
            ),
            InvariantCheck(
                "Records ever ingested = occurrences ever counted",
                _sum(self.health, "records"),
                _sum(by_file, "occurrence_count"),
            ),
        )

    def _compared(self, column: str | None = None) -> list[ComparedDays]:
        """Records of the three days by the values of a column, the most first; None: all of them, one row."""
        counts: dict[date, Counter[str]] = {at: Counter() for at in (self.day, self.day - DAY, self.day - WEEK * DAY)}
        for row in self.series:
            if row["day"] in counts:
                counts[row["day"]][row[column] if column else ""] += row["occurrence_count"]
        names = {name for counter in counts.values() for name in counter} if column else {""}
        rows = [ComparedDays(_text(name), *(counter[name] for counter in counts.values())) for name in names]
        return sorted(rows, key=lambda row: (-row.records, -row.day_before, -row.week_before, row.name))

    def _days(self) -> dict[date, dict[str, int]]:
        return _by_severity(self.shown_days, ((row["day"], row) for row in self.series))

    def _hours(self) -> dict[datetime, dict[str, int]]:
        within = f"hour >= {_timestamp_literal(self.start)} AND hour < {_timestamp_literal(self.end)}"
        columns = ("hour", "severity", "occurrence_count")
        rows = self._rows(Query("logs_hourly_agg", (within,), columns, ("hour",), 0))
        return _by_severity([self.start + at * HOUR for at in range(24)], ((row["hour"], row) for row in rows))

    def _states(self) -> dict[str, int]:
        rows = self._rows(Query("pattern_states_daily", (f"day = {_date_literal(self.day)}",), order=("day",), limit=1))
        return {name: value for name, value in rows[0].items() if name != "day"} if rows else {}

    def _most_frequent(self, condition: str, count: int) -> tuple[list[dict[str, Any]], int]:
        if not count:
            return [], 0
        where = (f"day = {_date_literal(self.day)}", condition)
        most_frequent = Query(
            "pattern_daily", where, order=("occurrence_count:desc", "pattern_id"), limit=SHOWN_PATTERNS
        )
        return self._rows(most_frequent), count

    def _described(self, rows: Sequence[Row]) -> dict[str, PatternDay]:
        """By pattern_id: its row of the day with text, services and trend."""
        if not rows:
            return {}
        names = ", ".join(sorted({f"'{row['pattern_id']}'" for row in rows}))
        ours = f"pattern_id IN ({names})"
        columns = ("pattern_id", "normalized_message", "title", "services", "first_seen")
        about = {row["pattern_id"]: row for row in self._rows(Query("patterns", (ours,), columns, columns[:1], 0))}
        counts = {
            (row["pattern_id"], row["day"]): row["occurrence_count"]
            for row in self._rows(Query("pattern_daily", (ours, self.recent), _COUNTED, _COUNTED[:2], 0))
        }
        trends = {name: tuple(counts.get((name, day), 0) for day in self.shown_days) for name in about}
        return {row["pattern_id"]: _pattern(row, about[row["pattern_id"]], trends[row["pattern_id"]]) for row in rows}

    def _alerts(self) -> tuple[Alert, ...]:
        open_then = (
            f"started_at < {_timestamp_literal(self.end)}",
            f"(ended_at IS NULL OR ended_at > {_timestamp_literal(self.start)})",
            "state <> 'withdrawn'",
        )
        names = ("anomaly_type", "alert_severity", "state", "service", "environment", "description", "started_at")
        why = ("explanations", "suggested_actions", "llm_analysis")
        columns = ("alert_id", *names, "ended_at", "observed", "expected", *why)
        order = ("started_at:desc", "alert_id")
        rows = self._rows(Query("anomaly_alerts", open_then, columns, order, SHOWN_ALERTS))
        found = map(_alert, rows)
        return tuple(sorted(found, key=lambda alert: (_rank(alert.severity, SEVERITIES_OF_ALERTS), -alert.observed)))

    def _silences(self) -> tuple[Silence, ...]:
        here = {(row["service"], row["environment"]) for row in self.series if self._is_day(row)}
        week = [row for row in self.series if self.day - WEEK * DAY <= row["day"] < self.day]
        alerted = {(alert.service, alert.environment) for alert in self.alerts if alert.kind == "silent_service"}
        found = []
        for service, environment in sorted({(row["service"], row["environment"]) for row in week} - here):
            rows = [row for row in week if (row["service"], row["environment"]) == (service, environment)]
            days = len({row["day"] for row in rows})
            has_alert = (_text(service), _text(environment)) in alerted
            if days >= USUALLY_LOGS or has_alert:
                last = max(row["last_occurrence"] for row in rows)
                found.append(Silence(_text(service), _text(environment), days, last, has_alert))
        return tuple(found)

    def _rejects(self) -> tuple[RejectReason, ...]:
        reasons = Query("reject_reasons", order=("reject_count:desc", "reason"), limit=0)
        return tuple(
            RejectReason(
                row["reason"],
                row["reject_count"],
                row["affected_files"],
                _text(row["example_file"]),
                row["last_rejected_at"],
            )
            for row in self._rows(reasons)
        )

    def _checks(self) -> tuple[datetime | None, tuple[str, ...]]:
        """When reconcile ran last, and its failed checks."""
        rows = self._rows(Query("ingest_checks", order=("checked_at:desc", "passed"), limit=SHOWN_CHECKS))
        if not rows:
            return None, ()
        last = rows[0]["checked_at"]
        failed = [row for row in rows if row["checked_at"] == last and not row["passed"]]
        return last, tuple(_text(f"{row['check_name']} of {row['subject']}: {row['detail'] or ''}") for row in failed)

    def _not_assessed(self, checked_at: datetime | None) -> Iterable[str]:
        if not self.through:
            return
        if not any(self._is_day(row) for row in self.health):
            yield "No file was ingested on this day: its records come from files that were ingested on other days."
        if (
            self.newest is not None
            and self.newest < self.end
            and self.entered_at is not None
            and self.entered_at < self.end
        ):
            yield f"The day is not over: records up to {instant_text(self.newest)} are counted."
        yield from self._not_judged()
        if checked_at is None:
            yield "reconcile has not run: tables were not compared with each other, nor with the landing folder."
        elif self.entered_at is not None and checked_at < self.entered_at:
            yield f"reconcile ran last at {instant_text(checked_at)}: later ingests are not checked."

    def _judged_before(self) -> datetime:
        """The hour before which all hours were assessed; the beginning of time where none was."""
        return max((row["judged_before"] for row in self.runs if row["judged_before"]), default=_NEVER)

    def _not_judged(self) -> Iterable[str]:
        done = [row for row in self.runs if row["status"] == "done"]
        if not done:
            yield "detect has not run: anomalies were not detected. Run: faultbook run detect"
        if self.runs and self.runs[0]["status"] != "done":
            detail = _text(self.runs[0]["detail"] or "")
            yield f"The last detect run failed ({instant_text(self.runs[0]['started_at'])}): {detail}"
        if not done:
            return
        judged = self._judged_before()
        reached = self.end if self.newest is None else min(self.end, _hour(self.newest) + HOUR)
        if judged <= self.start:
            yield "No hour of this day was assessed for anomalies. Run: faultbook run detect"
        elif judged < reached:
            yield f"Hours from {instant_text(judged)} on were not assessed for anomalies."
        if (done[0]["through_batch"] or 0) < self.through:
            yield "Files were ingested after the last detect run: anomalies in them are not known yet."
        if not self._rows(Query("anomaly_baselines", columns=("service",), order=("service",), limit=1)):
            yield "There are no baselines yet: spikes and silences were not detected."


def _alert(row: Row) -> Alert:
    return Alert(
        alert_id=row["alert_id"],
        kind=row["anomaly_type"],
        severity=row["alert_severity"],
        state=row["state"],
        service=_text(row["service"]),
        environment=_text(row["environment"]),
        description=_text(row["description"]),
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        observed=row["observed"],
        expected=row["expected"],
        causes=tuple(
            ExcessCause(
                cause["pattern_id"],
                _text(cause["template"] or cause["pattern_id"]),
                cause["observed"],
                cause["excess"],
                cause["share"],
            )
            for cause in row["explanations"] or ()
        ),
        actions=tuple(map(_text, row["suggested_actions"] or ())),
        analysis=_text(row["llm_analysis"], LONGEST_ANALYSIS) if row["llm_analysis"] else None,
    )


def _pattern(row: Row, about: Row, trend: tuple[int, ...]) -> PatternDay:
    return PatternDay(
        pattern_id=row["pattern_id"],
        text=_text(about["title"] or about["normalized_message"] or "(no text on record)"),
        state=row["state"],
        severity=row["max_level"],
        services=tuple(map(_text, about["services"])),
        records=row["occurrence_count"],
        day_before=row["day_before"],
        week_before=row["week_before"],
        first_seen=about["first_seen"],
        trend=trend,
    )


def _by_severity(places: Sequence[At], rows: Iterable[tuple[At, Row]]) -> dict[At, dict[str, int]]:
    """Records by time and severity, with an empty count for a time without any."""
    found: dict[At, Counter[str]] = {place: Counter() for place in places}
    for place, row in rows:
        if place in found:
            found[place][_text(row["severity"])] += row["occurrence_count"]
    return {place: dict(counter) for place, counter in found.items()}


def _sum(rows: Iterable[Row], *names: str) -> int:
    return sum(row[name] for row in rows for name in names)


def _rank(name: str, names: Sequence[str]) -> int:
    return names.index(name) if name in names else len(names)


def _text(text: str, longest: int = LONGEST_TEXT) -> str:
    """Text from logs on one line, escaped, cut."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def _date_literal(day: date) -> str:
    return f"DATE '{day:%Y-%m-%d}'"


def _timestamp_literal(instant: datetime) -> str:
    return f"TIMESTAMP '{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00:00'"
