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
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
)
SELECT
  CAST(`step_1`.`file_path` AS STRING) AS `file_path`,
  CAST(`step_1`.`severity` AS STRING) AS `severity`,
  CAST(`step_1`.`error_code` AS STRING) AS `error_code`,
  CAST(`step_1`.`message` AS STRING) AS `message`,
  CAST(`step_1`.`timestamp` AS TIMESTAMP) AS `timestamp`,
  CAST(ROW_NUMBER() OVER (
    PARTITION BY `step_1`.`file_path`
    ORDER BY STRUCT(
      `step_1`.`timestamp` AS `timestamp`,
      `step_1`.`message` AS `message`,
      `step_1`.`error_code` AS `error_code`,
      `step_1`.`severity` AS `severity`
    ) DESC
  ) AS BIGINT) AS `recency_rank`
FROM `step_1` AS `step_1`
CROSS JOIN `step_2` AS `step_2`
WHERE
  `step_1`.`batch_id` <= `step_2`.`newest_batch`
