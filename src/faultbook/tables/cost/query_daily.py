"""What the statements of a warehouse were like on a day: counts, times as sums and quantiles, reading, spill."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table


def _sum(name: str, what: str) -> Column:
    return Column(name, "BIGINT", f"{what}, added up over all statements; absent values count as 0.", nullable=False)


QUERY_DAILY = Table(
    name="query_daily",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment="Per day and warehouse: statements received then, how they ended, how long they took, what they read.",
    key=("usage_date", "workspace_id", "warehouse_id"),
    partitioned_by=("usage_date",),
    columns=(
        Column("usage_date", "DATE", "UTC day on which the statements were received.", nullable=False),
        Column("workspace_id", "STRING", "Workspace."),
        Column("warehouse_id", "STRING", "SQL warehouse; NULL for statements of serverless compute."),
        Column("statement_count", "BIGINT", "Statements.", nullable=False),
        Column("user_count", "BIGINT", "Distinct users. Not additive.", nullable=False),
        Column("failed_count", "BIGINT", "Statements that failed.", nullable=False),
        Column("canceled_count", "BIGINT", "Statements that were canceled.", nullable=False),
        Column("result_cache_count", "BIGINT", "Statements answered from the result cache.", nullable=False),
        Column("spilling_count", "BIGINT", "Statements that spilled to disk.", nullable=False),
        _sum("total_duration_ms", "Whole time without fetching results, ms"),
        _sum("failed_duration_ms", "Whole time of failed statements, ms"),
        _sum("waiting_for_compute_ms", "Waiting for the warehouse to start, ms"),
        _sum("waiting_at_capacity_ms", "Waiting in the queue, ms"),
        _sum("compilation_ms", "Compiling, ms"),
        _sum("execution_ms", "Executing, ms"),
        _sum("task_ms", "Time of all tasks, ms"),
        _sum("result_fetch_ms", "Fetching results, ms"),
        Column("p50_duration_ms", "BIGINT", "Half of the statements took no longer, ms; NULL: no time is known."),
        Column("p95_duration_ms", "BIGINT", "95 of 100 statements took no longer, ms; NULL: no time is known."),
        Column("p99_duration_ms", "BIGINT", "99 of 100 statements took no longer, ms; NULL: no time is known."),
        Column("max_duration_ms", "BIGINT", "The longest took so long, ms; NULL: no time is known."),
        _sum("read_bytes", "Bytes read"),
        _sum("cached_bytes", "Bytes read that came from the disk cache"),
        _sum("cache_known_bytes", "Bytes read of statements whose part from the disk cache is known"),
        _sum("spilled_local_bytes", "Bytes spilled to disk"),
        _sum("shuffle_read_bytes", "Bytes sent over the network between tasks"),
        _sum("written_bytes", "Bytes written"),
    ),
    computed_from=("query_statements",),
    kept="For ever. The hours and days that late rows touch are replaced.",
)
