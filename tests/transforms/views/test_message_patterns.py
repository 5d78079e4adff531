from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import at, count_row, ledger_row, template_row

TEN, ELEVEN = at("2026-01-31T10:00:00"), at("2026-01-31T11:00:00")

# template, text, service, code, severity, count, instant, message: one text under two codes, severities and services
RECORDED = [
    ("v1:1", "refused by <*>", "db", "DB-9", "Error", 2, ELEVEN, "refused by 2"),
    ("v1:2", "refused by <*>", "api", "CC-1", "Warning", 3, TEN, "refused by 1"),
    ("v1:3", "gone", "api", "CC-1", "Warning", 1, TEN, "gone"),
]


def test_a_pattern_is_one_row_whatever_code_severity_and_service_it_was_logged_under(spark):
    labels = ("template_hash", "service", "error_code", "severity")
    tables = {
        "error_counts": [
            count_row(**dict(zip(labels, (row[0], *row[2:5]), strict=True)), occurrence_count=row[5])
            for row in RECORDED
        ],
        "error_templates": [
            template_row(
                **dict(zip(labels, (row[0], *row[2:5]), strict=True)),
                template=row[1],
                example_timestamp=row[6],
                example_message=row[7],
                example_event_id=row[0],
            )
            for row in RECORDED
        ],
        "ingest_ledger": [ledger_row()],
    }

    rows = rows_of("message_patterns", tables)

    names = ("pattern", "pattern_count", "error_codes", "severities", "services", "example_messages")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("gone", 1, ["CC-1"], ["Warning"], ["api"], ["gone"]),
        ("refused by <*>", 5, ["CC-1", "DB-9"], ["Error", "Warning"], ["api", "db"], ["refused by 1", "refused by 2"]),
    ]
