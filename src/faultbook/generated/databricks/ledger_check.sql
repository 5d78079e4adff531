-- Written by `make generate` from src/faultbook/transforms/views/ledger_check.py; do not edit.
WITH `step_1` AS (
  SELECT
    `cost_ledger`.`usage_date` AS `usage_date`,
    `cost_ledger`.`usage_unit` AS `usage_unit`,
    `cost_ledger`.`currency_code` AS `currency_code`,
    SUM(`cost_ledger`.`record_count`) AS `record_count`,
    CAST(SUM(`cost_ledger`.`billed_quantity`) AS DECIMAL(36, 18)) AS `billed_quantity`,
    CAST(SUM(`cost_ledger`.`allocated_quantity`) AS DECIMAL(36, 18)) AS `allocated_quantity`,
    CAST(SUM(`cost_ledger`.`idle_quantity`) AS DECIMAL(36, 18)) AS `idle_quantity`,
    CAST(SUM(`cost_ledger`.`unattributed_quantity`) AS DECIMAL(36, 18)) AS `unattributed_quantity`,
    CAST(SUM(`cost_ledger`.`unpriced_quantity`) AS DECIMAL(36, 18)) AS `unpriced_quantity`,
    CAST(SUM(`cost_ledger`.`billed_amount`) AS DECIMAL(28, 10)) AS `billed_amount`,
    CAST(SUM(`cost_ledger`.`direct_amount`) AS DECIMAL(28, 10)) AS `direct_amount`,
    CAST(SUM(`cost_ledger`.`idle_amount`) AS DECIMAL(28, 10)) AS `idle_amount`,
    CAST(SUM(`cost_ledger`.`unattributed_amount`) AS DECIMAL(28, 10)) AS `unattributed_amount`,
    CAST(SUM(
      CASE
        WHEN `cost_ledger`.`resource_kind` = 'WAREHOUSE'
        THEN `cost_ledger`.`billed_amount`
      END
    ) AS DECIMAL(28, 10)) AS `warehouse_amount`,
    COUNT(CASE WHEN `cost_ledger`.`provisional` THEN 1 END) AS `provisional_hours`
  FROM {answers}.`cost_ledger` AS `cost_ledger`
  GROUP BY
    `cost_ledger`.`usage_date`,
    `cost_ledger`.`usage_unit`,
    `cost_ledger`.`currency_code`
), `step_2` AS (
  SELECT
    `query_cost`.`usage_date` AS `usage_date`,
    `query_cost`.`usage_unit` AS `usage_unit`,
    `query_cost`.`currency_code` AS `currency_code`,
    CAST(SUM(`query_cost`.`direct_cost`) AS DECIMAL(28, 10)) AS `statement_cost`,
    CAST(SUM(`query_cost`.`residual_cost`) AS DECIMAL(28, 10)) AS `residual_cost`
  FROM {answers}.`query_cost` AS `query_cost`
  WHERE
    NOT `query_cost`.`currency_code` IS NULL
  GROUP BY
    `query_cost`.`usage_date`,
    `query_cost`.`usage_unit`,
    `query_cost`.`currency_code`
)
SELECT
  CAST(`step_1`.`usage_date` AS DATE) AS `usage_date`,
  CAST(`step_1`.`usage_unit` AS STRING) AS `usage_unit`,
  CAST(`step_1`.`currency_code` AS STRING) AS `currency_code`,
  CAST(`step_1`.`record_count` AS BIGINT) AS `record_count`,
  CAST(`step_1`.`billed_quantity` AS DECIMAL(36, 18)) AS `billed_quantity`,
  CAST(`step_1`.`allocated_quantity` AS DECIMAL(36, 18)) AS `allocated_quantity`,
  CAST(`step_1`.`idle_quantity` AS DECIMAL(36, 18)) AS `idle_quantity`,
  CAST(`step_1`.`unattributed_quantity` AS DECIMAL(36, 18)) AS `unattributed_quantity`,
  CAST(`step_1`.`unpriced_quantity` AS DECIMAL(36, 18)) AS `unpriced_quantity`,
  CAST(CAST((
    CAST((
      CAST((
        CAST((
          `step_1`.`billed_quantity` - `step_1`.`allocated_quantity`
        ) AS DECIMAL(36, 18)) - `step_1`.`idle_quantity`
      ) AS DECIMAL(36, 18)) - `step_1`.`unattributed_quantity`
    ) AS DECIMAL(36, 18)) - `step_1`.`unpriced_quantity`
  ) AS DECIMAL(36, 18)) AS DECIMAL(36, 18)) AS `quantity_balance`,
  CAST(`step_1`.`billed_amount` AS DECIMAL(28, 10)) AS `billed_amount`,
  CAST(`step_1`.`direct_amount` AS DECIMAL(28, 10)) AS `direct_amount`,
  CAST(`step_1`.`idle_amount` AS DECIMAL(28, 10)) AS `idle_amount`,
  CAST(`step_1`.`unattributed_amount` AS DECIMAL(28, 10)) AS `unattributed_amount`,
  CAST(CAST((
    CAST((
      CAST((
        `step_1`.`billed_amount` - `step_1`.`direct_amount`
      ) AS DECIMAL(28, 10)) - `step_1`.`idle_amount`
    ) AS DECIMAL(28, 10)) - `step_1`.`unattributed_amount`
  ) AS DECIMAL(28, 10)) AS DECIMAL(28, 10)) AS `amount_balance`,
  CAST(`step_1`.`warehouse_amount` AS DECIMAL(28, 10)) AS `warehouse_amount`,
  CAST(`step_2`.`statement_cost` AS DECIMAL(28, 10)) AS `statement_cost`,
  CAST(`step_2`.`residual_cost` AS DECIMAL(28, 10)) AS `residual_cost`,
  CAST(CAST((
    CAST((
      `step_1`.`warehouse_amount` - `step_2`.`statement_cost`
    ) AS DECIMAL(28, 10)) - `step_2`.`residual_cost`
  ) AS DECIMAL(28, 10)) AS DECIMAL(28, 10)) AS `statement_balance`,
  CAST(`step_1`.`provisional_hours` AS BIGINT) AS `provisional_hours`
FROM `step_1` AS `step_1`
LEFT OUTER JOIN `step_2` AS `step_2`
  ON (
    (
      `step_1`.`usage_date` = `step_2`.`usage_date`
      AND `step_1`.`usage_unit` = `step_2`.`usage_unit`
    )
    AND `step_1`.`currency_code` = `step_2`.`currency_code`
  )
