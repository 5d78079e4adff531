-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
SELECT
  `incidents`.`incident_id` AS `incident_id`,
  `incidents`.`title` AS `title`,
  `incidents`.`state` AS `state`,
  `incidents`.`resolved_by` AS `resolved_by`,
  `incidents`.`is_muted` AS `is_muted`,
  `incidents`.`muted_until` AS `muted_until`,
  `incidents`.`is_flapping` AS `is_flapping`,
  `incidents`.`is_umbrella` AS `is_umbrella`,
  `incidents`.`umbrella_id` AS `umbrella_id`,
  `incidents`.`inhibited_by` AS `inhibited_by`,
  `incidents`.`rule` AS `rule`,
  `incidents`.`source` AS `source`,
  `incidents`.`severity` AS `severity`,
  `incidents`.`priority` AS `priority`,
  `incidents`.`service` AS `service`,
  `incidents`.`environment` AS `environment`,
  `incidents`.`resource` AS `resource`,
  `incidents`.`owner` AS `owner`,
  `incidents`.`assignee` AS `assignee`,
  `incidents`.`opened_at` AS `opened_at`,
  `incidents`.`last_seen` AS `last_seen`,
  `incidents`.`acknowledged_at` AS `acknowledged_at`,
  `incidents`.`resolved_at` AS `resolved_at`,
  `incidents`.`occurrence_count` AS `occurrence_count`,
  CAST(CASE
    WHEN `incidents`.`severity` = 'critical'
    THEN 0
    ELSE CASE
      WHEN `incidents`.`severity` = 'high'
      THEN 1
      ELSE CASE
        WHEN `incidents`.`severity` = 'medium'
        THEN 2
        ELSE CASE
          WHEN `incidents`.`severity` = 'low'
          THEN 3
          ELSE CASE WHEN `incidents`.`severity` = 'info' THEN 4 ELSE 5 END
        END
      END
    END
  END AS INT) AS `severity_rank`
FROM {answers}.`incidents` AS `incidents`
WHERE
  (
    (
      (
        (
          (
            (
              (
                (
                  (
                    CAST(:since AS TIMESTAMP) IS NULL
                    OR `incidents`.`opened_at` >= CAST(:since AS TIMESTAMP)
                  )
                  AND (
                    CAST(:until AS TIMESTAMP) IS NULL
                    OR `incidents`.`opened_at` < CAST(:until AS TIMESTAMP)
                  )
                )
                AND (
                  (
                    CAST(:state AS STRING) IS NULL OR `incidents`.`state` = CAST(:state AS STRING)
                  )
                  OR (
                    CAST(:state AS STRING) = 'active'
                    AND `incidents`.`state` IN ('open', 'acknowledged')
                  )
                )
              )
              AND (
                CAST(:severity AS STRING) IS NULL
                OR `incidents`.`severity` = CAST(:severity AS STRING)
              )
            )
            AND (
              CAST(:service AS STRING) IS NULL
              OR `incidents`.`service` = CAST(:service AS STRING)
            )
          )
          AND (
            CAST(:environment AS STRING) IS NULL
            OR `incidents`.`environment` = CAST(:environment AS STRING)
          )
        )
        AND (
          CAST(:rule AS STRING) IS NULL OR `incidents`.`rule` = CAST(:rule AS STRING)
        )
      )
      AND (
        CAST(:owner AS STRING) IS NULL
        OR COALESCE(
          (
            `incidents`.`owner` = CAST(:owner AS STRING)
            OR `incidents`.`assignee` = CAST(:owner AS STRING)
          ),
          FALSE
        )
      )
    )
    AND (
      (
        CAST(:muted AS STRING) IS NULL
        OR (
          CAST(:muted AS STRING) = 'no' AND NOT (
            `incidents`.`is_muted`
          )
        )
      )
      OR (
        CAST(:muted AS STRING) = 'yes' AND `incidents`.`is_muted`
      )
    )
  )
  AND (
    CAST(:text AS STRING) IS NULL
    OR (
      (
        (
          CAST(:text AS STRING) IS NULL
          OR CONTAINS(LOWER(`incidents`.`title`), LOWER(CAST(:text AS STRING)))
        )
        OR COALESCE(
          (
            CAST(:text AS STRING) IS NULL
            OR CONTAINS(LOWER(`incidents`.`message`), LOWER(CAST(:text AS STRING)))
          ),
          FALSE
        )
      )
      OR (
        CAST(:text AS STRING) IS NULL
        OR CONTAINS(LOWER(`incidents`.`incident_id`), LOWER(CAST(:text AS STRING)))
      )
    )
  )
