-- Written by `make generate` from src/faultbook/transforms/views/all_failures.py; do not edit.
WITH "step_1" AS (
  SELECT
    "error_logs_parsed"."timestamp" AS "timestamp",
    "error_logs_parsed"."service" AS "service",
    "error_logs_parsed"."environment" AS "environment",
    "error_logs_parsed"."severity" AS "severity",
    "error_logs_parsed"."error_code" AS "error_code",
    "error_logs_parsed"."code_hint" AS "code_hint",
    "error_logs_parsed"."message" AS "message",
    "error_logs_parsed"."template_hash" AS "template_hash",
    "error_logs_parsed"."batch_id" AS "batch_id",
    CAST(NULL AS TEXT) AS "trace_id",
    'tab_separated' AS "format",
    "error_logs_parsed"."event_id" AS "event_id"
  FROM {raw}."error_logs_parsed" AS "error_logs_parsed"
  UNION ALL
  SELECT
    "logs"."timestamp" AS "timestamp",
    "logs"."service" AS "service",
    "logs"."environment" AS "environment",
    "logs"."severity" AS "severity",
    "logs"."error_code" AS "error_code",
    "logs"."code_hint" AS "code_hint",
    "logs"."message" AS "message",
    "logs"."template_hash" AS "template_hash",
    "logs"."batch_id" AS "batch_id",
    "logs"."trace_id" AS "trace_id",
    'json' AS "format",
    "logs"."log_id" AS "event_id"
  FROM {raw}."logs" AS "logs"
), "step_2" AS (
  SELECT
    "step_1"."timestamp" AS "timestamp",
    "step_1"."service" AS "service",
    "step_1"."environment" AS "environment",
    "step_1"."severity" AS "severity",
    "step_1"."error_code" AS "error_code",
    "step_1"."code_hint" AS "code_hint",
    "step_1"."message" AS "message",
    "step_1"."template_hash" AS "template_hash",
    "step_1"."batch_id" AS "batch_id",
    "step_1"."trace_id" AS "trace_id",
    "step_1"."format" AS "format",
    "step_1"."event_id" AS "event_id"
  FROM "step_1" AS "step_1"
  UNION ALL
  SELECT
    "text_logs"."timestamp" AS "timestamp",
    "text_logs"."service" AS "service",
    "text_logs"."environment" AS "environment",
    "text_logs"."severity" AS "severity",
    "text_logs"."error_code" AS "error_code",
    "text_logs"."code_hint" AS "code_hint",
    "text_logs"."message" AS "message",
    "text_logs"."template_hash" AS "template_hash",
    "text_logs"."batch_id" AS "batch_id",
    "text_logs"."trace_id" AS "trace_id",
    "text_logs"."format" AS "format",
    "text_logs"."event_id" AS "event_id"
  FROM {raw}."text_logs" AS "text_logs"
), "step_3" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
), "step_4" AS (
  SELECT
    "step_2"."timestamp" AS "happened_at",
    'log' AS "comes_from",
    "step_2"."format" AS "source",
    'record' AS "kind",
    CASE WHEN COALESCE("severity_ranks"."rank", 1) < 0 THEN 'critical' ELSE 'high' END AS "severity",
    "step_2"."service" AS "service",
    "step_2"."environment" AS "environment",
    "step_2"."service" AS "what",
    "step_2"."message" AS "message",
    "step_2"."error_code" AS "error_code",
    "step_2"."code_hint" AS "code_hint",
    "step_2"."template_hash" AS "template_hash",
    COALESCE("pattern_map"."pattern_id", "step_2"."template_hash") AS "pattern_id",
    "step_2"."event_id" AS "event_id",
    CAST(NULL AS TEXT) AS "run_id",
    "step_2"."trace_id" AS "trace_id"
  FROM "step_2" AS "step_2"
  CROSS JOIN "step_3" AS "step_3"
  LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
    ON "step_2"."template_hash" = "pattern_map"."template_hash"
  LEFT OUTER JOIN {answers}."severity_ranks" AS "severity_ranks"
    ON "step_2"."severity" = "severity_ranks"."severity"
  WHERE
    COALESCE("severity_ranks"."is_error", FALSE)
    AND "step_2"."batch_id" <= "step_3"."newest_batch"
  UNION ALL
  SELECT
    "failure_events"."happened_at" AS "happened_at",
    'failure' AS "comes_from",
    "failure_events"."message_source" AS "source",
    "failure_events"."kind" AS "kind",
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
    COALESCE(
      "failure_events"."job_name",
      "failure_events"."pipeline",
      "failure_events"."service",
      "failure_events"."resource_name",
      "failure_events"."title",
      "failure_events"."kind"
    ) AS "what",
    "failure_events"."message" AS "message",
    "failure_events"."error_code" AS "error_code",
    "failure_events"."code_hint" AS "code_hint",
    "failure_events"."template_hash" AS "template_hash",
    COALESCE("pattern_map"."pattern_id", "failure_events"."template_hash") AS "pattern_id",
    "failure_events"."event_id" AS "event_id",
    "failure_events"."run_id" AS "run_id",
    CAST(NULL AS TEXT) AS "trace_id"
  FROM {answers}."failure_events" AS "failure_events"
  LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
    ON "failure_events"."template_hash" = "pattern_map"."template_hash"
)
SELECT
  CAST("step_4"."happened_at" AS TIMESTAMPTZ) AS "happened_at",
  CAST("step_4"."comes_from" AS TEXT) AS "comes_from",
  CAST("step_4"."source" AS TEXT) AS "source",
  CAST("step_4"."kind" AS TEXT) AS "kind",
  CAST("step_4"."severity" AS TEXT) AS "severity",
  CAST("step_4"."service" AS TEXT) AS "service",
  CAST("step_4"."environment" AS TEXT) AS "environment",
  CAST("step_4"."what" AS TEXT) AS "what",
  CAST("step_4"."message" AS TEXT) AS "message",
  CAST("step_4"."error_code" AS TEXT) AS "error_code",
  CAST("step_4"."code_hint" AS TEXT) AS "code_hint",
  CAST("step_4"."template_hash" AS TEXT) AS "template_hash",
  CAST("step_4"."pattern_id" AS TEXT) AS "pattern_id",
  CAST("step_4"."event_id" AS TEXT) AS "event_id",
  CAST("step_4"."run_id" AS TEXT) AS "run_id",
  CAST("step_4"."trace_id" AS TEXT) AS "trace_id"
FROM "step_4" AS "step_4"
