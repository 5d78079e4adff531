-- Written by `make generate` from src/faultbook/transforms/views/warehouse_utilization.py; do not edit.
WITH "step_1" AS (
  SELECT
    "cost_ledger"."usage_date" AS "usage_date",
    "cost_ledger"."hour" AS "hour",
    "cost_ledger"."workspace_id" AS "workspace_id",
    "cost_ledger"."resource_id" AS "warehouse_id",
    "cost_ledger"."usage_unit" AS "usage_unit",
    "cost_ledger"."currency_code" AS "currency_code",
    CAST(SUM("cost_ledger"."billed_quantity") AS DECIMAL(36, 18)) AS "billed_quantity",
    CAST(SUM("cost_ledger"."billed_amount") AS DECIMAL(28, 10)) AS "billed_amount",
    CAST(SUM("cost_ledger"."direct_amount") AS DECIMAL(28, 10)) AS "direct_amount",
    CAST(SUM("cost_ledger"."idle_amount") AS DECIMAL(28, 10)) AS "idle_amount",
    CAST(SUM("cost_ledger"."unattributed_amount") AS DECIMAL(28, 10)) AS "unattributed_amount",
    MAX(CAST("cost_ledger"."provisional" AS INT)) AS "open_hours"
  FROM {answers}."cost_ledger" AS "cost_ledger"
  WHERE
    "cost_ledger"."resource_kind" = 'WAREHOUSE'
  GROUP BY
    "cost_ledger"."usage_date",
    "cost_ledger"."hour",
    "cost_ledger"."workspace_id",
    "cost_ledger"."resource_id",
    "cost_ledger"."usage_unit",
    "cost_ledger"."currency_code"
)
SELECT
  CAST(COALESCE("warehouse_hours"."usage_date", "step_1"."usage_date") AS DATE) AS "usage_date",
  CAST(COALESCE("warehouse_hours"."hour", "step_1"."hour") AS TIMESTAMPTZ) AS "hour",
  CAST(COALESCE("warehouse_hours"."workspace_id", "step_1"."workspace_id") AS TEXT) AS "workspace_id",
  CAST(COALESCE("warehouse_hours"."warehouse_id", "step_1"."warehouse_id") AS TEXT) AS "warehouse_id",
  CAST("warehouse_hours"."warehouse_name" AS TEXT) AS "warehouse_name",
  CAST("warehouse_hours"."warehouse_type" AS TEXT) AS "warehouse_type",
  CAST("warehouse_hours"."warehouse_size" AS TEXT) AS "warehouse_size",
  CAST("warehouse_hours"."auto_stop_minutes" AS INT) AS "auto_stop_minutes",
  CAST("warehouse_hours"."statement_count" AS BIGINT) AS "statement_count",
  CAST((
    CAST("warehouse_hours"."running_ms" AS DOUBLE) / CAST(1000.0 AS DOUBLE)
  ) AS DOUBLE) AS "running_seconds",
  CAST((
    CAST("warehouse_hours"."busy_ms" AS DOUBLE) / CAST(1000.0 AS DOUBLE)
  ) AS DOUBLE) AS "busy_seconds",
  CAST(CASE
    WHEN (
      "warehouse_hours"."idle_basis" = 'events' AND "warehouse_hours"."running_ms" > 0
    )
    THEN (
      CAST("warehouse_hours"."busy_ms" AS DOUBLE) / CAST("warehouse_hours"."running_ms" AS DOUBLE)
    )
  END AS DOUBLE) AS "utilization",
  CAST("warehouse_hours"."idle_basis" AS TEXT) AS "idle_basis",
  CAST("step_1"."usage_unit" AS TEXT) AS "usage_unit",
  CAST("step_1"."billed_quantity" AS DECIMAL(36, 18)) AS "billed_quantity",
  CAST("step_1"."currency_code" AS TEXT) AS "currency_code",
  CAST("step_1"."billed_amount" AS DECIMAL(28, 10)) AS "billed_amount",
  CAST("step_1"."direct_amount" AS DECIMAL(28, 10)) AS "direct_amount",
  CAST("step_1"."idle_amount" AS DECIMAL(28, 10)) AS "idle_amount",
  CAST("step_1"."unattributed_amount" AS DECIMAL(28, 10)) AS "unattributed_amount",
  CAST("step_1"."open_hours" > 0 AS BOOLEAN) AS "provisional"
FROM {answers}."warehouse_hours" AS "warehouse_hours"
FULL OUTER JOIN "step_1" AS "step_1"
  ON (
    (
      (
        "warehouse_hours"."usage_date" = "step_1"."usage_date"
        AND "warehouse_hours"."hour" = "step_1"."hour"
      )
      AND "warehouse_hours"."workspace_id" = "step_1"."workspace_id"
    )
    AND "warehouse_hours"."warehouse_id" = "step_1"."warehouse_id"
  )
