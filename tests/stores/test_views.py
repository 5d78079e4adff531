"""The published views as this package carries them: each answers over DuckDB in the columns that it declares."""

from pathlib import Path

import pytest

from faultbook.stores.answers import Query
from faultbook.stores.local.duckdb_sql import duckdb_type
from faultbook.stores.rejects import open_rejects_by_reason
from faultbook.stores.views import published_views, read_views
from faultbook.tables import TABLES
from tests.stores.planted_failures import planted_failures
from tests.stores.planted_incidents import planted_incidents
from tests.stores.small_lakehouse import batch, counts, ledger, make_lakehouse, store_of
from tests.transforms.views.costs import random_costs

VIEWS = published_views()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return store_of(make_lakehouse(tmp_path_factory.mktemp("empty")), VIEWS)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    file_counts = [counts(1, "A", 2, file_path="a.py"), counts(1, "A", 3, file_path="b.py"), counts(2, "B", 9)]
    rejects = [{"batch_id": number, "reason": "bad_code", "source_file": "a.log"} for number in (1, 1, 2)]
    folder = make_lakehouse(
        tmp_path_factory.mktemp("small"),
        ingest_batches=[batch(1), batch(2)],
        ingest_ledger=[ledger(1, lines=7, parsed=5, rejected=2)],
        error_logs_parsed=[
            {"batch_id": number, "severity": "Error", "error_code": "A"} for number in (1, 1, 1, 1, 1, 2)
        ],
        logs=[{"batch_id": 1, "severity": "Error", "trace_id": "t", "http_status": 503, "labels": [("region", "eu")]}],
        error_logs_rejected=rejects,
        error_counts=[counts(1, "A", 5, template_hash="h"), counts(2, "B", 9, template_hash="i")],
        error_file_counts=file_counts,
        error_templates=[
            {"batch_id": 1, "template_hash": "h", "error_code": "A", "severity": "Error", "template": "a <*>"}
        ],
        **random_costs(1, rows=20),
        **planted_failures("x"),
        **planted_incidents("x"),
    )
    return store_of(folder, VIEWS)


def declared(name: str) -> list[tuple[str, str]]:
    return [(column.name, duckdb_type(column.type)) for column in VIEWS[name].columns]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_an_empty_lakehouse_is_empty_and_has_its_columns(empty, name):
    answer = empty.ask(Query(name))

    assert answer.rows == ()
    assert [(column.name, column.type) for column in answer.columns] == declared(name)


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_rows_in_its_columns_and_reads_known_tables(small, name):
    answer = small.ask(Query(name))

    assert answer.rows
    assert [(column.name, column.type) for column in answer.columns] == declared(name)
    assert set(VIEWS[name].reads) <= TABLES.keys()


@pytest.mark.parametrize(
    ("name", "count"), [("error_frequency", "occurrence_count"), ("error_patterns", "pattern_count")]
)
def test_views_count_complete_batches_only(small, name, count):
    assert sum(record[count] for record in small.ask(Query(name)).records()) == 5


def test_rejects_and_their_view_agree(small):
    by_reason = open_rejects_by_reason(small, reason=None, file=None).records()
    by_view = small.ask(Query("reject_reasons")).records()

    counted = [{row["reason"]: row["reject_count"] for row in rows} for rows in (by_reason, by_view)]
    assert counted == [{"bad_code": 2}] * 2


def test_without_generated_text_there_are_no_views(tmp_path):
    assert read_views(Path(tmp_path)) == {}
