from datetime import date, timedelta

from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import at, ledger_row

FRIDAY, SATURDAY = at("2026-01-30T23:59:59.999999"), at("2026-01-31T00:00:00")
FIRST, LAST = at("0001-01-01T00:00:00"), at("9999-12-31T23:59:59.999999")

# On Friday three files landed, one cannot be read and one was read by a version that counted no records; on Saturday
# rejects became a record and retention removed some.
LEDGER = [
    ledger_row(
        batch_id=1,
        file_bytes=60,
        line_bytes=50,
        lines=10,
        headers=2,
        blanks=1,
        parsed=4,
        rejected=3,
        records=3,
        part_rejects=1,
        format="log4j",
        unknown_severity=2,
        file_modified_at=FRIDAY - timedelta(microseconds=1_500_000),
        first_occurrence=FIRST,
        last_occurrence=LAST,
        recorded_at=FRIDAY,
    ),
    ledger_row(batch_id=1, source_file="older", file_bytes=20, line_bytes=18, lines=2, parsed=2, recorded_at=FRIDAY),
    ledger_row(batch_id=1, source_file="cut.gz", entry="unreadable", compressed=True, file_bytes=9, recorded_at=FRIDAY),
    ledger_row(
        batch_id=2, entry="reprocess", file_modified_at=None, parsed=1, rejected=-1, first_occurrence=LAST,
        last_occurrence=LAST, recorded_at=SATURDAY,
    ),
    ledger_row(batch_id=3, entry="purge", file_modified_at=None, purged=2, purged_rejects=1, recorded_at=SATURDAY),
]  # fmt: skip

# File bytes less line bytes less lines, and whether that is a gap.
BYTE_GAPS = [(0, False), (-1, False), (3, False), (2, False), (1, True), (4, True), (-2, True)]


def test_a_file_that_is_read_again_from_its_beginning_is_one_file(spark):
    """Its only record had not ended: it is subtracted, and read again with what followed."""
    first = ledger_row(batch_id=1, content_from=0, content_to=20, recorded_at=FRIDAY)
    replaced = ledger_row(batch_id=2, entry="replaced", continues_batch=1, file_bytes=0, recorded_at=FRIDAY)
    again = ledger_row(batch_id=3, content_from=0, content_to=40, continues_batch=1, recorded_at=FRIDAY)
    (day,) = rows_of("ingest_health", {"ingest_ledger": [first, replaced, again]})
    assert day["files"] == 1


def test_a_day_sums_its_ledger_entries(spark):
    friday, saturday = rows_of("ingest_health", {"ingest_ledger": LEDGER})

    assert friday == {
        "day": date(2026, 1, 30),
        "batches": 1,
        "files": 2,
        "unreadable_files": 1,
        "file_bytes": 89,
        "line_bytes": 68,
        "lines": 12,
        "headers": 2,
        "blanks": 1,
        "parsed": 6,
        "rejected": 3,
        "records": 5,
        "part_rejects": 1,
        "formats": ["log4j"],
        "unknown_severity": 2,
        "purged": 0,
        "purged_rejects": 0,
        "lines_balance": 0,
        "files_with_byte_gap": 0,
        "oldest_occurrence": FIRST,
        "newest_occurrence": LAST,
        "worst_lag_seconds": 1.5,
        "last_recorded_at": FRIDAY,
    }
    names = ("day", "batches", "files", "parsed", "records", "rejected", "purged", "purged_rejects", "lines_balance")
    assert tuple(saturday[name] for name in names) == (date(2026, 1, 31), 2, 0, 1, 1, -1, 2, 1, 0)
    assert (saturday["part_rejects"], saturday["formats"]) == (0, [])
    assert saturday["worst_lag_seconds"] is None


def test_only_bytes_that_no_line_end_and_no_mark_explain_are_a_gap(spark):
    tables = {
        "ingest_ledger": [
            ledger_row(batch_id=1, source_file=f"{gap}.{kind}", file_bytes=110 + gap, line_bytes=100, lines=10,
                       compressed=kind == "gz", recorded_at=at(f"2026-01-{20 + place:02}T00:00:00"))
            for place, (gap, _) in enumerate(BYTE_GAPS)
            for kind in ("log", "gz")
        ]
    }  # fmt: skip

    rows = rows_of("ingest_health", tables)

    assert [row["files_with_byte_gap"] for row in rows] == [int(is_gap) for _, is_gap in BYTE_GAPS]


def test_a_broken_invariant_shows(spark):
    [row] = rows_of("ingest_health", {"ingest_ledger": [ledger_row(lines=10, parsed=8, rejected=1)]})

    assert row["lines_balance"] == 1
