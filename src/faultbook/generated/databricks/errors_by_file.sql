-- Written by `make generate` from src/faultbook/transforms/views/errors_by_file.py; do not edit.
WITH `step_1` AS (
  SELECT
    `error_logs_parsed`.`timestamp` AS `timestamp`,
    `error_logs_parsed`.`severity` AS `severity`,
    `error_logs_parsed`.`error_code` AS `error_code`,
    `error_logs_parsed`.`file_path` AS `file_path`,
    `error_logs_parsed`.`message` AS `message`,
    `error_logs_parsed`.`batch_id` AS `batch_id`
  FROM {raw}.`error_logs_parsed` AS `error_logs_parsed`
  UNION ALL
  SELECT
    `logs`.`timestamp` AS `timestamp`,
    `logs`.`severity` AS `severity`,
    `logs`.`error_code` AS `error_code`,
    COALESCE(`logs`.`source_file`, '') AS `file_path`,
    `logs`.`message` AS `message`,
    `logs`.`batch_id` AS `batch_id`
  FROM {raw}.`logs` AS `logs`
), `step_2` AS (
  SELECT
    `step_1`.`timestamp` AS `timestamp`,
    `step_1`.`severity` AS `severity`,
    `step_1`.`error_code` AS `error_code`,
    `step_1`.`file_path` AS `file_path`,
    `step_1`.`message` AS `message`,
    `step_1`.`batch_id` AS `batch_id`
  FROM `step_1` AS `step_1`
  UNION ALL
  SELECT
    `text_logs`.`timestamp` AS `timestamp`,
    `text_logs`.`severity` AS `severity`,
    `text_logs`.`error_code` AS `error_code`,
    COALESCE(`text_logs`.`source_file`, '') AS `file_path`,
    `text_logs`.`message` AS `message`,
    `text_logs`.`batch_id` AS `batch_id`
  FROM {raw}.`text_logs` AS `text_logs`
), `step_3` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
)
SELECT
  CAST(`step_2`.`file_path` AS STRING) AS `file_path`,
  CAST(`step_2`.`severity` AS STRING) AS `severity`,
  CAST(`step_2`.`error_code` AS STRING) AS `error_code`,
  CAST(`step_2`.`message` AS STRING) AS `message`,
  CAST(`step_2`.`timestamp` AS TIMESTAMP) AS `timestamp`,
  CAST(ROW_NUMBER() OVER (
    PARTITION BY `step_2`.`file_path`
    ORDER BY STRUCT(
      `step_2`.`timestamp` AS `timestamp`,
      `step_2`.`message` AS `message`,
      `step_2`.`error_code` AS `error_code`,
      `step_2`.`severity` AS `severity`
    ) DESC
  ) AS BIGINT) AS `recency_rank`
FROM `step_2` AS `step_2`
CROSS JOIN `step_3` AS `step_3`
WHERE
  `step_2`.`batch_id` <= `step_3`.`newest_batch`
