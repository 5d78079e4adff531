-- Written by `make generate` from src/faultbook/transforms/views/noise_by_rule.py; do not edit.
WITH `step_1` AS (
  SELECT DISTINCT
    `incident_journal`.`fingerprint` AS `incident_fingerprint`
  FROM {answers}.`incident_journal` AS `incident_journal`
  WHERE
    (
      `incident_journal`.`kind` = 'occurred'
      AND NOT `incident_journal`.`fingerprint` IS NULL
    )
), `step_2` AS (
  SELECT
    `rule_matches`.`rule` AS `rule`,
    `rule_matches`.`source` AS `source`
  FROM {answers}.`rule_matches` AS `rule_matches`
  LEFT OUTER JOIN `step_1` AS `step_1`
    ON `rule_matches`.`fingerprint` = `step_1`.`incident_fingerprint`
  GROUP BY
    `rule_matches`.`rule`,
    `rule_matches`.`source`
), `step_3` AS (
  SELECT
    `incident_journal`.`incident_id` AS `incident_id`,
    EXPLODE(MAP_ENTRIES(`incident_journal`.`facts`)) AS `entry`
  FROM {answers}.`incident_journal` AS `incident_journal`
  WHERE
    `incident_journal`.`kind` = 'resolved'
), `step_4` AS (
  SELECT DISTINCT
    `step_3`.`incident_id` AS `false_incident`
  FROM `step_3` AS `step_3`
  WHERE
    (
      `step_3`.`entry`.`key` = 'not_planned' AND `step_3`.`entry`.`value` = 'yes'
    )
), `step_5` AS (
  SELECT
    `incidents`.`state` AS `state`,
    `incidents`.`is_muted` AS `is_muted`,
    `incidents`.`is_flapping` AS `is_flapping`,
    `incidents`.`reopened` AS `reopened`,
    `step_4`.`false_incident` AS `false_incident`,
    `incidents`.`rule` AS `opened_rule`,
    `incidents`.`source` AS `opened_source`,
    (
      CAST((
        UNIX_MICROS(CAST(`incidents`.`detected_at` AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(`incidents`.`opened_at` AS TIMESTAMP_LTZ))
      ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
    ) AS `delay_seconds`
  FROM {answers}.`incidents` AS `incidents`
  LEFT OUTER JOIN `step_4` AS `step_4`
    ON `incidents`.`incident_id` = `step_4`.`false_incident`
), `step_6` AS (
  SELECT
    `step_5`.`opened_rule` AS `opened_rule`,
    `step_5`.`opened_source` AS `opened_source`,
    COUNT(*) AS `incidents`,
    COUNT(CASE WHEN `step_5`.`state` IN ('open', 'acknowledged') THEN 1 END) AS `active_incidents`,
    COUNT(CASE WHEN NOT `step_5`.`false_incident` IS NULL THEN 1 END) AS `false_alarms`,
    COUNT(CASE WHEN `step_5`.`is_muted` THEN 1 END) AS `muted_incidents`,
    COUNT(CASE WHEN `step_5`.`is_flapping` THEN 1 END) AS `flapping_incidents`,
    SUM(`step_5`.`reopened`) AS `reopened`
  FROM `step_5` AS `step_5`
  GROUP BY
    `step_5`.`opened_rule`,
    `step_5`.`opened_source`
), `step_7` AS (
  SELECT
    `step_5`.`opened_rule` AS `opened_rule`,
    `step_5`.`opened_source` AS `opened_source`,
    `step_5`.`delay_seconds` AS `delay_seconds`,
    ROW_NUMBER() OVER (
      PARTITION BY `step_5`.`opened_rule`, `step_5`.`opened_source`
      ORDER BY `step_5`.`delay_seconds` ASC
    ) AS `place`,
    COUNT(*) OVER (PARTITION BY `step_5`.`opened_rule`, `step_5`.`opened_source`) AS `among`
  FROM `step_5` AS `step_5`
  WHERE
    NOT `step_5`.`delay_seconds` IS NULL
), `step_8` AS (
  SELECT
    `step_7`.`opened_rule` AS `opened_rule`,
    `step_7`.`opened_source` AS `opened_source`,
    CAST(MIN(
      CASE
        WHEN (
          `step_7`.`place` * 100
        ) >= (
          `step_7`.`among` * 50
        )
        THEN `step_7`.`delay_seconds`
      END
    ) AS DOUBLE) AS `delay_p50_seconds`,
    CAST(MIN(
      CASE
        WHEN (
          `step_7`.`place` * 100
        ) >= (
          `step_7`.`among` * 95
        )
        THEN `step_7`.`delay_seconds`
      END
    ) AS DOUBLE) AS `delay_p95_seconds`
  FROM `step_7` AS `step_7`
  GROUP BY
    `step_7`.`opened_rule`,
    `step_7`.`opened_source`
), `step_9` AS (
  SELECT
    `step_6`.`opened_rule` AS `opened_rule`,
    `step_6`.`opened_source` AS `opened_source`,
    `step_6`.`incidents` AS `incidents`,
    `step_6`.`active_incidents` AS `active_incidents`,
    `step_6`.`false_alarms` AS `false_alarms`,
    `step_6`.`muted_incidents` AS `muted_incidents`,
    `step_6`.`flapping_incidents` AS `flapping_incidents`,
    `step_6`.`reopened` AS `reopened`,
    `step_8`.`delay_p50_seconds` AS `delay_p50_seconds`,
    `step_8`.`delay_p95_seconds` AS `delay_p95_seconds`
  FROM `step_6` AS `step_6`
  LEFT OUTER JOIN `step_8` AS `step_8`
    ON (
      `step_6`.`opened_rule` = `step_8`.`opened_rule`
      AND `step_6`.`opened_source` = `step_8`.`opened_source`
    )
), `step_10` AS (
  SELECT
    `step_2`.`rule` AS `rule`,
    `step_2`.`source` AS `source`
  FROM `step_2` AS `step_2`
  UNION ALL
  SELECT
    `step_9`.`opened_rule` AS `rule`,
    `step_9`.`opened_source` AS `source`
  FROM `step_9` AS `step_9`
), `step_11` AS (
  SELECT DISTINCT
    `step_10`.`rule` AS `rule`,
    `step_10`.`source` AS `source`
  FROM `step_10` AS `step_10`
), `step_12` AS (
  SELECT DISTINCT
    `rule_versions`.`rule` AS `known_rule`
  FROM {answers}.`rule_versions` AS `rule_versions`
  WHERE
    `rule_versions`.`mistake` IS NULL
), `step_13` AS (
  SELECT DISTINCT
    `step_11`.`rule` AS `seen_rule`
  FROM `step_11` AS `step_11`
), `step_14` AS (
  SELECT
    `step_11`.`rule` AS `rule`,
    `step_11`.`source` AS `source`
  FROM `step_11` AS `step_11`
  UNION ALL
  SELECT
    `step_12`.`known_rule` AS `rule`,
    CAST(NULL AS STRING) AS `source`
  FROM `step_12` AS `step_12`
  LEFT OUTER JOIN `step_13` AS `step_13`
    ON `step_12`.`known_rule` = `step_13`.`seen_rule`
  WHERE
    `step_13`.`seen_rule` IS NULL
), `step_15` AS (
  SELECT
    `rule_matches`.`rule` AS `matched_rule`,
    `rule_matches`.`source` AS `matched_source`,
    COUNT(*) AS `matches`,
    SUM(`rule_matches`.`events`) AS `events`,
    COUNT(
      DISTINCT CASE WHEN `rule_matches`.`source` = 'failures' THEN `rule_matches`.`event_id` END
    ) AS `failures`,
    COUNT(CASE WHEN `step_1`.`incident_fingerprint` IS NULL THEN 1 END) AS `near_misses`,
    MAX(`rule_matches`.`matched_at`) AS `last_matched_at`
  FROM {answers}.`rule_matches` AS `rule_matches`
  LEFT OUTER JOIN `step_1` AS `step_1`
    ON `rule_matches`.`fingerprint` = `step_1`.`incident_fingerprint`
  GROUP BY
    `rule_matches`.`rule`,
    `rule_matches`.`source`
)
SELECT
  CAST(CAST(`step_14`.`rule` AS STRING) AS STRING) AS `rule`,
  CAST(CAST(`step_14`.`source` AS STRING) AS STRING) AS `source`,
  CAST(CAST(COALESCE(`step_15`.`matches`, 0) AS BIGINT) AS BIGINT) AS `matches`,
  CAST(CAST(COALESCE(`step_15`.`events`, 0) AS BIGINT) AS BIGINT) AS `events`,
  CAST(CAST(COALESCE(`step_15`.`failures`, 0) AS BIGINT) AS BIGINT) AS `failures`,
  CAST(CAST(COALESCE(`step_15`.`near_misses`, 0) AS BIGINT) AS BIGINT) AS `near_misses`,
  CAST(CAST(COALESCE(`step_9`.`incidents`, 0) AS BIGINT) AS BIGINT) AS `incidents`,
  CAST(CAST(COALESCE(`step_9`.`active_incidents`, 0) AS BIGINT) AS BIGINT) AS `active_incidents`,
  CAST(CAST(COALESCE(`step_9`.`false_alarms`, 0) AS BIGINT) AS BIGINT) AS `false_alarms`,
  CAST(CAST((
    CAST(COALESCE(`step_9`.`false_alarms`, 0) AS DOUBLE) / CAST(CASE
      WHEN COALESCE(`step_9`.`incidents`, 0) > 0
      THEN COALESCE(`step_9`.`incidents`, 0)
    END AS DOUBLE)
  ) AS DOUBLE) AS DOUBLE) AS `false_alarm_share`,
  CAST(CAST(COALESCE(`step_9`.`muted_incidents`, 0) AS BIGINT) AS BIGINT) AS `muted_incidents`,
  CAST(CAST(COALESCE(`step_9`.`flapping_incidents`, 0) AS BIGINT) AS BIGINT) AS `flapping_incidents`,
  CAST(CAST(COALESCE(`step_9`.`reopened`, 0) AS BIGINT) AS BIGINT) AS `reopened`,
  CAST(CAST(`step_9`.`delay_p50_seconds` AS DOUBLE) AS DOUBLE) AS `delay_p50_seconds`,
  CAST(CAST(`step_9`.`delay_p95_seconds` AS DOUBLE) AS DOUBLE) AS `delay_p95_seconds`,
  CAST(CAST(`step_15`.`last_matched_at` AS TIMESTAMP) AS TIMESTAMP) AS `last_matched_at`
FROM `step_14` AS `step_14`
LEFT OUTER JOIN `step_15` AS `step_15`
  ON (
    `step_14`.`rule` = `step_15`.`matched_rule`
    AND `step_14`.`source` = `step_15`.`matched_source`
  )
LEFT OUTER JOIN `step_9` AS `step_9`
  ON (
    `step_14`.`rule` = `step_9`.`opened_rule`
    AND `step_14`.`source` = `step_9`.`opened_source`
  )
