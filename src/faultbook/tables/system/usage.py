"""system.billing.usage: what was used, per record. Corrections are records of their own with negated quantities."""

from faultbook.tables.system.contract import Leaf, SystemTable

USAGE = SystemTable(
    schema="billing",
    name="usage",
    comment="What was used. Kept 365 days by the platform.",
    instant="usage_end_time",
    latency_hours=12,
    without="the whole bill",
    leaves=(
        Leaf("record_id", "STRING", "Identity of the record."),
        Leaf("account_id", "STRING", "Account."),
        Leaf("workspace_id", "STRING", "Workspace; NULL for usage of the account itself."),
        Leaf("sku_name", "STRING", "What is sold."),
        Leaf("cloud", "STRING", "AWS, AZURE or GCP, in any case."),
        Leaf("usage_start_time", "TIMESTAMP", "Begin of the usage, UTC."),
        Leaf("usage_end_time", "TIMESTAMP", "End of the usage, UTC, not in it."),
        Leaf("usage_unit", "STRING", "Unit of the quantity, e.g. DBU. Never add up different units."),
        Leaf("usage_quantity", "DECIMAL(38,18)", "How much; negative in a retraction."),
        Leaf("record_type", "STRING", "ORIGINAL, RETRACTION or RESTATEMENT. All of them are added up."),
        Leaf("ingestion_date", "DATE", "Day on which the record arrived: a correction of an old day arrives today."),
        Leaf("billing_origin_product", "STRING", "Product; an open set."),
        Leaf("custom_tags", "MAP<STRING,STRING>", "Tags of the resource, policy or job; often empty."),
        Leaf("warehouse_id", "STRING", "SQL warehouse.", "usage_metadata.warehouse_id"),
        Leaf("cluster_id", "STRING", "Cluster.", "usage_metadata.cluster_id"),
        Leaf("job_id", "STRING", "Job; unique in its workspace only.", "usage_metadata.job_id"),
        Leaf("job_run_id", "STRING", "Run of the job.", "usage_metadata.job_run_id"),
        Leaf("notebook_id", "STRING", "Serverless notebook.", "usage_metadata.notebook_id"),
        Leaf("dlt_pipeline_id", "STRING", "Pipeline, also of a refreshed view.", "usage_metadata.dlt_pipeline_id"),
        Leaf("endpoint_id", "STRING", "Serving endpoint.", "usage_metadata.endpoint_id"),
        Leaf("app_id", "STRING", "App.", "usage_metadata.app_id"),
        Leaf("database_instance_id", "STRING", "Database instance.", "usage_metadata.database_instance_id"),
        Leaf("run_as", "STRING", "Who the work ran as.", "identity_metadata.run_as"),
        Leaf("owned_by", "STRING", "Who owns the warehouse.", "identity_metadata.owned_by"),
        Leaf("created_by", "STRING", "Who made the resource.", "identity_metadata.created_by"),
    ),
)
