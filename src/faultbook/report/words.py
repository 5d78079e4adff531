"""Texts that every form of a report uses: headings, what they mean, how instants are written."""

from datetime import datetime

from faultbook.faults.severities import UNKNOWN
from faultbook.formatting.values import instant_text
from faultbook.report.values import Alert, DayReport, counted

MOST_ROWS = 20
"""Rows of a table by service."""
KINDS = {
    "error_spike": "spike",
    "new_pattern": "new pattern",
    "regression": "regression",
    "silent_service": "silence",
}
ABOUT_GROUPS = {
    "new": ("New patterns", "First seen on this day. The most frequent:"),
    "regressed": ("Regressions", "Seen again after seven days without a record, or after they were resolved:"),
    "escalating": ("Escalations", "Far more frequent than in the seven days before:"),
    "top": ("Top patterns", "The most frequent; patterns of the mildest severity alone are left out:"),
}
WHAT_TO_TYPE = (
    "faultbook generate .landing  # or: your own log files",
    "faultbook run setup",
    "faultbook run ingest",
    "faultbook report",
)


def instant(at: datetime | None) -> str:
    """An instant to the second; `never` where there is none."""
    return "never" if at is None else instant_text(at.replace(microsecond=0))


def span_of(alert: Alert) -> str:
    """From when to when an anomaly lasted."""
    until = f"until {instant(alert.ended_at)}" if alert.ended_at else "still open"
    return f"from {instant(alert.started_at)}, {until}"


def none_open(report: DayReport) -> str:
    """The sentence for a day without anomalies."""
    return "None was open on this day." if report.judged else "Not assessed: see what was not assessed."


def freshness_lines(report: DayReport) -> tuple[str, ...]:
    """How new the report's data is, a line per fact."""
    fresh = report.freshness
    unreadable = counted(fresh.unreadable_files, "landed file")
    return (
        f"Newest record: {instant(fresh.newest_record)}",
        f"Newest ledger entry: {instant(fresh.newest_entry)}",
        f"Ingested on the day: {counted(report.ingest.files, 'file')}, {counted(report.ingest.lines, 'line')}",
        *_unknown_severity_lines(report),
        f"Unreadable: {unreadable}, {fresh.unreadable_on_the_day:,} of them on this day",
        f"reconcile ran last: {instant(fresh.checked_at)}",
    )


def _unknown_severity_lines(report: DayReport) -> tuple[str, ...]:
    if not report.ingest.unknown_severity:
        return ()
    records = counted(report.ingest.unknown_severity, "record")
    return (f"Of these, severity {UNKNOWN} (level missing or not in the setting severities): {records}",)
