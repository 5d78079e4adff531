-- Written by `make generate` from src/faultbook/transforms/views/trace_flow.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
), `step_2` AS (
  SELECT
    `logs`.`trace_id` AS `trace_id`,
    `logs`.`timestamp` AS `timestamp`,
    `logs`.`service` AS `service`,
    `logs`.`span_id` AS `span_id`,
    `logs`.`parent_span_id` AS `parent_span_id`,
    `logs`.`severity` AS `severity`,
    `logs`.`error_code` AS `error_code`,
    `logs`.`message` AS `message`,
    `logs`.`exception_type` AS `exception_type`,
    `logs`.`host` AS `host`,
    `logs`.`log_id` AS `log_id`
  FROM {raw}.`logs` AS `logs`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    NOT `logs`.`trace_id` IS NULL AND `logs`.`batch_id` <= `step_1`.`newest_batch`
), `step_3` AS (
  SELECT
    `step_2`.`trace_id` AS `trace_id`,
    `step_2`.`timestamp` AS `timestamp`,
    `step_2`.`service` AS `service`,
    `step_2`.`span_id` AS `span_id`,
    `step_2`.`parent_span_id` AS `parent_span_id`,
    `step_2`.`severity` AS `severity`,
    `step_2`.`error_code` AS `error_code`,
    `step_2`.`message` AS `message`,
    `step_2`.`exception_type` AS `exception_type`,
    `step_2`.`host` AS `host`,
    `step_2`.`log_id` AS `log_id`,
    ROW_NUMBER() OVER (
      PARTITION BY `step_2`.`trace_id`
      ORDER BY `step_2`.`timestamp` ASC NULLS LAST, `step_2`.`service` ASC NULLS LAST, `step_2`.`span_id` ASC NULLS LAST, `step_2`.`parent_span_id` ASC NULLS LAST, `step_2`.`severity` ASC NULLS LAST, `step_2`.`error_code` ASC NULLS LAST, `step_2`.`message` ASC NULLS LAST, `step_2`.`exception_type` ASC NULLS LAST, `step_2`.`host` ASC NULLS LAST, `step_2`.`log_id` ASC NULLS LAST
    ) AS `position`
  FROM `step_2` AS `step_2`
), `step_4` AS (
  SELECT
    `step_2`.`trace_id` AS `trace_id`,
    `step_2`.`span_id` AS `parent_span_id`,
    MIN(`step_2`.`service`) AS `parent_service`
  FROM `step_2` AS `step_2`
  WHERE
    NOT `step_2`.`span_id` IS NULL
  GROUP BY
    `step_2`.`trace_id`,
    `step_2`.`span_id`
)
SELECT
  CAST(`step_3`.`trace_id` AS STRING) AS `trace_id`,
  CAST(`step_3`.`position` AS BIGINT) AS `position`,
  CAST(`step_3`.`timestamp` AS TIMESTAMP) AS `timestamp`,
  CAST(`step_3`.`service` AS STRING) AS `service`,
  CAST(`step_4`.`parent_service` AS STRING) AS `parent_service`,
  CAST(`step_3`.`span_id` AS STRING) AS `span_id`,
  CAST(`step_3`.`parent_span_id` AS STRING) AS `parent_span_id`,
  CAST(`step_3`.`severity` AS STRING) AS `severity`,
  CAST(`step_3`.`error_code` AS STRING) AS `error_code`,
  CAST(`step_3`.`message` AS STRING) AS `message`,
  CAST(`step_3`.`exception_type` AS STRING) AS `exception_type`,
  CAST(`step_3`.`host` AS STRING) AS `host`,
  CAST(`step_3`.`log_id` AS STRING) AS `log_id`
FROM `step_3` AS `step_3`
LEFT OUTER JOIN `step_4` AS `step_4`
  ON (
    `step_3`.`trace_id` = `step_4`.`trace_id`
    AND `step_3`.`parent_span_id` = `step_4`.`parent_span_id`
  )
