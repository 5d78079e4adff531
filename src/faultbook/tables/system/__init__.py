"""What is read of Databricks' system tables: one file each, this list is their registration."""

from operator import attrgetter

from faultbook.registry import registered
from faultbook.tables.system.attributed_usage import ATTRIBUTED_USAGE
from faultbook.tables.system.clusters import CLUSTERS
from faultbook.tables.system.contract import Leaf, SystemTable, is_folder
from faultbook.tables.system.jobs import JOB_RUN_TIMELINE, JOB_TASK_RUN_TIMELINE, JOB_TASKS, JOBS
from faultbook.tables.system.nodes import NODE_TIMELINE, NODE_TYPES
from faultbook.tables.system.pipelines import PIPELINES
from faultbook.tables.system.prices import ACCOUNT_PRICES, LIST_PRICES
from faultbook.tables.system.query_history import QUERY_HISTORY
from faultbook.tables.system.usage import USAGE
from faultbook.tables.system.warehouse_events import WAREHOUSE_EVENTS
from faultbook.tables.system.warehouses import WAREHOUSES
from faultbook.tables.system.workspaces import WORKSPACES

SYSTEM_TABLES: dict[str, SystemTable] = registered(
    "system table",
    (
        USAGE,
        LIST_PRICES,
        ACCOUNT_PRICES,
        ATTRIBUTED_USAGE,
        QUERY_HISTORY,
        WAREHOUSES,
        WAREHOUSE_EVENTS,
        CLUSTERS,
        NODE_TIMELINE,
        NODE_TYPES,
        JOBS,
        JOB_TASKS,
        JOB_RUN_TIMELINE,
        JOB_TASK_RUN_TIMELINE,
        PIPELINES,
        WORKSPACES,
    ),
    name_of=attrgetter("full_name"),
)
"""Every system table that is read, by schema and name."""

__all__ = [
    "ACCOUNT_PRICES",
    "ATTRIBUTED_USAGE",
    "CLUSTERS",
    "JOBS",
    "JOB_RUN_TIMELINE",
    "JOB_TASKS",
    "JOB_TASK_RUN_TIMELINE",
    "LIST_PRICES",
    "NODE_TIMELINE",
    "NODE_TYPES",
    "PIPELINES",
    "QUERY_HISTORY",
    "SYSTEM_TABLES",
    "USAGE",
    "WAREHOUSES",
    "WAREHOUSE_EVENTS",
    "WORKSPACES",
    "Leaf",
    "SystemTable",
    "is_folder",
]
