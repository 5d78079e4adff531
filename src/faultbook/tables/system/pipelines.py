"""system.lakeflow.pipelines: settings of pipelines, one row per change."""

from faultbook.tables.system.contract import Leaf, SystemTable

PIPELINES = SystemTable(
    schema="lakeflow",
    name="pipelines",
    comment="Pipelines, one row per change.",
    instant="change_time",
    without="names and tags of pipelines",
    optional=True,
    leaves=(
        Leaf("workspace_id", "STRING", "Workspace."),
        Leaf("pipeline_id", "STRING", "Pipeline; unique in its workspace only."),
        Leaf("name", "STRING", "Its name."),
        Leaf("run_as", "STRING", "Who it runs as."),
        Leaf("tags", "MAP<STRING,STRING>", "Its tags: usage of serverless pipelines carries none."),
        Leaf("change_time", "TIMESTAMP", "From when on these settings hold, UTC."),
        Leaf("delete_time", "TIMESTAMP", "When it was deleted, UTC; NULL: it lives."),
    ),
)
