"""system.compute.warehouses: settings of SQL warehouses, one row per change."""

from faultbook.tables.system.contract import Leaf, SystemTable

WAREHOUSES = SystemTable(
    schema="compute",
    name="warehouses",
    comment="Settings of SQL warehouses, one row per change.",
    instant="change_time",
    without="names, sizes and auto-stop of warehouses",
    leaves=(
        Leaf("workspace_id", "STRING", "Workspace."),
        Leaf("warehouse_id", "STRING", "SQL warehouse."),
        Leaf("warehouse_name", "STRING", "Its name."),
        Leaf("warehouse_type", "STRING", "CLASSIC, PRO or SERVERLESS."),
        Leaf("warehouse_channel", "STRING", "CURRENT or PREVIEW."),
        Leaf("warehouse_size", "STRING", "2X_SMALL to 5X_LARGE; spellings differ."),
        Leaf("min_clusters", "INT", "Fewest clusters."),
        Leaf("max_clusters", "INT", "Most clusters."),
        Leaf("auto_stop_minutes", "INT", "Minutes without work until it stops; 0 or NULL: never."),
        Leaf("change_time", "TIMESTAMP", "From when on these settings hold, UTC."),
        Leaf("delete_time", "TIMESTAMP", "When it was deleted, UTC; NULL: it lives."),
    ),
)
