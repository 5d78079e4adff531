-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
WITH `step_1` AS (
  SELECT
    `failure_events`.`event_id` AS `event_id`,
    `failure_events`.`kind` AS `kind`
  FROM {answers}.`failure_events` AS `failure_events`
  WHERE
    (
      (
        CAST(:since AS TIMESTAMP) IS NULL
        OR `failure_events`.`happened_at` >= CAST(:since AS TIMESTAMP)
      )
      AND (
        CAST(:until AS TIMESTAMP) IS NULL
        OR `failure_events`.`happened_at` < CAST(:until AS TIMESTAMP)
      )
    )
), `step_2` AS (
  SELECT DISTINCT
    `rule_matches`.`event_id` AS `matched_id`,
    `rule_matches`.`rule` AS `rule`
  FROM {answers}.`rule_matches` AS `rule_matches`
  WHERE
    `rule_matches`.`source` = 'failures'
), `step_3` AS (
  SELECT DISTINCT
    `step_2`.`matched_id` AS `matched_id`
  FROM `step_2` AS `step_2`
), `step_4` AS (
  SELECT
    `step_1`.`kind` AS `kind`,
    CAST(COUNT(*) AS BIGINT) AS `failures`,
    CAST(COUNT(`step_3`.`matched_id`) AS BIGINT) AS `matched`
  FROM `step_1` AS `step_1`
  LEFT OUTER JOIN `step_3` AS `step_3`
    ON `step_1`.`event_id` = `step_3`.`matched_id`
  GROUP BY
    `step_1`.`kind`
), `step_5` AS (
  SELECT
    `step_2`.`rule` AS `rule`,
    CAST(COUNT(*) AS BIGINT) AS `failures`
  FROM `step_1` AS `step_1`
  INNER JOIN `step_2` AS `step_2`
    ON `step_1`.`event_id` = `step_2`.`matched_id`
  GROUP BY
    `step_2`.`rule`
), `step_6` AS (
  SELECT
    `step_4`.`kind` AS `kind`,
    CAST(NULL AS STRING) AS `rule`,
    `step_4`.`failures` AS `failures`,
    `step_4`.`matched` AS `matched`
  FROM `step_4` AS `step_4`
  UNION ALL
  SELECT
    CAST(NULL AS STRING) AS `kind`,
    `step_5`.`rule` AS `rule`,
    `step_5`.`failures` AS `failures`,
    `step_5`.`failures` AS `matched`
  FROM `step_5` AS `step_5`
)
SELECT
  `step_6`.`kind` AS `kind`,
  `step_6`.`rule` AS `rule`,
  `step_6`.`failures` AS `failures`,
  `step_6`.`matched` AS `matched`
FROM `step_6` AS `step_6`
