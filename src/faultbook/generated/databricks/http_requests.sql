-- Written by `make generate` from src/faultbook/transforms/views/http_requests.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
), `step_2` AS (
  SELECT
    DATE_ADD(
      MICROSECOND,
      -(
        (
          (
            (
              UNIX_MICROS(CAST(`logs`.`timestamp` AS TIMESTAMP_LTZ)) % 3600000000
            ) + 3600000000
          ) % 3600000000
        )
      ),
      `logs`.`timestamp`
    ) AS `hour`,
    `logs`.`service` AS `service`,
    `logs`.`environment` AS `environment`,
    `logs`.`http_method` AS `http_method`,
    `logs`.`http_endpoint` AS `http_endpoint`,
    `logs`.`http_status` AS `http_status`,
    COUNT(*) AS `request_count`,
    COUNT(`logs`.`http_duration_ms`) AS `timed_count`,
    COUNT(CASE WHEN `logs`.`http_duration_ms` <= 100 THEN 1 END) AS `fast_count`,
    COUNT(CASE WHEN `logs`.`http_duration_ms` > 1000 THEN 1 END) AS `slow_count`,
    MAX(`logs`.`http_duration_ms`) AS `slowest_ms`
  FROM {raw}.`logs` AS `logs`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    (
      NOT `logs`.`http_status` IS NULL OR NOT `logs`.`http_endpoint` IS NULL
    )
    AND `logs`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    DATE_ADD(
      MICROSECOND,
      -(
        (
          (
            (
              UNIX_MICROS(CAST(`logs`.`timestamp` AS TIMESTAMP_LTZ)) % 3600000000
            ) + 3600000000
          ) % 3600000000
        )
      ),
      `logs`.`timestamp`
    ),
    `logs`.`service`,
    `logs`.`environment`,
    `logs`.`http_method`,
    `logs`.`http_endpoint`,
    `logs`.`http_status`
)
SELECT
  CAST(`step_2`.`hour` AS TIMESTAMP) AS `hour`,
  CAST(`step_2`.`service` AS STRING) AS `service`,
  CAST(`step_2`.`environment` AS STRING) AS `environment`,
  CAST(`step_2`.`http_method` AS STRING) AS `http_method`,
  CAST(`step_2`.`http_endpoint` AS STRING) AS `http_endpoint`,
  CAST(`step_2`.`http_status` AS INT) AS `http_status`,
  CAST(`step_2`.`request_count` AS BIGINT) AS `request_count`,
  CAST(`step_2`.`timed_count` AS BIGINT) AS `timed_count`,
  CAST(`step_2`.`fast_count` AS BIGINT) AS `fast_count`,
  CAST(`step_2`.`slow_count` AS BIGINT) AS `slow_count`,
  CAST(`step_2`.`slowest_ms` AS DOUBLE) AS `slowest_ms`
FROM `step_2` AS `step_2`
