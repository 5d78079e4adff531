"""Rules of saving: the cap on any findings, one case of each rule on small accounts, and what is not assessed."""

import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pyspark.sql import functions as F

from faultbook.tables import TABLES
from faultbook.tables.system import SYSTEM_TABLES
from faultbook.transforms.cost.opportunities.assessment import (
    RULE_COLUMNS,
    Threshold,
    measures,
    opportunities,
    rule_rows,
    within_costs,
)
from faultbook.transforms.cost.opportunities.rule import Subject
from faultbook.transforms.cost.opportunities.rules import RULES
from faultbook.transforms.cost.opportunities.subjects import (
    clusters,
    jobs,
    shapes,
    warehouse_bill,
    warehouses,
    workspaces,
)
from tests.examples import examples
from tests.frames import frame

IN_CLASSIC_ONLY = pytest.mark.skipif(
    os.environ.get("SPARK_API_MODE") == "connect", reason="one large plan, the same in both: the classic run has it"
)
DAY = date(2026, 2, 3)
HOUR = datetime(2026, 2, 3, 10, tzinfo=UTC)
MONEY = st.decimals(-5, 1000, places=10, allow_nan=False, allow_infinity=False)
FINDING = st.tuples(
    st.sampled_from(["w", "v"]), st.sampled_from(["w", "a", "b"]), st.sampled_from(list(RULES)), MONEY, st.booleans()
)
RESOURCE_COST = {"w": Decimal(100), "v": Decimal("0.0000000003")}
SUBJECT_COST = {"w": Decimal(60), "a": Decimal(50), "b": Decimal("0.5")}


@given(st.lists(FINDING, min_size=1, max_size=40, unique_by=lambda one: one[:3]))
@examples(5, suppress_health_check=list(HealthCheck))
def test_savings_of_a_resource_or_a_subject_are_never_more_than_its_cost(spark, found):
    rows = [
        {
            "resource_id": resource,
            "resource_kind": "WAREHOUSE",
            "workspace_id": "1",
            "currency_code": "USD",
            "subject_id": subject,
            "rule": rule,
            "saving_units": None if unknown else int(saving * 10**10),
            "resource_cost": RESOURCE_COST[resource],
            "subject_cost": SUBJECT_COST[subject],
        }
        for resource, subject, rule, saving, unknown in found
    ]
    ddl = "resource_id STRING, resource_kind STRING, workspace_id STRING, currency_code STRING, subject_id STRING, "
    ddl += "rule STRING, saving_units BIGINT, resource_cost DECIMAL(28,10), subject_cost DECIMAL(28,10)"
    made = within_costs(frame(rows, ddl)).toArrow().to_pylist()

    assert len(made) == len(found)
    for name, costs in (("resource_id", RESOURCE_COST), ("subject_id", SUBJECT_COST)):
        for resource in RESOURCE_COST:
            for one, cost in costs.items():
                mine = [row for row in made if row["resource_id"] == resource and row[name] == one]
                savings = [row["estimated_saving"] for row in mine if row["estimated_saving"] is not None]
                assert sum(savings) <= cost
                assert all(saving >= 0 for saving in savings)
    for row in made:
        assert (row["estimated_saving"] is None) == (row["rule_saving"] is None)
        assert row["rule_saving"] is None or row["estimated_saving"] <= row["rule_saving"] <= row["subject_cost"]


def rows(table: str, *found: dict):
    return frame(list(found), (TABLES.get(table) or SYSTEM_TABLES[table]).ddl())


def statement(name: str, **more) -> dict:
    """A statement of the warehouse big: 4 s of which 3 s executing, 2 GB read from 150 of 200 files."""
    return {
        **{"usage_date": DAY, "workspace_id": "1", "statement_id": name, "warehouse_id": "big", "executed_by": "ada"},
        **{"execution_status": "FINISHED", "statement_text": "select 1", "shape": "plain", "statement_type": "SELECT"},
        **{"total_duration_ms": 4000, "execution_ms": 3000, "compilation_ms": 10, "result_fetch_ms": 5},
        **{"read_bytes": 2 * 1024**3, "read_files": 150, "pruned_files": 50, "produced_rows": 10},
        **more,
    }


def cost_of(one: dict, amount: str) -> dict:
    return {
        **{"usage_date": DAY, "hour": HOUR, "workspace_id": "1", "warehouse_id": "big", "row_kind": "STATEMENT"},
        **{"statement_id": one["statement_id"], "currency_code": "USD", "direct_cost": Decimal(amount)},
        **{"attribution_method": "work_share", "provisional": False},
    }


STATEMENTS = [
    *((statement(f"again-{number}", shape="again", execution_ms=900_000), "3") for number in range(12)),
    *(
        (statement(f"star-{number}", shape="star", statement_text=f"star {number}", pruned_files=0), "2.5")
        for number in range(2)
    ),
    (statement("failed", shape="failed", execution_status="FAILED", total_duration_ms=200_000), "20"),
    (statement("masked", shape=None, statement_text=None), "5"),
    *(
        (statement(f"spills-{n}", shape="spills", statement_text=f"s {n}", spilled_local_bytes=5 * 1024**3), "4")
        for n in range(3)
    ),
    (statement("writes", shape="writes", written_bytes=1024**3, written_files=400), "1"),
]
SHAPES = [
    {"shape": "star", "inspection": "PARSED", "traits": ["SELECT_ALL", "CROSS_JOIN"], "inspected_with": 1},
    {"shape": "again", "inspection": "PARSED", "traits": [], "inspected_with": 1},
    {"shape": "failed", "inspection": "UNPARSED", "traits": [], "inspected_with": 1},
]


def ledger(kind: str, name: str, billed: str, idle: str = "0", **more) -> dict:
    amount = Decimal(billed)
    return {
        **{"usage_date": DAY, "hour": HOUR, "workspace_id": "1", "resource_kind": kind, "resource_id": name},
        **{"currency_code": "USD", "billed_amount": amount, "direct_amount": amount - Decimal(idle)},
        **{"idle_amount": Decimal(idle), "unattributed_amount": Decimal(0), "identity": "ada"},
        **more,
    }


def hours(name: str, **more) -> dict:
    return {
        **{"usage_date": DAY, "hour": HOUR, "workspace_id": "1", "warehouse_id": name, "warehouse_name": name},
        **{"warehouse_type": "PRO", "warehouse_size": "LARGE", "auto_stop_minutes": 60, "idle_basis": "events"},
        **{"statement_count": 1, "running_ms": 36_000_000, "busy_ms": 3_600_000, "work_us": 1},
        **more,
    }


def daily(name: str, **more) -> dict:
    return {
        **{"usage_date": DAY, "workspace_id": "1", "warehouse_id": name, "statement_count": 50},
        **{"total_duration_ms": 1_000_000, "waiting_at_capacity_ms": 100_000, "waiting_for_compute_ms": 700_000},
        **{"p50_duration_ms": 4000, "cache_known_bytes": 200 * 1024**3, "cached_bytes": 10 * 1024**3},
        **more,
    }


def attempt(run: str, cost: str, state: str = "SUCCEEDED", number: int = 1, **more) -> dict:
    return {
        **{"usage_date": DAY, "workspace_id": "1", "job_id": "j", "job_name": "load", "job_run_id": run},
        **{"task_key": "t", "task_run_id": f"{run}-{number}", "attempt": number, "result_state": state},
        **{"currency_code": "USD", "cost": Decimal(cost), "quantity": Decimal(1), "provisional": False},
        **{"sku_name": SERVERLESS["sku_name"], "usage_unit": "DBU"},
        **more,
    }


SERVERLESS = {"sku_name": "JOBS_SERVERLESS_COMPUTE", "is_serverless": True}
CLASSIC = {"sku_name": "JOBS_COMPUTE", "is_serverless": None}


@pytest.fixture(scope="module")
def found(spark):
    """Every finding and every row of a rule, by rule."""
    bill = warehouse_bill(
        rows(
            "cost_ledger",
            ledger("WAREHOUSE", "big", "200", "90"),
            ledger("WAREHOUSE", "forever", "40", "40"),
            ledger("WAREHOUSE", "unknown", "7"),
        ),
        rows("warehouse_hours", hours("big"), hours("forever", auto_stop_minutes=None, warehouse_type="CLASSIC")),
    )
    events = [
        {
            "workspace_id": "1",
            "warehouse_id": "big",
            "event_type": "SCALED_UP",
            "event_time": HOUR + timedelta(minutes=at),
            "cluster_count": 1 + at % 3,
        }
        for at in range(45)
    ]
    node = {"workspace_id": "1", "cluster_id": "c", "cpu_user_percent": 1.0, "mem_used_percent": 20.0}
    own_node = node | {"cluster_id": "own", "mem_swap_percent": 0.0}
    channel = {"workspace_id": "1", "warehouse_id": "big", "warehouse_channel": "PREVIEW", "max_clusters": 3}
    used = {"workspace_id": "1", "job_id": "j", "usage_unit": "DBU", "usage_quantity": Decimal(1)}
    task_runs = [
        {"workspace_id": "1", "job_id": "j", "job_run_id": f"r{number}", "run_id": f"t{number}", "compute_ids": names}
        for number, names in enumerate([["c", "other"], ["own"], ["own"], ["own"]])
    ]
    settings_of_cluster = {"workspace_id": "1", "cluster_id": "c", "cluster_name": "shared", "cluster_source": "API"}
    own_cluster = settings_of_cluster | {"cluster_source": "JOB"}
    settings_of_cluster |= {"worker_count": 4, "dbr_version": "11.3.x", "auto_termination_minutes": 0}
    subjects = {
        Subject.SHAPE: shapes(
            rows("query_statements", *(one for one, _ in STATEMENTS)),
            rows("query_cost", *(cost_of(*one) for one in STATEMENTS)),
            rows("statement_shapes", *SHAPES),
            bill,
        ),
        Subject.WAREHOUSE: warehouses(
            bill,
            rows("query_daily", daily("big")),
            rows("compute.warehouse_events", *events),
            # Raised after the events: what counts is what it might run then.
            rows(
                "compute.warehouses",
                channel | {"change_time": HOUR},
                channel | {"change_time": HOUR + timedelta(minutes=50), "max_clusters": 9},
            ),
        ),
        Subject.JOB: jobs(
            rows(
                "job_run_cost",
                *(attempt(f"r{number}", "1") for number in range(12)),
                attempt("broken", "9", "FAILED", sku_name=CLASSIC["sku_name"]),
                *(attempt("broken", "1", number=number, sku_name=CLASSIC["sku_name"]) for number in range(2, 8)),
            ),
            rows(
                "billing.usage",
                *[used | SERVERLESS | {"performance_target": "PERFORMANCE_OPTIMIZED"}] * 2,
                used | SERVERLESS | {"performance_target": "STANDARD"},
                used | CLASSIC | {"usage_quantity": Decimal(100)},
            ),
            rows("lakeflow.job_task_run_timeline", *task_runs),
            rows(
                "compute.clusters",
                settings_of_cluster | {"change_time": HOUR},
                *(own_cluster | {"cluster_id": name, "change_time": HOUR} for name in ("own", "other")),
            ),
            rows("compute.node_timeline", *([node | {"cpu_user_percent": 90.0}] * 60), *([own_node] * 60)),
        ),
        Subject.CLUSTER: clusters(
            rows("cost_ledger", ledger("CLUSTER", "c", "150"), ledger("CLUSTER", "unknown", "3")),
            rows("compute.clusters", settings_of_cluster | {"change_time": HOUR}),
            rows("lakeflow.job_task_run_timeline", task_runs[0]),
            rows("compute.node_timeline", *([node] * 60)),
        ),
        Subject.WORKSPACE: workspaces(
            rows(
                "cost_daily",
                {"usage_date": DAY, "workspace_id": "1", "currency_code": "USD", "billed_amount": Decimal(10)},
            ),
            rows(
                "cost_tags",
                {
                    "usage_date": DAY,
                    "workspace_id": "1",
                    "tag_key": "<ANY>",
                    "tag_value": "<TAGGED>",
                    "currency_code": "USD",
                    "billed_amount": Decimal(4),
                },
            ),
        ),
    }
    measured = None
    for kind, frame_of in subjects.items():
        one = measures(frame_of, kind)
        measured = one if measured is None else measured.unionByName(one)
    evidence_text = rule_rows({"CACHE_MISSES": "compute.x is absent"}, {"COST_OUTLIER_RUN": Threshold(1.5, 3.0, 5)})
    rules = rows("optimization_opportunities", *evidence_text).select(*RULE_COLUMNS)
    made = opportunities(measured, rules, since=F.lit(DAY), through=F.lit(DAY)).toArrow().to_pylist()
    by_rule: dict[str, list[dict]] = {name: [] for name in RULES}
    for row in made:
        by_rule[row["rule"]].append(row)
    return by_rule


EXPECTED = {
    # rule: (subject, status, what the rule alone would save)
    "IDLE_WAREHOUSE": ("big", "CRITICAL", "88.5"),
    "AUTO_STOP": ("forever", "CRITICAL", "39.7222222222"),
    "OVERSIZED_WAREHOUSE": ("big", "WARN", "50"),
    "AUTOSCALE_CHURN": ("big", None, None),
    "CLASSIC_WAREHOUSE": ("forever", "WARN", None),
    "PREVIEW_CHANNEL": ("big", "WARN", None),
    "QUEUEING": ("big", "WARN", None),
    "WAREHOUSE_AT_CEILING": ("big", "WARN", None),
    "COLD_START": ("big", "CRITICAL", None),
    "HIGH_COST_QUERY": ("again", None, None),
    "LONG_RUNNING_QUERY": ("failed", "WARN", None),
    "GENERAL_OPTIMIZATION": (None, "OK", None),
    "SELECT_ALL_OPTIMIZATION": ("star", "WARN", "0.5"),
    "CROSS_JOIN": ("star", "WARN", "1.25"),
    "UNBOUNDED_SORT": (None, "OK", None),
    "LOW_PRUNING": ("star", "CRITICAL", "2.5"),
    "LOCAL_SPILL": ("spills", "CRITICAL", "2.4"),
    "SMALL_FILES_WRITTEN": ("writes", "CRITICAL", None),
    "REPEATED_QUERY": ("again", "WARN", "16.5"),
    "FAILED_STATEMENTS": ("failed", "WARN", "20"),
    "FAILED_RUNS": ("j", "WARN", "9"),
    "RETRIES": ("j", "WARN", None),
    "PERFORMANCE_MODE": ("j", "WARN", "2"),
    "OVERSIZED_JOB_CLUSTER": ("j", "CRITICAL", "3.75"),
    "JOBS_ON_ALL_PURPOSE": ("c", "CRITICAL", "75"),
    "NO_AUTOSCALE": ("c", "WARN", "30"),
    "OLD_RUNTIME": ("c", "CRITICAL", None),
    "LATE_TERMINATION": ("c", "CRITICAL", None),
    "IDLE_CLUSTER": ("c", "CRITICAL", "75"),
    "UNTAGGED_SPEND": ("1", "CRITICAL", None),
    "COST_OUTLIER_RUN": ("j", "CRITICAL", "14"),
}


@IN_CLASSIC_ONLY
@pytest.mark.parametrize("rule", EXPECTED)
def test_each_rule_finds_its_case_and_computes_what_it_would_save(found, rule):
    subject, status, saving = EXPECTED[rule]
    of_rule = {row["subject_id"]: row for row in found[rule]}
    if status is None:
        assert subject not in of_rule
        return
    row = of_rule[subject]
    assert (row["status"], row["rule_saving"]) == (status, None if saving is None else Decimal(saving))
    if subject:
        assert row["evidence"] and row["guidance"] and row["samples"] >= row["min_samples"]
        assert row["measured"] >= row["warn_at"]


@IN_CLASSIC_ONLY
def test_what_a_job_could_save_is_of_the_money_and_the_runs_it_is_about(found):
    [fast] = [row for row in found["PERFORMANCE_MODE"] if row["subject_id"] == "j"]
    [large] = [row for row in found["OVERSIZED_JOB_CLUSTER"] if row["subject_id"] == "j"]

    assert (fast["measured"], fast["evidence"]) == (8.0, "29.63 % of its cost is performance-optimized")
    assert large["samples"] == 3  # of four runs one was on a cluster of others, and one has no minutes
    [ceiling] = [row for row in found["WAREHOUSE_AT_CEILING"] if row["subject_id"] == "big"]
    assert ceiling["evidence"].startswith("ran 3 of at most 3 clusters")


@IN_CLASSIC_ONLY
def test_every_rule_has_a_finding(found):
    assert [name for name, of_rule in found.items() if not of_rule and name in EXPECTED] == []


@IN_CLASSIC_ONLY
def test_what_could_not_be_assessed_has_its_reason(found):
    [unreadable] = found["CACHE_MISSES"]
    assert (unreadable["status"], unreadable["reason"]) == ("NOT_ASSESSED", "compute.x is absent")
    [partly] = [row for row in found["SELECT_ALL_OPTIMIZATION"] if row["subject_id"] is None]
    assert partly["status"] == "NOT_ASSESSED" and partly["reason"].startswith("4 of 6:")
    [events] = [row for row in found["IDLE_WAREHOUSE"] if row["subject_id"] is None]
    assert events["reason"] == "1 of 3: no events of it are known"
    [few] = [row for row in found["COMPILE_BOUND"] if row["subject_id"] is None]
    assert "fewer than 5 runs" in few["reason"]


@IN_CLASSIC_ONLY
def test_rules_that_would_save_the_same_money_name_each_other(found):
    star = next(row for row in found["LOW_PRUNING"] if row["subject_id"] == "star")
    assert {"SELECT_ALL_OPTIMIZATION", "CROSS_JOIN", "IDLE_WAREHOUSE"} <= set(star["overlaps"])
    idle = next(row for row in found["IDLE_WAREHOUSE"] if row["subject_id"] == "big")
    assert {"OVERSIZED_WAREHOUSE", "REPEATED_QUERY"} <= set(idle["overlaps"])


@IN_CLASSIC_ONLY
def test_the_dearest_statement_stands_for_its_shape(found):
    [failed] = [row for row in found["FAILED_STATEMENTS"] if row["subject_id"]]
    assert (failed["query_id"], failed["user_id"], failed["resource_name"]) == ("failed", "ada", "big")
    assert failed["resource_cost"] == 200


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_builds_its_columns(spark, rule):
    made = RULES[rule]
    columns = (made.measured, made.samples, made.saving, made.evidence, made.unknown)
    assert len([build() for build in columns]) == len(columns)


def test_rules_have_their_own_names_and_thresholds_in_order():
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert all(rule.warn_at <= rule.critical_at and rule.min_samples >= 1 for rule in RULES.values())
