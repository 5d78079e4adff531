-- Written by `make generate` from src/faultbook/transforms/queries/alerts.py; do not edit.
SELECT
  `anomaly_alerts`.`alert_id` AS `alert_id`,
  `anomaly_alerts`.`anomaly_type` AS `anomaly_type`,
  `anomaly_alerts`.`service` AS `service`,
  `anomaly_alerts`.`environment` AS `environment`,
  `anomaly_alerts`.`severity` AS `severity`,
  `anomaly_alerts`.`alert_severity` AS `alert_severity`,
  `anomaly_alerts`.`state` AS `state`,
  `anomaly_alerts`.`started_at` AS `started_at`,
  `anomaly_alerts`.`ended_at` AS `ended_at`,
  `anomaly_alerts`.`observed` AS `observed`,
  `anomaly_alerts`.`expected` AS `expected`,
  `anomaly_alerts`.`description` AS `description`,
  `anomaly_alerts`.`pattern_id` AS `pattern_id`,
  `anomaly_alerts`.`peak_hour` AS `peak_hour`,
  `anomaly_alerts`.`z` AS `z`,
  `anomaly_alerts`.`explanations` AS `explanations`,
  `anomaly_alerts`.`suggested_actions` AS `suggested_actions`,
  `anomaly_alerts`.`llm_analysis` AS `llm_analysis`,
  `anomaly_alerts`.`detected_at` AS `detected_at`
FROM {answers}.`anomaly_alerts` AS `anomaly_alerts`
WHERE
  (
    (
      (
        (
          (
            (
              (
                CAST(:state AS STRING) IS NULL
                OR `anomaly_alerts`.`state` = CAST(:state AS STRING)
              )
              AND (
                CAST(:anomaly_type AS STRING) IS NULL
                OR `anomaly_alerts`.`anomaly_type` = CAST(:anomaly_type AS STRING)
              )
            )
            AND (
              CAST(:service AS STRING) IS NULL
              OR `anomaly_alerts`.`service` = CAST(:service AS STRING)
            )
          )
          AND (
            CAST(:environment AS STRING) IS NULL
            OR `anomaly_alerts`.`environment` = CAST(:environment AS STRING)
          )
        )
        AND (
          CAST(:severity AS STRING) IS NULL
          OR `anomaly_alerts`.`severity` = CAST(:severity AS STRING)
        )
      )
      AND (
        CAST(:alert_severity AS STRING) IS NULL
        OR `anomaly_alerts`.`alert_severity` = CAST(:alert_severity AS STRING)
      )
    )
    AND (
      CAST(:pattern_id AS STRING) IS NULL
      OR `anomaly_alerts`.`pattern_id` = CAST(:pattern_id AS STRING)
    )
  )
  AND (
    (
      CAST(:since AS TIMESTAMP) IS NULL
      OR `anomaly_alerts`.`started_at` >= CAST(:since AS TIMESTAMP)
    )
    AND (
      CAST(:until AS TIMESTAMP) IS NULL
      OR `anomaly_alerts`.`started_at` < CAST(:until AS TIMESTAMP)
    )
  )
