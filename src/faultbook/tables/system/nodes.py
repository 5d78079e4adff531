"""system.compute.node_timeline and node_types: what machines did, minute by minute, and what they are."""

from faultbook.tables.system.contract import Leaf, SystemTable

NODE_TIMELINE = SystemTable(
    schema="compute",
    name="node_timeline",
    comment="Load of machines of classic clusters per minute. Kept 90 days by the platform.",
    instant="end_time",
    without="whether clusters are too large",
    optional=True,
    leaves=(
        Leaf("workspace_id", "STRING", "Workspace."),
        Leaf("cluster_id", "STRING", "Cluster."),
        Leaf("instance_id", "STRING", "Machine."),
        Leaf("start_time", "TIMESTAMP", "Begin of the minute, UTC."),
        Leaf("end_time", "TIMESTAMP", "End of the minute, UTC."),
        Leaf("driver", "BOOLEAN", "True for the driver."),
        Leaf("cpu_user_percent", "DOUBLE", "CPU in programs, percent."),
        Leaf("cpu_system_percent", "DOUBLE", "CPU in the system, percent."),
        Leaf("mem_used_percent", "DOUBLE", "Memory in use, percent."),
        Leaf("mem_swap_percent", "DOUBLE", "Memory that lies on disk, percent."),
        Leaf("node_type", "STRING", "Kind of machine."),
    ),
)

NODE_TYPES = SystemTable(
    schema="compute",
    name="node_types",
    comment="Kinds of machines.",
    without="cores and memory of machines",
    optional=True,
    leaves=(
        Leaf("node_type", "STRING", "Kind of machine."),
        Leaf("core_count", "DOUBLE", "Cores."),
        Leaf("memory_mb", "BIGINT", "Memory, MB."),
        Leaf("gpu_count", "BIGINT", "GPUs."),
    ),
)
