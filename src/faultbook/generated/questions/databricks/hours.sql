-- Written by `make generate` from src/faultbook/transforms/queries/counts.py; do not edit.
SELECT
  `error_counts`.`hour` AS `hour`,
  CAST(SUM(`error_counts`.`occurrence_count`) AS BIGINT) AS `occurrence_count`
FROM {answers}.`error_counts` AS `error_counts`
LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
  ON `error_counts`.`template_hash` = `pattern_map`.`template_hash`
WHERE
  (
    CAST(:pattern_id AS STRING) IS NULL
    OR COALESCE(`pattern_map`.`pattern_id`, `error_counts`.`template_hash`) = CAST(:pattern_id AS STRING)
  )
  AND (
    (
      (
        (
          (
            (
              CAST(:error_code AS STRING) IS NULL
              OR `error_counts`.`error_code` = CAST(:error_code AS STRING)
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
      )
      AND (
        (
          CAST(:since AS TIMESTAMP) IS NULL
          OR `error_counts`.`hour` >= CAST(:since AS TIMESTAMP)
        )
        AND (
          CAST(:until AS TIMESTAMP) IS NULL
          OR `error_counts`.`hour` < CAST(:until AS TIMESTAMP)
        )
      )
    )
    AND `error_counts`.`batch_id` <= CAST(:through_batch AS BIGINT)
  )
GROUP BY
  `error_counts`.`hour`
