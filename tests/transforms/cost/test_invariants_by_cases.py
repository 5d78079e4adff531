"""The invariants of the bill as small accounts, each a workspace: all are computed at once, each test reads its own.

`base` is 24 DBU at 0.70 in the hour of ten, a warehouse that ran all of it and worked the first half: 16.80, half idle.
"""

from datetime import timedelta
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from tests.transforms.cost.accounts import (
    DAY,
    Tables,
    at,
    attributed,
    compute,
    event,
    price,
    statement,
    together,
    usage,
)

MIDNIGHT = DAY + timedelta(days=1)
BILLED = Decimal("16.80")


def base(workspace: str, *, work: tuple[int, ...] = (1000, 3000), **more: list) -> Tables:
    """The hour of ten, with statements side by side in its first half; other tables' rows are added."""
    statements = [statement(workspace, f"s{number}", at(10), at(10.5), weight) for number, weight in enumerate(work)]
    tables = {
        "billing.usage": [usage(workspace, 10, "24")],
        "query.history": statements,
        "compute.warehouse_events": [
            event(workspace, "RUNNING", 1, at(10)),
            event(workspace, "STOPPED", 0, at(11)),
        ],
    }
    return {name: tables.get(name, []) + more.get(name, []) for name in {*tables, *more}}


def with_events(workspace: str, *events: tuple) -> Tables:
    return base(workspace) | {"compute.warehouse_events": [event(workspace, *one) for one in events]}


HALVES = [("s0", 10, 10.25, 500), ("s0b", 10.25, 10.5, 500)]
CASES = [
    base("base"),
    base("zero-weight", **{"query.history": [statement("zero-weight", "z", at(10.6), at(10.9), 0)]}),
    base("seen-twice", **{"query.history": [statement("seen-twice", "s1", at(10), at(10.5), 9, update_time=at(9))]}),
    base("scaled", work=(7000, 21_000)),
    base("permuted") | {"query.history": list(reversed(base("permuted")["query.history"]))},
    base("halves", work=())
    | {
        "query.history": [
            *(statement("halves", name, at(start), at(end), work) for name, start, end, work in HALVES),
            statement("halves", "s1", at(10), at(10.5), 3000),
        ]
    },
    base("long", work=())
    | {
        "billing.usage": [usage("long", hour, "1") for hour in (9, 10, 11, 12)],
        "query.history": [
            statement("long", "long", at(9.5), at(12.25), 11_000),
            statement("long", "on the edge", at(10), at(11), 5000),
        ],
        "compute.warehouse_events": [],
    },
    base("retracted", **{"billing.usage": [usage("retracted", 10, "-24", record_type="RETRACTION")]}),
    base(
        "restated",
        **{
            "billing.usage": [
                usage("restated", 10, "-24", record_type="RETRACTION"),
                usage("restated", 10, "8", record_type="RESTATEMENT"),
            ]
        },
    ),
    {
        "billing.usage": [
            usage("midnight", 22, "1", sku_name="CHANGING"),
            usage("midnight", 23, "1", sku_name="CHANGING"),
            usage("midnight", 24, "1", sku_name="CHANGING"),
        ]
    },
    {"billing.usage": [usage("overlap", hour, "1", sku_name="OVERLAPPING") for hour in (1, 5, 12)]},
    {"billing.usage": [usage("euros", 10, "2", sku_name="EUROPEAN"), usage("euros", 10, "2", sku_name="BOTH")]},
    {
        "billing.usage": [
            usage("no-price", 10, "3", sku_name="UNKNOWN"),
            usage("no-price", 11, "1", usage_unit="TOKEN", usage_end_time=at(13.5)),
        ]
    },
    base("double", **{"query.history": [statement("twin", "s0", at(10), at(10.5), 1000)]}),
    {"billing.usage": [usage("twin", 10, "24")]},
    base("nulls", work=())
    | {
        "query.history": [
            statement("nulls", "all", at(10), at(10.1), None),
            statement("nulls", "by execution", at(10), at(10.5), None, execution_duration_ms=800),
            statement("nulls", "no end", at(10), None, 1000, update_time=at(10.2)),
        ]
    },
    with_events("no-events"),
    with_events("never-stopped", ("RUNNING", 1, at(-500))),
    with_events("scaled-to-0", ("RUNNING", 1, at(10)), ("SCALED_DOWN", 0, at(10.75))),
    with_events("tie", ("STOPPED", 0, at(10)), ("RUNNING", 1, at(10)), ("STARTING", 0, at(10))),
    with_events("off-but-working", ("STOPPED", 0, at(9))),
    base("no-work", work=(0, 0)),
    base("nobody", work=()),
    base("not-billed") | {"billing.usage": []},
    {"query.history": [statement("serverless", "x", at(10), at(11), warehouse_id=None)]},
    base("native", **{"billing.attributed_usage": [attributed("native", "s0", at(10), at(10.5), "6")]}),
    base(
        "native-too-much",
        **{
            "billing.attributed_usage": [
                attributed("native-too-much", "s0", at(10), at(10.5), "30"),
                attributed("native-too-much", "unknown", at(10), at(10.5), "10"),
            ]
        },
    ),
    {
        "billing.usage": [
            usage("two-hours", 10.5, "1", usage_end_time=at(12.5)),
            usage("two-hours", 3, "0.333333333333333333", usage_end_time=at(10)),
        ]
    },
    {
        "billing.usage": [
            usage("kinds", 10, "1", dlt_pipeline_id="p"),
            usage("kinds", 10, "1", warehouse_id=None, job_id="j", job_run_id="r", cluster_id="c"),
            usage("kinds", 10, "1", warehouse_id=None, notebook_id="n"),
            usage("kinds", 10, "1", warehouse_id=""),
        ]
    },
]
PRICES = [
    price(),
    price("CHANGING", Decimal("1"), price_end_time=MIDNIGHT),
    price("CHANGING", Decimal("2"), price_start_time=MIDNIGHT),
    price("OVERLAPPING", Decimal("1")),
    price("OVERLAPPING", Decimal("5"), price_start_time=at(4), price_end_time=at(10)),
    price("EUROPEAN", Decimal("3"), currency_code="EUR"),
    price("BOTH", Decimal("4"), currency_code="EUR"),
    price("BOTH", Decimal("5")),
]
WORKSPACES = sorted({row["workspace_id"] for case in CASES for rows in case.values() for row in rows})


@pytest.fixture(scope="module")
def tables():
    return together([*CASES, {"billing.list_prices": PRICES}])


@pytest.fixture(scope="module")
def result(spark, tables):
    return compute(spark, tables)


def costs(result, workspace: str, column: str = "direct_cost") -> dict[str, Decimal]:
    """A column of statements, by statement."""
    found: dict[str, Decimal] = {}
    for row in result.of(workspace).queries:
        if row["statement_id"] and row[column] is not None:
            found[row["statement_id"]] = found.get(row["statement_id"], Decimal(0)) + row[column]
    return found


def methods(result, workspace: str) -> dict[str, str]:
    return {row["statement_id"]: row["attribution_method"] for row in result.of(workspace).queries}


def test_half_an_hour_of_work_is_half_of_the_bill_and_the_rest_is_idle(result):
    assert costs(result, "base") == {"s0": Decimal("2.10"), "s1": Decimal("6.30")}
    assert costs(result, "base", "loaded_cost") == {"s0": Decimal("4.20"), "s1": Decimal("12.60")}
    assert result.of("base").sum("queries", "residual_cost") == Decimal("8.40")


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_direct_and_residual_are_billed_and_so_are_loaded_and_unattributed(result, workspace):  # I1
    mine = result.of(workspace)
    billed = [row for row in mine.ledger if row["resource_kind"] == "WAREHOUSE" and row["currency_code"]]
    amount = sum(row["billed_amount"] for row in billed)
    quantity = sum(row["billed_quantity"] for row in billed)
    unattributed = sum(row["residual_cost"] for row in mine.queries if row["row_kind"] == "UNATTRIBUTED")
    assert mine.sum("queries", "direct_cost") + mine.sum("queries", "residual_cost") == amount
    assert mine.sum("queries", "loaded_cost") + unattributed == amount
    assert mine.sum("queries", "direct_quantity") + mine.sum("queries", "residual_quantity") == quantity


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_both_invariants_hold_in_every_row(result, workspace):
    for row in result.of(workspace).ledger:
        kinds = ("allocated", "idle", "unattributed", "unpriced")
        assert row["billed_quantity"] == sum(row[f"{kind}_quantity"] for kind in kinds)
        if row["currency_code"]:
            assert row["billed_amount"] == row["direct_amount"] + row["idle_amount"] + row["unattributed_amount"]


def test_the_billed_quantity_is_the_used_quantity(result, tables):  # I2, I3
    for unit in ("DBU", "TOKEN"):
        used = sum(row["usage_quantity"] for row in tables["billing.usage"] if row["usage_unit"] == unit)
        assert sum(row["billed_quantity"] for row in result.ledger if row["usage_unit"] == unit) == used
    assert result.sum("ledger", "record_count") == len(tables["billing.usage"])


@pytest.mark.parametrize("workspace", ["zero-weight", "seen-twice", "scaled", "permuted"])
def test_what_adds_no_work_changes_nothing(result, workspace):  # I5, I6
    parts = {name: cost for name, cost in costs(result, workspace).items() if cost}
    assert parts == costs(result, "base")


def test_two_halves_cost_as_much_as_the_whole(result):  # I6
    found = costs(result, "halves")
    assert found["s0"] + found["s0b"] == costs(result, "base")["s0"]
    assert found["s1"] == costs(result, "base")["s1"]


def test_a_statement_over_hours_is_the_sum_of_its_slices_and_bounds_hit_one_hour(result):  # I7
    rows = {(row["statement_id"], row["hour"].hour): row for row in result.of("long").queries if row["statement_id"]}
    assert sorted(rows) == [("long", 9), ("long", 10), ("long", 11), ("long", 12), ("on the edge", 10)]
    assert sum(row["work_us"] for row in result.of("long").hours) == 16_000_000
    assert (
        rows["long", 9]["direct_cost"]
        == rows["long", 11]["direct_cost"]
        == rows["long", 12]["direct_cost"]
        == Decimal("0.70")
    )
    assert rows["long", 10]["direct_cost"] + rows["on the edge", 10]["direct_cost"] == Decimal("0.70")


def test_corrections_net(result):  # I8
    assert result.of("retracted").sum("ledger", "billed_amount") == 0
    assert set(costs(result, "retracted").values()) == {Decimal(0)}
    assert result.of("restated").sum("ledger", "billed_amount") == Decimal("5.60")
    assert sum(costs(result, "restated").values()) == Decimal("2.80")


def test_a_price_change_gives_one_price_and_the_boundary_belongs_to_the_new_one(result):  # I9
    amounts = {row["hour"].isoformat()[:13]: row["billed_amount"] for row in result.of("midnight").ledger}
    assert amounts == {"2026-02-03T22": 1, "2026-02-03T23": 2, "2026-02-04T00": 2}


def test_of_overlapping_prices_what_began_last_counts_and_the_older_one_comes_back(result):
    amounts = {row["hour"].hour: row["billed_amount"] for row in result.of("overlap").ledger}
    assert amounts == {1: 1, 5: 5, 12: 1}


def test_currencies_are_never_added_and_the_wanted_one_is_taken_where_there_are_several(result):
    amounts = {(row["sku_name"], row["currency_code"]): row["billed_amount"] for row in result.of("euros").ledger}
    assert amounts == {("EUROPEAN", "EUR"): 6, ("BOTH", "USD"): 10}


def test_what_has_no_price_is_shown_in_units_and_in_no_amount(result):
    rows = result.of("no-price").ledger
    assert sum(row["unpriced_quantity"] for row in rows if row["usage_unit"] == "DBU") == 3
    tokens = {row["hour"].hour: row["unpriced_quantity"] for row in rows if row["usage_unit"] == "TOKEN"}
    assert tokens == {11: Decimal("0.4"), 12: Decimal("0.4"), 13: Decimal("0.2")}
    assert {row["billed_amount"] for row in rows} == {None}


def test_the_same_warehouse_id_in_two_workspaces_never_mixes(result):  # I10
    assert costs(result, "double") == costs(result, "base")
    assert costs(result, "twin") == {"s0": BILLED}


def test_missing_numbers_lose_no_statement(result):  # I11
    found = costs(result, "nulls")
    assert set(found) == {"all", "by execution", "no end"}
    assert found["all"] == 0 < found["by execution"] < found["no end"]


def test_running_time_comes_from_events_whatever_they_leave_out(result):  # I12
    running = {
        name: result.of(name).hours for name in ("no-events", "never-stopped", "scaled-to-0", "tie", "off-but-working")
    }
    tens = {name: next(row for row in rows if row["hour"] == at(10)) for name, rows in running.items()}
    half = {"no-events": 1800, "never-stopped": 3600, "scaled-to-0": 2700, "tie": 1800, "off-but-working": 1800}
    assert {name: row["running_ms"] / 1000 for name, row in tens.items()} == half
    assert {row["busy_ms"] for row in tens.values()} == {1_800_000}
    assert {name for name, row in tens.items() if row["idle_basis"] == "unknown"} == {"no-events"}
    assert sum(costs(result, "no-events").values()) == BILLED


def test_an_hour_without_work_belongs_to_nobody(result):
    for workspace in ("no-work", "nobody"):
        mine = result.of(workspace)
        assert mine.sum("ledger", "unattributed_amount") == BILLED
        assert {row["row_kind"] for row in mine.queries if row["residual_cost"]} == {"UNATTRIBUTED"}
    assert methods(result, "no-work") == {"s0": "no_work", "s1": "no_work", None: "no_work_in_hour"}


def test_what_is_not_billed_yet_is_unknown_not_zero(result):
    rows = result.of("not-billed").queries
    assert {row["attribution_method"] for row in rows} == {"not_billed"}
    assert {row["loaded_cost"] for row in rows} == {None}


def test_statements_of_serverless_compute_are_there_and_their_cost_is_elsewhere(result):  # I14
    [row] = [row for row in result.of("serverless").queries if row["hour"] == at(10)]
    assert (row["attribution_method"], row["direct_cost"]) == ("by_id", None)


def test_the_platforms_own_split_comes_first_and_the_other_is_shown_beside_it(result):
    assert costs(result, "native") == {"s0": Decimal("4.20"), "s1": Decimal(0)}
    assert result.of("native").sum("queries", "residual_cost") == BILLED - Decimal("4.20")
    assert costs(result, "native", "work_share_cost") == costs(result, "base")


def test_idle_time_is_never_negative_the_platforms_split_is_capped_by_the_bill(result):
    found = costs(result, "native-too-much")
    assert found == {"s0": Decimal("12.60"), "s1": Decimal(0), "unknown": Decimal("4.20")}
    assert result.of("native-too-much").sum("ledger", "idle_amount") == 0


def test_a_record_over_several_hours_is_cut_in_proportion_and_its_last_piece_takes_the_rest(result):
    pieces = {row["hour"].hour: row["billed_quantity"] for row in result.of("two-hours").ledger}
    assert (pieces[11], pieces[12]) == (Decimal("0.5"), Decimal("0.25"))
    assert sum(pieces.values()) == Decimal("1.333333333333333333")


def test_the_bill_names_what_it_is_for(result):
    kinds = {row["resource_kind"]: row["attribution_method"] for row in result.of("kinds").ledger}
    assert kinds == {"PIPELINE": "by_id", "JOB_RUN": "by_id", "NOTEBOOK": "by_id", "NONE": "no_id"}


def test_the_join_of_the_first_design_multiplies_the_bill():  # I15
    connection = duckdb.connect()
    connection.register(
        "history", pa.Table.from_pylist([{"statement": number, "workspace": 1} for number in range(100)])
    )
    connection.register("usage", pa.Table.from_pylist([{"workspace": 1, "sku": "SQL", "quantity": 24.0}]))
    connection.register("prices", pa.Table.from_pylist([{"sku": "SQL", "price": 0.50}, {"sku": "SQL", "price": 0.70}]))
    naive = "SELECT sum(quantity * price) FROM history JOIN usage USING (workspace) JOIN prices USING (sku)"
    assert connection.execute(naive).fetchone()[0] == pytest.approx(2880)
    assert Decimal(24) * Decimal("0.70") == BILLED
