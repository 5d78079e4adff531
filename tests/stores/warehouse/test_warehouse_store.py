"""The store over the Statement Execution API: the embedded one's answers, and clear words when it misbehaves."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from faultbook.errors import FaultbookError
from faultbook.serve.questions import QUESTIONS
from faultbook.stores.deadline import Deadline
from faultbook.stores.store import query
from faultbook.stores.warehouse.types import python_value
from faultbook.stores.warehouse.warehouse_store import WarehouseFailed
from tests.serve.questions.test_questions import NEEDED
from tests.stores.seeded_lakehouse import HOSTILE, seeded_store
from tests.stores.warehouse.loopback_warehouse import loopback


@pytest.fixture(scope="module")
def both(seeded):
    with loopback(seeded) as (warehouse, store):
        yield warehouse, store, seeded_store(seeded)


@pytest.fixture
def warehouse(both):
    both[0].manners.clear()
    both[0].requests.clear()
    both[0].denied = ""
    return both[0]


@pytest.fixture
def store(both):
    return both[1]


CALLS = [
    *((name, NEEDED.get(name, {})) for name in QUESTIONS),
    (
        "search_error_logs",
        {"severity": "err", "since": "2026-03-02", "until": "2026-03-03T12:30:00+02:00", "limit": 50},
    ),
    ("search_by_message", {"query": "'; DROP TABLE x;-- %_\\ :severity", "limit": 1}),
    ("error_trend", {"bucket": "hour", "service": "search", "limit": 30}),
    *(("get_cost_breakdown", {"by": by}) for by in ("workspace", "day", "user", "warehouse")),
    ("get_query_performance", {"order": "bytes", "least_duration_ms": 3_000}),
]


@pytest.mark.parametrize(("name", "arguments"), sorted(CALLS, key=str))
def test_a_question_has_the_same_answer_in_both_stores(both, name, arguments):
    _, store, embedded = both

    assert without_clock(QUESTIONS[name].ask(store, arguments)) == without_clock(
        QUESTIONS[name].ask(embedded, arguments)
    )


def without_clock(answer):
    """An answer without the seconds since something happened: the two are given one after the other."""
    if hasattr(answer, "rows") and any(hasattr(row, "quiet_seconds") for row in answer.rows):
        rows = [row.model_copy(update={"quiet_seconds": None}) for row in answer.rows]
        return answer.model_copy(update={"rows": rows})
    return answer


def test_values_go_beside_the_text_never_into_it(warehouse, store):
    QUESTIONS["search_by_message"].ask(store, {"query": HOSTILE[:200]})

    for request in warehouse.requests:
        assert HOSTILE[:20] not in request["statement"]
    assert HOSTILE[:200] in [each.get("value") for request in warehouse.requests for each in request["parameters"]]


def test_a_cold_or_busy_warehouse_gives_the_right_answer_a_little_later(warehouse, store, both):
    warehouse.manners.extend(["cold", "busy"])

    assert QUESTIONS["get_severity_summary"].ask(store, {}) == QUESTIONS["get_severity_summary"].ask(both[2], {})


@pytest.mark.parametrize(
    ("manner", "message"),
    [
        ("failing", "The statement failed: [DIVIDE_BY_ZERO] Division by zero."),
        ("lost", "The warehouse did not answer (NotFound)"),
        ("cut", "The warehouse cut the answer. Ask about less"),
        ("short", "promised 9 rows and sent 8"),
        ("denied", "It needs CAN USE on the warehouse"),
    ],
)
def test_what_is_no_whole_answer_is_an_error_never_fewer_rows(warehouse, store, manner, message):
    warehouse.manners.append(manner)

    with pytest.raises(FaultbookError) as failure:
        store.rows(
            query("records").page(("timestamp", "record_id")), {"through_batch": 2, "page_rows": 8, "skipped": 0}
        )

    assert message in str(failure.value)
    assert not any(word in str(failure.value) for word in ("secret", "canary-token", "127.0.0.1"))


def test_who_may_not_read_records_gets_the_explanation_without_them(warehouse, store):
    warehouse.denied = "error_logs_parsed"

    pack = QUESTIONS["explain_pattern"].ask(store, NEEDED["explain_pattern"])

    assert (pack.goes_with, pack.left_out, pack.occurrence_count) == ([], ["goes_with"], 10)


def test_a_statement_that_is_never_ready_is_cancelled_with_the_deadline(warehouse, store):
    warehouse.manners.append("endless")
    deadline = Deadline(0.05)

    with deadline.running(), pytest.raises(WarehouseFailed, match="still starting after"):
        store.until(deadline).rows(query("severities"), {"through_batch": 2})

    assert warehouse.cancelled[-1] == "statement-1"


@pytest.mark.parametrize(
    ("text", "type_text", "value"),
    [
        ("7", "BIGINT", 7),
        ("1.50", "DECIMAL(28,10)", Decimal("1.50")),
        ("true", "BOOLEAN", True),
        ("2026-03-01", "DATE", date(2026, 3, 1)),
        ("2026-03-01T00:00:00.000Z", "TIMESTAMP", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01 01:00:00+01:00", "TIMESTAMP", datetime(2026, 3, 1, tzinfo=UTC)),
        ('["a",null]', "ARRAY<STRING>", ["a", None]),
        ('["1","2"]', "ARRAY<BIGINT>", [1, 2]),
        ("[1,2]", "ARRAY<BIGINT>", [1, 2]),
        ('{"a":"1"}', "MAP<STRING, DOUBLE>", {"a": 1.0}),
        ('[{"x":"1","y":["2"]}]', "ARRAY<STRUCT<x: INT, y: ARRAY<DECIMAL(3,1)>>>", [{"x": 1, "y": [Decimal(2)]}]),
        (None, "STRING", None),
    ],
)
def test_text_of_the_api_becomes_values_by_its_type(text, type_text, value):
    assert python_value(text, type_text) == value
