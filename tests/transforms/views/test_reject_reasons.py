from faultbook.tables import SchemaRole
from faultbook.transforms.views import VIEWS
from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import MORNING, at, batch_row, ledger_row, reject_row

LATER = at("2026-01-31T09:00:00")

# reason, file, service, instant
REJECTS = [
    ("bad_timestamp", "api/ü.log", "api", MORNING),
    ("bad_timestamp", "api/a.log", "api", LATER),
    ("bad_timestamp", "db/1.log", "db", MORNING),
    ("bad_timestamp", "db/1.log", "db", MORNING),
    ("too_long", "db/1.log", "db", LATER),
]


def test_rejects_are_counted_by_reason(spark):
    names = ("reason", "source_file", "service", "rejected_at")
    tables = {
        "error_logs_rejected": [reject_row(**dict(zip(names, row, strict=True))) for row in REJECTS],
        "ingest_batches": [batch_row(1)],
        "ingest_ledger": [ledger_row()],
    }

    assert [tuple(row.values()) for row in rows_of("reject_reasons", tables)] == [
        # reason, rejects, affected files, services, first, last, an example
        ("bad_timestamp", 4, 3, ["api", "db"], MORNING, LATER, "api/a.log"),
        ("too_long", 1, 1, ["db"], LATER, LATER, "db/1.log"),
    ]


def test_readers_of_answers_see_no_text_of_a_line():
    assert VIEWS["reject_reasons"].role is SchemaRole.ANSWERS
    assert {"detail", "raw"}.isdisjoint(VIEWS["reject_reasons"].column_names)
