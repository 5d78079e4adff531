"""system.compute.warehouse_events: starts, stops and scalings of SQL warehouses."""

from faultbook.tables.system.contract import Leaf, SystemTable

WAREHOUSE_EVENTS = SystemTable(
    schema="compute",
    name="warehouse_events",
    comment="Starts, stops and scalings of SQL warehouses.",
    instant="event_time",
    latency_hours=2,
    without="idle time of warehouses: hours count as fully used",
    leaves=(
        Leaf("workspace_id", "STRING", "Workspace."),
        Leaf("warehouse_id", "STRING", "SQL warehouse."),
        Leaf("event_type", "STRING", "STARTING, RUNNING, SCALED_UP, SCALED_DOWN, STOPPING or STOPPED."),
        Leaf("cluster_count", "INT", "Clusters that run from then on."),
        Leaf("event_time", "TIMESTAMP", "When, UTC."),
    ),
)
