"""A small lakehouse of three weeks with everything that a report contains, and its report."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from faultbook.report.building import build_report
from faultbook.report.values import DayReport
from tests.stores.small_lakehouse import make_lakehouse, store_of

DAY = date(2026, 2, 3)
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
MADE_AT = datetime(2026, 2, 4, 5, tzinfo=UTC)
ONE = timedelta(days=1)
HOSTILE = "<script>alert(1)</script> | `rm` **x** [a](http://evil.example) \x1b[31m\n# head"

# pattern -> days before the day -> records
SEEN: dict[str, dict[int, int]] = {
    "v1:usual": dict.fromkeys(range(14), 10),
    "v1:new": {0: 3},
    "v1:back": {0: 2, 10: 5},
    "v1:louder": {0: 90} | dict.fromkeys(range(1, 14), 10),
}
SILENT = dict.fromkeys(range(1, 8), 4)


def counts(template: str, ago: int, many: int, **more: Any) -> dict[str, Any]:
    at = NOON - ago * ONE
    sums = {"occurrence_count": many, "first_occurrence": at, "last_occurrence": at, "batch_id": 1}
    labels = {"service": "api", "environment": "prod", "severity": "Error", "error_code": "A-1"}
    return labels | sums | {"template_hash": template, "hour": at, "day": at.date(), "file_path": "a.py"} | more


def all_counts() -> list[dict[str, Any]]:
    rows = [counts(name, ago, many) for name, days in SEEN.items() for ago, many in days.items()]
    return rows + [counts("v1:usual", ago, many, service="mail", severity="Info") for ago, many in SILENT.items()]


def ledger(parsed: int, **more: Any) -> dict[str, Any]:
    whole = {"lines": parsed + 3, "headers": 1, "parsed": parsed, "rejected": 2, "compressed": True}
    return {"batch_id": 1, "source_file": "a.log", "entry": "ingest", "recorded_at": NOON + 6 * ONE / 24} | whole | more


def alert(**more: Any) -> dict[str, Any]:
    cause = {"pattern_id": "v1:louder", "template": HOSTILE, "observed": 90, "excess": 80.0, "share": 0.9}
    return {
        "alert_id": "a1",
        "anomaly_type": "error_spike",
        "service": "api",
        "environment": "prod",
        "severity": "Error",
        "alert_severity": "high",
        "state": "open",
        "started_at": NOON,
        "description": f"90 records, 10 expected: {HOSTILE}",
        "observed": 90,
        "expected": 10.0,
        "explanations": [{**cause, "error_code": "A-1", "expected": 10.0}],
        "suggested_actions": ["Restart the pool"],
        **more,
    }


def full_lakehouse(folder: Path) -> Path:
    rows = all_counts()
    total = sum(row["occurrence_count"] for row in rows)
    return make_lakehouse(
        folder,
        error_counts=rows,
        error_file_counts=rows,
        error_templates=[{"template_hash": "v1:new", "template": HOSTILE, "example_message": "x", "batch_id": 1}],
        error_logs_rejected=[
            {"source_file": "a|b.log", "reason": "bad_timestamp", "service": "api", "rejected_at": NOON, "batch_id": 1}
        ]
        * 2,
        ingest_batches=[{"batch_id": 1, "kind": "ingest"}],
        ingest_ledger=[ledger(total), ledger(0, lines=0, headers=0, rejected=0, source_file="b", entry="unreadable")],
        ingest_checks=[
            {"checked_at": NOON, "check_name": "landed_file_unknown", "subject": "c.log", "detail": "run ingest"},
            {"checked_at": NOON, "check_name": "lines_add_up", "subject": "ingest_ledger", "passed": True},
        ],
        anomaly_alerts=[
            alert(),
            alert(alert_id="a2", state="withdrawn"),
            alert(alert_id="a3", ended_at=NOON - 3 * ONE, started_at=NOON - 4 * ONE, state="ended"),
            alert(alert_id="a4", anomaly_type="silent_service", service="mail", severity="all", explanations=[]),
        ],
        analysis_jobs=[
            {
                "job": "detect",
                "status": "done",
                "started_at": NOON,
                "judged_before": NOON,
                "through_batch": 1,
                "rule_version": "r1",
            }
        ],
    )


def report_of(folder: Path, day: date | None = None) -> DayReport:
    return build_report(store_of(folder), day, MADE_AT)
