-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
WITH `step_1` AS (
  SELECT DISTINCT
    `incident_journal`.`incident_id` AS `of_incident`,
    `incident_journal`.`fingerprint` AS `of_fingerprint`,
    DATE_ADD(SECOND, -1, `incident_journal`.`first_at`) AS `after`,
    `incident_journal`.`last_at` AS `through`
  FROM {answers}.`incident_journal` AS `incident_journal`
  WHERE
    (
      CONTAINS(CAST(:ids AS STRING), `incident_journal`.`incident_id`)
      AND `incident_journal`.`kind` = 'occurred'
    )
    AND (
      (
        NOT `incident_journal`.`fingerprint` IS NULL
        AND NOT `incident_journal`.`first_at` IS NULL
      )
      AND NOT `incident_journal`.`last_at` IS NULL
    )
), `step_2` AS (
  SELECT DISTINCT
    `step_1`.`of_incident` AS `of_incident`,
    `rule_matches`.`match_id` AS `of_match`
  FROM {answers}.`rule_matches` AS `rule_matches`
  INNER JOIN `step_1` AS `step_1`
    ON (
      (
        `rule_matches`.`fingerprint` = `step_1`.`of_fingerprint`
        AND `rule_matches`.`matched_at` > `step_1`.`after`
      )
      AND `rule_matches`.`matched_at` <= `step_1`.`through`
    )
  WHERE
    `rule_matches`.`source` = 'failures'
), `step_3` AS (
  SELECT DISTINCT
    `step_2`.`of_incident` AS `of_incident`,
    `rule_matches`.`event_id` AS `event_id`
  FROM `step_2` AS `step_2`
  INNER JOIN {answers}.`rule_matches` AS `rule_matches`
    ON `step_2`.`of_match` = `rule_matches`.`match_id`
    AND `rule_matches`.`source` = 'failures'
), `step_4` AS (
  SELECT
    `failure_events`.`workspace_id` AS `workspace_id`,
    `failure_events`.`run_id` AS `run_id`,
    MIN(`failure_events`.`event_id`) AS `owner`
  FROM {answers}.`failure_events` AS `failure_events`
  WHERE
    (
      `failure_events`.`kind` IN ('run', 'task_run')
      AND NOT `failure_events`.`run_id` IS NULL
    )
  GROUP BY
    `failure_events`.`workspace_id`,
    `failure_events`.`run_id`
), `step_5` AS (
  SELECT
    `failure_events`.`statement_id` AS `failed_statement`,
    MIN(`failure_events`.`event_id`) AS `costly_id`
  FROM {answers}.`failure_events` AS `failure_events`
  WHERE
    (
      `failure_events`.`kind` = 'statement'
      AND NOT `failure_events`.`statement_id` IS NULL
    )
  GROUP BY
    `failure_events`.`statement_id`
), `step_6` AS (
  SELECT
    COALESCE(`step_4`.`owner`, t39234999_2.`owner`) AS `costly_id`,
    `job_run_cost`.`currency_code` AS `currency_code`,
    `job_run_cost`.`cost` AS `cost`,
    `job_run_cost`.`provisional` AS `provisional`
  FROM {answers}.`job_run_cost` AS `job_run_cost`
  LEFT OUTER JOIN `step_4` AS `step_4`
    ON (
      `job_run_cost`.`workspace_id` = `step_4`.`workspace_id`
      AND `job_run_cost`.`task_run_id` = `step_4`.`run_id`
    )
  LEFT OUTER JOIN `step_4` AS t39234999_2
    ON (
      `job_run_cost`.`workspace_id` = t39234999_2.`workspace_id`
      AND `job_run_cost`.`job_run_id` = t39234999_2.`run_id`
    )
  WHERE
    NOT COALESCE(`step_4`.`owner`, t39234999_2.`owner`) IS NULL
    AND (
      NOT `job_run_cost`.`cost` IS NULL AND NOT `job_run_cost`.`currency_code` IS NULL
    )
  UNION ALL
  SELECT
    `step_5`.`costly_id` AS `costly_id`,
    `query_cost`.`currency_code` AS `currency_code`,
    `query_cost`.`loaded_cost` AS `cost`,
    `query_cost`.`provisional` AS `provisional`
  FROM {answers}.`query_cost` AS `query_cost`
  INNER JOIN `step_5` AS `step_5`
    ON `query_cost`.`statement_id` = `step_5`.`failed_statement`
  WHERE
    (
      (
        `query_cost`.`row_kind` = 'STATEMENT' AND NOT `query_cost`.`loaded_cost` IS NULL
      )
      AND NOT `query_cost`.`currency_code` IS NULL
    )
), `step_7` AS (
  SELECT
    `step_6`.`costly_id` AS `costly_id`,
    MIN(`step_6`.`currency_code`) AS `currency_code`,
    MAX(`step_6`.`currency_code`) AS `last_currency`,
    CAST(SUM(`step_6`.`cost`) AS DECIMAL(28, 10)) AS `cost`,
    MAX(CAST(`step_6`.`provisional` AS INT)) AS `open_rows`
  FROM `step_6` AS `step_6`
  GROUP BY
    `step_6`.`costly_id`
), `step_8` AS (
  SELECT
    `step_3`.`of_incident` AS `of_incident`,
    MIN(
      CASE
        WHEN `step_7`.`currency_code` = `step_7`.`last_currency`
        THEN `step_7`.`currency_code`
      END
    ) AS `first_currency`,
    MAX(
      CASE
        WHEN `step_7`.`currency_code` = `step_7`.`last_currency`
        THEN `step_7`.`currency_code`
      END
    ) AS `last_currency`,
    CAST(SUM(
      CASE
        WHEN `step_7`.`currency_code` = `step_7`.`last_currency`
        THEN `step_7`.`cost`
      END
    ) AS DECIMAL(28, 10)) AS `summed`,
    MAX(CAST(`step_7`.`open_rows` > 0 AS INT)) AS `open_rows`,
    CAST(COUNT(*) AS BIGINT) AS `costly_failures`
  FROM `step_3` AS `step_3`
  INNER JOIN `step_7` AS `step_7`
    ON `step_3`.`event_id` = `step_7`.`costly_id`
    AND NOT CASE
      WHEN `step_7`.`currency_code` = `step_7`.`last_currency`
      THEN `step_7`.`cost`
    END IS NULL
  GROUP BY
    `step_3`.`of_incident`
)
SELECT
  `step_8`.`of_incident` AS `incident_id`,
  CASE
    WHEN `step_8`.`first_currency` = `step_8`.`last_currency`
    THEN `step_8`.`first_currency`
  END AS `currency_code`,
  CASE
    WHEN `step_8`.`first_currency` = `step_8`.`last_currency`
    THEN `step_8`.`summed`
  END AS `cost`,
  `step_8`.`open_rows` > 0 AS `provisional`,
  `step_8`.`costly_failures` AS `costly_failures`
FROM `step_8` AS `step_8`
