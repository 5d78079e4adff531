"""system.compute.clusters: settings of classic clusters, one row per change."""

from faultbook.tables.system.contract import Leaf, SystemTable

CLUSTERS = SystemTable(
    schema="compute",
    name="clusters",
    comment="Settings of classic clusters, one row per change; of this region.",
    instant="change_time",
    without="names and kinds of clusters",
    leaves=(
        Leaf("workspace_id", "STRING", "Workspace."),
        Leaf("cluster_id", "STRING", "Cluster."),
        Leaf("cluster_name", "STRING", "Its name."),
        Leaf("owned_by", "STRING", "Its owner."),
        Leaf("cluster_source", "STRING", "UI, API (both all-purpose), JOB, PIPELINE or PIPELINE_MAINTENANCE."),
        Leaf("driver_node_type", "STRING", "Machine of the driver."),
        Leaf("worker_node_type", "STRING", "Machine of the workers."),
        Leaf("worker_count", "BIGINT", "Workers; NULL where it scales."),
        Leaf("min_autoscale_workers", "BIGINT", "Fewest workers."),
        Leaf("max_autoscale_workers", "BIGINT", "Most workers."),
        Leaf("auto_termination_minutes", "BIGINT", "Minutes without work until it ends."),
        Leaf("dbr_version", "STRING", "Databricks Runtime."),
        Leaf("change_time", "TIMESTAMP", "From when on these settings hold, UTC."),
        Leaf("delete_time", "TIMESTAMP", "When it was deleted, UTC; NULL: it lives."),
    ),
)
