-- Written by `make generate` from src/faultbook/transforms/views/reject_reasons.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
), "step_2" AS (
  SELECT
    COALESCE(MAX("ingest_batches"."consumes_through"), 0) AS "replaced_through"
  FROM {answers}."ingest_batches" AS "ingest_batches"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "ingest_batches"."batch_id" <= "step_1"."newest_batch"
), "step_3" AS (
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
  CROSS JOIN "step_2" AS "step_2"
  WHERE
    "error_logs_rejected"."batch_id" > "step_2"."replaced_through"
    AND "error_logs_rejected"."batch_id" <= "step_1"."newest_batch"
  GROUP BY
    "error_logs_rejected"."reason"
)
SELECT
  CAST("step_3"."reason" AS TEXT) AS "reason",
  CAST("step_3"."reject_count" AS BIGINT) AS "reject_count",
  CAST("step_3"."affected_files" AS BIGINT) AS "affected_files",
  CAST("step_3"."services" AS TEXT[]) AS "services",
  CAST("step_3"."first_rejected_at" AS TIMESTAMPTZ) AS "first_rejected_at",
  CAST("step_3"."last_rejected_at" AS TIMESTAMPTZ) AS "last_rejected_at",
  CAST("step_3"."example_file" AS TEXT) AS "example_file"
FROM "step_3" AS "step_3"
