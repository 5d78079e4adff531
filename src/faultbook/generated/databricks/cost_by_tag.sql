-- Written by `make generate` from src/faultbook/transforms/views/cost_by_tag.py; do not edit.
WITH `step_1` AS (
  SELECT
    `cost_tags`.`usage_date` AS `usage_date`,
    COALESCE(`cost_tags`.`workspace_id`, '<ACCOUNT>') AS `workspace_id`,
    `cost_tags`.`usage_unit` AS `usage_unit`,
    COALESCE(`cost_tags`.`currency_code`, '<UNPRICED>') AS `currency`,
    `cost_tags`.`tag_key` AS `tag_key`,
    `cost_tags`.`tag_value` AS `tag_value`,
    CAST(SUM(`cost_tags`.`record_count`) AS BIGINT) AS `record_count`,
    CAST(SUM(`cost_tags`.`billed_quantity`) AS DECIMAL(36, 18)) AS `billed_quantity`,
    CAST(SUM(`cost_tags`.`billed_amount`) AS DECIMAL(28, 10)) AS `billed_amount`
  FROM {answers}.`cost_tags` AS `cost_tags`
  GROUP BY
    `cost_tags`.`usage_date`,
    COALESCE(`cost_tags`.`workspace_id`, '<ACCOUNT>'),
    `cost_tags`.`usage_unit`,
    COALESCE(`cost_tags`.`currency_code`, '<UNPRICED>'),
    `cost_tags`.`tag_key`,
    `cost_tags`.`tag_value`
), `step_2` AS (
  SELECT
    `step_1`.`usage_date` AS `usage_date`,
    `step_1`.`workspace_id` AS `workspace_id`,
    `step_1`.`usage_unit` AS `usage_unit`,
    `step_1`.`currency` AS `currency`,
    `step_1`.`tag_key` AS `tag_key`,
    `step_1`.`tag_value` AS `tag_value`,
    `step_1`.`record_count` AS `record_count`,
    `step_1`.`billed_quantity` AS `billed_quantity`,
    `step_1`.`billed_amount` AS `billed_amount`
  FROM `step_1` AS `step_1`
), `step_3` AS (
  SELECT
    `cost_daily`.`usage_date` AS `usage_date`,
    COALESCE(`cost_daily`.`workspace_id`, '<ACCOUNT>') AS `workspace_id`,
    `cost_daily`.`usage_unit` AS `usage_unit`,
    COALESCE(`cost_daily`.`currency_code`, '<UNPRICED>') AS `currency`,
    CAST(SUM(`cost_daily`.`record_count`) AS BIGINT) AS `record_count`,
    CAST(SUM(`cost_daily`.`billed_quantity`) AS DECIMAL(36, 18)) AS `billed_quantity`,
    CAST(SUM(`cost_daily`.`billed_amount`) AS DECIMAL(28, 10)) AS `billed_amount`,
    SUM(`cost_daily`.`provisional_hours`) AS `provisional_hours`
  FROM {answers}.`cost_daily` AS `cost_daily`
  GROUP BY
    `cost_daily`.`usage_date`,
    COALESCE(`cost_daily`.`workspace_id`, '<ACCOUNT>'),
    `cost_daily`.`usage_unit`,
    COALESCE(`cost_daily`.`currency_code`, '<UNPRICED>')
), `step_4` AS (
  SELECT
    `cost_tags`.`tag_key` AS `tag_key`
  FROM {answers}.`cost_tags` AS `cost_tags`
  UNION ALL
  SELECT
    '<ANY>' AS `tag_key`
  FROM {answers}.`cost_daily` AS `cost_daily`
), `step_5` AS (
  SELECT DISTINCT
    `step_4`.`tag_key` AS `tag_key`
  FROM `step_4` AS `step_4`
), `step_6` AS (
  SELECT
    `step_2`.`usage_date` AS `usage_date`,
    `step_2`.`workspace_id` AS `workspace_id`,
    `step_2`.`usage_unit` AS `usage_unit`,
    `step_2`.`currency` AS `currency`,
    `step_2`.`tag_key` AS `tag_key`,
    CAST(SUM(`step_2`.`record_count`) AS BIGINT) AS `tagged_record_count`,
    CAST(SUM(`step_2`.`billed_quantity`) AS DECIMAL(36, 18)) AS `tagged_billed_quantity`,
    CAST(SUM(`step_2`.`billed_amount`) AS DECIMAL(28, 10)) AS `tagged_billed_amount`
  FROM `step_2` AS `step_2`
  GROUP BY
    `step_2`.`usage_date`,
    `step_2`.`workspace_id`,
    `step_2`.`usage_unit`,
    `step_2`.`currency`,
    `step_2`.`tag_key`
), `step_7` AS (
  SELECT
    `step_2`.`usage_date` AS `usage_date`,
    `step_2`.`workspace_id` AS `workspace_id`,
    `step_2`.`usage_unit` AS `usage_unit`,
    `step_2`.`currency` AS `currency`,
    `step_2`.`tag_key` AS `tag_key`,
    `step_2`.`tag_value` AS `tag_value`,
    `step_2`.`record_count` AS `record_count`,
    `step_2`.`billed_quantity` AS `billed_quantity`,
    `step_2`.`billed_amount` AS `billed_amount`
  FROM `step_2` AS `step_2`
  UNION ALL
  SELECT
    `step_3`.`usage_date` AS `usage_date`,
    `step_3`.`workspace_id` AS `workspace_id`,
    `step_3`.`usage_unit` AS `usage_unit`,
    `step_3`.`currency` AS `currency`,
    `step_5`.`tag_key` AS `tag_key`,
    '<UNTAGGED>' AS `tag_value`,
    CAST((
      COALESCE(`step_3`.`record_count`, CAST(0 AS BIGINT)) - COALESCE(`step_6`.`tagged_record_count`, CAST(0 AS BIGINT))
    ) AS BIGINT) AS `record_count`,
    CAST((
      COALESCE(`step_3`.`billed_quantity`, CAST(0 AS DECIMAL(36, 18))) - COALESCE(`step_6`.`tagged_billed_quantity`, CAST(0 AS DECIMAL(36, 18)))
    ) AS DECIMAL(36, 18)) AS `billed_quantity`,
    CAST((
      COALESCE(`step_3`.`billed_amount`, CAST(0 AS DECIMAL(28, 10))) - COALESCE(`step_6`.`tagged_billed_amount`, CAST(0 AS DECIMAL(28, 10)))
    ) AS DECIMAL(28, 10)) AS `billed_amount`
  FROM `step_3` AS `step_3`
  CROSS JOIN `step_5` AS `step_5`
  LEFT OUTER JOIN `step_6` AS `step_6`
    ON (
      (
        (
          (
            `step_3`.`usage_date` = `step_6`.`usage_date`
            AND `step_3`.`workspace_id` = `step_6`.`workspace_id`
          )
          AND `step_3`.`usage_unit` = `step_6`.`usage_unit`
        )
        AND `step_3`.`currency` = `step_6`.`currency`
      )
      AND `step_5`.`tag_key` = `step_6`.`tag_key`
    )
  WHERE
    (
      CAST((
        COALESCE(`step_3`.`record_count`, CAST(0 AS BIGINT)) - COALESCE(`step_6`.`tagged_record_count`, CAST(0 AS BIGINT))
      ) AS BIGINT) <> 0
      OR CAST((
        COALESCE(`step_3`.`billed_quantity`, CAST(0 AS DECIMAL(36, 18))) - COALESCE(`step_6`.`tagged_billed_quantity`, CAST(0 AS DECIMAL(36, 18)))
      ) AS DECIMAL(36, 18)) <> 0
    )
)
SELECT
  CAST(`step_7`.`usage_date` AS DATE) AS `usage_date`,
  CAST(`step_7`.`tag_key` AS STRING) AS `tag_key`,
  CAST(`step_7`.`tag_value` AS STRING) AS `tag_value`,
  CAST(`step_7`.`workspace_id` AS STRING) AS `workspace_id`,
  CAST(`step_7`.`usage_unit` AS STRING) AS `usage_unit`,
  CAST(CASE WHEN `step_7`.`currency` <> '<UNPRICED>' THEN `step_7`.`currency` END AS STRING) AS `currency_code`,
  CAST(`step_7`.`record_count` AS BIGINT) AS `record_count`,
  CAST(`step_7`.`billed_quantity` AS DECIMAL(36, 18)) AS `billed_quantity`,
  CAST(CASE WHEN `step_7`.`currency` <> '<UNPRICED>' THEN `step_7`.`billed_amount` END AS DECIMAL(28, 10)) AS `billed_amount`,
  CAST(COALESCE(`step_3`.`provisional_hours` > 0, FALSE) AS BOOLEAN) AS `provisional`
FROM `step_7` AS `step_7`
LEFT OUTER JOIN `step_3` AS `step_3`
  ON (
    (
      (
        `step_7`.`usage_date` = `step_3`.`usage_date`
        AND `step_7`.`workspace_id` = `step_3`.`workspace_id`
      )
      AND `step_7`.`usage_unit` = `step_3`.`usage_unit`
    )
    AND `step_7`.`currency` = `step_3`.`currency`
  )
