"""What requests were answered with, and how fast, by hour and endpoint."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.utc import utc_hour

FAST_MS = 100
SLOW_MS = 1_000

VIEW = View(
    name="http_requests",
    role=SchemaRole.ANSWERS,
    comment="HTTP requests in JSON log records, by hour (UTC), service, endpoint and status. Retained ones.",
    key=("hour", "service", "environment", "http_method", "http_endpoint", "http_status"),
    columns=(
        Column("hour", "TIMESTAMP", "Start of the hour, UTC; no row where there was no request.", nullable=False),
        Column("service", "STRING", "Service that logged the request.", nullable=False),
        Column("environment", "STRING", "Environment the records come from, e.g. prod.", nullable=False),
        Column("http_method", "STRING", "Method, e.g. GET; NULL where absent."),
        Column("http_endpoint", "STRING", "Path without query, ids in it as <*>; NULL where absent."),
        Column("http_status", "INT", "Status code of the answer, e.g. 503; NULL where absent."),
        Column("request_count", "BIGINT", "Number of records; add up for totals.", nullable=False),
        Column("timed_count", "BIGINT", "Those of them with a duration.", nullable=False),
        Column("fast_count", "BIGINT", f"Those that took up to {FAST_MS} ms.", nullable=False),
        Column("slow_count", "BIGINT", f"Those that took more than {SLOW_MS:,} ms.", nullable=False),
        Column("slowest_ms", "DOUBLE", "Longest duration (milliseconds); NULL where none was recorded."),
    ),
    question="select http_endpoint, sum(request_count) from http_requests where http_status >= 500 group by all",
)


def http_requests(logs: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Requests by hour, endpoint and status. In: the tables of these names. Out: the columns of VIEW.

    A request is a record that names a status or an endpoint.
    """
    requests = complete(logs, ingest_ledger).where(
        F.col("http_status").isNotNull() | F.col("http_endpoint").isNotNull()
    )
    duration = F.col("http_duration_ms")
    return contracted(
        requests.withColumn("hour", utc_hour(F.col("timestamp")))
        .groupBy(*VIEW.key)
        .agg(
            F.count("*").alias("request_count"),
            F.count("http_duration_ms").alias("timed_count"),
            F.count(F.when(duration <= FAST_MS, F.lit(1))).alias("fast_count"),
            F.count(F.when(duration > SLOW_MS, F.lit(1))).alias("slow_count"),
            F.max("http_duration_ms").alias("slowest_ms"),
        ),
        VIEW,
    )
