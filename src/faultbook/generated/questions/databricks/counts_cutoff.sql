-- Written by `make generate` from src/faultbook/transforms/queries/records.py; do not edit.
WITH `step_1` AS (
  SELECT
    UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) AS `hour`,
    SUM(`error_counts`.`occurrence_count`) AS `record_count`
  FROM {answers}.`error_counts` AS `error_counts`
  WHERE
    (
      (
        (
          `error_counts`.`batch_id` <= CAST(:through_batch AS BIGINT)
          AND (
            CAST(:error_code AS STRING) IS NULL
            OR `error_counts`.`error_code` = CAST(:error_code AS STRING)
          )
        )
        AND (
          CAST(:severity AS STRING) IS NULL
          OR `error_counts`.`severity` = CAST(:severity AS STRING)
        )
      )
      AND (
        CAST(:service AS STRING) IS NULL
        OR `error_counts`.`service` = CAST(:service AS STRING)
      )
    )
    AND (
      CAST(:environment AS STRING) IS NULL
      OR `error_counts`.`environment` = CAST(:environment AS STRING)
    )
  GROUP BY
    UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ))
), `step_2` AS (
  SELECT
    `step_1`.`hour` AS `hour`,
    `step_1`.`record_count` AS `record_count`,
    SUM(`step_1`.`record_count`) OVER (ORDER BY `step_1`.`hour` DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS `through`
  FROM `step_1` AS `step_1`
), `step_3` AS (
  SELECT
    CAST(SUM(`step_2`.`record_count`) AS BIGINT) AS `total`,
    CAST(MAX(CASE WHEN `step_2`.`through` >= CAST(:wanted AS BIGINT) THEN `step_2`.`hour` END) AS BIGINT) AS `edge`
  FROM `step_2` AS `step_2`
), `step_4` AS (
  SELECT
    CAST(COALESCE(SUM(`ingest_ledger`.`purged`), 0) AS BIGINT) AS `purged`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
  WHERE
    `ingest_ledger`.`batch_id` <= CAST(:through_batch AS BIGINT)
)
SELECT
  `step_3`.`total` AS `total`,
  `step_3`.`edge` AS `edge`,
  `step_4`.`purged` AS `purged`
FROM `step_3` AS `step_3`
CROSS JOIN `step_4` AS `step_4`
