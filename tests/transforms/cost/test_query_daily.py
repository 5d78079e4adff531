"""The statements of a warehouse's day, added up; quantiles are times that a statement took."""

from datetime import date

import pytest

from faultbook.tables import QUERY_STATEMENTS
from faultbook.transforms.cost.query_daily import query_daily
from tests.frames import frame

DAY = date(2026, 2, 3)


def row(number: int, **more):
    fields = {"usage_date": DAY, "workspace_id": "1", "statement_id": str(number), "warehouse_id": "w"}
    return fields | {"executed_by": "ada", "execution_status": "FINISHED"} | more


ROWS = [
    *(row(number, total_duration_ms=number, read_bytes=100, read_io_cache_percent=50) for number in range(1, 101)),
    row(200, total_duration_ms=None, execution_status="FAILED", executed_by=None, read_bytes=7),
    row(201, total_duration_ms=5000, execution_status="FAILED", spilled_local_bytes=9, executed_by="ben"),
    row(202, total_duration_ms=0, execution_status="CANCELED", from_result_cache=True, spilled_local_bytes=0),
    row(203, warehouse_id=None),
]


@pytest.fixture(scope="module")
def days(spark):
    rows = query_daily(frame(ROWS, QUERY_STATEMENTS.ddl())).toArrow().to_pylist()
    return {day["warehouse_id"]: day for day in rows}


def test_every_statement_is_counted_once_and_by_how_it_ended(days):
    names = ("statement_count", "failed_count", "canceled_count", "result_cache_count", "spilling_count", "user_count")
    assert [days["w"][name] for name in names] == [103, 2, 1, 1, 1, 2]
    assert days[None]["statement_count"] == 1


def test_sums_count_absent_values_as_nothing(days):
    assert days["w"]["total_duration_ms"] == sum(range(101)) + 5000
    assert days["w"]["failed_duration_ms"] == 5000
    assert [days["w"][name] for name in ("read_bytes", "cache_known_bytes", "cached_bytes")] == [10_007, 10_000, 5000]


def test_quantiles_are_times_that_a_statement_took_and_null_without_any(days):
    quantiles = [days["w"][f"{name}_duration_ms"] for name in ("p50", "p95", "p99", "max")]
    assert quantiles == [50, 96, 100, 5000]
    assert days[None]["p50_duration_ms"] is None
