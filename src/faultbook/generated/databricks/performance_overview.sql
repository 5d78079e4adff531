-- Written by `make generate` from src/faultbook/transforms/views/performance_overview.py; do not edit.
WITH `step_1` AS (
  SELECT
    `warehouse_hours`.`usage_date` AS `usage_date`,
    `warehouse_hours`.`workspace_id` AS `workspace_id`,
    `warehouse_hours`.`warehouse_id` AS `warehouse_id`,
    MAX(`warehouse_hours`.`warehouse_name`) AS `warehouse_name`,
    MAX(`warehouse_hours`.`warehouse_size`) AS `warehouse_size`,
    CAST(SUM(`warehouse_hours`.`running_ms`) AS DOUBLE) AS `running_ms`,
    CAST(SUM(`warehouse_hours`.`busy_ms`) AS DOUBLE) AS `busy_ms`,
    COUNT(CASE WHEN `warehouse_hours`.`idle_basis` <> 'events' THEN 1 END) AS `unknown_hours`
  FROM {answers}.`warehouse_hours` AS `warehouse_hours`
  GROUP BY
    `warehouse_hours`.`usage_date`,
    `warehouse_hours`.`workspace_id`,
    `warehouse_hours`.`warehouse_id`
), `step_2` AS (
  SELECT
    `cost_ledger`.`usage_date` AS `usage_date`,
    `cost_ledger`.`workspace_id` AS `workspace_id`,
    `cost_ledger`.`resource_id` AS `warehouse_id`,
    `cost_ledger`.`currency_code` AS `currency_code`,
    CAST(SUM(`cost_ledger`.`billed_amount`) AS DECIMAL(28, 10)) AS `billed_amount`,
    CAST(SUM(`cost_ledger`.`direct_amount`) AS DECIMAL(28, 10)) AS `direct_amount`,
    CAST(SUM(`cost_ledger`.`idle_amount`) AS DECIMAL(28, 10)) AS `idle_amount`,
    CAST(SUM(`cost_ledger`.`unattributed_amount`) AS DECIMAL(28, 10)) AS `unattributed_amount`,
    MAX(CAST(`cost_ledger`.`provisional` AS INT)) AS `open_hours`
  FROM {answers}.`cost_ledger` AS `cost_ledger`
  WHERE
    (
      `cost_ledger`.`resource_kind` = 'WAREHOUSE'
      AND NOT `cost_ledger`.`currency_code` IS NULL
    )
  GROUP BY
    `cost_ledger`.`usage_date`,
    `cost_ledger`.`workspace_id`,
    `cost_ledger`.`resource_id`,
    `cost_ledger`.`currency_code`
)
SELECT
  CAST(COALESCE(COALESCE(`query_daily`.`usage_date`, `step_1`.`usage_date`), `step_2`.`usage_date`) AS DATE) AS `usage_date`,
  CAST(COALESCE(
    COALESCE(`query_daily`.`workspace_id`, `step_1`.`workspace_id`),
    `step_2`.`workspace_id`
  ) AS STRING) AS `workspace_id`,
  CAST(COALESCE(
    COALESCE(`query_daily`.`warehouse_id`, `step_1`.`warehouse_id`),
    `step_2`.`warehouse_id`
  ) AS STRING) AS `warehouse_id`,
  CAST(`step_1`.`warehouse_name` AS STRING) AS `warehouse_name`,
  CAST(`step_1`.`warehouse_size` AS STRING) AS `warehouse_size`,
  CAST(`query_daily`.`statement_count` AS BIGINT) AS `statement_count`,
  CAST(`query_daily`.`user_count` AS BIGINT) AS `user_count`,
  CAST(`query_daily`.`failed_count` AS BIGINT) AS `failed_count`,
  CAST(`query_daily`.`canceled_count` AS BIGINT) AS `canceled_count`,
  CAST(`query_daily`.`result_cache_count` AS BIGINT) AS `result_cache_count`,
  CAST(`query_daily`.`spilling_count` AS BIGINT) AS `spilling_count`,
  CAST(`query_daily`.`total_duration_ms` AS BIGINT) AS `total_duration_ms`,
  CAST(`query_daily`.`failed_duration_ms` AS BIGINT) AS `failed_duration_ms`,
  CAST(`query_daily`.`waiting_for_compute_ms` AS BIGINT) AS `waiting_for_compute_ms`,
  CAST(`query_daily`.`waiting_at_capacity_ms` AS BIGINT) AS `waiting_at_capacity_ms`,
  CAST(`query_daily`.`compilation_ms` AS BIGINT) AS `compilation_ms`,
  CAST(`query_daily`.`execution_ms` AS BIGINT) AS `execution_ms`,
  CAST(`query_daily`.`task_ms` AS BIGINT) AS `task_ms`,
  CAST(`query_daily`.`result_fetch_ms` AS BIGINT) AS `result_fetch_ms`,
  CAST(`query_daily`.`p50_duration_ms` AS BIGINT) AS `p50_duration_ms`,
  CAST(`query_daily`.`p95_duration_ms` AS BIGINT) AS `p95_duration_ms`,
  CAST(`query_daily`.`p99_duration_ms` AS BIGINT) AS `p99_duration_ms`,
  CAST(`query_daily`.`max_duration_ms` AS BIGINT) AS `max_duration_ms`,
  CAST(`query_daily`.`read_bytes` AS BIGINT) AS `read_bytes`,
  CAST(`query_daily`.`cached_bytes` AS BIGINT) AS `cached_bytes`,
  CAST(`query_daily`.`cache_known_bytes` AS BIGINT) AS `cache_known_bytes`,
  CAST(`query_daily`.`spilled_local_bytes` AS BIGINT) AS `spilled_local_bytes`,
  CAST(`query_daily`.`shuffle_read_bytes` AS BIGINT) AS `shuffle_read_bytes`,
  CAST(`query_daily`.`written_bytes` AS BIGINT) AS `written_bytes`,
  CAST((
    CAST(`step_1`.`running_ms` AS DOUBLE) / CAST(1000.0 AS DOUBLE)
  ) AS DOUBLE) AS `running_seconds`,
  CAST((
    CAST(`step_1`.`busy_ms` AS DOUBLE) / CAST(1000.0 AS DOUBLE)
  ) AS DOUBLE) AS `busy_seconds`,
  CAST(CASE
    WHEN (
      `step_1`.`unknown_hours` = 0 AND `step_1`.`running_ms` > 0
    )
    THEN (
      CAST(`step_1`.`busy_ms` AS DOUBLE) / CAST(`step_1`.`running_ms` AS DOUBLE)
    )
  END AS DOUBLE) AS `utilization`,
  CAST(`step_2`.`currency_code` AS STRING) AS `currency_code`,
  CAST(`step_2`.`billed_amount` AS DECIMAL(28, 10)) AS `billed_amount`,
  CAST(`step_2`.`direct_amount` AS DECIMAL(28, 10)) AS `direct_amount`,
  CAST(`step_2`.`idle_amount` AS DECIMAL(28, 10)) AS `idle_amount`,
  CAST(`step_2`.`unattributed_amount` AS DECIMAL(28, 10)) AS `unattributed_amount`,
  CAST(`step_2`.`open_hours` > 0 AS BOOLEAN) AS `provisional`
FROM {answers}.`query_daily` AS `query_daily`
FULL OUTER JOIN `step_1` AS `step_1`
  ON (
    (
      `query_daily`.`usage_date` = `step_1`.`usage_date`
      AND `query_daily`.`workspace_id` = `step_1`.`workspace_id`
    )
    AND `query_daily`.`warehouse_id` = `step_1`.`warehouse_id`
  )
FULL OUTER JOIN `step_2` AS `step_2`
  ON (
    (
      COALESCE(`query_daily`.`usage_date`, `step_1`.`usage_date`) = `step_2`.`usage_date`
      AND COALESCE(`query_daily`.`workspace_id`, `step_1`.`workspace_id`) = `step_2`.`workspace_id`
    )
    AND COALESCE(`query_daily`.`warehouse_id`, `step_1`.`warehouse_id`) = `step_2`.`warehouse_id`
  )
