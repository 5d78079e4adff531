-- Written by `make generate` from src/faultbook/transforms/queries/rejects.py; do not edit.
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
)
SELECT
  "error_logs_rejected"."reason" AS "reason",
  "error_logs_rejected"."detail" AS "detail",
  "error_logs_rejected"."source_file" AS "source_file",
  "error_logs_rejected"."raw_bytes" AS "raw_bytes",
  "error_logs_rejected"."truncated" AS "truncated",
  "error_logs_rejected"."raw" AS "raw",
  "error_logs_rejected"."rejected_at" AS "rejected_at",
  "error_logs_rejected"."batch_id" AS "batch_id",
  "error_logs_rejected"."line_hash" AS "line_hash"
FROM {raw}."error_logs_rejected" AS "error_logs_rejected"
CROSS JOIN "step_1" AS "step_1"
CROSS JOIN "step_3" AS "step_3"
LEFT OUTER JOIN "step_4" AS "step_4"
  ON "error_logs_rejected"."batch_id" = "step_4"."batch_id"
WHERE
  (
    (
      CAST($reason AS TEXT) IS NULL
      OR "error_logs_rejected"."reason" = CAST($reason AS TEXT)
    )
    AND (
      CAST($file AS TEXT) IS NULL
      OR CONTAINS("error_logs_rejected"."source_file", CAST($file AS TEXT))
    )
  )
  AND (
    (
      "step_4"."purged_before" IS NULL
      OR "error_logs_rejected"."rejected_at" >= "step_4"."purged_before"
    )
    AND (
      "error_logs_rejected"."batch_id" > "step_3"."consumed_through"
      AND "error_logs_rejected"."batch_id" <= "step_1"."newest_batch"
    )
  )
