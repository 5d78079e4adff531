-- Written by `make generate` from src/faultbook/transforms/queries/failures.py; do not edit.
WITH `step_1` AS (
  SELECT
    `failure_events`.`event_id` AS `sent_id`,
    EXPLODE(`failure_events`.`sources`) AS `sender`
  FROM {answers}.`failure_events` AS `failure_events`
), `step_2` AS (
  SELECT
    `step_1`.`sent_id` AS `sent_id`
  FROM `step_1` AS `step_1`
  WHERE
    `step_1`.`sender` = CAST(:source AS STRING)
), `step_3` AS (
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
), `step_4` AS (
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
), `step_5` AS (
  SELECT
    COALESCE(`step_3`.`owner`, t39234999_2.`owner`) AS `costly_id`,
    `job_run_cost`.`currency_code` AS `currency_code`,
    `job_run_cost`.`cost` AS `cost`
  FROM {answers}.`job_run_cost` AS `job_run_cost`
  LEFT OUTER JOIN `step_3` AS `step_3`
    ON (
      `job_run_cost`.`workspace_id` = `step_3`.`workspace_id`
      AND `job_run_cost`.`task_run_id` = `step_3`.`run_id`
    )
  LEFT OUTER JOIN `step_3` AS t39234999_2
    ON (
      `job_run_cost`.`workspace_id` = t39234999_2.`workspace_id`
      AND `job_run_cost`.`job_run_id` = t39234999_2.`run_id`
    )
  WHERE
    NOT COALESCE(`step_3`.`owner`, t39234999_2.`owner`) IS NULL
    AND (
      NOT `job_run_cost`.`cost` IS NULL AND NOT `job_run_cost`.`currency_code` IS NULL
    )
  UNION ALL
  SELECT
    `step_4`.`costly_id` AS `costly_id`,
    `query_cost`.`currency_code` AS `currency_code`,
    `query_cost`.`loaded_cost` AS `cost`
  FROM {answers}.`query_cost` AS `query_cost`
  INNER JOIN `step_4` AS `step_4`
    ON `query_cost`.`statement_id` = `step_4`.`failed_statement`
  WHERE
    (
      (
        `query_cost`.`row_kind` = 'STATEMENT' AND NOT `query_cost`.`loaded_cost` IS NULL
      )
      AND NOT `query_cost`.`currency_code` IS NULL
    )
), `step_6` AS (
  SELECT
    `step_5`.`costly_id` AS `costly_id`,
    MIN(`step_5`.`currency_code`) AS `currency_code`,
    MAX(`step_5`.`currency_code`) AS `last_currency`,
    CAST(SUM(`step_5`.`cost`) AS DECIMAL(28, 10)) AS `cost`
  FROM `step_5` AS `step_5`
  GROUP BY
    `step_5`.`costly_id`
)
SELECT
  `failure_events`.`event_id` AS `event_id`,
  `failure_events`.`kind` AS `kind`,
  `failure_events`.`state` AS `state`,
  `failure_events`.`happened_at` AS `happened_at`,
  `failure_events`.`recovered_at` AS `recovered_at`,
  COALESCE(
    `failure_events`.`job_name`,
    `failure_events`.`pipeline`,
    `failure_events`.`service`,
    `failure_events`.`resource_name`,
    `failure_events`.`title`,
    `failure_events`.`kind`
  ) AS `what`,
  `failure_events`.`title` AS `title`,
  `failure_events`.`message` AS `message`,
  `failure_events`.`error_code` AS `error_code`,
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
  COALESCE(`pattern_map`.`pattern_id`, `failure_events`.`template_hash`) AS `pattern_id`,
  `failure_events`.`workspace_id` AS `workspace_id`,
  `failure_events`.`job_id` AS `job_id`,
  `failure_events`.`job_name` AS `job_name`,
  `failure_events`.`run_id` AS `run_id`,
  `failure_events`.`task_key` AS `task_key`,
  `failure_events`.`pipeline` AS `pipeline`,
  `failure_events`.`activity` AS `activity`,
  `failure_events`.`statement_id` AS `statement_id`,
  `failure_events`.`message_path` AS `message_path`,
  `failure_events`.`sources` AS `sources`,
  `failure_events`.`reports` AS `reports`,
  CASE
    WHEN `step_6`.`currency_code` = `step_6`.`last_currency`
    THEN `step_6`.`cost`
  END AS `cost`,
  CASE
    WHEN `step_6`.`currency_code` = `step_6`.`last_currency`
    THEN `step_6`.`currency_code`
  END AS `currency_code`
FROM {answers}.`failure_events` AS `failure_events`
LEFT OUTER JOIN `step_2` AS `step_2`
  ON `failure_events`.`event_id` = `step_2`.`sent_id`
LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
  ON `failure_events`.`template_hash` = `pattern_map`.`template_hash`
LEFT OUTER JOIN `step_6` AS `step_6`
  ON `failure_events`.`event_id` = `step_6`.`costly_id`
WHERE
  (
    (
      CAST(:severity AS STRING) IS NULL
      OR CASE
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
      END = CAST(:severity AS STRING)
    )
    AND (
      CAST(:pattern_id AS STRING) IS NULL
      OR COALESCE(`pattern_map`.`pattern_id`, `failure_events`.`template_hash`) = CAST(:pattern_id AS STRING)
    )
  )
  AND (
    (
      CAST(:source AS STRING) IS NULL OR NOT `step_2`.`sent_id` IS NULL
    )
    AND (
      (
        (
          (
            (
              (
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
                AND (
                  CAST(:kind AS STRING) IS NULL OR `failure_events`.`kind` = CAST(:kind AS STRING)
                )
              )
              AND (
                CAST(:state AS STRING) IS NULL
                OR `failure_events`.`state` = CAST(:state AS STRING)
              )
            )
            AND (
              CAST(:service AS STRING) IS NULL
              OR `failure_events`.`service` = CAST(:service AS STRING)
            )
          )
          AND (
            CAST(:environment AS STRING) IS NULL
            OR `failure_events`.`environment` = CAST(:environment AS STRING)
          )
        )
        AND (
          CAST(:job AS STRING) IS NULL
          OR COALESCE(
            (
              (
                `failure_events`.`job_id` = CAST(:job AS STRING)
                OR `failure_events`.`job_name` = CAST(:job AS STRING)
              )
              OR `failure_events`.`pipeline` = CAST(:job AS STRING)
            ),
            FALSE
          )
        )
      )
      AND (
        CAST(:text AS STRING) IS NULL
        OR (
          (
            COALESCE(
              (
                CAST(:text AS STRING) IS NULL
                OR CONTAINS(LOWER(`failure_events`.`message`), LOWER(CAST(:text AS STRING)))
              ),
              FALSE
            )
            OR COALESCE(
              (
                CAST(:text AS STRING) IS NULL
                OR CONTAINS(LOWER(`failure_events`.`title`), LOWER(CAST(:text AS STRING)))
              ),
              FALSE
            )
          )
          OR COALESCE(
            (
              CAST(:text AS STRING) IS NULL
              OR CONTAINS(LOWER(`failure_events`.`error_code`), LOWER(CAST(:text AS STRING)))
            ),
            FALSE
          )
        )
      )
    )
  )
