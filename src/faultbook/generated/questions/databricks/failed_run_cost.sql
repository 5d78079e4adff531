-- Written by `make generate` from src/faultbook/transforms/queries/costs.py; do not edit.
WITH `step_1` AS (
  SELECT
    `job_run_cost`.`usage_date` AS `usage_date`,
    `job_run_cost`.`workspace_id` AS `workspace_id`,
    `job_run_cost`.`job_id` AS `job_id`,
    `job_run_cost`.`currency_code` AS `currency_code`,
    MAX(`job_run_cost`.`job_name`) AS `job_name`,
    COUNT(DISTINCT `job_run_cost`.`task_run_id`) AS `attempts`,
    COUNT(
      DISTINCT CASE
        WHEN `job_run_cost`.`result_state` IN ('FAILED', 'ERROR', 'TIMED_OUT', 'TIMEDOUT')
        THEN `job_run_cost`.`task_run_id`
      END
    ) AS `failed_attempts`,
    COALESCE(
      CAST(SUM(
        CASE
          WHEN `job_run_cost`.`result_state` IN ('FAILED', 'ERROR', 'TIMED_OUT', 'TIMEDOUT')
          THEN `job_run_cost`.`cost`
        END
      ) AS DECIMAL(28, 10)),
      CAST(0 AS DECIMAL(28, 10))
    ) AS `failed_cost`,
    COALESCE(
      CAST(SUM(
        CASE
          WHEN `job_run_cost`.`result_state` IN ('CANCELED', 'CANCELLED')
          THEN `job_run_cost`.`cost`
        END
      ) AS DECIMAL(28, 10)),
      CAST(0 AS DECIMAL(28, 10))
    ) AS `canceled_cost`,
    CAST(SUM(`job_run_cost`.`cost`) AS DECIMAL(28, 10)) AS `total_cost`
  FROM {answers}.`job_run_cost` AS `job_run_cost`
  GROUP BY
    `job_run_cost`.`usage_date`,
    `job_run_cost`.`workspace_id`,
    `job_run_cost`.`job_id`,
    `job_run_cost`.`currency_code`
)
SELECT
  CAST(`step_1`.`workspace_id` AS STRING) AS `workspace_id`,
  CAST(`step_1`.`job_id` AS STRING) AS `job_id`,
  CAST(`step_1`.`currency_code` AS STRING) AS `currency_code`,
  MAX(CAST(`step_1`.`job_name` AS STRING)) AS `job_name`,
  COUNT(CASE WHEN CAST(`step_1`.`failed_attempts` AS BIGINT) > 0 THEN 1 END) AS `failed_days`,
  CAST(SUM(CAST(`step_1`.`attempts` AS BIGINT)) AS BIGINT) AS `attempts`,
  CAST(SUM(CAST(`step_1`.`failed_attempts` AS BIGINT)) AS BIGINT) AS `failed_attempts`,
  CAST(SUM(CAST(`step_1`.`failed_cost` AS DECIMAL(28, 10))) AS DECIMAL(28, 10)) AS `failed_cost`,
  CAST(SUM(CAST(`step_1`.`canceled_cost` AS DECIMAL(28, 10))) AS DECIMAL(28, 10)) AS `canceled_cost`,
  CAST(COALESCE(SUM(CAST(`step_1`.`total_cost` AS DECIMAL(28, 10))), 0) AS DECIMAL(28, 10)) AS `total_cost`
FROM `step_1` AS `step_1`
WHERE
  (
    (
      CAST(:workspace_id AS STRING) IS NULL
      OR CAST(`step_1`.`workspace_id` AS STRING) = CAST(:workspace_id AS STRING)
    )
    AND (
      CAST(:job_id AS STRING) IS NULL
      OR CAST(`step_1`.`job_id` AS STRING) = CAST(:job_id AS STRING)
    )
  )
  AND (
    (
      CAST(:first_day AS DATE) IS NULL
      OR CAST(`step_1`.`usage_date` AS DATE) >= CAST(:first_day AS DATE)
    )
    AND (
      CAST(:end_day AS DATE) IS NULL
      OR CAST(`step_1`.`usage_date` AS DATE) < CAST(:end_day AS DATE)
    )
  )
GROUP BY
  CAST(`step_1`.`workspace_id` AS STRING),
  CAST(`step_1`.`job_id` AS STRING),
  CAST(`step_1`.`currency_code` AS STRING)
