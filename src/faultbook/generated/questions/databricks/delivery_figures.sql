-- Written by `make generate` from src/faultbook/transforms/queries/tickets.py; do not edit.
WITH `step_1` AS (
  SELECT
    `outbox`.`tracker` AS `tracker`,
    COUNT(CASE WHEN `outbox`.`state` = 'due' THEN 1 END) AS `due`,
    COUNT(CASE WHEN `outbox`.`state` = 'looked_up' THEN 1 END) AS `looked_up`,
    COUNT(CASE WHEN `outbox`.`state` = 'waiting' THEN 1 END) AS `waiting`,
    COUNT(CASE WHEN `outbox`.`state` = 'sent' THEN 1 END) AS `sent`,
    COUNT(CASE WHEN `outbox`.`state` = 'refused' THEN 1 END) AS `refused`,
    COUNT(CASE WHEN `outbox`.`state` = 'over' THEN 1 END) AS `over`,
    MIN(
      CASE
        WHEN `outbox`.`state` IN ('due', 'looked_up', 'waiting')
        THEN `outbox`.`wanted_at`
      END
    ) AS `oldest_left_at`
  FROM {answers}.`outbox` AS `outbox`
  GROUP BY
    `outbox`.`tracker`
), `step_2` AS (
  SELECT
    `outbox_attempts`.`tracker` AS `tried_tracker`,
    COUNT(CASE WHEN `outbox_attempts`.`state` = 'sent' THEN 1 END) AS `attempts_sent`,
    COUNT(CASE WHEN `outbox_attempts`.`state` = 'refused' THEN 1 END) AS `attempts_refused`,
    COUNT(CASE WHEN `outbox_attempts`.`state` = 'throttled' THEN 1 END) AS `attempts_throttled`,
    COUNT(CASE WHEN `outbox_attempts`.`state` = 'uncertain' THEN 1 END) AS `attempts_uncertain`
  FROM {answers}.`outbox_attempts` AS `outbox_attempts`
  GROUP BY
    `outbox_attempts`.`tracker`
), `step_3` AS (
  SELECT
    `outbox_attempts`.`tracker` AS `made_tracker`,
    `outbox_attempts`.`incident_id` AS `made_incident`,
    MIN(`outbox_attempts`.`attempted_at`) AS `made_at`
  FROM {answers}.`outbox_attempts` AS `outbox_attempts`
  WHERE
    (
      `outbox_attempts`.`action` = 'create' AND `outbox_attempts`.`state` = 'sent'
    )
  GROUP BY
    `outbox_attempts`.`tracker`,
    `outbox_attempts`.`incident_id`
), `step_4` AS (
  SELECT
    `step_3`.`made_tracker` AS `made_tracker`,
    (
      CAST((
        UNIX_MICROS(CAST(`step_3`.`made_at` AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(`incidents`.`opened_at` AS TIMESTAMP_LTZ))
      ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
    ) AS `ticket_seconds`
  FROM `step_3` AS `step_3`
  INNER JOIN {answers}.`incidents` AS `incidents`
    ON `step_3`.`made_incident` = `incidents`.`incident_id`
), `step_5` AS (
  SELECT
    `step_4`.`made_tracker` AS `counted_tracker`,
    COUNT(*) AS `tickets`
  FROM `step_4` AS `step_4`
  GROUP BY
    `step_4`.`made_tracker`
), `step_6` AS (
  SELECT
    `step_4`.`made_tracker` AS `made_tracker`,
    `step_4`.`ticket_seconds` AS `ticket_seconds`,
    ROW_NUMBER() OVER (PARTITION BY `step_4`.`made_tracker` ORDER BY `step_4`.`ticket_seconds` ASC) AS `place`,
    COUNT(*) OVER (PARTITION BY `step_4`.`made_tracker`) AS `among`
  FROM `step_4` AS `step_4`
  WHERE
    NOT `step_4`.`ticket_seconds` IS NULL
), `step_7` AS (
  SELECT
    `step_6`.`made_tracker` AS `made_tracker`,
    CAST(MIN(
      CASE
        WHEN (
          `step_6`.`place` * 100
        ) >= (
          `step_6`.`among` * 50
        )
        THEN `step_6`.`ticket_seconds`
      END
    ) AS DOUBLE) AS `ticket_p50_seconds`,
    CAST(MIN(
      CASE
        WHEN (
          `step_6`.`place` * 100
        ) >= (
          `step_6`.`among` * 95
        )
        THEN `step_6`.`ticket_seconds`
      END
    ) AS DOUBLE) AS `ticket_p95_seconds`
  FROM `step_6` AS `step_6`
  GROUP BY
    `step_6`.`made_tracker`
)
SELECT
  `step_1`.`tracker` AS `tracker`,
  CAST(COALESCE(`step_1`.`due`, 0) AS BIGINT) AS `due`,
  CAST(COALESCE(`step_1`.`looked_up`, 0) AS BIGINT) AS `looked_up`,
  CAST(COALESCE(`step_1`.`waiting`, 0) AS BIGINT) AS `waiting`,
  CAST(COALESCE(`step_1`.`sent`, 0) AS BIGINT) AS `sent`,
  CAST(COALESCE(`step_1`.`refused`, 0) AS BIGINT) AS `refused`,
  CAST(COALESCE(`step_1`.`over`, 0) AS BIGINT) AS `over`,
  CAST(COALESCE(`step_2`.`attempts_sent`, 0) AS BIGINT) AS `attempts_sent`,
  CAST(COALESCE(`step_2`.`attempts_refused`, 0) AS BIGINT) AS `attempts_refused`,
  CAST(COALESCE(`step_2`.`attempts_throttled`, 0) AS BIGINT) AS `attempts_throttled`,
  CAST(COALESCE(`step_2`.`attempts_uncertain`, 0) AS BIGINT) AS `attempts_uncertain`,
  CAST(COALESCE(`step_5`.`tickets`, 0) AS BIGINT) AS `tickets`,
  `step_1`.`oldest_left_at` AS `oldest_left_at`,
  `step_7`.`ticket_p50_seconds` AS `ticket_p50_seconds`,
  `step_7`.`ticket_p95_seconds` AS `ticket_p95_seconds`
FROM `step_1` AS `step_1`
LEFT OUTER JOIN `step_2` AS `step_2`
  ON `step_1`.`tracker` = `step_2`.`tried_tracker`
LEFT OUTER JOIN `step_5` AS `step_5`
  ON `step_1`.`tracker` = `step_5`.`counted_tracker`
LEFT OUTER JOIN `step_7` AS `step_7`
  ON `step_1`.`tracker` = `step_7`.`made_tracker`
