-- Written by `make generate` from src/faultbook/transforms/views/all_records.py; do not edit.
WITH "step_1" AS (
  SELECT
    "error_logs_parsed"."timestamp" AS "timestamp",
    "error_logs_parsed"."service" AS "service",
    "error_logs_parsed"."environment" AS "environment",
    "error_logs_parsed"."severity" AS "severity",
    "error_logs_parsed"."level" AS "level",
    "error_logs_parsed"."error_code" AS "error_code",
    "error_logs_parsed"."code_hint" AS "code_hint",
    "error_logs_parsed"."message" AS "message",
    "error_logs_parsed"."top_frames" AS "top_frames",
    "error_logs_parsed"."template_hash" AS "template_hash",
    "error_logs_parsed"."request_id" AS "request_id",
    "error_logs_parsed"."user_id" AS "user_id",
    "error_logs_parsed"."line_number" AS "line_number",
    "error_logs_parsed"."line_count" AS "line_count",
    "error_logs_parsed"."batch_id" AS "batch_id",
    CAST(NULL AS TEXT) AS "trace_id",
    CAST(NULL AS TEXT) AS "host",
    CAST(NULL AS TEXT) AS "logger_name",
    "error_logs_parsed"."source_file" AS "landed_file",
    "error_logs_parsed"."exception_type" AS "exception_type",
    'tab_separated' AS "format",
    "error_logs_parsed"."event_id" AS "event_id"
  FROM {raw}."error_logs_parsed" AS "error_logs_parsed"
  UNION ALL
  SELECT
    "logs"."timestamp" AS "timestamp",
    "logs"."service" AS "service",
    "logs"."environment" AS "environment",
    "logs"."severity" AS "severity",
    "logs"."level" AS "level",
    "logs"."error_code" AS "error_code",
    "logs"."code_hint" AS "code_hint",
    "logs"."message" AS "message",
    "logs"."top_frames" AS "top_frames",
    "logs"."template_hash" AS "template_hash",
    "logs"."request_id" AS "request_id",
    "logs"."user_id" AS "user_id",
    "logs"."line_number" AS "line_number",
    "logs"."line_count" AS "line_count",
    "logs"."batch_id" AS "batch_id",
    "logs"."trace_id" AS "trace_id",
    "logs"."host" AS "host",
    "logs"."logger_name" AS "logger_name",
    "logs"."landed_file" AS "landed_file",
    "logs"."root_exception_type" AS "exception_type",
    'json' AS "format",
    "logs"."log_id" AS "event_id"
  FROM {raw}."logs" AS "logs"
), "step_2" AS (
  SELECT
    "step_1"."timestamp" AS "timestamp",
    "step_1"."service" AS "service",
    "step_1"."environment" AS "environment",
    "step_1"."severity" AS "severity",
    "step_1"."level" AS "level",
    "step_1"."error_code" AS "error_code",
    "step_1"."code_hint" AS "code_hint",
    "step_1"."message" AS "message",
    "step_1"."top_frames" AS "top_frames",
    "step_1"."template_hash" AS "template_hash",
    "step_1"."request_id" AS "request_id",
    "step_1"."user_id" AS "user_id",
    "step_1"."line_number" AS "line_number",
    "step_1"."line_count" AS "line_count",
    "step_1"."batch_id" AS "batch_id",
    "step_1"."trace_id" AS "trace_id",
    "step_1"."host" AS "host",
    "step_1"."logger_name" AS "logger_name",
    "step_1"."landed_file" AS "landed_file",
    "step_1"."exception_type" AS "exception_type",
    "step_1"."format" AS "format",
    "step_1"."event_id" AS "event_id"
  FROM "step_1" AS "step_1"
  UNION ALL
  SELECT
    "text_logs"."timestamp" AS "timestamp",
    "text_logs"."service" AS "service",
    "text_logs"."environment" AS "environment",
    "text_logs"."severity" AS "severity",
    "text_logs"."level" AS "level",
    "text_logs"."error_code" AS "error_code",
    "text_logs"."code_hint" AS "code_hint",
    "text_logs"."message" AS "message",
    "text_logs"."top_frames" AS "top_frames",
    "text_logs"."template_hash" AS "template_hash",
    "text_logs"."request_id" AS "request_id",
    "text_logs"."user_id" AS "user_id",
    "text_logs"."line_number" AS "line_number",
    "text_logs"."line_count" AS "line_count",
    "text_logs"."batch_id" AS "batch_id",
    "text_logs"."trace_id" AS "trace_id",
    "text_logs"."host" AS "host",
    "text_logs"."logger_name" AS "logger_name",
    "text_logs"."landed_file" AS "landed_file",
    "text_logs"."root_exception_type" AS "exception_type",
    "text_logs"."format" AS "format",
    "text_logs"."event_id" AS "event_id"
  FROM {raw}."text_logs" AS "text_logs"
), "step_3" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
)
SELECT
  CAST("step_2"."timestamp" AS TIMESTAMPTZ) AS "timestamp",
  CAST("step_2"."service" AS TEXT) AS "service",
  CAST("step_2"."environment" AS TEXT) AS "environment",
  CAST("step_2"."severity" AS TEXT) AS "severity",
  CAST("step_2"."level" AS TEXT) AS "level",
  CAST("step_2"."error_code" AS TEXT) AS "error_code",
  CAST("step_2"."code_hint" AS TEXT) AS "code_hint",
  CAST("step_2"."message" AS TEXT) AS "message",
  CAST("step_2"."exception_type" AS TEXT) AS "exception_type",
  CAST("step_2"."top_frames" AS TEXT) AS "top_frames",
  CAST("step_2"."template_hash" AS TEXT) AS "template_hash",
  CAST(COALESCE("pattern_map"."pattern_id", "step_2"."template_hash") AS TEXT) AS "pattern_id",
  CAST("step_2"."trace_id" AS TEXT) AS "trace_id",
  CAST("step_2"."request_id" AS TEXT) AS "request_id",
  CAST("step_2"."user_id" AS TEXT) AS "user_id",
  CAST("step_2"."host" AS TEXT) AS "host",
  CAST("step_2"."logger_name" AS TEXT) AS "logger_name",
  CAST("step_2"."format" AS TEXT) AS "format",
  CAST("step_2"."landed_file" AS TEXT) AS "landed_file",
  CAST("step_2"."line_number" AS BIGINT) AS "line_number",
  CAST("step_2"."line_count" AS INT) AS "line_count",
  CAST("step_2"."event_id" AS TEXT) AS "event_id",
  CAST("step_2"."batch_id" AS BIGINT) AS "batch_id"
FROM "step_2" AS "step_2"
CROSS JOIN "step_3" AS "step_3"
LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
  ON "step_2"."template_hash" = "pattern_map"."template_hash"
WHERE
  "step_2"."batch_id" <= "step_3"."newest_batch"
