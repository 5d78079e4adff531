"""system.billing.attributed_usage: the platform's own split of serverless SQL over statements, without idle time."""

from faultbook.tables.system.contract import Leaf, SystemTable

ATTRIBUTED_USAGE = SystemTable(
    schema="billing",
    name="attributed_usage",
    comment="Active usage per statement of serverless warehouses. Empty in many accounts.",
    instant="end_time",
    latency_hours=24,
    without="the platform's own split: statements are costed by their share of the hour's work",
    optional=True,
    leaves=(
        Leaf("record_id", "STRING", "Identity of the record."),
        Leaf("workspace_id", "STRING", "Workspace."),
        Leaf("warehouse_id", "STRING", "SQL warehouse.", "usage_metadata.warehouse_id"),
        Leaf("statement_id", "STRING", "Statement.", "usage_metadata.dbsql_statement_id"),
        Leaf("start_time", "TIMESTAMP", "Begin of the usage, UTC."),
        Leaf("end_time", "TIMESTAMP", "End of the usage, UTC, not in it."),
        Leaf("usage_unit", "STRING", "Unit of the quantity."),
        Leaf("active_usage_quantity", "DECIMAL(38,18)", "How much the statement used while it worked."),
    ),
)
