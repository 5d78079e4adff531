-- Written by `make generate` from src/faultbook/transforms/queries/costs.py; do not edit.
WITH "step_1" AS (
  SELECT
    "query_cost"."usage_date" AS "usage_date",
    COALESCE("query_cost"."workspace_id", '<ACCOUNT>') AS "workspace_id",
    CASE
      WHEN "query_cost"."row_kind" = 'IDLE'
      THEN '<IDLE>'
      WHEN "query_cost"."row_kind" = 'UNATTRIBUTED'
      THEN '<UNATTRIBUTED>'
      ELSE COALESCE("query_cost"."executed_by", '<UNKNOWN>')
    END AS "user_id",
    "query_cost"."currency_code" AS "currency_code",
    CAST(SUM("query_cost"."direct_cost") AS DECIMAL(28, 10)) AS "direct",
    CAST(SUM("query_cost"."residual_cost") AS DECIMAL(28, 10)) AS "residual"
  FROM {answers}."query_cost" AS "query_cost"
  WHERE
    (
      (
        CAST($first_day AS DATE) IS NULL
        OR "query_cost"."usage_date" >= CAST($first_day AS DATE)
      )
      AND (
        CAST($end_day AS DATE) IS NULL
        OR "query_cost"."usage_date" < CAST($end_day AS DATE)
      )
    )
    AND NOT "query_cost"."currency_code" IS NULL
  GROUP BY
    "query_cost"."usage_date",
    COALESCE("query_cost"."workspace_id", '<ACCOUNT>'),
    CASE
      WHEN "query_cost"."row_kind" = 'IDLE'
      THEN '<IDLE>'
      WHEN "query_cost"."row_kind" = 'UNATTRIBUTED'
      THEN '<UNATTRIBUTED>'
      ELSE COALESCE("query_cost"."executed_by", '<UNKNOWN>')
    END,
    "query_cost"."currency_code"
), "step_2" AS (
  SELECT
    "cost_ledger"."usage_date" AS "usage_date",
    COALESCE("cost_ledger"."workspace_id", '<ACCOUNT>') AS "workspace_id",
    COALESCE("cost_ledger"."identity", '<UNKNOWN>') AS "user_id",
    "cost_ledger"."currency_code" AS "currency_code",
    CAST(SUM("cost_ledger"."billed_amount") AS DECIMAL(28, 10)) AS "resource_cost"
  FROM {answers}."cost_ledger" AS "cost_ledger"
  WHERE
    (
      (
        CAST($first_day AS DATE) IS NULL
        OR "cost_ledger"."usage_date" >= CAST($first_day AS DATE)
      )
      AND (
        CAST($end_day AS DATE) IS NULL
        OR "cost_ledger"."usage_date" < CAST($end_day AS DATE)
      )
    )
    AND (
      "cost_ledger"."resource_kind" <> 'WAREHOUSE'
      AND NOT "cost_ledger"."currency_code" IS NULL
    )
  GROUP BY
    "cost_ledger"."usage_date",
    COALESCE("cost_ledger"."workspace_id", '<ACCOUNT>'),
    COALESCE("cost_ledger"."identity", '<UNKNOWN>'),
    "cost_ledger"."currency_code"
)
SELECT
  CAST(COALESCE("step_1"."user_id", "step_2"."user_id") AS TEXT) AS "value",
  CAST(COALESCE("step_1"."currency_code", "step_2"."currency_code") AS TEXT) AS "currency_code",
  CAST(SUM(
    CAST((
      (
        COALESCE("step_1"."direct", CAST(0 AS DECIMAL(28, 10))) + COALESCE("step_1"."residual", CAST(0 AS DECIMAL(28, 10)))
      ) + COALESCE("step_2"."resource_cost", CAST(0 AS DECIMAL(28, 10)))
    ) AS DECIMAL(28, 10))
  ) AS DECIMAL(28, 10)) AS "billed_amount",
  CAST(SUM(
    CAST((
      COALESCE("step_1"."direct", CAST(0 AS DECIMAL(28, 10))) + COALESCE("step_1"."residual", CAST(0 AS DECIMAL(28, 10)))
    ) AS DECIMAL(28, 10))
  ) AS DECIMAL(28, 10)) AS "statement_cost",
  CAST(SUM(
    CAST(COALESCE("step_2"."resource_cost", CAST(0 AS DECIMAL(28, 10))) AS DECIMAL(28, 10))
  ) AS DECIMAL(28, 10)) AS "resource_cost"
FROM "step_1" AS "step_1"
FULL OUTER JOIN "step_2" AS "step_2"
  ON (
    (
      (
        "step_1"."usage_date" = "step_2"."usage_date"
        AND "step_1"."workspace_id" = "step_2"."workspace_id"
      )
      AND "step_1"."user_id" = "step_2"."user_id"
    )
    AND "step_1"."currency_code" = "step_2"."currency_code"
  )
WHERE
  (
    CAST($workspace_id AS TEXT) IS NULL
    OR CAST(COALESCE("step_1"."workspace_id", "step_2"."workspace_id") AS TEXT) = CAST($workspace_id AS TEXT)
  )
GROUP BY
  CAST(COALESCE("step_1"."user_id", "step_2"."user_id") AS TEXT),
  CAST(COALESCE("step_1"."currency_code", "step_2"."currency_code") AS TEXT)
