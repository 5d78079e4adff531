-- Written by `make generate` from src/faultbook/transforms/views/failures.py; do not edit.
WITH `step_1` AS (
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
), `step_2` AS (
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
), `step_3` AS (
  SELECT
    COALESCE(`step_1`.`owner`, t39234999_2.`owner`) AS `costly_id`,
    `job_run_cost`.`currency_code` AS `currency_code`,
    `job_run_cost`.`cost` AS `cost`,
    `job_run_cost`.`provisional` AS `provisional`
  FROM {answers}.`job_run_cost` AS `job_run_cost`
  LEFT OUTER JOIN `step_1` AS `step_1`
    ON (
      `job_run_cost`.`workspace_id` = `step_1`.`workspace_id`
      AND `job_run_cost`.`task_run_id` = `step_1`.`run_id`
    )
  LEFT OUTER JOIN `step_1` AS t39234999_2
    ON (
      `job_run_cost`.`workspace_id` = t39234999_2.`workspace_id`
      AND `job_run_cost`.`job_run_id` = t39234999_2.`run_id`
    )
  WHERE
    NOT COALESCE(`step_1`.`owner`, t39234999_2.`owner`) IS NULL
    AND (
      NOT `job_run_cost`.`cost` IS NULL AND NOT `job_run_cost`.`currency_code` IS NULL
    )
  UNION ALL
  SELECT
    `step_2`.`costly_id` AS `costly_id`,
    `query_cost`.`currency_code` AS `currency_code`,
    `query_cost`.`loaded_cost` AS `cost`,
    `query_cost`.`provisional` AS `provisional`
  FROM {answers}.`query_cost` AS `query_cost`
  INNER JOIN `step_2` AS `step_2`
    ON `query_cost`.`statement_id` = `step_2`.`failed_statement`
  WHERE
    (
      (
        `query_cost`.`row_kind` = 'STATEMENT' AND NOT `query_cost`.`loaded_cost` IS NULL
      )
      AND NOT `query_cost`.`currency_code` IS NULL
    )
), `step_4` AS (
  SELECT
    `step_3`.`costly_id` AS `costly_id`,
    MIN(`step_3`.`currency_code`) AS `currency_code`,
    MAX(`step_3`.`currency_code`) AS `last_currency`,
    CAST(SUM(`step_3`.`cost`) AS DECIMAL(28, 10)) AS `cost`,
    MAX(CAST(`step_3`.`provisional` AS INT)) AS `open_rows`
  FROM `step_3` AS `step_3`
  GROUP BY
    `step_3`.`costly_id`
)
SELECT
  CAST(`failure_events`.`event_id` AS STRING) AS `event_id`,
  CAST(`failure_events`.`event_key` AS STRING) AS `event_key`,
  CAST(`failure_events`.`kind` AS STRING) AS `kind`,
  CAST(`failure_events`.`state` AS STRING) AS `state`,
  CAST(`failure_events`.`happened_at` AS TIMESTAMP) AS `happened_at`,
  CAST(`failure_events`.`occurred_on` AS DATE) AS `occurred_on`,
  CAST(`failure_events`.`occurred_at` AS TIMESTAMP) AS `occurred_at`,
  CAST(`failure_events`.`started_at` AS TIMESTAMP) AS `started_at`,
  CAST(`failure_events`.`fired_at` AS TIMESTAMP) AS `fired_at`,
  CAST(`failure_events`.`recovered_at` AS TIMESTAMP) AS `recovered_at`,
  CAST(COALESCE(
    `failure_events`.`job_name`,
    `failure_events`.`pipeline`,
    `failure_events`.`service`,
    `failure_events`.`resource_name`,
    `failure_events`.`title`,
    `failure_events`.`kind`
  ) AS STRING) AS `what`,
  CAST(`failure_events`.`title` AS STRING) AS `title`,
  CAST(`failure_events`.`message` AS STRING) AS `message`,
  CAST(`failure_events`.`stack_trace` AS STRING) AS `stack_trace`,
  CAST(`failure_events`.`error_code` AS STRING) AS `error_code`,
  CAST(`failure_events`.`error_type` AS STRING) AS `error_type`,
  CAST(`failure_events`.`failure_type` AS STRING) AS `failure_type`,
  CAST(`failure_events`.`termination_code` AS STRING) AS `termination_code`,
  CAST(`failure_events`.`termination_type` AS STRING) AS `termination_type`,
  CAST(`failure_events`.`http_status` AS STRING) AS `http_status`,
  CAST(CASE
    WHEN `failure_events`.`severity` IN (
      'critical',
      'CRITICAL',
      'Critical',
      'crit',
      'CRIT',
      'Crit',
      'fatal',
      'FATAL',
      'Fatal',
      'emergency',
      'EMERGENCY',
      'Emergency',
      'emerg',
      'EMERG',
      'Emerg',
      'panic',
      'PANIC',
      'Panic',
      'page',
      'PAGE',
      'Page',
      'disaster',
      'DISASTER',
      'Disaster',
      'sev0',
      'SEV0',
      'Sev0',
      'p1',
      'P1'
    )
    THEN 'critical'
    ELSE CASE
      WHEN `failure_events`.`severity` IN (
        'high',
        'HIGH',
        'High',
        'error',
        'ERROR',
        'Error',
        'err',
        'ERR',
        'Err',
        'major',
        'MAJOR',
        'Major',
        'severe',
        'SEVERE',
        'Severe',
        'failure',
        'FAILURE',
        'Failure',
        'sev1',
        'SEV1',
        'Sev1',
        'p2',
        'P2'
      )
      THEN 'high'
      ELSE CASE
        WHEN `failure_events`.`severity` IN (
          'medium',
          'MEDIUM',
          'Medium',
          'warning',
          'WARNING',
          'Warning',
          'warn',
          'WARN',
          'Warn',
          'minor',
          'MINOR',
          'Minor',
          'average',
          'AVERAGE',
          'Average',
          'moderate',
          'MODERATE',
          'Moderate',
          'sev2',
          'SEV2',
          'Sev2',
          'p3',
          'P3'
        )
        THEN 'medium'
        ELSE CASE
          WHEN `failure_events`.`severity` IN (
            'low',
            'LOW',
            'Low',
            'notice',
            'NOTICE',
            'Notice',
            'sev3',
            'SEV3',
            'Sev3',
            'p4',
            'P4'
          )
          THEN 'low'
          ELSE CASE
            WHEN `failure_events`.`severity` IN (
              'info',
              'INFO',
              'Info',
              'information',
              'INFORMATION',
              'Information',
              'informational',
              'INFORMATIONAL',
              'Informational',
              'debug',
              'DEBUG',
              'Debug',
              'verbose',
              'VERBOSE',
              'Verbose',
              'trace',
              'TRACE',
              'Trace',
              'none',
              'NONE',
              'None',
              'ok',
              'OK',
              'Ok',
              'sev4',
              'SEV4',
              'Sev4',
              'p5',
              'P5'
            )
            THEN 'info'
            ELSE CAST(NULL AS STRING)
          END
        END
      END
    END
  END AS STRING) AS `severity`,
  CAST(`failure_events`.`severity` AS STRING) AS `severity_word`,
  CAST(`failure_events`.`service` AS STRING) AS `service`,
  CAST(`failure_events`.`environment` AS STRING) AS `environment`,
  CAST(`failure_events`.`build` AS STRING) AS `build`,
  CAST(`failure_events`.`code_hint` AS STRING) AS `code_hint`,
  CAST(`failure_events`.`template` AS STRING) AS `template`,
  CAST(`failure_events`.`template_hash` AS STRING) AS `template_hash`,
  CAST(COALESCE(`pattern_map`.`pattern_id`, `failure_events`.`template_hash`) AS STRING) AS `pattern_id`,
  CAST(`failure_events`.`workspace_id` AS STRING) AS `workspace_id`,
  CAST(`failure_events`.`job_id` AS STRING) AS `job_id`,
  CAST(`failure_events`.`job_name` AS STRING) AS `job_name`,
  CAST(`failure_events`.`run_id` AS STRING) AS `run_id`,
  CAST(`failure_events`.`parent_run_id` AS STRING) AS `parent_run_id`,
  CAST(`failure_events`.`task_key` AS STRING) AS `task_key`,
  CAST(`failure_events`.`attempt` AS STRING) AS `attempt`,
  CAST(`failure_events`.`cluster_id` AS STRING) AS `cluster_id`,
  CAST(`failure_events`.`warehouse_id` AS STRING) AS `warehouse_id`,
  CAST(`failure_events`.`statement_id` AS STRING) AS `statement_id`,
  CAST(`failure_events`.`pipeline` AS STRING) AS `pipeline`,
  CAST(`failure_events`.`pipeline_run_id` AS STRING) AS `pipeline_run_id`,
  CAST(`failure_events`.`activity` AS STRING) AS `activity`,
  CAST(`failure_events`.`activity_run_id` AS STRING) AS `activity_run_id`,
  CAST(`failure_events`.`alert_id` AS STRING) AS `alert_id`,
  CAST(`failure_events`.`user_name` AS STRING) AS `user_name`,
  CAST(`failure_events`.`resource_type` AS STRING) AS `resource_type`,
  CAST(`failure_events`.`resource_id` AS STRING) AS `resource_id`,
  CAST(`failure_events`.`resource_name` AS STRING) AS `resource_name`,
  CAST(`failure_events`.`link` AS STRING) AS `link`,
  CAST(CASE
    WHEN `step_4`.`currency_code` = `step_4`.`last_currency`
    THEN `step_4`.`currency_code`
  END AS STRING) AS `currency_code`,
  CAST(CASE
    WHEN `step_4`.`currency_code` = `step_4`.`last_currency`
    THEN `step_4`.`cost`
  END AS DECIMAL(28, 10)) AS `cost`,
  CAST(`step_4`.`open_rows` > 0 AS BOOLEAN) AS `provisional`,
  CAST(`failure_events`.`message_path` AS STRING) AS `message_path`,
  CAST(`failure_events`.`message_source` AS STRING) AS `message_source`,
  CAST(`failure_events`.`sources` AS ARRAY<STRING>) AS `sources`,
  CAST(`failure_events`.`reports` AS BIGINT) AS `reports`,
  CAST(`failure_events`.`first_reported_at` AS TIMESTAMP) AS `first_reported_at`,
  CAST(`failure_events`.`last_reported_at` AS TIMESTAMP) AS `last_reported_at`,
  CAST(`failure_events`.`batch_id` AS BIGINT) AS `batch_id`
FROM {answers}.`failure_events` AS `failure_events`
LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
  ON `failure_events`.`template_hash` = `pattern_map`.`template_hash`
LEFT OUTER JOIN `step_4` AS `step_4`
  ON `failure_events`.`event_id` = `step_4`.`costly_id`
