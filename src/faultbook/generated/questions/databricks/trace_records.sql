-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
WITH `step_1` AS (
  SELECT
    `error_logs_parsed`.`timestamp` AS `timestamp`,
    `error_logs_parsed`.`service` AS `service`,
    `error_logs_parsed`.`severity` AS `severity`,
    `error_logs_parsed`.`error_code` AS `error_code`,
    `error_logs_parsed`.`message` AS `message`,
    `error_logs_parsed`.`request_id` AS `request_id`,
    `error_logs_parsed`.`template_hash` AS `template_hash`,
    `error_logs_parsed`.`batch_id` AS `batch_id`,
    CAST(NULL AS STRING) AS `trace_id`,
    `error_logs_parsed`.`event_id` AS `record_id`
  FROM {raw}.`error_logs_parsed` AS `error_logs_parsed`
  UNION ALL
  SELECT
    `logs`.`timestamp` AS `timestamp`,
    `logs`.`service` AS `service`,
    `logs`.`severity` AS `severity`,
    `logs`.`error_code` AS `error_code`,
    `logs`.`message` AS `message`,
    `logs`.`request_id` AS `request_id`,
    `logs`.`template_hash` AS `template_hash`,
    `logs`.`batch_id` AS `batch_id`,
    `logs`.`trace_id` AS `trace_id`,
    `logs`.`log_id` AS `record_id`
  FROM {raw}.`logs` AS `logs`
), `step_2` AS (
  SELECT
    `step_1`.`timestamp` AS `timestamp`,
    `step_1`.`service` AS `service`,
    `step_1`.`severity` AS `severity`,
    `step_1`.`error_code` AS `error_code`,
    `step_1`.`message` AS `message`,
    `step_1`.`request_id` AS `request_id`,
    `step_1`.`template_hash` AS `template_hash`,
    `step_1`.`batch_id` AS `batch_id`,
    `step_1`.`trace_id` AS `trace_id`,
    `step_1`.`record_id` AS `record_id`
  FROM `step_1` AS `step_1`
  UNION ALL
  SELECT
    `text_logs`.`timestamp` AS `timestamp`,
    `text_logs`.`service` AS `service`,
    `text_logs`.`severity` AS `severity`,
    `text_logs`.`error_code` AS `error_code`,
    `text_logs`.`message` AS `message`,
    `text_logs`.`request_id` AS `request_id`,
    `text_logs`.`template_hash` AS `template_hash`,
    `text_logs`.`batch_id` AS `batch_id`,
    `text_logs`.`trace_id` AS `trace_id`,
    `text_logs`.`event_id` AS `record_id`
  FROM {raw}.`text_logs` AS `text_logs`
)
SELECT
  `step_2`.`timestamp` AS `timestamp`,
  `step_2`.`service` AS `service`,
  `step_2`.`severity` AS `severity`,
  `step_2`.`error_code` AS `error_code`,
  `step_2`.`message` AS `message`,
  `step_2`.`record_id` AS `record_id`,
  `step_2`.`template_hash` AS `template_hash`
FROM `step_2` AS `step_2`
WHERE
  `step_2`.`batch_id` <= CAST(:through_batch AS BIGINT)
  AND (
    `step_2`.`trace_id` = CAST(:trace_id AS STRING)
    OR (
      CAST(:trace_id AS STRING) IS NULL
      AND `step_2`.`request_id` = CAST(:request_id AS STRING)
    )
  )
