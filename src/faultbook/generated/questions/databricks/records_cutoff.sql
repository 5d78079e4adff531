-- Written by `make generate` from src/faultbook/transforms/queries/records.py; do not edit.
WITH `step_1` AS (
  SELECT
    `error_logs_parsed`.`timestamp` AS `timestamp`,
    `error_logs_parsed`.`service` AS `service`,
    `error_logs_parsed`.`environment` AS `environment`,
    `error_logs_parsed`.`severity` AS `severity`,
    `error_logs_parsed`.`error_code` AS `error_code`,
    `error_logs_parsed`.`file_path` AS `file_path`,
    `error_logs_parsed`.`message` AS `message`,
    `error_logs_parsed`.`batch_id` AS `batch_id`
  FROM {raw}.`error_logs_parsed` AS `error_logs_parsed`
  UNION ALL
  SELECT
    `logs`.`timestamp` AS `timestamp`,
    `logs`.`service` AS `service`,
    `logs`.`environment` AS `environment`,
    `logs`.`severity` AS `severity`,
    `logs`.`error_code` AS `error_code`,
    COALESCE(`logs`.`source_file`, '') AS `file_path`,
    `logs`.`message` AS `message`,
    `logs`.`batch_id` AS `batch_id`
  FROM {raw}.`logs` AS `logs`
), `step_2` AS (
  SELECT
    `step_1`.`timestamp` AS `timestamp`,
    `step_1`.`service` AS `service`,
    `step_1`.`environment` AS `environment`,
    `step_1`.`severity` AS `severity`,
    `step_1`.`error_code` AS `error_code`,
    `step_1`.`file_path` AS `file_path`,
    `step_1`.`message` AS `message`,
    `step_1`.`batch_id` AS `batch_id`
  FROM `step_1` AS `step_1`
  UNION ALL
  SELECT
    `text_logs`.`timestamp` AS `timestamp`,
    `text_logs`.`service` AS `service`,
    `text_logs`.`environment` AS `environment`,
    `text_logs`.`severity` AS `severity`,
    `text_logs`.`error_code` AS `error_code`,
    COALESCE(`text_logs`.`source_file`, '') AS `file_path`,
    `text_logs`.`message` AS `message`,
    `text_logs`.`batch_id` AS `batch_id`
  FROM {raw}.`text_logs` AS `text_logs`
), `step_3` AS (
  SELECT
    (
      UNIX_MICROS(CAST(`step_2`.`timestamp` AS TIMESTAMP_LTZ)) - (
        (
          (
            UNIX_MICROS(CAST(`step_2`.`timestamp` AS TIMESTAMP_LTZ)) % 3600000000
          ) + 3600000000
        ) % 3600000000
      )
    ) AS `hour`,
    COUNT(*) AS `record_count`
  FROM `step_2` AS `step_2`
  WHERE
    `step_2`.`batch_id` <= CAST(:through_batch AS BIGINT)
    AND (
      (
        (
          (
            (
              (
                (
                  (
                    (
                      (
                        (
                          (
                            (
                              (
                                CAST(:error_code AS STRING) IS NULL
                                OR `step_2`.`error_code` = CAST(:error_code AS STRING)
                              )
                              AND (
                                CAST(:not_error_code AS STRING) IS NULL
                                OR `step_2`.`error_code` <> CAST(:not_error_code AS STRING)
                              )
                            )
                            AND (
                              CAST(:severity AS STRING) IS NULL
                              OR `step_2`.`severity` = CAST(:severity AS STRING)
                            )
                          )
                          AND (
                            CAST(:not_severity AS STRING) IS NULL
                            OR `step_2`.`severity` <> CAST(:not_severity AS STRING)
                          )
                        )
                        AND (
                          CAST(:service AS STRING) IS NULL OR `step_2`.`service` = CAST(:service AS STRING)
                        )
                      )
                      AND (
                        CAST(:not_service AS STRING) IS NULL
                        OR `step_2`.`service` <> CAST(:not_service AS STRING)
                      )
                    )
                    AND (
                      CAST(:environment AS STRING) IS NULL
                      OR `step_2`.`environment` = CAST(:environment AS STRING)
                    )
                  )
                  AND (
                    CAST(:not_environment AS STRING) IS NULL
                    OR `step_2`.`environment` <> CAST(:not_environment AS STRING)
                  )
                )
                AND (
                  CAST(:file_path AS STRING) IS NULL
                  OR `step_2`.`file_path` = CAST(:file_path AS STRING)
                )
              )
              AND (
                CAST(:file_contains AS STRING) IS NULL
                OR CONTAINS(LOWER(`step_2`.`file_path`), LOWER(CAST(:file_contains AS STRING)))
              )
            )
            AND (
              CAST(:not_file_contains AS STRING) IS NULL
              OR NOT (
                CONTAINS(LOWER(`step_2`.`file_path`), LOWER(CAST(:not_file_contains AS STRING)))
              )
            )
          )
          AND (
            CAST(:message_contains AS STRING) IS NULL
            OR CONTAINS(LOWER(`step_2`.`message`), LOWER(CAST(:message_contains AS STRING)))
          )
        )
        AND (
          CAST(:not_message_contains AS STRING) IS NULL
          OR NOT (
            CONTAINS(LOWER(`step_2`.`message`), LOWER(CAST(:not_message_contains AS STRING)))
          )
        )
      )
      AND (
        (
          CAST(:since AS TIMESTAMP) IS NULL
          OR `step_2`.`timestamp` >= CAST(:since AS TIMESTAMP)
        )
        AND (
          CAST(:until AS TIMESTAMP) IS NULL
          OR `step_2`.`timestamp` < CAST(:until AS TIMESTAMP)
        )
      )
    )
  GROUP BY
    (
      UNIX_MICROS(CAST(`step_2`.`timestamp` AS TIMESTAMP_LTZ)) - (
        (
          (
            UNIX_MICROS(CAST(`step_2`.`timestamp` AS TIMESTAMP_LTZ)) % 3600000000
          ) + 3600000000
        ) % 3600000000
      )
    )
), `step_4` AS (
  SELECT
    `step_3`.`hour` AS `hour`,
    `step_3`.`record_count` AS `record_count`,
    SUM(`step_3`.`record_count`) OVER (ORDER BY `step_3`.`hour` DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS `through`
  FROM `step_3` AS `step_3`
)
SELECT
  CAST(SUM(`step_4`.`record_count`) AS BIGINT) AS `total`,
  CAST(MAX(CASE WHEN `step_4`.`through` >= CAST(:wanted AS BIGINT) THEN `step_4`.`hour` END) AS BIGINT) AS `edge`
FROM `step_4` AS `step_4`
