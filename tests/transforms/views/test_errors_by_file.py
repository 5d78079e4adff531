import duckdb

from faultbook.tables import TABLES
from faultbook.transforms.views import VIEWS
from faultbook.transforms.views.errors_by_file import errors_by_file
from tests.transforms.views.engines import arrow_tables, duckdb_text, frames, rows_of
from tests.transforms.views.rows import at, ledger_row, log_row, record_row, text_row

# file, instant, message, expected rank; a.py logged two records at one instant, one of them twice
RECORDS = [
    ("a.py", "2026-01-31T08:00:00.000001", "newest", 1),
    ("a.py", "2026-01-31T08:00:00", "same instant, larger text", 2),
    ("a.py", "2026-01-31T08:00:00", "same instant", 3),
    ("a.py", "2026-01-31T08:00:00", "same instant", 4),
    ("a.py", "0001-01-01T00:00:00", "oldest", 5),
    ("b.py", "9999-12-31T23:59:59.999999", "another file", 1),
    ("", "2026-01-31T08:00:00", "no file named", 1),
]


def test_records_are_ranked_newest_first_within_their_file(spark):
    given = [{"timestamp": at(instant), "message": text} for _, instant, text, _ in RECORDS]
    paths = [path for path, *_ in RECORDS]
    of_tabs, of_json, of_text = (list(zip(paths[at::3], given[at::3], strict=True)) for at in range(3))
    tables = {
        "error_logs_parsed": [record_row(file_path=path, **row) for path, row in of_tabs],
        "logs": [log_row(source_file=path or None, **row) for path, row in of_json],
        "text_logs": [text_row(source_file=path or None, **row) for path, row in of_text],
        "ingest_ledger": [ledger_row()],
    }

    rows = rows_of("errors_by_file", tables)

    ranks = [(row["file_path"], row["message"], row["recency_rank"]) for row in rows]
    assert ranks == sorted(((path, text, rank) for path, _, text, rank in RECORDS), key=lambda rank: (rank[0], rank[2]))


TABLES_OF_RECORDS = {
    "error_logs_parsed": [record_row(file_path=f"{number % 7}.py", message=str(number)) for number in range(100)],
    "logs": [log_row(source_file=f"{number % 7}.py", message=str(number)) for number in range(100)],
    "text_logs": [text_row(source_file=f"{number % 7}.py", message=str(number)) for number in range(100)],
    "ingest_ledger": [ledger_row()],
}


def test_the_newest_of_a_file_are_found_without_sorting_its_records():
    # DuckDB takes a rank that is compared with a number for "keep the first N", if its order is one expression.
    with duckdb.connect() as connection:
        connection.execute("create schema raw; create schema answers")
        for name, rows in arrow_tables(TABLES_OF_RECORDS).items():
            connection.register(f"arrow_{name}", rows)
            connection.execute(f"create table {TABLES[name].role}.{name} as from arrow_{name}")
        connection.execute(f"create view errors_by_file as {duckdb_text(VIEWS['errors_by_file'])}")
        [(_, plan)] = connection.execute(f"explain {VIEWS['errors_by_file'].question}").fetchall()

    assert "arg_max" in plan and " OVER " not in plan, plan


def test_a_question_for_one_file_ranks_only_that_file(spark, capsys):
    made = frames(TABLES_OF_RECORDS)

    reads = ("error_logs_parsed", "logs", "text_logs", "ingest_ledger")
    errors_by_file(*(made[name] for name in reads)).where("file_path = '3.py'").explain()

    plan = capsys.readouterr().out
    assert "Window " in plan and "3.py" not in plan[: plan.index("Window ")], plan
