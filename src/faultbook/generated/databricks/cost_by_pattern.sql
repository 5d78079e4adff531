-- Written by `make generate` from src/faultbook/transforms/views/cost_by_pattern.py; do not edit.
WITH `step_1` AS (
  SELECT
    `failure_cost`.`usage_date` AS `usage_date`,
    COALESCE(`pattern_map`.`pattern_id`, `failure_cost`.`template_hash`, '<NO LOG MATCHED>') AS `pattern_id`,
    `failure_cost`.`severity` AS `severity`,
    `failure_cost`.`currency_code` AS `currency_code`,
    COUNT(DISTINCT `failure_cost`.`task_run_id`) AS `failed_runs`,
    COUNT(DISTINCT `failure_cost`.`statement_id`) AS `failed_statements`,
    COALESCE(
      CAST(SUM(CASE WHEN `failure_cost`.`failure_kind` = 'RUN' THEN `failure_cost`.`cost` END) AS DECIMAL(28, 10)),
      CAST(0 AS DECIMAL(28, 10))
    ) AS `run_cost`,
    COALESCE(
      CAST(SUM(
        CASE
          WHEN NOT (
            `failure_cost`.`failure_kind` = 'RUN'
          )
          THEN `failure_cost`.`cost`
        END
      ) AS DECIMAL(28, 10)),
      CAST(0 AS DECIMAL(28, 10))
    ) AS `statement_cost`,
    MAX(CAST(`failure_cost`.`provisional` AS INT)) AS `open_rows`
  FROM {answers}.`failure_cost` AS `failure_cost`
  LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
    ON `failure_cost`.`template_hash` = `pattern_map`.`template_hash`
  GROUP BY
    `failure_cost`.`usage_date`,
    COALESCE(`pattern_map`.`pattern_id`, `failure_cost`.`template_hash`, '<NO LOG MATCHED>'),
    `failure_cost`.`severity`,
    `failure_cost`.`currency_code`
), `step_2` AS (
  SELECT
    `pattern_map`.`pattern_id` AS `pattern_id`,
    MIN(`pattern_map`.`pattern`) AS `pattern`,
    MIN(`pattern_map`.`service`) AS `service`,
    MIN(`pattern_map`.`error_code`) AS `error_code`
  FROM {answers}.`pattern_map` AS `pattern_map`
  GROUP BY
    `pattern_map`.`pattern_id`
), `step_3` AS (
  SELECT
    `error_templates`.`template_hash` AS `pattern_id`,
    MIN(`error_templates`.`template`) AS `own_text`,
    MIN(`error_templates`.`service`) AS `own_service`,
    MIN(`error_templates`.`error_code`) AS `own_code`
  FROM {answers}.`error_templates` AS `error_templates`
  GROUP BY
    `error_templates`.`template_hash`
)
SELECT
  CAST(`step_1`.`usage_date` AS DATE) AS `usage_date`,
  CAST(`step_1`.`pattern_id` AS STRING) AS `pattern_id`,
  CAST(`step_1`.`severity` AS STRING) AS `severity`,
  CAST(COALESCE(`step_2`.`pattern`, `step_3`.`own_text`) AS STRING) AS `pattern`,
  CAST(COALESCE(`step_2`.`service`, `step_3`.`own_service`) AS STRING) AS `service`,
  CAST(COALESCE(`step_2`.`error_code`, `step_3`.`own_code`) AS STRING) AS `error_code`,
  CAST(`step_1`.`currency_code` AS STRING) AS `currency_code`,
  CAST(`step_1`.`failed_runs` AS BIGINT) AS `failed_runs`,
  CAST(`step_1`.`failed_statements` AS BIGINT) AS `failed_statements`,
  CAST(`step_1`.`run_cost` AS DECIMAL(28, 10)) AS `run_cost`,
  CAST(`step_1`.`statement_cost` AS DECIMAL(28, 10)) AS `statement_cost`,
  CAST(CAST((
    `step_1`.`run_cost` + `step_1`.`statement_cost`
  ) AS DECIMAL(28, 10)) AS DECIMAL(28, 10)) AS `failed_cost`,
  CAST(`step_1`.`open_rows` > 0 AS BOOLEAN) AS `provisional`
FROM `step_1` AS `step_1`
LEFT OUTER JOIN `step_2` AS `step_2`
  ON `step_1`.`pattern_id` = `step_2`.`pattern_id`
LEFT OUTER JOIN `step_3` AS `step_3`
  ON `step_1`.`pattern_id` = `step_3`.`pattern_id`
