-- Written by `make generate` from src/faultbook/transforms/queries/alerts.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("system_table_checks"."computed_at") AS "newest_run"
  FROM {answers}."system_table_checks" AS "system_table_checks"
)
SELECT
  "system_table_checks"."computed_at" AS "computed_at",
  "system_table_checks"."system_table" AS "system_table",
  "system_table_checks"."assessment" AS "assessment",
  "system_table_checks"."newest_at" AS "newest_at",
  "system_table_checks"."not_assessed" AS "not_assessed"
FROM {answers}."system_table_checks" AS "system_table_checks"
CROSS JOIN "step_1" AS "step_1"
WHERE
  "system_table_checks"."computed_at" = "step_1"."newest_run"
