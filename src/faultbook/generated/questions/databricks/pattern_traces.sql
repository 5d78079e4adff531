-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
WITH `step_1` AS (
  SELECT
    `error_logs_parsed`.`timestamp` AS `timestamp`,
    `error_logs_parsed`.`request_id` AS `request_id`,
    `error_logs_parsed`.`template_hash` AS `template_hash`,
    `error_logs_parsed`.`batch_id` AS `batch_id`,
    CAST(NULL AS STRING) AS `trace_id`
  FROM {raw}.`error_logs_parsed` AS `error_logs_parsed`
  UNION ALL
  SELECT
    `logs`.`timestamp` AS `timestamp`,
    `logs`.`request_id` AS `request_id`,
    `logs`.`template_hash` AS `template_hash`,
    `logs`.`batch_id` AS `batch_id`,
    `logs`.`trace_id` AS `trace_id`
  FROM {raw}.`logs` AS `logs`
), `step_2` AS (
  SELECT
    `step_1`.`timestamp` AS `timestamp`,
    `step_1`.`request_id` AS `request_id`,
    `step_1`.`template_hash` AS `template_hash`,
    `step_1`.`batch_id` AS `batch_id`,
    `step_1`.`trace_id` AS `trace_id`
  FROM `step_1` AS `step_1`
  UNION ALL
  SELECT
    `text_logs`.`timestamp` AS `timestamp`,
    `text_logs`.`request_id` AS `request_id`,
    `text_logs`.`template_hash` AS `template_hash`,
    `text_logs`.`batch_id` AS `batch_id`,
    `text_logs`.`trace_id` AS `trace_id`
  FROM {raw}.`text_logs` AS `text_logs`
)
SELECT
  `step_2`.`timestamp` AS `timestamp`,
  `step_2`.`trace_id` AS `trace_id`,
  `step_2`.`request_id` AS `request_id`,
  CAST(CASE WHEN NOT `step_2`.`trace_id` IS NULL THEN 1 ELSE 0 END AS BIGINT) AS `has_trace`
FROM `step_2` AS `step_2`
LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
  ON `step_2`.`template_hash` = `pattern_map`.`template_hash`
WHERE
  (
    COALESCE(`pattern_map`.`pattern_id`, `step_2`.`template_hash`) = CAST(:pattern_id AS STRING)
    AND (
      NOT `step_2`.`trace_id` IS NULL OR NOT `step_2`.`request_id` IS NULL
    )
  )
  AND `step_2`.`batch_id` <= CAST(:through_batch AS BIGINT)
