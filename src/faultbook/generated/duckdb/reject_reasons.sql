-- Written by `make generate` from src/faultbook/transforms/views/reject_reasons.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
), "step_2" AS (
  SELECT
    "ingest_batches"."batch_id" AS "batch_id",
    "ingest_batches"."kind" AS "kind",
    "ingest_batches"."consumes_through" AS "consumes_through",
    "ingest_batches"."purges_rejects_before" AS "purges_rejects_before"
  FROM {answers}."ingest_batches" AS "ingest_batches"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "ingest_batches"."batch_id" <= "step_1"."newest_batch"
), "step_3" AS (
  SELECT
    COALESCE(
      MAX(CASE WHEN "step_2"."kind" = 'reprocess' THEN "step_2"."consumes_through" END),
      0
    ) AS "consumed_through"
  FROM "step_2" AS "step_2"
), "step_4" AS (
  SELECT
    "step_2"."batch_id" AS "batch_id",
    MAX(CASE WHEN "step_2"."kind" = 'purge' THEN "step_2"."purges_rejects_before" END) OVER (
      ORDER BY "step_2"."batch_id" DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "purged_before"
  FROM "step_2" AS "step_2"
), "step_5" AS (
  SELECT
    "error_logs_rejected"."reason" AS "reason",
    COUNT(*) AS "reject_count",
    COUNT(DISTINCT "error_logs_rejected"."source_file") AS "affected_files",
    LIST_SORT(
      LIST(DISTINCT "error_logs_rejected"."service") FILTER(WHERE
        NOT "error_logs_rejected"."service" IS NULL)
    ) AS "services",
    MIN("error_logs_rejected"."rejected_at") AS "first_rejected_at",
    MAX("error_logs_rejected"."rejected_at") AS "last_rejected_at",
    MIN("error_logs_rejected"."source_file") AS "example_file"
  FROM {raw}."error_logs_rejected" AS "error_logs_rejected"
  CROSS JOIN "step_1" AS "step_1"
  CROSS JOIN "step_3" AS "step_3"
  LEFT OUTER JOIN "step_4" AS "step_4"
    ON "error_logs_rejected"."batch_id" = "step_4"."batch_id"
  WHERE
    (
      "step_4"."purged_before" IS NULL
      OR "error_logs_rejected"."rejected_at" >= "step_4"."purged_before"
    )
    AND (
      "error_logs_rejected"."batch_id" > "step_3"."consumed_through"
      AND "error_logs_rejected"."batch_id" <= "step_1"."newest_batch"
    )
  GROUP BY
    "error_logs_rejected"."reason"
)
SELECT
  CAST("step_5"."reason" AS TEXT) AS "reason",
  CAST("step_5"."reject_count" AS BIGINT) AS "reject_count",
  CAST("step_5"."affected_files" AS BIGINT) AS "affected_files",
  CAST("step_5"."services" AS TEXT[]) AS "services",
  CAST("step_5"."first_rejected_at" AS TIMESTAMPTZ) AS "first_rejected_at",
  CAST("step_5"."last_rejected_at" AS TIMESTAMPTZ) AS "last_rejected_at",
  CAST("step_5"."example_file" AS TEXT) AS "example_file"
FROM "step_5" AS "step_5"
