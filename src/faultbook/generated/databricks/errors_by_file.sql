-- Written by `make generate` from src/faultbook/transforms/views/errors_by_file.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
)
SELECT
  CAST(`error_logs_parsed`.`file_path` AS STRING) AS `file_path`,
  CAST(`error_logs_parsed`.`severity` AS STRING) AS `severity`,
  CAST(`error_logs_parsed`.`error_code` AS STRING) AS `error_code`,
  CAST(`error_logs_parsed`.`message` AS STRING) AS `message`,
  CAST(`error_logs_parsed`.`timestamp` AS TIMESTAMP) AS `timestamp`,
  CAST(ROW_NUMBER() OVER (
    PARTITION BY `error_logs_parsed`.`file_path`
    ORDER BY STRUCT(
      `error_logs_parsed`.`timestamp` AS `timestamp`,
      `error_logs_parsed`.`message` AS `message`,
      `error_logs_parsed`.`error_code` AS `error_code`,
      `error_logs_parsed`.`severity` AS `severity`
    ) DESC
  ) AS BIGINT) AS `recency_rank`
FROM {raw}.`error_logs_parsed` AS `error_logs_parsed`
CROSS JOIN `step_1` AS `step_1`
WHERE
  `error_logs_parsed`.`batch_id` <= `step_1`.`newest_batch`
