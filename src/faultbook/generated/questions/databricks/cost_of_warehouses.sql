-- Written by `make generate` from src/faultbook/transforms/queries/costs.py; do not edit.
WITH `step_1` AS (
  SELECT
    `query_cost`.`warehouse_id` AS `value`,
    `query_cost`.`currency_code` AS `currency_code`,
    CAST(COALESCE(SUM(`query_cost`.`direct_cost`), 0) AS DECIMAL(28, 10)) AS `direct_amount`,
    CAST(COALESCE(SUM(`query_cost`.`residual_cost`), 0) AS DECIMAL(28, 10)) AS `idle_amount`
  FROM {answers}.`query_cost` AS `query_cost`
  WHERE
    (
      (
        (
          (
            CAST(:first_day AS DATE) IS NULL
            OR `query_cost`.`usage_date` >= CAST(:first_day AS DATE)
          )
          AND (
            CAST(:end_day AS DATE) IS NULL
            OR `query_cost`.`usage_date` < CAST(:end_day AS DATE)
          )
        )
        AND (
          CAST(:workspace_id AS STRING) IS NULL
          OR `query_cost`.`workspace_id` = CAST(:workspace_id AS STRING)
        )
      )
      AND NOT `query_cost`.`currency_code` IS NULL
    )
    AND NOT `query_cost`.`warehouse_id` IS NULL
  GROUP BY
    `query_cost`.`warehouse_id`,
    `query_cost`.`currency_code`
)
SELECT
  `step_1`.`value` AS `value`,
  `step_1`.`currency_code` AS `currency_code`,
  `step_1`.`direct_amount` AS `direct_amount`,
  `step_1`.`idle_amount` AS `idle_amount`,
  CAST((
    `step_1`.`direct_amount` + `step_1`.`idle_amount`
  ) AS DECIMAL(28, 10)) AS `billed_amount`
FROM `step_1` AS `step_1`
