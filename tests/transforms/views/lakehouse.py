"""A lakehouse in plain Python rows: random records of several batches, and every table derived from them by hand.

Nothing here is shared with the pipeline: counts, templates and ledger are added up with dictionaries.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Any

from tests.transforms.views.rows import (
    MORNING,
    Row,
    batch_row,
    decision_row,
    ledger_row,
    log_row,
    map_row,
    reject_row,
    text_row,
)

FIRST_INSTANT = datetime(1, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

FILES = ("app/api/middleware.py", "app/db.py", "", "src/über uns.py", "src/\uffff.py", "src/😀.py", "a\x00b.py")
TEMPLATES = (
    ("refused by <*>", None),
    ("HTTP <*> returned", "HTTP 503"),
    ("HTTP <*> returned", "HTTP 404"),
    ("ключ <*> не найден 'x' \\", None),
    ("", None),
)


@dataclass
class PlainLakehouse:
    """Rows by table; the records with their template's text; the number of the last complete batch."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    records: list[Row] = field(default_factory=list)
    complete_through: int = 0

    def complete_logs(self) -> list[Row]:
        return [row for row in self.tables["logs"] if row["batch_id"] <= self.complete_through]

    def complete_text_logs(self) -> list[Row]:
        return [row for row in self.tables["text_logs"] if row["batch_id"] <= self.complete_through]

    def complete_records(self) -> list[Row]:
        return [record for record in self.records if record["batch_id"] <= self.complete_through]


def random_lakehouse(
    seed: int, *, batches: int = 5, records: int = 300, forgotten: str | None = None
) -> PlainLakehouse:
    """Batches of which the last never reached the ledger and the one before reprocessed the first two.

    Templates with the text `forgotten` are on no record.
    """
    dice = random.Random(seed)
    lakehouse = PlainLakehouse(complete_through=batches - 1)
    lakehouse.records = [_record(dice, dice.randint(1, batches)) for _ in range(records)]
    lakehouse.records += dice.choices(lakehouse.records, k=records // 10)  # byte-identical lines
    _add_records(lakehouse, forgotten)
    _add_logs(lakehouse, random.Random(f"{seed}:logs"), batches, records // 2)
    _add_text_logs(lakehouse, random.Random(f"{seed}:text"), batches, records // 2)
    for batch_id in range(1, batches + 1):
        _add_batch(lakehouse, dice, batch_id, last=batches)
    _add_patterns(lakehouse, dice)
    return lakehouse


def groups(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """The rows by key."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def span(rows: Iterable[Row]) -> Row:
    """Number, first and last instant of records."""
    instants = [row["timestamp"] for row in rows]
    return {"occurrence_count": len(instants), "first_occurrence": min(instants), "last_occurrence": max(instants)}


def _record(dice: random.Random, batch_id: int) -> Row:
    template, hint = dice.choice(TEMPLATES)
    service, code = dice.choice(("api", "db")), dice.choice(("CC-3005", "DB-1", "E"))
    instant = dice.choice((FIRST_INSTANT, LAST_INSTANT, MORNING, *[_instant(dice)] * 6))
    message = template.replace("<*>", str(dice.randint(1, 4)))
    source_file = f"{service}/{dice.randint(1, 2)}-{batch_id}.log"
    file_path, severity = dice.choice(FILES), dice.choice(("Critical", "Error", "Warning", "Unknown", "Grave of old"))
    return {
        "timestamp": instant,
        "error_code": code,
        "error_code_numeric": dice.choice((None, 3005)),
        "file_path": file_path,
        "severity": severity,
        "message": message,
        "source_file": source_file,
        "parsed_at": MORNING,
        "event_id": _hash(source_file, str(instant), code, file_path, severity, message),
        "template_hash": "v1:" + _hash(service, code, str(hint), template)[:16],
        "code_hint": hint,
        "service": service,
        "environment": "prod",
        "request_id": None,
        "user_id": None,
        "batch_id": batch_id,
        "template": template,
    }


def _instant(dice: random.Random) -> datetime:
    return MORNING + timedelta(hours=dice.randint(-60, 60), microseconds=dice.choice((0, 1, 999_999)))


def _hash(*parts: str) -> str:
    return md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def _add_records(lakehouse: PlainLakehouse, forgotten: str | None) -> None:
    lakehouse.tables["error_logs_parsed"] = [
        {name: value for name, value in record.items() if name != "template"} for record in lakehouse.records
    ]
    hourly = ("hour", "service", "environment", "severity", "error_code", "template_hash", "batch_id")
    daily = ("day", "file_path", "service", "environment", "severity", "error_code", "batch_id")
    timed = [
        record
        | {
            "hour": record["timestamp"].replace(minute=0, second=0, microsecond=0),
            "day": record["timestamp"].date(),
        }
        for record in lakehouse.records
    ]
    for table, names in (("error_counts", hourly), ("error_file_counts", daily)):
        by_key = groups(timed, lambda row, names=names: tuple(row[name] for name in names))
        lakehouse.tables[table] = [dict(zip(names, key, strict=True)) | span(rows) for key, rows in by_key.items()]
    by_template = groups(lakehouse.records, lambda row: (row["batch_id"], row["template_hash"], row["severity"]))
    lakehouse.tables["error_templates"] = [
        _example(record) for rows in by_template.values() for record in oldest(rows) if record["template"] != forgotten
    ]


def oldest(rows: Iterable[Row]) -> list[Row]:
    """The three oldest records, each event once."""
    events = {(row["timestamp"], row["event_id"]): row for row in rows}
    return [events[key] for key in sorted(events)[:3]]


def _example(record: Row) -> Row:
    names = ("template_hash", "service", "error_code", "code_hint", "template", "severity", "batch_id")
    return {name: record[name] for name in names} | {
        "example_timestamp": record["timestamp"],
        "example_event_id": record["event_id"],
        "example_message": record["message"],
    }


def _add_logs(lakehouse: PlainLakehouse, dice: random.Random, batches: int, count: int) -> None:
    values = {
        "service": ("api", "db", "über"),
        "severity": ("Error", "Info"),
        "trace_id": (None, "t1", "t2"),
        "span_id": (None, "s1", "s2", "s3"),
        "parent_span_id": (None, "s1", "s2", "gone"),
        "http_method": (None, "GET"),
        "http_endpoint": (None, "/v1/<*>", "/ä"),
        "http_status": (None, 200, 503),
        "http_duration_ms": (None, 0.0, 100.0, 100.5, 1_000.0, 1_000.25),
        "host": (None, "h1", "h2"),
        "exception_type": (None, "IOException"),
        "labels": (None, [], [("region", "eu")], [("region", "us"), ("version", None), ("", "x")]),
        "message": ("refused", "", "ключ"),
        "source_file": (None, "app/db.py", "src/über uns.py"),
    }
    rows = []
    for number in range(count):
        drawn = {name: dice.choice(choices) for name, choices in values.items()}
        instant = dice.choice((FIRST_INSTANT, LAST_INSTANT, MORNING, *[_instant(dice)] * 6))
        batch_id = dice.randint(1, batches)
        rows.append(log_row(**drawn, timestamp=instant, batch_id=batch_id, log_id=_hash(str(number % 50))))
    lakehouse.tables["logs"] = rows + dice.choices(rows, k=len(rows) // 10)


def _add_text_logs(lakehouse: PlainLakehouse, dice: random.Random, batches: int, count: int) -> None:
    values = {
        "service": ("api", "db", "über"),
        "severity": ("Error", "Info", "Unknown"),
        "format": ("log4j", "syslog_3164", "cri/klog"),
        "trace_id": (None, "t1", "t3"),
        "request_id": (None, "r1"),
        "span_id": (None, "s1", "s4"),
        "host": (None, "h1", "h3"),
        "logger_name": (None, "c.acme.Shop"),
        "root_exception_type": (None, "IOException"),
        "message": ("refused", "", "ключ", "of\ntwo lines"),
        "source_file": (None, "app/db.py", "src/main.go"),
        "template_hash": ("v2:0", "v2:1"),
    }
    lakehouse.tables["text_logs"] = [
        text_row(
            **{name: dice.choice(choices) for name, choices in values.items()},
            timestamp=dice.choice((FIRST_INSTANT, LAST_INSTANT, MORNING, *[_instant(dice)] * 6)),
            batch_id=dice.randint(1, batches),
            event_id=_hash(str(number % 50)),
            line_number=number + 1,
            line_count=dice.randint(0, 3),
        )
        for number in range(count)
    ]


def _add_batch(lakehouse: PlainLakehouse, dice: random.Random, batch_id: int, *, last: int) -> None:
    is_reprocess = batch_id >= last - 1
    # The purge is of another batch than the rejects it covers are in; the abandoned one would cover them all.
    batches = {
        last - 2: {"kind": "purge", "purges_rejects_before": MORNING},
        last - 1: {"consumes_through": 2},
        last: {"consumes_through": 4},
        0: {"kind": "abandoned", "consumes_through": 9, "purges_rejects_before": LAST_INSTANT},
    }
    if batch_id == 1:
        lakehouse.tables["ingest_batches"].append(batch_row(0, **batches[0]))
    lakehouse.tables["ingest_batches"].append(batch_row(batch_id, **batches.get(batch_id, {})))
    ages = random.Random(f"{batch_id}:ages")
    rejects = [
        reject_row(
            batch_id=batch_id,
            reason=dice.choice(("bad_timestamp", "too_few_fields")),
            source_file=dice.choice(("api/ü.log", "db/1.log")),
            service=dice.choice(("api", "db")),
            rejected_at=MORNING - timedelta(hours=ages.randint(0, 1)),
        )
        for _ in range(dice.randint(0, 5))
    ]
    lakehouse.tables["error_logs_rejected"] += rejects
    if batch_id == last:
        return
    records = [record for record in lakehouse.records if record["batch_id"] == batch_id]
    for source_file, rows in groups(records, lambda row: row["source_file"]).items():
        instants = span(rows)
        lakehouse.tables["ingest_ledger"].append(
            ledger_row(
                batch_id=batch_id,
                source_file=source_file,
                entry="reprocess" if is_reprocess else "ingest",
                file_bytes=dice.choice((100, 101, 103, 104, 99)),
                line_bytes=100 - len(rows),
                lines=len(rows),
                parsed=len(rows),
                file_modified_at=None if is_reprocess else MORNING - timedelta(microseconds=dice.randint(0, 10**9)),
                first_occurrence=instants["first_occurrence"],
                last_occurrence=instants["last_occurrence"],
                recorded_at=MORNING + timedelta(hours=9 * batch_id),
            )
        )
    lakehouse.tables["ingest_ledger"].append(
        ledger_row(batch_id=batch_id, source_file="broken.log.gz", entry="unreadable", file_bytes=7, compressed=True)
    )


def _add_patterns(lakehouse: PlainLakehouse, dice: random.Random) -> None:
    """Two thirds of the templates are mapped, some of them to one pattern; decisions are about any id."""
    hashes = sorted({record["template_hash"] for record in lakehouse.records})
    others = random.Random(f"{len(hashes)}:others")
    mapped = dice.sample(hashes, len(hashes) * 2 // 3)
    eldest = {template: dice.choice(mapped[: at + 1][-3:]) for at, template in enumerate(mapped)}
    lakehouse.tables["pattern_map"] = [
        map_row(
            template_hash=template,
            pattern_id=eldest[template],
            pattern=f"text of {eldest[template]}",
            earlier_hashes=dice.choice((None, [], sorted(dice.sample(mapped, min(2, len(mapped)))))),
        )
        for template in mapped
    ]
    lakehouse.tables["pattern_decisions"] = [
        decision_row(
            decision_id=str(number),
            kind=dice.choice(("rename", "resolve", "reopen", "mute", "merge")),
            pattern_id=dice.choice([*hashes, "v1:unknown"]),
            title=dice.choice(("a name", "another")),
            until=MORNING + timedelta(days=dice.randint(1, 9)),
            decided_at=_instant(dice),
            other_id=others.choice((None, *hashes)),
        )
        for number in range(20)
    ]
    patterns = sorted(set(eldest.values()))
    lakehouse.tables["pattern_pairs"] = [
        {
            "environment": environment,
            "pattern_a": first,
            "pattern_b": second,
            "joint_hours": others.randint(1, 9),
            "hours_a": 9,
            "hours_b": 11,
            "lift": others.random(),
            "surprise": others.random(),
            "first_hour": MORNING,
            "last_hour": MORNING,
            "through_batch": 1,
        }
        for first, second in zip(patterns, [*patterns, "v1:merged since"][1:], strict=True)
        for environment in ("prod", "test")
    ]
