"""One row of each stored table, in plain Python: what a test does not care about has a default."""

from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]

MORNING = datetime(2026, 1, 31, 8, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant of ISO text, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def record_row(**given: Any) -> Row:
    """A record of batch 1."""
    return _labels() | {
        "timestamp": MORNING,
        "file_path": "app/a.py",
        "message": "refused",
        "source_file": "api/1.log",
        "parsed_at": MORNING,
        "event_id": "0",
        "template_hash": "v1:0",
        **given,
    }


def log_row(**given: Any) -> Row:
    """A JSON log record of batch 1 with nothing but what is given."""
    return _labels() | {
        "log_id": "0",
        "timestamp": MORNING,
        "message": "refused",
        "template_hash": "v1:0",
        "landed_file": "api/1.jsonl",
        "parsed_at": MORNING,
        **given,
    }


def text_row(**given: Any) -> Row:
    """A record of a text format, of batch 1, with nothing but what is given."""
    return _labels() | {
        "event_id": "0",
        "timestamp": MORNING,
        "timestamp_from": "line",
        "format": "log4j",
        "message": "refused",
        "template_hash": "v2:0",
        "landed_file": "api/stderr",
        "line_number": 1,
        "line_count": 1,
        "parsed_at": MORNING,
        **given,
    }


def count_row(**given: Any) -> Row:
    """A partial sum by hour, of batch 1."""
    return _labels() | _sum() | {"hour": MORNING, "template_hash": "v1:0", **given}


def file_count_row(**given: Any) -> Row:
    """A partial sum by source code file, of batch 1."""
    return _labels() | _sum() | {"day": MORNING.date(), "file_path": "app/a.py", **given}


def template_row(**given: Any) -> Row:
    """An example of a template, of batch 1."""
    labels = _labels()
    labels.pop("environment")
    return labels | {
        "template_hash": "v1:0",
        "template": "refused by <*>",
        "example_timestamp": MORNING,
        "example_event_id": "0",
        "example_message": "refused by 1",
        **given,
    }


def map_row(**given: Any) -> Row:
    """A template that is a pattern of its own."""
    labels = _labels()
    return {
        "template_hash": "v1:0",
        "pattern_id": "v1:0",
        "pattern": "refused by <*>",
        "reason": "itself",
        "service": labels["service"],
        "error_code": labels["error_code"],
        "template": "refused by <*>",
        "first_seen": MORNING,
        "last_seen": MORNING,
        "through_batch": 1,
        **given,
    }


def decision_row(**given: Any) -> Row:
    """Something that somebody decided."""
    return {
        "decision_id": "0",
        "kind": "resolve",
        "pattern_id": "v1:0",
        "author": "ann",
        "reason": "fixed",
        "decided_at": MORNING,
        **given,
    }


def ledger_row(**given: Any) -> Row:
    """An entry of the ledger: nothing but what is given."""
    counts = (
        "file_bytes",
        "line_bytes",
        "lines",
        "headers",
        "blanks",
        "parsed",
        "rejected",
        "purged",
        "purged_rejects",
    )
    return dict.fromkeys(counts, 0) | {
        "batch_id": 1,
        "source_file": "api/1.log",
        "entry": "ingest",
        "compressed": False,
        "file_modified_at": MORNING,
        "recorded_at": MORNING,
        **given,
    }


def batch_row(batch_id: int, **given: Any) -> Row:
    """A batch that began."""
    return {
        "batch_id": batch_id,
        "kind": "reprocess" if given.get("consumes_through") else "ingest",
        "stream_id": "s",
        "stream_batch_id": batch_id,
        "files": [],
        "by_name": False,
        "began_at": MORNING,
        **given,
    }


def reject_row(**given: Any) -> Row:
    """A rejected line."""
    return {
        "source_file": "api/1.log",
        "reason": "bad_timestamp",
        "detail": "found 'yesterday'",
        "raw": b"\xff line",
        "raw_bytes": 6,
        "truncated": False,
        "line_hash": "0",
        "rejected_at": MORNING,
        "service": "api",
        "environment": "prod",
        "batch_id": 1,
        **given,
    }


def _labels() -> Row:
    return {"service": "api", "environment": "prod", "severity": "Error", "error_code": "CC-3005", "batch_id": 1}


def _sum() -> Row:
    return {"occurrence_count": 1, "first_occurrence": MORNING, "last_occurrence": MORNING}
