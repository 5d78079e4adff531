"""Usage records: what the account is billed for what ran, with corrections, late rows and unusual rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from faultbook_samples.bill.estate import ACCOUNT, DEV, ETL, EUROPE, PEOPLE, PROD, Warehouse, Workspace
from faultbook_samples.bill.options import AccountOptions

Row = dict[str, Any]

HOUR = timedelta(hours=1)
_DIGITS = Decimal(1).scaleb(-18)
_MS_PER_HOUR = Decimal(3_600_000)


def warehouse_usage(
    warehouse: Warehouse, spans: Sequence[tuple[datetime, datetime, int]], options: AccountOptions
) -> Iterator[Row]:
    """A record per hour in which the warehouse ran."""
    at = options.start
    while at < options.as_of:
        cluster_ms = sum(clusters * _overlap_ms(since, until, at) for since, until, clusters in spans)
        if cluster_ms:
            quantity = warehouse.dbu_per_hour * cluster_ms / _MS_PER_HOUR
            owner = {"owned_by": PEOPLE[1], "run_as": None, "created_by": PEOPLE[1]}
            yield usage_row(
                f"u-{warehouse.workspace.workspace_id[-2:]}-{warehouse.warehouse_id[-4:]}-{at:%m%dT%H}",
                warehouse.workspace,
                warehouse.sku,
                at,
                quantity,
                product="SQL",
                metadata={"warehouse_id": warehouse.warehouse_id},
                identity=owner,
                tags=warehouse.tags,
            )
        at += HOUR


def run_usage(
    workspace: Workspace,
    sku: str,
    since: datetime,
    until: datetime,
    dbu_per_hour: Decimal,
    *,
    name: str,
    metadata: Row,
    run_as: str,
    serverless: bool,
) -> Iterator[Row]:
    """A record per hour of a run of a job."""
    at = since.replace(minute=0, second=0, microsecond=0)
    while at < until:
        length = _overlap_ms(since, until, at)
        if length:
            quantity = dbu_per_hour * length / _MS_PER_HOUR
            yield usage_row(
                f"{name}-{at:%m%dT%H}",
                workspace,
                sku,
                at,
                quantity,
                product="JOBS",
                metadata=metadata,
                identity={"run_as": run_as, "owned_by": None, "created_by": run_as},
                serverless=serverless,
            )
        at += HOUR


def other_usage(options: AccountOptions) -> Iterator[Row]:
    """Notebooks, pipelines, an endpoint, a cluster, storage, and what has no price or owner."""
    day = timedelta(days=1)
    for number in range(options.days):
        at = options.start + number * day
        office = at + timedelta(hours=9)
        yield usage_row(
            f"u-nb-{number}",
            PROD,
            f"ENTERPRISE_INTERACTIVE_SERVERLESS_COMPUTE_{PROD.region}",
            office,
            Decimal("3.141592653589793238"),
            product="INTERACTIVE",
            metadata={"notebook_id": "9001"},
            identity=_runs_as(PEOPLE[4]),
            serverless=True,
        )
        yield usage_row(
            f"u-dlt-{number}",
            PROD,
            "ENTERPRISE_DLT_CORE_COMPUTE",
            office,
            Decimal("4.2"),
            product="DLT",
            metadata={"dlt_pipeline_id": "pl-17"},
            identity=_runs_as(ETL),
        )
        # A refresh of a materialized view comes as SQL with a pipeline, and is no warehouse.
        yield usage_row(
            f"u-mv-{number}",
            PROD,
            f"ENTERPRISE_SERVERLESS_SQL_COMPUTE_{PROD.region}",
            office,
            Decimal("0.8"),
            product="SQL",
            metadata={"dlt_pipeline_id": "pl-18"},
            identity=_runs_as(PEOPLE[1]),
            serverless=True,
        )
        yield usage_row(
            f"u-ap-{number}",
            PROD,
            "ENTERPRISE_ALL_PURPOSE_COMPUTE",
            office,
            Decimal("11.75"),
            product="ALL_PURPOSE",
            metadata={"cluster_id": "0202-090000-abcd"},
            identity=_runs_as(None, PEOPLE[5]),
        )
        yield usage_row(
            f"u-ep-{number}",
            PROD,
            f"ENTERPRISE_SERVERLESS_REAL_TIME_INFERENCE_{PROD.region}",
            office,
            Decimal("25"),
            product="MODEL_SERVING",
            metadata={"endpoint_id": "ep-3"},
            identity=_runs_as(PEOPLE[6]),
            serverless=True,
        )
        # One record for the whole day: of the account, no workspace and no resource.
        yield usage_row(
            f"u-st-{number}",
            None,
            f"ENTERPRISE_DATABRICKS_STORAGE_{PROD.region}",
            at,
            Decimal("181.0") / 7,
            product="DEFAULT_STORAGE",
            metadata={},
            identity=_runs_as(None),
            unit="DSU",
            length=day,
        )
        # Sold since yesterday: no price yet.
        yield usage_row(
            f"u-new-{number}",
            DEV,
            "ENTERPRISE_QUANTUM_COMPUTE",
            office,
            Decimal("1.5"),
            product="QUANTUM",
            metadata={},
            identity=_runs_as(PEOPLE[7]),
        )
    # An unannounced load test.
    for hour in range(4):
        yield usage_row(
            f"u-loadtest-{hour}",
            PROD,
            f"ENTERPRISE_SERVERLESS_REAL_TIME_INFERENCE_{PROD.region}",
            options.start + timedelta(days=options.days - 2, hours=14 + hour),
            Decimal("640"),
            product="MODEL_SERVING",
            metadata={"endpoint_id": "ep-3"},
            identity=_runs_as(PEOPLE[6]),
            serverless=True,
        )
    # Two hours in one record that begins between full hours.
    yield usage_row(
        "u-half-past",
        EUROPE,
        f"PREMIUM_JOBS_SERVERLESS_COMPUTE_{EUROPE.region}",
        options.start + timedelta(hours=7, minutes=30),
        Decimal("1") / 3,
        product="JOBS",
        metadata={"job_id": "4499", "job_run_id": "449900"},
        identity=_runs_as(ETL),
        length=2 * HOUR,
    )


def corrections(usage: Sequence[Row], options: AccountOptions) -> Iterator[Row]:
    """A restated warehouse-hour and a retracted run: the negated record, and the right one, two days later."""
    arrived = (options.start + timedelta(days=min(options.days, 4))).date()
    restated = next(row for row in usage if row["usage_metadata"].get("warehouse_id") and row["usage_quantity"] > 2)
    retracted = next(row for row in usage if row["usage_metadata"].get("job_run_id"))
    for row, restated_to in ((restated, restated["usage_quantity"] / 2), (retracted, None)):
        gone = {"record_type": "RETRACTION", "usage_quantity": -row["usage_quantity"], "ingestion_date": arrived}
        yield row | gone | {"record_id": row["record_id"] + "-retraction"}
        if restated_to is not None:
            right = {"record_type": "RESTATEMENT", "usage_quantity": _digits(restated_to), "ingestion_date": arrived}
            yield row | right | {"record_id": row["record_id"] + "-restatement"}


def usage_row(
    record_id: str,
    workspace: Workspace | None,
    sku: str,
    start: datetime,
    quantity: Decimal,
    *,
    product: str,
    metadata: Row,
    identity: Row,
    unit: str = "DBU",
    length: timedelta = HOUR,
    serverless: bool = False,
    tags: Row | None = None,
) -> Row:
    """One usage record as it first arrives, on the day of its end."""
    return {
        "record_id": record_id,
        "account_id": ACCOUNT,
        "workspace_id": workspace.workspace_id if workspace else None,
        "sku_name": sku,
        "cloud": workspace.cloud if workspace else "AWS",
        "usage_start_time": start,
        "usage_end_time": start + length,
        "usage_date": start.date(),
        "custom_tags": {"team": "data"} if product == "JOBS" else dict(tags or {}),
        "usage_unit": unit,
        "usage_quantity": _digits(quantity),
        "usage_metadata": metadata,
        "identity_metadata": identity,
        "record_type": "ORIGINAL",
        "ingestion_date": (start + length).date(),
        "billing_origin_product": product,
        "product_features": {
            "is_serverless": serverless,
            "is_photon": product == "SQL",
            "performance_target": "PERFORMANCE_OPTIMIZED" if serverless and product == "JOBS" else None,
        },
        "usage_type": "STORAGE_SPACE" if unit == "DSU" else "COMPUTE_TIME",
    }


def _runs_as(person: str | None, maker: str | None = None) -> Row:
    return {"run_as": person, "owned_by": None, "created_by": maker}


def _overlap_ms(since: datetime, until: datetime, hour: datetime) -> int:
    seconds = (min(until, hour + HOUR) - max(since, hour)).total_seconds()
    return max(0, round(seconds * 1000))


def _digits(quantity: Decimal) -> Decimal:
    return quantity.quantize(_DIGITS, rounding=ROUND_HALF_UP)
