-- Written by `make generate` from src/faultbook/transforms/queries/tickets.py; do not edit.
SELECT
  `outbox`.`intent_id` AS `intent_id`,
  `outbox`.`incident_id` AS `incident_id`,
  `outbox`.`tracker` AS `tracker`,
  `outbox`.`action` AS `action`,
  `outbox`.`number` AS `number`,
  `outbox`.`state` AS `state`,
  `outbox`.`reason` AS `reason`,
  `outbox`.`wanted_at` AS `wanted_at`,
  `outbox`.`due_at` AS `due_at`,
  `outbox`.`waits_until` AS `waits_until`,
  `outbox`.`ended_at` AS `ended_at`,
  `outbox`.`attempts` AS `attempts`,
  `outbox`.`repository` AS `repository`,
  `outbox`.`issue_number` AS `issue_number`,
  `outbox`.`url` AS `url`,
  `outbox`.`is_open` AS `is_open`
FROM {answers}.`outbox` AS `outbox`
WHERE
  (
    (
      (
        (
          CAST(:since AS TIMESTAMP) IS NULL
          OR `outbox`.`wanted_at` >= CAST(:since AS TIMESTAMP)
        )
        AND (
          CAST(:until AS TIMESTAMP) IS NULL
          OR `outbox`.`wanted_at` < CAST(:until AS TIMESTAMP)
        )
      )
      AND (
        (
          CAST(:state AS STRING) IS NULL OR `outbox`.`state` = CAST(:state AS STRING)
        )
        OR (
          CAST(:state AS STRING) = 'left'
          AND `outbox`.`state` IN ('due', 'looked_up', 'waiting')
        )
      )
    )
    AND (
      CAST(:tracker AS STRING) IS NULL OR `outbox`.`tracker` = CAST(:tracker AS STRING)
    )
  )
  AND (
    CAST(:incident_id AS STRING) IS NULL
    OR `outbox`.`incident_id` = CAST(:incident_id AS STRING)
  )
