-- Written by `make generate` from src/faultbook/transforms/views/trace_flow.py; do not edit.
WITH "step_1" AS (
  SELECT
    "logs"."trace_id" AS "trace_id",
    "logs"."timestamp" AS "timestamp",
    "logs"."service" AS "service",
    "logs"."span_id" AS "span_id",
    "logs"."parent_span_id" AS "parent_span_id",
    "logs"."severity" AS "severity",
    "logs"."error_code" AS "error_code",
    "logs"."message" AS "message",
    "logs"."exception_type" AS "exception_type",
    "logs"."host" AS "host",
    "logs"."log_id" AS "log_id",
    "logs"."batch_id" AS "batch_id"
  FROM {raw}."logs" AS "logs"
  UNION ALL
  SELECT
    "text_logs"."trace_id" AS "trace_id",
    "text_logs"."timestamp" AS "timestamp",
    "text_logs"."service" AS "service",
    "text_logs"."span_id" AS "span_id",
    CAST(NULL AS TEXT) AS "parent_span_id",
    "text_logs"."severity" AS "severity",
    "text_logs"."error_code" AS "error_code",
    "text_logs"."message" AS "message",
    "text_logs"."exception_type" AS "exception_type",
    "text_logs"."host" AS "host",
    "text_logs"."event_id" AS "log_id",
    "text_logs"."batch_id" AS "batch_id"
  FROM {raw}."text_logs" AS "text_logs"
), "step_2" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
), "step_3" AS (
  SELECT
    "step_1"."trace_id" AS "trace_id",
    "step_1"."timestamp" AS "timestamp",
    "step_1"."service" AS "service",
    "step_1"."span_id" AS "span_id",
    "step_1"."parent_span_id" AS "parent_span_id",
    "step_1"."severity" AS "severity",
    "step_1"."error_code" AS "error_code",
    "step_1"."message" AS "message",
    "step_1"."exception_type" AS "exception_type",
    "step_1"."host" AS "host",
    "step_1"."log_id" AS "log_id"
  FROM "step_1" AS "step_1"
  CROSS JOIN "step_2" AS "step_2"
  WHERE
    NOT "step_1"."trace_id" IS NULL
    AND "step_1"."batch_id" <= "step_2"."newest_batch"
), "step_4" AS (
  SELECT
    "step_3"."trace_id" AS "trace_id",
    "step_3"."timestamp" AS "timestamp",
    "step_3"."service" AS "service",
    "step_3"."span_id" AS "span_id",
    "step_3"."parent_span_id" AS "parent_span_id",
    "step_3"."severity" AS "severity",
    "step_3"."error_code" AS "error_code",
    "step_3"."message" AS "message",
    "step_3"."exception_type" AS "exception_type",
    "step_3"."host" AS "host",
    "step_3"."log_id" AS "log_id",
    ROW_NUMBER() OVER (
      PARTITION BY "step_3"."trace_id"
      ORDER BY "step_3"."timestamp" ASC, "step_3"."service" ASC, "step_3"."span_id" ASC, "step_3"."parent_span_id" ASC, "step_3"."severity" ASC, "step_3"."error_code" ASC, "step_3"."message" ASC, "step_3"."exception_type" ASC, "step_3"."host" ASC, "step_3"."log_id" ASC
    ) AS "position"
  FROM "step_3" AS "step_3"
), "step_5" AS (
  SELECT
    "step_3"."trace_id" AS "trace_id",
    "step_3"."span_id" AS "parent_span_id",
    MIN("step_3"."service") AS "parent_service"
  FROM "step_3" AS "step_3"
  WHERE
    NOT "step_3"."span_id" IS NULL
  GROUP BY
    "step_3"."trace_id",
    "step_3"."span_id"
)
SELECT
  CAST("step_4"."trace_id" AS TEXT) AS "trace_id",
  CAST("step_4"."position" AS BIGINT) AS "position",
  CAST("step_4"."timestamp" AS TIMESTAMPTZ) AS "timestamp",
  CAST("step_4"."service" AS TEXT) AS "service",
  CAST("step_5"."parent_service" AS TEXT) AS "parent_service",
  CAST("step_4"."span_id" AS TEXT) AS "span_id",
  CAST("step_4"."parent_span_id" AS TEXT) AS "parent_span_id",
  CAST("step_4"."severity" AS TEXT) AS "severity",
  CAST("step_4"."error_code" AS TEXT) AS "error_code",
  CAST("step_4"."message" AS TEXT) AS "message",
  CAST("step_4"."exception_type" AS TEXT) AS "exception_type",
  CAST("step_4"."host" AS TEXT) AS "host",
  CAST("step_4"."log_id" AS TEXT) AS "log_id"
FROM "step_4" AS "step_4"
LEFT OUTER JOIN "step_5" AS "step_5"
  ON (
    "step_4"."trace_id" = "step_5"."trace_id"
    AND "step_4"."parent_span_id" = "step_5"."parent_span_id"
  )
