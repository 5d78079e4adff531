from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import at, count_row, ledger_row, template_row

TEN, ELEVEN, NOON = at("2026-01-31T10:00:00"), at("2026-01-31T11:00:00"), at("2026-01-31T12:00:00")

# template, code, severity, batch, count
COUNTS = [
    ("v1:refused-api", "CC-1", "Error", 1, 4),
    ("v1:refused-api", "CC-1", "Error", 2, 1),
    ("v1:refused-db", "CC-1", "Error", 1, 2),
    ("v1:refused-api", "CC-1", "Warning", 1, 1),
    ("v1:http-503", "CC-1", "Error", 1, 3),
    ("v1:http-404", "CC-1", "Error", 1, 3),
    ("v1:lost", "CC-1", "Error", 1, 7),
]

# template, text, hint, severity, batch, instant, event, message
EXAMPLES = [
    ("v1:refused-api", "refused by <*>", None, "Error", 1, NOON, "4", "refused by 4"),
    ("v1:refused-api", "refused by <*>", None, "Error", 2, ELEVEN, "2", "refused by 2"),
    ("v1:refused-db", "refused by <*>", None, "Error", 1, ELEVEN, "1", "refused by 1"),
    ("v1:refused-db", "refused by <*>", None, "Error", 1, ELEVEN, "3", "refused by 3"),
    ("v1:refused-api", "refused by <*>", None, "Warning", 1, TEN, "5", "refused by 5"),
    ("v1:http-503", "HTTP <*>", "HTTP 503", "Error", 1, TEN, "6", "HTTP 503"),
    ("v1:http-404", "HTTP <*>", "HTTP 404", "Error", 1, ELEVEN, "7", "HTTP 404"),
]


def test_templates_of_one_text_are_one_pattern_with_its_three_oldest_examples(spark):
    counts = ("template_hash", "error_code", "severity", "batch_id", "occurrence_count")
    examples = (
        *("template_hash", "template", "code_hint", "severity", "batch_id"),
        *("example_timestamp", "example_event_id", "example_message"),
    )
    tables = {
        "error_counts": [count_row(**dict(zip(counts, row, strict=True))) for row in COUNTS],
        "error_templates": [
            template_row(error_code="CC-1", **dict(zip(examples, row, strict=True))) for row in EXAMPLES
        ],
        "ingest_ledger": [ledger_row(batch_id=2)],
    }

    rows = rows_of("error_patterns", tables)

    names = ("severity", "pattern", "pattern_count", "example_messages", "code_hints")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("Error", None, 7, [], []),
        ("Error", "HTTP <*>", 6, ["HTTP 503", "HTTP 404"], ["HTTP 404", "HTTP 503"]),
        ("Error", "refused by <*>", 7, ["refused by 1", "refused by 2", "refused by 3"], []),
        ("Warning", "refused by <*>", 1, ["refused by 5"], []),
    ]
