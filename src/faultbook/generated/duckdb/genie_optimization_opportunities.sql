-- Written by `make generate` from src/faultbook/transforms/views/genie_optimization_opportunities.py; do not edit.
WITH "step_1" AS (
  SELECT
    "query_cost"."workspace_id" AS "workspace_id",
    "query_cost"."statement_id" AS "query_id",
    "query_cost"."currency_code" AS "currency_code",
    CAST(SUM("query_cost"."direct_quantity") AS DECIMAL(28, 10)) AS "compute_cost_dbu"
  FROM {answers}."query_cost" AS "query_cost"
  WHERE
    "query_cost"."row_kind" = 'STATEMENT'
  GROUP BY
    "query_cost"."workspace_id",
    "query_cost"."statement_id",
    "query_cost"."currency_code"
)
SELECT
  CAST("optimization_opportunities"."query_id" AS TEXT) AS "query_id",
  CAST("optimization_opportunities"."workspace_id" AS TEXT) AS "workspace_id",
  CAST("optimization_opportunities"."user_id" AS TEXT) AS "user_id",
  CAST("query_statements"."statement_text" AS TEXT) AS "query_text",
  CAST("query_statements"."total_duration_ms" AS BIGINT) AS "duration_ms",
  CAST("query_statements"."read_bytes" AS BIGINT) AS "bytes_read",
  CAST("step_1"."compute_cost_dbu" AS DECIMAL(28, 10)) AS "compute_cost_dbu",
  CAST("optimization_opportunities"."optimization_type" AS TEXT) AS "optimization_type",
  CAST(CASE
    WHEN "optimization_opportunities"."status" = 'CRITICAL'
    THEN 'HIGH'
    WHEN "optimization_opportunities"."status" = 'WARN'
    THEN 'MEDIUM'
    WHEN "optimization_opportunities"."status" = 'OK'
    THEN 'NONE'
    ELSE 'NOT_ASSESSED'
  END AS TEXT) AS "priority",
  CAST("optimization_opportunities"."status" AS TEXT) AS "status",
  CAST("optimization_opportunities"."reason" AS TEXT) AS "reason",
  CAST("optimization_opportunities"."resource_kind" AS TEXT) AS "resource_kind",
  CAST("optimization_opportunities"."resource_id" AS TEXT) AS "resource_id",
  CAST("optimization_opportunities"."resource_name" AS TEXT) AS "resource_name",
  CAST("optimization_opportunities"."subject_id" AS TEXT) AS "subject_id",
  CAST("optimization_opportunities"."measure" AS TEXT) AS "measure",
  CAST("optimization_opportunities"."measured" AS DOUBLE) AS "measured",
  CAST("optimization_opportunities"."warn_at" AS DOUBLE) AS "warn_at",
  CAST("optimization_opportunities"."critical_at" AS DOUBLE) AS "critical_at",
  CAST("optimization_opportunities"."samples" AS BIGINT) AS "samples",
  CAST("optimization_opportunities"."evidence" AS TEXT) AS "evidence",
  CAST("optimization_opportunities"."guidance" AS TEXT) AS "recommendation",
  CAST("optimization_opportunities"."currency_code" AS TEXT) AS "currency",
  CAST("optimization_opportunities"."resource_cost" AS DECIMAL(28, 10)) AS "resource_cost",
  CAST("optimization_opportunities"."subject_cost" AS DECIMAL(28, 10)) AS "subject_cost",
  CAST("optimization_opportunities"."rule_saving" AS DECIMAL(28, 10)) AS "rule_saving",
  CAST("optimization_opportunities"."estimated_saving" AS DECIMAL(28, 10)) AS "estimated_saving",
  CAST("optimization_opportunities"."saving_basis" AS TEXT) AS "saving_basis",
  CAST("optimization_opportunities"."overlaps" AS TEXT[]) AS "overlaps",
  CAST("optimization_opportunities"."assessed_from" AS DATE) AS "assessed_from",
  CAST("optimization_opportunities"."assessed_through" AS DATE) AS "assessed_through"
FROM {answers}."optimization_opportunities" AS "optimization_opportunities"
LEFT OUTER JOIN {raw}."query_statements" AS "query_statements"
  ON (
    "optimization_opportunities"."workspace_id" = "query_statements"."workspace_id"
    AND "optimization_opportunities"."query_id" = "query_statements"."statement_id"
  )
LEFT OUTER JOIN "step_1" AS "step_1"
  ON (
    (
      "optimization_opportunities"."workspace_id" = "step_1"."workspace_id"
      AND "optimization_opportunities"."query_id" = "step_1"."query_id"
    )
    AND "optimization_opportunities"."currency_code" = "step_1"."currency_code"
  )
