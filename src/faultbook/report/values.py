"""The values of a report. How they are shown is in markdown.py, page.py and the terminal's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from faultbook.faults.severities import UNKNOWN, Severities


@dataclass(frozen=True)
class InvariantCheck:
    """Two counts that must be equal, and the sentence that states it."""

    statement: str
    expected: int
    found: int

    @property
    def holds(self) -> bool:
        """True where they are equal."""
        return self.expected == self.found


@dataclass(frozen=True)
class ComparedDays:
    """Records with one value (a severity, a service): of the day, the day before and the same weekday a week before."""

    name: str
    records: int
    day_before: int
    week_before: int


@dataclass(frozen=True)
class PatternDay:
    """One pattern on the day. `text` is the message with <*> for what varies; `trend` has one count per shown day."""

    pattern_id: str
    text: str
    state: str
    severity: str
    services: tuple[str, ...]
    records: int
    day_before: int
    week_before: int
    first_seen: datetime | None
    trend: tuple[int, ...]


@dataclass(frozen=True)
class PatternGroup:
    """The most frequent patterns of a state. `count`: all of them, shown or not."""

    shown: tuple[PatternDay, ...]
    count: int


@dataclass(frozen=True)
class ExcessCause:
    """A pattern that explains a part (0 to 1) of an anomaly's excess, in records."""

    pattern_id: str
    text: str
    observed: int
    excess: float
    share: float


@dataclass(frozen=True)
class Alert:
    """An anomaly that was open at some time of the day."""

    alert_id: str
    kind: str
    severity: str
    state: str
    service: str
    environment: str
    description: str
    started_at: datetime
    ended_at: datetime | None
    observed: int
    expected: float
    causes: tuple[ExcessCause, ...]
    actions: tuple[str, ...]
    analysis: str | None = None
    """A model's analysis; None where no model is configured."""


@dataclass(frozen=True)
class Silence:
    """A service that logged nothing on the day, and on how many of the seven days before it did."""

    service: str
    environment: str
    days_before: int
    last_record: datetime
    has_alert: bool


@dataclass(frozen=True)
class RejectReason:
    """Open rejects of one reason, of all days, and a file that contains one."""

    reason: str
    count: int
    files: int
    example_file: str
    last_rejected_at: datetime


@dataclass(frozen=True)
class ReportFreshness:
    """How new the report's data is; None where there is none."""

    newest_record: datetime | None
    newest_entry: datetime | None
    unreadable_files: int
    unreadable_on_the_day: int
    checked_at: datetime | None


@dataclass(frozen=True)
class IngestTotals:
    """Lines that were ingested on the day, by what became of them; `records` are those made of the lines `parsed`."""

    lines: int = 0
    headers: int = 0
    blanks: int = 0
    parsed: int = 0
    rejected: int = 0
    records: int = 0
    files: int = 0
    unreadable_files: int = 0
    unknown_severity: int = 0


@dataclass(frozen=True)
class DayReport:
    """One day. `severities` are those of the lakehouse. `days` and `hours` are the records of the shown days and of the
    day's 24 hours, by severity.

    `is_empty`: no file was ever ingested. `judged`: detect assessed hours of the day. `not_assessed`: sentences on what
    was not assessed, and the command that does it.
    """

    day: date
    made_at: datetime
    severities: Severities
    through_batch: int
    is_empty: bool
    judged: bool
    invariants: tuple[InvariantCheck, ...]
    failed_checks: tuple[str, ...]
    ingest: IngestTotals
    total: ComparedDays
    by_severity: tuple[ComparedDays, ...]
    by_service: tuple[ComparedDays, ...]
    days: Mapping[date, Mapping[str, int]]
    hours: Mapping[datetime, Mapping[str, int]]
    top: PatternGroup
    new: PatternGroup
    regressed: PatternGroup
    escalating: PatternGroup
    alerts: tuple[Alert, ...]
    silences: tuple[Silence, ...]
    rejects: tuple[RejectReason, ...]
    freshness: ReportFreshness
    not_assessed: tuple[str, ...]

    @property
    def invariants_hold(self) -> bool:
        """True where every invariant holds."""
        return all(check.holds for check in self.invariants)

    @property
    def unknown(self) -> int:
        """Records of the day whose level is missing or not known."""
        return sum(row.records for row in self.by_severity if row.name == UNKNOWN)

    @property
    def title(self) -> str:
        """The heading."""
        return f"Report of {self.day:%A}, {self.day:%Y-%m-%d}"

    @property
    def summary(self) -> str:
        """The day in a sentence."""
        if self.is_empty:
            return "Nothing was ingested yet: there is nothing to report."
        found = [
            f"{counted(self.total.records, 'record')}{self._change_on_the_day_before()}",
            f"{counted(self.top.count, 'pattern')} ({self.new.count:,} new, {self.regressed.count:,} back, "
            f"{self.escalating.count:,} escalating)",
            f"{counted(len(self.alerts), 'anomaly', 'anomalies')}",
            counted(self.ingest.rejected, "reject"),
            *([f"{self.unknown:,} of severity {UNKNOWN}"] if self.unknown else []),
        ]
        broken = sum(not check.holds for check in self.invariants)
        integrity = "every count agrees" if not broken else f"{counted(broken, 'count does', 'counts do')} NOT agree"
        return f"{', '.join(found)}; {integrity}."

    def _change_on_the_day_before(self) -> str:
        change = changed(self.total.records, self.total.day_before)
        return f" ({change} on the day before)" if change else ""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 record, 1,234 records."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def changed(now: int, before: int) -> str:
    """The change as text: `+12 %`, `3.4 times`; empty where there was nothing before."""
    if not before:
        return ""
    if now >= 3 * before:
        return f"{now / before:,.1f} times"
    return f"{100 * (now - before) / before:+,.0f} %"
