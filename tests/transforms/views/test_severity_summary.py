from tests.transforms.views.engines import rows_of
from tests.transforms.views.rows import file_count_row, ledger_row, template_row

# severity, code, file, count
COUNTS = [
    ("Error", "CC-1", "a.py", 1),
    ("Error", "CC-1", "b.py", 1),
    ("Error", "DB-9", "a.py", 1),
    ("Warning", "CC-1", "a.py", 6),
]

# severity, code, template
TEMPLATES = [
    ("Error", "CC-1", "refused"),
    ("Error", "CC-1", "refused"),
    ("Error", "DB-9", "refused"),
]


def test_each_severity_has_its_counts_and_its_share_of_all_records(spark):
    counts = ("severity", "error_code", "file_path", "occurrence_count")
    templates = ("severity", "error_code", "template")
    tables = {
        "error_file_counts": [file_count_row(**dict(zip(counts, row, strict=True))) for row in COUNTS],
        "error_templates": [template_row(**dict(zip(templates, row, strict=True))) for row in TEMPLATES],
        "ingest_ledger": [ledger_row()],
    }

    rows = rows_of("severity_summary", tables)

    names = ("severity", "occurrence_count", "share", "error_codes", "affected_files", "patterns")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("Error", 3, 1 / 3, 2, 2, 2),
        ("Warning", 6, 2 / 3, 1, 1, 0),
    ]
