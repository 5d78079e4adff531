-- Written by `make generate` from src/faultbook/transforms/queries/records.py; do not edit.
WITH `step_1` AS (
  SELECT
    `error_logs_parsed`.`timestamp` AS `timestamp`,
    `error_logs_parsed`.`service` AS `service`,
    `error_logs_parsed`.`environment` AS `environment`,
    `error_logs_parsed`.`severity` AS `severity`,
    `error_logs_parsed`.`error_code` AS `error_code`,
    `error_logs_parsed`.`template_hash` AS `template_hash`,
    `error_logs_parsed`.`file_path` AS `file_path`,
    `error_logs_parsed`.`message` AS `message`,
    `error_logs_parsed`.`event_id` AS `event_id`,
    `error_logs_parsed`.`source_file` AS `source_file`,
    `error_logs_parsed`.`batch_id` AS `batch_id`
  FROM {raw}.`error_logs_parsed` AS `error_logs_parsed`
  UNION ALL
  SELECT
    `logs`.`timestamp` AS `timestamp`,
    `logs`.`service` AS `service`,
    `logs`.`environment` AS `environment`,
    `logs`.`severity` AS `severity`,
    `logs`.`error_code` AS `error_code`,
    `logs`.`template_hash` AS `template_hash`,
    COALESCE(`logs`.`source_file`, '') AS `file_path`,
    `logs`.`message` AS `message`,
    `logs`.`log_id` AS `event_id`,
    `logs`.`landed_file` AS `source_file`,
    `logs`.`batch_id` AS `batch_id`
  FROM {raw}.`logs` AS `logs`
), `step_2` AS (
  SELECT
    `step_1`.`timestamp` AS `timestamp`,
    `step_1`.`service` AS `service`,
    `step_1`.`environment` AS `environment`,
    `step_1`.`severity` AS `severity`,
    `step_1`.`error_code` AS `error_code`,
    `step_1`.`template_hash` AS `template_hash`,
    `step_1`.`file_path` AS `file_path`,
    `step_1`.`message` AS `message`,
    `step_1`.`event_id` AS `event_id`,
    `step_1`.`source_file` AS `source_file`,
    `step_1`.`batch_id` AS `batch_id`
  FROM `step_1` AS `step_1`
  UNION ALL
  SELECT
    `text_logs`.`timestamp` AS `timestamp`,
    `text_logs`.`service` AS `service`,
    `text_logs`.`environment` AS `environment`,
    `text_logs`.`severity` AS `severity`,
    `text_logs`.`error_code` AS `error_code`,
    `text_logs`.`template_hash` AS `template_hash`,
    COALESCE(`text_logs`.`source_file`, '') AS `file_path`,
    `text_logs`.`message` AS `message`,
    `text_logs`.`event_id` AS `event_id`,
    `text_logs`.`landed_file` AS `source_file`,
    `text_logs`.`batch_id` AS `batch_id`
  FROM {raw}.`text_logs` AS `text_logs`
)
SELECT
  `step_2`.`timestamp` AS `timestamp`,
  `step_2`.`error_code` AS `error_code`,
  `step_2`.`severity` AS `severity`,
  `step_2`.`service` AS `service`,
  `step_2`.`environment` AS `environment`,
  `step_2`.`file_path` AS `file_path`,
  `step_2`.`message` AS `message`,
  `step_2`.`source_file` AS `source_file`,
  `step_2`.`event_id` AS `record_id`,
  `step_2`.`template_hash` AS `template_hash`
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
