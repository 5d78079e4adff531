-- Written by `make generate` from src/faultbook/transforms/views/genie_cost_attribution.py; do not edit.
WITH "step_1" AS (
  SELECT
    "query_cost"."statement_id" AS "statement_id",
    "query_cost"."workspace_id" AS "workspace_id",
    "query_cost"."usage_date" AS "cost_date",
    "query_cost"."usage_unit" AS "usage_unit",
    "query_cost"."currency_code" AS "currency",
    MAX("query_cost"."executed_by") AS "user_id",
    MAX("query_cost"."warehouse_id") AS "warehouse_id",
    CAST(SUM("query_cost"."direct_quantity") AS DECIMAL(28, 10)) AS "compute_cost_dbu",
    CAST(SUM((
      "query_cost"."direct_quantity" + "query_cost"."idle_quantity"
    )) AS DECIMAL(28, 10)) AS "usage_quantity",
    CAST(SUM("query_cost"."direct_cost") AS DECIMAL(28, 10)) AS "direct_cost",
    CAST(SUM("query_cost"."loaded_cost") AS DECIMAL(28, 10)) AS "estimated_cost",
    CAST(SUM("query_cost"."work_share_cost") AS DECIMAL(28, 10)) AS "work_share_cost",
    MAX("query_cost"."cost_basis") AS "cost_basis",
    MAX("query_cost"."attribution_method") AS "attribution_method",
    MAX(CAST("query_cost"."provisional" AS INT)) AS "open_hours"
  FROM {answers}."query_cost" AS "query_cost"
  WHERE
    "query_cost"."row_kind" = 'STATEMENT'
  GROUP BY
    "query_cost"."statement_id",
    "query_cost"."workspace_id",
    "query_cost"."usage_date",
    "query_cost"."usage_unit",
    "query_cost"."currency_code"
)
SELECT
  CAST("step_1"."statement_id" AS TEXT) AS "query_id",
  CAST("step_1"."workspace_id" AS TEXT) AS "workspace_id",
  CAST("step_1"."user_id" AS TEXT) AS "user_id",
  CAST("step_1"."warehouse_id" AS TEXT) AS "warehouse_id",
  CAST("query_statements"."total_duration_ms" AS BIGINT) AS "duration_ms",
  CAST("step_1"."usage_unit" AS TEXT) AS "usage_unit",
  CAST("step_1"."compute_cost_dbu" AS DECIMAL(28, 10)) AS "compute_cost_dbu",
  CAST("step_1"."usage_quantity" AS DECIMAL(28, 10)) AS "usage_quantity",
  CAST("step_1"."direct_cost" AS DECIMAL(28, 10)) AS "direct_cost",
  CAST("step_1"."estimated_cost" AS DECIMAL(28, 10)) AS "estimated_cost",
  CAST("step_1"."work_share_cost" AS DECIMAL(28, 10)) AS "work_share_cost",
  CAST("step_1"."currency" AS TEXT) AS "currency",
  CAST("step_1"."cost_basis" AS TEXT) AS "cost_basis",
  CAST("step_1"."attribution_method" AS TEXT) AS "attribution_method",
  CAST("step_1"."open_hours" > 0 AS BOOLEAN) AS "provisional",
  CAST("step_1"."cost_date" AS DATE) AS "cost_date"
FROM "step_1" AS "step_1"
LEFT OUTER JOIN {raw}."query_statements" AS "query_statements"
  ON (
    "step_1"."workspace_id" = "query_statements"."workspace_id"
    AND "step_1"."statement_id" = "query_statements"."statement_id"
  )
