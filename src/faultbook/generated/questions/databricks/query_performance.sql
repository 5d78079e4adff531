-- Written by `make generate` from src/faultbook/transforms/queries/costs.py; do not edit.
WITH `step_1` AS (
  SELECT
    `query_cost`.`workspace_id` AS `workspace_id`,
    `query_cost`.`statement_id` AS `statement_id`,
    `query_cost`.`currency_code` AS `currency`,
    CAST(SUM(`query_cost`.`direct_quantity`) AS DECIMAL(28, 10)) AS `compute_cost_dbu`,
    CAST(SUM(`query_cost`.`direct_cost`) AS DECIMAL(28, 10)) AS `direct_cost`,
    CAST(SUM(`query_cost`.`loaded_cost`) AS DECIMAL(28, 10)) AS `estimated_cost`
  FROM {answers}.`query_cost` AS `query_cost`
  WHERE
    (
      (
        CAST(:query_id AS STRING) IS NULL
        OR `query_cost`.`statement_id` = CAST(:query_id AS STRING)
      )
      AND (
        CAST(:workspace_id AS STRING) IS NULL
        OR `query_cost`.`workspace_id` = CAST(:workspace_id AS STRING)
      )
    )
    AND `query_cost`.`row_kind` = 'STATEMENT'
  GROUP BY
    `query_cost`.`workspace_id`,
    `query_cost`.`statement_id`,
    `query_cost`.`currency_code`
)
SELECT
  CAST(`query_statements`.`statement_id` AS STRING) AS `query_id`,
  CAST(`query_statements`.`workspace_id` AS STRING) AS `workspace_id`,
  CAST(`query_statements`.`executed_by` AS STRING) AS `user_id`,
  CAST(`query_statements`.`statement_text` AS STRING) AS `query_text`,
  CAST(`query_statements`.`shape` AS STRING) AS `query_shape`,
  CAST(`query_statements`.`started_at` AS TIMESTAMP) AS `start_time`,
  CAST(`query_statements`.`ended_at` AS TIMESTAMP) AS `end_time`,
  CAST(`query_statements`.`total_duration_ms` AS BIGINT) AS `duration_ms`,
  CAST(`query_statements`.`read_rows` AS BIGINT) AS `rows_read`,
  CAST(`query_statements`.`read_bytes` AS BIGINT) AS `bytes_read`,
  CAST(`step_1`.`compute_cost_dbu` AS DECIMAL(28, 10)) AS `compute_cost_dbu`,
  CAST(`step_1`.`direct_cost` AS DECIMAL(28, 10)) AS `direct_cost`,
  CAST(`step_1`.`estimated_cost` AS DECIMAL(28, 10)) AS `estimated_cost`,
  CAST(`step_1`.`currency` AS STRING) AS `currency`,
  CAST(`query_statements`.`execution_status` AS STRING) AS `execution_status`,
  CAST(`query_statements`.`cluster_id` AS STRING) AS `cluster_id`,
  CAST(`query_statements`.`warehouse_id` AS STRING) AS `warehouse_id`,
  CAST(`query_statements`.`usage_date` AS DATE) AS `query_date`,
  CAST(CAST((
    CAST((
      (
        UNIX_MICROS(CAST(`query_statements`.`started_at` AS TIMESTAMP_LTZ)) % 86400000000
      ) - (
        UNIX_MICROS(CAST(`query_statements`.`started_at` AS TIMESTAMP_LTZ)) % 3600000000
      )
    ) AS DOUBLE) / CAST(3600000000 AS DOUBLE)
  ) AS INT) AS INT) AS `query_hour`,
  CAST(`query_statements`.`statement_type` AS STRING) AS `statement_type`,
  CAST(`query_statements`.`client_application` AS STRING) AS `client_application`,
  CAST(`query_statements`.`waiting_for_compute_ms` AS BIGINT) AS `waiting_for_compute_ms`,
  CAST(`query_statements`.`waiting_at_capacity_ms` AS BIGINT) AS `waiting_at_capacity_ms`,
  CAST(`query_statements`.`compilation_ms` AS BIGINT) AS `compilation_ms`,
  CAST(`query_statements`.`execution_ms` AS BIGINT) AS `execution_ms`,
  CAST(`query_statements`.`task_ms` AS BIGINT) AS `task_ms`,
  CAST(`query_statements`.`result_fetch_ms` AS BIGINT) AS `result_fetch_ms`,
  CAST(`query_statements`.`read_files` AS BIGINT) AS `read_files`,
  CAST(`query_statements`.`pruned_files` AS BIGINT) AS `pruned_files`,
  CAST(`query_statements`.`produced_rows` AS BIGINT) AS `produced_rows`,
  CAST(`query_statements`.`read_io_cache_percent` AS INT) AS `read_io_cache_percent`,
  CAST(`query_statements`.`from_result_cache` AS BOOLEAN) AS `from_result_cache`,
  CAST(`query_statements`.`spilled_local_bytes` AS BIGINT) AS `spilled_local_bytes`,
  CAST(`query_statements`.`shuffle_read_bytes` AS BIGINT) AS `shuffle_read_bytes`,
  CAST(`query_statements`.`written_bytes` AS BIGINT) AS `written_bytes`,
  CAST(`query_statements`.`written_files` AS BIGINT) AS `written_files`,
  CAST(`query_statements`.`job_id` AS STRING) AS `job_id`,
  CAST(`query_statements`.`job_run_id` AS STRING) AS `job_run_id`,
  CAST(`query_statements`.`dashboard_id` AS STRING) AS `dashboard_id`,
  CAST(`query_statements`.`genie_space_id` AS STRING) AS `genie_space_id`
FROM {raw}.`query_statements` AS `query_statements`
LEFT OUTER JOIN `step_1` AS `step_1`
  ON (
    `query_statements`.`workspace_id` = `step_1`.`workspace_id`
    AND `query_statements`.`statement_id` = `step_1`.`statement_id`
  )
WHERE
  (
    (
      (
        (
          (
            (
              (
                CAST(:since AS TIMESTAMP) IS NULL
                OR CAST(`query_statements`.`started_at` AS TIMESTAMP) >= CAST(:since AS TIMESTAMP)
              )
              AND (
                CAST(:until AS TIMESTAMP) IS NULL
                OR CAST(`query_statements`.`started_at` AS TIMESTAMP) < CAST(:until AS TIMESTAMP)
              )
            )
            AND (
              CAST(:user_id AS STRING) IS NULL
              OR CAST(`query_statements`.`executed_by` AS STRING) = CAST(:user_id AS STRING)
            )
          )
          AND (
            CAST(:warehouse_id AS STRING) IS NULL
            OR CAST(`query_statements`.`warehouse_id` AS STRING) = CAST(:warehouse_id AS STRING)
          )
        )
        AND (
          CAST(:execution_status AS STRING) IS NULL
          OR CAST(`query_statements`.`execution_status` AS STRING) = CAST(:execution_status AS STRING)
        )
      )
      AND (
        CAST(:text_contains AS STRING) IS NULL
        OR CONTAINS(
          LOWER(CAST(`query_statements`.`statement_text` AS STRING)),
          LOWER(CAST(:text_contains AS STRING))
        )
      )
    )
    AND (
      CAST(:least_duration_ms AS BIGINT) IS NULL
      OR CAST(`query_statements`.`total_duration_ms` AS BIGINT) >= CAST(:least_duration_ms AS BIGINT)
    )
  )
  AND (
    (
      CAST(:query_id AS STRING) IS NULL
      OR `query_statements`.`statement_id` = CAST(:query_id AS STRING)
    )
    AND (
      CAST(:workspace_id AS STRING) IS NULL
      OR `query_statements`.`workspace_id` = CAST(:workspace_id AS STRING)
    )
  )
