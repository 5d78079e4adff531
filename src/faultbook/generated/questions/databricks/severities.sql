-- Written by `make generate` from src/faultbook/transforms/queries/counts.py; do not edit.
SELECT
  `error_file_counts`.`severity` AS `severity`,
  CAST(SUM(`error_file_counts`.`occurrence_count`) AS BIGINT) AS `occurrence_count`,
  CAST(COUNT(DISTINCT `error_file_counts`.`error_code`) AS BIGINT) AS `error_codes`,
  CAST(COUNT(DISTINCT `error_file_counts`.`file_path`) AS BIGINT) AS `affected_files`,
  MIN(`error_file_counts`.`first_occurrence`) AS `first_occurrence`,
  MAX(`error_file_counts`.`last_occurrence`) AS `last_occurrence`
FROM {answers}.`error_file_counts` AS `error_file_counts`
WHERE
  (
    (
      (
        (
          (
            (
              CAST(:error_code AS STRING) IS NULL
              OR `error_file_counts`.`error_code` = CAST(:error_code AS STRING)
            )
            AND (
              CAST(:severity AS STRING) IS NULL
              OR `error_file_counts`.`severity` = CAST(:severity AS STRING)
            )
          )
          AND (
            CAST(:service AS STRING) IS NULL
            OR `error_file_counts`.`service` = CAST(:service AS STRING)
          )
        )
        AND (
          CAST(:environment AS STRING) IS NULL
          OR `error_file_counts`.`environment` = CAST(:environment AS STRING)
        )
      )
      AND (
        CAST(:file_path AS STRING) IS NULL
        OR `error_file_counts`.`file_path` = CAST(:file_path AS STRING)
      )
    )
    AND (
      (
        CAST(:first_day AS DATE) IS NULL
        OR `error_file_counts`.`day` >= CAST(:first_day AS DATE)
      )
      AND (
        CAST(:end_day AS DATE) IS NULL
        OR `error_file_counts`.`day` < CAST(:end_day AS DATE)
      )
    )
  )
  AND `error_file_counts`.`batch_id` <= CAST(:through_batch AS BIGINT)
GROUP BY
  `error_file_counts`.`severity`
