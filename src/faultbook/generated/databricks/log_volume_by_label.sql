-- Written by `make generate` from src/faultbook/transforms/views/log_volume_by_label.py; do not edit.
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
          UNIX_MICROS(CAST(`logs`.`timestamp` AS TIMESTAMP_LTZ)) - (
            (
              (
                UNIX_MICROS(CAST(`logs`.`timestamp` AS TIMESTAMP_LTZ)) % 86400000000
              ) + 86400000000
            ) % 86400000000
          )
        ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
      ) AS INT),
      CAST('1970-01-01' AS DATE)
    ) AS DATE) AS `day`,
    `logs`.`service` AS `service`,
    `logs`.`environment` AS `environment`,
    `logs`.`severity` AS `severity`,
    EXPLODE(MAP_ENTRIES(`logs`.`labels`)) AS `entry`
  FROM {raw}.`logs` AS `logs`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `logs`.`batch_id` <= `step_1`.`newest_batch`
), `step_3` AS (
  SELECT
    `step_2`.`day` AS `day`,
    `step_2`.`service` AS `service`,
    `step_2`.`environment` AS `environment`,
    `step_2`.`severity` AS `severity`,
    `step_2`.`entry`.`key` AS `label`,
    `step_2`.`entry`.`value` AS `value`,
    COUNT(*) AS `record_count`
  FROM `step_2` AS `step_2`
  GROUP BY
    `step_2`.`day`,
    `step_2`.`service`,
    `step_2`.`environment`,
    `step_2`.`severity`,
    `step_2`.`entry`.`key`,
    `step_2`.`entry`.`value`
)
SELECT
  CAST(`step_3`.`day` AS DATE) AS `day`,
  CAST(`step_3`.`service` AS STRING) AS `service`,
  CAST(`step_3`.`environment` AS STRING) AS `environment`,
  CAST(`step_3`.`severity` AS STRING) AS `severity`,
  CAST(`step_3`.`label` AS STRING) AS `label`,
  CAST(`step_3`.`value` AS STRING) AS `value`,
  CAST(`step_3`.`record_count` AS BIGINT) AS `record_count`
FROM `step_3` AS `step_3`
