-- Written by `make generate` from src/faultbook/transforms/views/severity_summary.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
), "step_2" AS (
  SELECT
    "error_file_counts"."severity" AS "severity",
    CAST(SUM("error_file_counts"."occurrence_count") AS BIGINT) AS "occurrence_count",
    COUNT(DISTINCT "error_file_counts"."error_code") AS "error_codes",
    COUNT(DISTINCT "error_file_counts"."file_path") AS "affected_files",
    MIN("error_file_counts"."first_occurrence") AS "first_occurrence",
    MAX("error_file_counts"."last_occurrence") AS "last_occurrence"
  FROM {answers}."error_file_counts" AS "error_file_counts"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "error_file_counts"."batch_id" <= "step_1"."newest_batch"
  GROUP BY
    "error_file_counts"."severity"
), "step_3" AS (
  SELECT
    SUM("step_2"."occurrence_count") AS "total"
  FROM "step_2" AS "step_2"
), "step_4" AS (
  SELECT DISTINCT
    "error_templates"."severity" AS "severity",
    "error_templates"."error_code" AS "error_code",
    "error_templates"."template" AS "template"
  FROM {answers}."error_templates" AS "error_templates"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "error_templates"."batch_id" <= "step_1"."newest_batch"
), "step_5" AS (
  SELECT
    "step_4"."severity" AS "severity",
    COUNT(*) AS "counted"
  FROM "step_4" AS "step_4"
  GROUP BY
    "step_4"."severity"
)
SELECT
  CAST("step_2"."severity" AS TEXT) AS "severity",
  CAST("step_2"."occurrence_count" AS BIGINT) AS "occurrence_count",
  CAST((
    CAST("step_2"."occurrence_count" AS DOUBLE) / CAST("step_3"."total" AS DOUBLE)
  ) AS DOUBLE) AS "share",
  CAST("step_2"."error_codes" AS BIGINT) AS "error_codes",
  CAST("step_2"."affected_files" AS BIGINT) AS "affected_files",
  CAST(COALESCE("step_5"."counted", 0) AS BIGINT) AS "patterns",
  CAST("step_2"."first_occurrence" AS TIMESTAMPTZ) AS "first_occurrence",
  CAST("step_2"."last_occurrence" AS TIMESTAMPTZ) AS "last_occurrence",
  CAST(COALESCE("severity_ranks"."is_error", FALSE) AS BOOLEAN) AS "is_error",
  CAST(COALESCE("severity_ranks"."rank", 1) AS INT) AS "severity_rank"
FROM "step_2" AS "step_2"
LEFT OUTER JOIN {answers}."severity_ranks" AS "severity_ranks"
  ON "step_2"."severity" = "severity_ranks"."severity"
CROSS JOIN "step_3" AS "step_3"
LEFT OUTER JOIN "step_5" AS "step_5"
  ON "step_2"."severity" = "step_5"."severity"
