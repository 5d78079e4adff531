-- Written by `make generate` from src/faultbook/transforms/views/system_table_coverage.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("system_table_checks"."computed_at") AS "last_at"
  FROM {answers}."system_table_checks" AS "system_table_checks"
)
SELECT
  CAST("system_table_checks"."computed_at" AS TIMESTAMPTZ) AS "computed_at",
  CAST("system_table_checks"."system_table" AS TEXT) AS "system_table",
  CAST("system_table_checks"."readability" AS TEXT) AS "readability",
  CAST("system_table_checks"."rows_read" AS BIGINT) AS "rows_read",
  CAST("system_table_checks"."newest_at" AS TIMESTAMPTZ) AS "newest_at",
  CAST("system_table_checks"."newest_ingestion_date" AS DATE) AS "newest_ingestion_date",
  CAST("system_table_checks"."latency_hours" AS INT) AS "latency_hours",
  CAST("system_table_checks"."missing_leaves" AS TEXT[]) AS "missing_leaves",
  CAST("system_table_checks"."assessment" AS TEXT) AS "assessment",
  CAST("system_table_checks"."not_assessed" AS TEXT) AS "not_assessed",
  CAST("system_table_checks"."detail" AS TEXT) AS "detail",
  CAST("system_table_checks"."days_computed" AS BIGINT) AS "days_computed"
FROM {answers}."system_table_checks" AS "system_table_checks"
CROSS JOIN "step_1" AS "step_1"
WHERE
  "system_table_checks"."computed_at" = "step_1"."last_at"
