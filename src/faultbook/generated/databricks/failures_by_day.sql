-- Written by `make generate` from src/faultbook/transforms/views/failures_by_day.py; do not edit.
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
    `job_run_cost`.`cost` AS `cost`
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
    `query_cost`.`loaded_cost` AS `cost`
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
    CAST(SUM(`step_3`.`cost`) AS DECIMAL(28, 10)) AS `cost`
  FROM `step_3` AS `step_3`
  GROUP BY
    `step_3`.`costly_id`
), `step_5` AS (
  SELECT
    `failure_events`.`occurred_on` AS `occurred_on`,
    `failure_events`.`kind` AS `kind`,
    CASE
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
    END AS `severity`,
    `failure_events`.`service` AS `service`,
    `failure_events`.`environment` AS `environment`,
    CASE
      WHEN `step_4`.`currency_code` = `step_4`.`last_currency`
      THEN `step_4`.`currency_code`
    END AS `currency_code`,
    COUNT(*) AS `failures`,
    COUNT(CASE WHEN `failure_events`.`state` = 'failed' THEN 1 END) AS `still_failed`,
    COUNT(CASE WHEN `failure_events`.`state` = 'warning' THEN 1 END) AS `warnings`,
    COUNT(CASE WHEN `failure_events`.`state` = 'recovered' THEN 1 END) AS `recovered`,
    COUNT(
      CASE
        WHEN (
          `failure_events`.`message` IS NULL
          OR `failure_events`.`message_path` = 'fixed text'
        )
        THEN 1
      END
    ) AS `without_message`,
    CAST(SUM(
      CASE
        WHEN `step_4`.`currency_code` = `step_4`.`last_currency`
        THEN `step_4`.`cost`
      END
    ) AS DECIMAL(28, 10)) AS `cost`
  FROM {answers}.`failure_events` AS `failure_events`
  LEFT OUTER JOIN `step_4` AS `step_4`
    ON `failure_events`.`event_id` = `step_4`.`costly_id`
  GROUP BY
    `failure_events`.`occurred_on`,
    `failure_events`.`kind`,
    CASE
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
    END,
    `failure_events`.`service`,
    `failure_events`.`environment`,
    CASE
      WHEN `step_4`.`currency_code` = `step_4`.`last_currency`
      THEN `step_4`.`currency_code`
    END
)
SELECT
  CAST(`step_5`.`occurred_on` AS DATE) AS `occurred_on`,
  CAST(`step_5`.`kind` AS STRING) AS `kind`,
  CAST(`step_5`.`severity` AS STRING) AS `severity`,
  CAST(`step_5`.`service` AS STRING) AS `service`,
  CAST(`step_5`.`environment` AS STRING) AS `environment`,
  CAST(`step_5`.`currency_code` AS STRING) AS `currency_code`,
  CAST(`step_5`.`failures` AS BIGINT) AS `failures`,
  CAST(`step_5`.`still_failed` AS BIGINT) AS `still_failed`,
  CAST(`step_5`.`warnings` AS BIGINT) AS `warnings`,
  CAST(`step_5`.`recovered` AS BIGINT) AS `recovered`,
  CAST(`step_5`.`without_message` AS BIGINT) AS `without_message`,
  CAST(`step_5`.`cost` AS DECIMAL(28, 10)) AS `cost`
FROM `step_5` AS `step_5`
