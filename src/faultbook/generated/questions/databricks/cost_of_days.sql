-- Written by `make generate` from src/faultbook/transforms/queries/costs.py; do not edit.
WITH `step_1` AS (
  SELECT
    `cost_daily`.`usage_date` AS `usage_date`,
    COALESCE(`cost_daily`.`workspace_id`, '<ACCOUNT>') AS `workspace_id`,
    `cost_daily`.`billing_origin_product` AS `billing_origin_product`,
    `cost_daily`.`currency_code` AS `currency_code`,
    CAST(SUM(`cost_daily`.`billed_amount`) AS DECIMAL(28, 10)) AS `billed_amount`,
    CAST(SUM(`cost_daily`.`direct_amount`) AS DECIMAL(28, 10)) AS `direct_amount`,
    CAST(SUM(`cost_daily`.`idle_amount`) AS DECIMAL(28, 10)) AS `idle_amount`,
    CAST(SUM(`cost_daily`.`unattributed_amount`) AS DECIMAL(28, 10)) AS `unattributed_amount`,
    SUM(`cost_daily`.`provisional_hours`) AS `provisional_hours`
  FROM {answers}.`cost_daily` AS `cost_daily`
  GROUP BY
    `cost_daily`.`usage_date`,
    COALESCE(`cost_daily`.`workspace_id`, '<ACCOUNT>'),
    `cost_daily`.`billing_origin_product`,
    `cost_daily`.`usage_unit`,
    `cost_daily`.`currency_code`
)
SELECT
  CASE
    WHEN CAST(:by AS STRING) = 'day'
    THEN CAST(CAST(`step_1`.`usage_date` AS DATE) AS STRING)
    WHEN CAST(:by AS STRING) = 'workspace'
    THEN CAST(`step_1`.`workspace_id` AS STRING)
    ELSE COALESCE(CAST(`step_1`.`billing_origin_product` AS STRING), 'UNKNOWN')
  END AS `value`,
  CAST(`step_1`.`currency_code` AS STRING) AS `currency_code`,
  CAST(COALESCE(SUM(CAST(`step_1`.`billed_amount` AS DECIMAL(28, 10))), 0) AS DECIMAL(28, 10)) AS `billed_amount`,
  CAST(COALESCE(SUM(CAST(`step_1`.`direct_amount` AS DECIMAL(28, 10))), 0) AS DECIMAL(28, 10)) AS `direct_amount`,
  CAST(COALESCE(SUM(CAST(`step_1`.`idle_amount` AS DECIMAL(28, 10))), 0) AS DECIMAL(28, 10)) AS `idle_amount`,
  CAST(COALESCE(SUM(CAST(`step_1`.`unattributed_amount` AS DECIMAL(28, 10))), 0) AS DECIMAL(28, 10)) AS `unattributed_amount`,
  COUNT(CASE WHEN CAST(`step_1`.`provisional_hours` > 0 AS BOOLEAN) THEN 1 END) AS `provisional_days`
FROM `step_1` AS `step_1`
WHERE
  (
    (
      (
        CAST(:first_day AS DATE) IS NULL
        OR CAST(`step_1`.`usage_date` AS DATE) >= CAST(:first_day AS DATE)
      )
      AND (
        CAST(:end_day AS DATE) IS NULL
        OR CAST(`step_1`.`usage_date` AS DATE) < CAST(:end_day AS DATE)
      )
    )
    AND (
      CAST(:workspace_id AS STRING) IS NULL
      OR CAST(`step_1`.`workspace_id` AS STRING) = CAST(:workspace_id AS STRING)
    )
  )
  AND NOT CAST(`step_1`.`currency_code` AS STRING) IS NULL
GROUP BY
  CASE
    WHEN CAST(:by AS STRING) = 'day'
    THEN CAST(CAST(`step_1`.`usage_date` AS DATE) AS STRING)
    WHEN CAST(:by AS STRING) = 'workspace'
    THEN CAST(`step_1`.`workspace_id` AS STRING)
    ELSE COALESCE(CAST(`step_1`.`billing_origin_product` AS STRING), 'UNKNOWN')
  END,
  CAST(`step_1`.`currency_code` AS STRING)
