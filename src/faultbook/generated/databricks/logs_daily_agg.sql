-- Written by `make generate` from src/faultbook/transforms/views/logs_daily_agg.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
), `step_2` AS (
  SELECT
    CAST(DATE_ADD(
      DAY,
      CAST((
        CAST((
          UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) - (
            (
              (
                UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) % 86400000000
              ) + 86400000000
            ) % 86400000000
          )
        ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
      ) AS INT),
      CAST('1970-01-01' AS DATE)
    ) AS DATE) AS `day`,
    `error_counts`.`service` AS `service`,
    `error_counts`.`environment` AS `environment`,
    `error_counts`.`severity` AS `severity`,
    CAST(SUM(`error_counts`.`occurrence_count`) AS BIGINT) AS `occurrence_count`,
    MIN(`error_counts`.`first_occurrence`) AS `first_occurrence`,
    MAX(`error_counts`.`last_occurrence`) AS `last_occurrence`
  FROM {answers}.`error_counts` AS `error_counts`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `error_counts`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    CAST(DATE_ADD(
      DAY,
      CAST((
        CAST((
          UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) - (
            (
              (
                UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) % 86400000000
              ) + 86400000000
            ) % 86400000000
          )
        ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
      ) AS INT),
      CAST('1970-01-01' AS DATE)
    ) AS DATE),
    `error_counts`.`service`,
    `error_counts`.`environment`,
    `error_counts`.`severity`
)
SELECT
  CAST(`step_2`.`day` AS DATE) AS `day`,
  CAST(`step_2`.`service` AS STRING) AS `service`,
  CAST(`step_2`.`environment` AS STRING) AS `environment`,
  CAST(`step_2`.`severity` AS STRING) AS `severity`,
  CAST(`step_2`.`occurrence_count` AS BIGINT) AS `occurrence_count`,
  CAST(`step_2`.`first_occurrence` AS TIMESTAMP) AS `first_occurrence`,
  CAST(`step_2`.`last_occurrence` AS TIMESTAMP) AS `last_occurrence`,
  CAST(COALESCE(`severity_ranks`.`is_error`, FALSE) AS BOOLEAN) AS `is_error`
FROM `step_2` AS `step_2`
LEFT OUTER JOIN {answers}.`severity_ranks` AS `severity_ranks`
  ON `step_2`.`severity` = `severity_ranks`.`severity`
