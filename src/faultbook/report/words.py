"""Words that every form of a report uses: what its parts mean, and how instants are told."""

from datetime import datetime

from faultbook.faults.severities import UNKNOWN
from faultbook.formatting.values import instant_text
from faultbook.report.values import Alert, Report, counted

MOST_ROWS = 20
"""Rows of a table by service."""
KINDS = {
    "error_spike": "spike",
    "new_pattern": "new pattern",
    "regression": "regression",
    "silent_service": "silence",
}
ABOUT_GROUPS = {
    "new": ("New patterns", "It was their first day. The loudest:"),
    "regressed": ("Regressions", "They came back after seven silent days, or after somebody resolved them:"),
    "escalating": ("Escalations", "Far louder than in the seven days before:"),
    "top": ("Top patterns", "The loudest; those of the mildest severity alone are left out:"),
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


def none_open(report: Report) -> str:
    """What an empty list of anomalies means."""
    return "None was open on this day." if report.judged else "Not looked for: see what was not assessed."


def told_freshness(report: Report) -> tuple[str, ...]:
    """How new what was looked at is, in sentences."""
    fresh = report.freshness
    unreadable = counted(fresh.unreadable_files, "landed file")
    return (
        f"Newest record: {instant(fresh.newest_record)}",
        f"Newest ledger entry: {instant(fresh.newest_entry)}",
        f"Ingested on the day: {counted(report.ingest.files, 'file')}, {counted(report.ingest.lines, 'line')}",
        *_told_unknown(report),
        f"Unreadable: {unreadable}, {fresh.unreadable_on_the_day:,} of them on this day",
        f"reconcile ran last: {instant(fresh.checked_at)}",
    )


def _told_unknown(report: Report) -> tuple[str, ...]:
    if not report.ingest.unknown_severity:
        return ()
    records = counted(report.ingest.unknown_severity, "record")
    return (f"Of these, severity {UNKNOWN} (level missing or no known spelling, setting severities): {records}",)
