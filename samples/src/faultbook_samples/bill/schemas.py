"""The system tables' schemas as the platform has them: every column, also those that faultbook does not read.

Spark DDL. Source: the platform's table reference and public dumps of live catalogs, October 2026; structs grow monthly.
"""

_PRICES = (
    "account_id STRING, price_start_time TIMESTAMP, price_end_time TIMESTAMP, sku_name STRING, cloud STRING, "
    "currency_code STRING, usage_unit STRING, pricing STRUCT<default:{0},promotional:STRUCT<default:{0}>,"
    "effective_list:STRUCT<default:{0}>>"
)

SCHEMAS = {
    "billing.usage": (
        "record_id STRING, account_id STRING, workspace_id STRING, sku_name STRING, cloud STRING, "
        "usage_start_time TIMESTAMP, usage_end_time TIMESTAMP, usage_date DATE, custom_tags MAP<STRING,STRING>, "
        "usage_unit STRING, usage_quantity DECIMAL(38,18), usage_metadata STRUCT<cluster_id:STRING,job_id:STRING,"
        "warehouse_id:STRING,instance_pool_id:STRING,node_type:STRING,job_run_id:STRING,notebook_id:STRING,"
        "dlt_pipeline_id:STRING,endpoint_name:STRING,endpoint_id:STRING,dlt_update_id:STRING,"
        "dlt_maintenance_id:STRING,metastore_id:STRING,run_name:STRING,job_name:STRING,notebook_path:STRING,"
        "central_clean_room_id:STRING,source_region:STRING,destination_region:STRING,app_id:STRING,app_name:STRING,"
        "private_endpoint_name:STRING,budget_policy_id:STRING,usage_policy_id:STRING,storage_api_type:STRING,"
        "ai_runtime_workload_id:STRING,uc_table_catalog:STRING,uc_table_schema:STRING,uc_table_name:STRING,"
        "database_instance_id:STRING,sharing_materialization_id:STRING,agent_bricks_id:STRING,"
        "base_environment_id:STRING,ai_runtime_pool_id:STRING,catalog_id:STRING,dbsql_statement_id:STRING,"
        "field_of_next_month:STRING>, "
        "identity_metadata STRUCT<run_as:STRING,created_by:STRING,owned_by:STRING>, record_type STRING, "
        "ingestion_date DATE, billing_origin_product STRING, product_features STRUCT<jobs_tier:STRING,"
        "sql_tier:STRING,dlt_tier:STRING,is_serverless:BOOLEAN,is_photon:BOOLEAN,serving_type:STRING,"
        "performance_target:STRING>, usage_type STRING"
    ),
    "billing.list_prices": _PRICES.format("DECIMAL(38,18)"),
    "billing.account_prices": _PRICES.format("STRING"),
    "billing.attributed_usage": (
        "record_id STRING, usage_metadata STRUCT<dbsql_statement_id:STRING,warehouse_id:STRING,"
        "client_application:STRING>, identity_metadata STRUCT<executed_by:STRING>, start_time TIMESTAMP, "
        "end_time TIMESTAMP, usage_date DATE, usage_unit STRING, active_usage_quantity DECIMAL(38,18), "
        "granular_tags STRUCT<query_tags:MAP<STRING,STRING>>, usage_record_ids ARRAY<STRING>, account_id STRING, "
        "workspace_id STRING, sku_name STRING, cloud STRING, billing_origin_product STRING, "
        "custom_tags MAP<STRING,STRING>"
    ),
    "query.history": (
        "account_id STRING, workspace_id STRING, statement_id STRING, executed_by STRING, session_id STRING, "
        "execution_status STRING, compute STRUCT<type:STRING,cluster_id:STRING,warehouse_id:STRING>, "
        "executed_by_user_id STRING, statement_text STRING, statement_type STRING, error_message STRING, "
        "client_application STRING, client_driver STRING, total_duration_ms BIGINT, "
        "waiting_for_compute_duration_ms BIGINT, waiting_at_capacity_duration_ms BIGINT, "
        "execution_duration_ms BIGINT, compilation_duration_ms BIGINT, total_task_duration_ms BIGINT, "
        "result_fetch_duration_ms BIGINT, start_time TIMESTAMP, end_time TIMESTAMP, update_time TIMESTAMP, "
        "read_partitions BIGINT, pruned_files BIGINT, read_files BIGINT, read_rows BIGINT, produced_rows BIGINT, "
        "read_bytes BIGINT, read_io_cache_percent TINYINT, from_result_cache BOOLEAN, spilled_local_bytes BIGINT, "
        "written_bytes BIGINT, shuffle_read_bytes BIGINT, query_source STRUCT<job_info:STRUCT<job_id:STRING,"
        "job_run_id:STRING,job_task_run_id:STRING>,legacy_dashboard_id:STRING,dashboard_id:STRING,alert_id:STRING,"
        "notebook_id:STRING,sql_query_id:STRING,genie_space_id:STRING,pipeline_info:STRUCT<pipeline_id:STRING,"
        "update_id:STRING>>, executed_as_user_id STRING, executed_as STRING, written_rows BIGINT, "
        "written_files BIGINT, cache_origin_statement_id STRING, query_parameters STRUCT<"
        "named_parameters:MAP<STRING,STRING>,pos_parameters:ARRAY<STRING>,truncated:BOOLEAN>, "
        "query_tags MAP<STRING,STRING>"
    ),
    "compute.clusters": (
        "account_id STRING, workspace_id STRING, cluster_id STRING, cluster_name STRING, owned_by STRING, "
        "create_time TIMESTAMP, delete_time TIMESTAMP, driver_node_type STRING, worker_node_type STRING, "
        "worker_count BIGINT, min_autoscale_workers BIGINT, max_autoscale_workers BIGINT, "
        "auto_termination_minutes BIGINT, enable_elastic_disk BOOLEAN, tags MAP<STRING,STRING>, "
        "cluster_source STRING, init_scripts ARRAY<STRING>, dbr_version STRING, change_time TIMESTAMP, "
        "change_date DATE, data_security_mode STRING, policy_id STRING"
    ),
    "compute.warehouses": (
        "warehouse_id STRING, workspace_id STRING, account_id STRING, warehouse_name STRING, warehouse_type STRING, "
        "warehouse_channel STRING, warehouse_size STRING, min_clusters INT, max_clusters INT, auto_stop_minutes INT, "
        "tags MAP<STRING,STRING>, change_time TIMESTAMP, delete_time TIMESTAMP"
    ),
    "compute.warehouse_events": (
        "account_id STRING, workspace_id STRING, warehouse_id STRING, event_type STRING, cluster_count INT, "
        "event_time TIMESTAMP"
    ),
    "compute.node_types": "account_id STRING, node_type STRING, core_count DOUBLE, memory_mb BIGINT, gpu_count BIGINT",
    "compute.node_timeline": (
        "account_id STRING, workspace_id STRING, cluster_id STRING, instance_id STRING, start_time TIMESTAMP, "
        "end_time TIMESTAMP, driver BOOLEAN, cpu_user_percent DOUBLE, cpu_system_percent DOUBLE, "
        "cpu_wait_percent DOUBLE, mem_used_percent DOUBLE, mem_swap_percent DOUBLE, network_sent_bytes BIGINT, "
        "network_received_bytes BIGINT, disk_free_bytes_per_mount_point MAP<STRING,BIGINT>, node_type STRING, "
        "private_ip STRING"
    ),
    "lakeflow.jobs": (
        "account_id STRING, workspace_id STRING, job_id STRING, name STRING, creator_id STRING, "
        "tags MAP<STRING,STRING>, run_as STRING, change_time TIMESTAMP, delete_time TIMESTAMP, description STRING"
    ),
    "lakeflow.job_tasks": (
        "account_id STRING, workspace_id STRING, job_id STRING, task_key STRING, depends_on_keys ARRAY<STRING>, "
        "change_time TIMESTAMP, delete_time TIMESTAMP, timeout_seconds BIGINT"
    ),
    "lakeflow.job_run_timeline": (
        "account_id STRING, workspace_id STRING, job_id STRING, run_id STRING, period_start_time TIMESTAMP, "
        "period_end_time TIMESTAMP, trigger_type STRING, result_state STRING, run_type STRING, run_name STRING, "
        "compute_ids ARRAY<STRING>, termination_code STRING, job_parameters MAP<STRING,STRING>"
    ),
    "lakeflow.job_task_run_timeline": (
        "account_id STRING, workspace_id STRING, job_id STRING, run_id STRING, period_start_time TIMESTAMP, "
        "period_end_time TIMESTAMP, task_key STRING, compute_ids ARRAY<STRING>, result_state STRING, "
        "job_run_id STRING, parent_run_id STRING, termination_code STRING"
    ),
    "lakeflow.pipelines": (
        "workspace_id STRING, pipeline_id STRING, pipeline_type STRING, name STRING, created_by STRING, "
        "run_as STRING, tags MAP<STRING,STRING>, configuration MAP<STRING,STRING>, change_time TIMESTAMP, "
        "delete_time TIMESTAMP, account_id STRING, create_time TIMESTAMP"
    ),
    "access.workspaces_latest": (
        "account_id STRING, workspace_id STRING, workspace_name STRING, workspace_url STRING, status STRING"
    ),
}
