-- Written by `make generate` from src/faultbook/transforms/queries/failures.py; do not edit.
WITH "step_1" AS (
  SELECT
    "failure_events"."workspace_id" AS "workspace_id",
    "failure_events"."run_id" AS "run_id",
    MIN("failure_events"."event_id") AS "owner"
  FROM {answers}."failure_events" AS "failure_events"
  WHERE
    (
      "failure_events"."kind" IN ('run', 'task_run')
      AND NOT "failure_events"."run_id" IS NULL
    )
  GROUP BY
    "failure_events"."workspace_id",
    "failure_events"."run_id"
), "step_2" AS (
  SELECT
    "failure_events"."statement_id" AS "failed_statement",
    MIN("failure_events"."event_id") AS "costly_id"
  FROM {answers}."failure_events" AS "failure_events"
  WHERE
    (
      "failure_events"."kind" = 'statement'
      AND NOT "failure_events"."statement_id" IS NULL
    )
  GROUP BY
    "failure_events"."statement_id"
), "step_3" AS (
  SELECT
    COALESCE("step_1"."owner", t39234999_2."owner") AS "costly_id",
    "job_run_cost"."currency_code" AS "currency_code",
    "job_run_cost"."cost" AS "cost",
    "job_run_cost"."provisional" AS "provisional"
  FROM {answers}."job_run_cost" AS "job_run_cost"
  LEFT OUTER JOIN "step_1" AS "step_1"
    ON (
      "job_run_cost"."workspace_id" = "step_1"."workspace_id"
      AND "job_run_cost"."task_run_id" = "step_1"."run_id"
    )
  LEFT OUTER JOIN "step_1" AS t39234999_2
    ON (
      "job_run_cost"."workspace_id" = t39234999_2."workspace_id"
      AND "job_run_cost"."job_run_id" = t39234999_2."run_id"
    )
  WHERE
    NOT COALESCE("step_1"."owner", t39234999_2."owner") IS NULL
    AND (
      NOT "job_run_cost"."cost" IS NULL AND NOT "job_run_cost"."currency_code" IS NULL
    )
  UNION ALL
  SELECT
    "step_2"."costly_id" AS "costly_id",
    "query_cost"."currency_code" AS "currency_code",
    "query_cost"."loaded_cost" AS "cost",
    "query_cost"."provisional" AS "provisional"
  FROM {answers}."query_cost" AS "query_cost"
  INNER JOIN "step_2" AS "step_2"
    ON "query_cost"."statement_id" = "step_2"."failed_statement"
  WHERE
    (
      (
        "query_cost"."row_kind" = 'STATEMENT' AND NOT "query_cost"."loaded_cost" IS NULL
      )
      AND NOT "query_cost"."currency_code" IS NULL
    )
), "step_4" AS (
  SELECT
    "step_3"."costly_id" AS "costly_id",
    MIN("step_3"."currency_code") AS "currency_code",
    MAX("step_3"."currency_code") AS "last_currency",
    CAST(SUM("step_3"."cost") AS DECIMAL(28, 10)) AS "cost",
    MAX(CAST("step_3"."provisional" AS INT)) AS "open_rows"
  FROM "step_3" AS "step_3"
  GROUP BY
    "step_3"."costly_id"
)
SELECT
  "failure_events"."event_id" AS "event_id",
  "failure_events"."kind" AS "kind",
  "failure_events"."state" AS "state",
  "failure_events"."happened_at" AS "happened_at",
  "failure_events"."recovered_at" AS "recovered_at",
  COALESCE(
    "failure_events"."job_name",
    "failure_events"."pipeline",
    "failure_events"."service",
    "failure_events"."resource_name",
    "failure_events"."title",
    "failure_events"."kind"
  ) AS "what",
  "failure_events"."title" AS "title",
  "failure_events"."message" AS "message",
  "failure_events"."error_code" AS "error_code",
  CASE
    WHEN "failure_events"."severity" IN (
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
      WHEN "failure_events"."severity" IN (
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
        WHEN "failure_events"."severity" IN (
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
          WHEN "failure_events"."severity" IN (
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
            WHEN "failure_events"."severity" IN (
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
            ELSE CAST(NULL AS TEXT)
          END
        END
      END
    END
  END AS "severity",
  "failure_events"."service" AS "service",
  "failure_events"."environment" AS "environment",
  COALESCE("pattern_map"."pattern_id", "failure_events"."template_hash") AS "pattern_id",
  "failure_events"."workspace_id" AS "workspace_id",
  "failure_events"."job_id" AS "job_id",
  "failure_events"."job_name" AS "job_name",
  "failure_events"."run_id" AS "run_id",
  "failure_events"."task_key" AS "task_key",
  "failure_events"."pipeline" AS "pipeline",
  "failure_events"."activity" AS "activity",
  "failure_events"."statement_id" AS "statement_id",
  "failure_events"."message_path" AS "message_path",
  "failure_events"."sources" AS "sources",
  "failure_events"."reports" AS "reports",
  CASE
    WHEN "step_4"."currency_code" = "step_4"."last_currency"
    THEN "step_4"."cost"
  END AS "cost",
  CASE
    WHEN "step_4"."currency_code" = "step_4"."last_currency"
    THEN "step_4"."currency_code"
  END AS "currency_code",
  "failure_events"."started_at" AS "started_at",
  "failure_events"."fired_at" AS "fired_at",
  "failure_events"."stack_trace" AS "stack_trace",
  "failure_events"."error_type" AS "error_type",
  "failure_events"."failure_type" AS "failure_type",
  "failure_events"."termination_code" AS "termination_code",
  "failure_events"."termination_type" AS "termination_type",
  "failure_events"."http_status" AS "http_status",
  "failure_events"."severity" AS "severity_word",
  "failure_events"."build" AS "build",
  "failure_events"."code_hint" AS "code_hint",
  "failure_events"."template_hash" AS "template_hash",
  "failure_events"."parent_run_id" AS "parent_run_id",
  "failure_events"."attempt" AS "attempt",
  "failure_events"."cluster_id" AS "cluster_id",
  "failure_events"."warehouse_id" AS "warehouse_id",
  "failure_events"."pipeline_run_id" AS "pipeline_run_id",
  "failure_events"."activity_run_id" AS "activity_run_id",
  "failure_events"."alert_id" AS "alert_id",
  "failure_events"."user_name" AS "user_name",
  "failure_events"."resource_type" AS "resource_type",
  "failure_events"."resource_id" AS "resource_id",
  "failure_events"."resource_name" AS "resource_name",
  "failure_events"."link" AS "link",
  "failure_events"."facts" AS "facts",
  "failure_events"."message_source" AS "message_source",
  "failure_events"."first_reported_at" AS "first_reported_at",
  "failure_events"."last_reported_at" AS "last_reported_at",
  "failure_events"."event_key" AS "event_key",
  "step_4"."open_rows" > 0 AS "provisional"
FROM {answers}."failure_events" AS "failure_events"
LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
  ON "failure_events"."template_hash" = "pattern_map"."template_hash"
LEFT OUTER JOIN "step_4" AS "step_4"
  ON "failure_events"."event_id" = "step_4"."costly_id"
WHERE
  "failure_events"."event_id" = CAST($event_id AS TEXT)
