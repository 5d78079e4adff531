-- Written by `make generate` from src/faultbook/transforms/views/cost_by_day.py; do not edit.
WITH "step_1" AS (
  SELECT
    "cost_daily"."usage_date" AS "usage_date",
    COALESCE("cost_daily"."workspace_id", '<ACCOUNT>') AS "workspace_id",
    "cost_daily"."billing_origin_product" AS "billing_origin_product",
    "cost_daily"."usage_unit" AS "usage_unit",
    "cost_daily"."currency_code" AS "currency_code",
    CAST(SUM("cost_daily"."billed_quantity") AS DECIMAL(36, 18)) AS "billed_quantity",
    CAST(SUM("cost_daily"."billed_amount") AS DECIMAL(28, 10)) AS "billed_amount",
    CAST(SUM("cost_daily"."direct_amount") AS DECIMAL(28, 10)) AS "direct_amount",
    CAST(SUM("cost_daily"."idle_amount") AS DECIMAL(28, 10)) AS "idle_amount",
    CAST(SUM("cost_daily"."unattributed_amount") AS DECIMAL(28, 10)) AS "unattributed_amount",
    SUM("cost_daily"."provisional_hours") AS "provisional_hours"
  FROM {answers}."cost_daily" AS "cost_daily"
  GROUP BY
    "cost_daily"."usage_date",
    COALESCE("cost_daily"."workspace_id", '<ACCOUNT>'),
    "cost_daily"."billing_origin_product",
    "cost_daily"."usage_unit",
    "cost_daily"."currency_code"
)
SELECT
  CAST("step_1"."usage_date" AS DATE) AS "usage_date",
  CAST("step_1"."workspace_id" AS TEXT) AS "workspace_id",
  CAST("step_1"."billing_origin_product" AS TEXT) AS "billing_origin_product",
  CAST("step_1"."usage_unit" AS TEXT) AS "usage_unit",
  CAST("step_1"."currency_code" AS TEXT) AS "currency_code",
  CAST("step_1"."billed_quantity" AS DECIMAL(36, 18)) AS "billed_quantity",
  CAST("step_1"."billed_amount" AS DECIMAL(28, 10)) AS "billed_amount",
  CAST("step_1"."direct_amount" AS DECIMAL(28, 10)) AS "direct_amount",
  CAST("step_1"."idle_amount" AS DECIMAL(28, 10)) AS "idle_amount",
  CAST("step_1"."unattributed_amount" AS DECIMAL(28, 10)) AS "unattributed_amount",
  CAST("step_1"."provisional_hours" > 0 AS BOOLEAN) AS "provisional"
FROM "step_1" AS "step_1"
