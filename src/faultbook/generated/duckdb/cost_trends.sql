-- Written by `make generate` from src/faultbook/transforms/views/cost_trends.py; do not edit.
WITH "step_1" AS (
  SELECT
    "cost_daily"."usage_date" AS "usage_date",
    COALESCE("cost_daily"."workspace_id", '<ACCOUNT>') AS "workspace_id",
    COALESCE("cost_daily"."billing_origin_product", '<UNKNOWN>') AS "billing_origin_product",
    "cost_daily"."currency_code" AS "currency_code",
    CAST(SUM("cost_daily"."billed_amount") AS DECIMAL(28, 10)) AS "billed_amount"
  FROM {answers}."cost_daily" AS "cost_daily"
  WHERE
    NOT "cost_daily"."currency_code" IS NULL
  GROUP BY
    "cost_daily"."usage_date",
    COALESCE("cost_daily"."workspace_id", '<ACCOUNT>'),
    COALESCE("cost_daily"."billing_origin_product", '<UNKNOWN>'),
    "cost_daily"."currency_code"
), "step_2" AS (
  SELECT
    "step_1"."workspace_id" AS "workspace_id",
    "step_1"."billing_origin_product" AS "billing_origin_product",
    "step_1"."currency_code" AS "currency_code",
    MIN("step_1"."usage_date") AS "begun_date"
  FROM "step_1" AS "step_1"
  GROUP BY
    "step_1"."workspace_id",
    "step_1"."billing_origin_product",
    "step_1"."currency_code"
), "step_3" AS (
  SELECT
    "cost_daily"."usage_date" AS "usage_date",
    SUM("cost_daily"."provisional_hours") AS "provisional_hours"
  FROM {answers}."cost_daily" AS "cost_daily"
  GROUP BY
    "cost_daily"."usage_date"
), "step_4" AS (
  SELECT
    MIN("cost_daily"."usage_date") AS "first_date"
  FROM {answers}."cost_daily" AS "cost_daily"
), "step_5" AS (
  SELECT
    "step_3"."usage_date" AS "usage_date",
    "step_3"."provisional_hours" AS "provisional_hours",
    "step_4"."first_date" AS "first_date"
  FROM "step_3" AS "step_3"
  CROSS JOIN "step_4" AS "step_4"
), "step_6" AS (
  SELECT
    "step_5"."usage_date" AS "usage_date",
    "step_2"."workspace_id" AS "workspace_id",
    "step_2"."billing_origin_product" AS "billing_origin_product",
    "step_2"."currency_code" AS "currency_code",
    "step_5"."provisional_hours" AS "provisional_hours",
    COALESCE("step_1"."billed_amount", CAST(0 AS DECIMAL(28, 10))) AS "billed_amount",
    DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), CAST("step_5"."usage_date" AS DATE)) AS "day_number",
    (
      DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), CAST("step_5"."usage_date" AS DATE)) - DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), CAST("step_5"."first_date" AS DATE))
    ) AS "stored_days",
    CASE
      WHEN (
        DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), CAST("step_5"."usage_date" AS DATE)) - DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), CAST("step_5"."first_date" AS DATE))
      ) >= 1
      THEN COALESCE(
        CAST(SUM(COALESCE("step_1"."billed_amount", CAST(0 AS DECIMAL(28, 10)))) OVER (
          PARTITION BY "step_2"."workspace_id", "step_2"."billing_origin_product", "step_2"."currency_code"
          ORDER BY DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), CAST("step_5"."usage_date" AS DATE)) NULLS FIRST
          RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING
        ) AS DECIMAL(28, 10)),
        CAST(0 AS DECIMAL(28, 10))
      )
    END AS "day_before_amount"
  FROM "step_2" AS "step_2"
  CROSS JOIN "step_5" AS "step_5"
  LEFT OUTER JOIN "step_1" AS "step_1"
    ON (
      (
        (
          "step_5"."usage_date" = "step_1"."usage_date"
          AND "step_2"."workspace_id" = "step_1"."workspace_id"
        )
        AND "step_2"."billing_origin_product" = "step_1"."billing_origin_product"
      )
      AND "step_2"."currency_code" = "step_1"."currency_code"
    )
  WHERE
    "step_5"."usage_date" >= "step_2"."begun_date"
), "step_7" AS (
  SELECT
    "step_6"."usage_date" AS "usage_date",
    "step_6"."workspace_id" AS "workspace_id",
    "step_6"."billing_origin_product" AS "billing_origin_product",
    "step_6"."currency_code" AS "currency_code",
    "step_6"."provisional_hours" AS "provisional_hours",
    "step_6"."billed_amount" AS "billed_amount",
    "step_6"."day_number" AS "day_number",
    "step_6"."stored_days" AS "stored_days",
    "step_6"."day_before_amount" AS "day_before_amount",
    CASE
      WHEN "step_6"."stored_days" >= 7
      THEN COALESCE(
        CAST(SUM("step_6"."billed_amount") OVER (
          PARTITION BY "step_6"."workspace_id", "step_6"."billing_origin_product", "step_6"."currency_code"
          ORDER BY "step_6"."day_number" NULLS FIRST
          RANGE BETWEEN 7 PRECEDING AND 7 PRECEDING
        ) AS DECIMAL(28, 10)),
        CAST(0 AS DECIMAL(28, 10))
      )
    END AS "week_before_amount"
  FROM "step_6" AS "step_6"
), "step_8" AS (
  SELECT
    "step_7"."usage_date" AS "usage_date",
    "step_7"."workspace_id" AS "workspace_id",
    "step_7"."billing_origin_product" AS "billing_origin_product",
    "step_7"."currency_code" AS "currency_code",
    "step_7"."provisional_hours" AS "provisional_hours",
    "step_7"."billed_amount" AS "billed_amount",
    "step_7"."day_number" AS "day_number",
    "step_7"."stored_days" AS "stored_days",
    "step_7"."day_before_amount" AS "day_before_amount",
    "step_7"."week_before_amount" AS "week_before_amount",
    CASE
      WHEN "step_7"."stored_days" >= 6
      THEN COALESCE(
        CAST(SUM("step_7"."billed_amount") OVER (
          PARTITION BY "step_7"."workspace_id", "step_7"."billing_origin_product", "step_7"."currency_code"
          ORDER BY "step_7"."day_number" NULLS FIRST
          RANGE BETWEEN 6 PRECEDING AND CURRENT ROW
        ) AS DECIMAL(28, 10)),
        CAST(0 AS DECIMAL(28, 10))
      )
    END AS "seven_days_amount"
  FROM "step_7" AS "step_7"
), "step_9" AS (
  SELECT
    "step_8"."usage_date" AS "usage_date",
    "step_8"."workspace_id" AS "workspace_id",
    "step_8"."billing_origin_product" AS "billing_origin_product",
    "step_8"."currency_code" AS "currency_code",
    "step_8"."provisional_hours" AS "provisional_hours",
    "step_8"."billed_amount" AS "billed_amount",
    "step_8"."day_before_amount" AS "day_before_amount",
    "step_8"."week_before_amount" AS "week_before_amount",
    "step_8"."seven_days_amount" AS "seven_days_amount",
    CASE
      WHEN "step_8"."stored_days" >= 13
      THEN COALESCE(
        CAST(SUM("step_8"."billed_amount") OVER (
          PARTITION BY "step_8"."workspace_id", "step_8"."billing_origin_product", "step_8"."currency_code"
          ORDER BY "step_8"."day_number" NULLS FIRST
          RANGE BETWEEN 13 PRECEDING AND 7 PRECEDING
        ) AS DECIMAL(28, 10)),
        CAST(0 AS DECIMAL(28, 10))
      )
    END AS "seven_days_before_amount"
  FROM "step_8" AS "step_8"
)
SELECT
  CAST("step_9"."usage_date" AS DATE) AS "usage_date",
  CAST("step_9"."workspace_id" AS TEXT) AS "workspace_id",
  CAST("step_9"."billing_origin_product" AS TEXT) AS "billing_origin_product",
  CAST("step_9"."currency_code" AS TEXT) AS "currency_code",
  CAST("step_9"."billed_amount" AS DECIMAL(28, 10)) AS "billed_amount",
  CAST("step_9"."day_before_amount" AS DECIMAL(28, 10)) AS "day_before_amount",
  CAST(CAST((
    "step_9"."billed_amount" - "step_9"."day_before_amount"
  ) AS DECIMAL(28, 10)) AS DECIMAL(28, 10)) AS "day_change_amount",
  CAST("step_9"."week_before_amount" AS DECIMAL(28, 10)) AS "week_before_amount",
  CAST(CAST((
    "step_9"."billed_amount" - "step_9"."week_before_amount"
  ) AS DECIMAL(28, 10)) AS DECIMAL(28, 10)) AS "week_change_amount",
  CAST("step_9"."seven_days_amount" AS DECIMAL(28, 10)) AS "seven_days_amount",
  CAST("step_9"."seven_days_before_amount" AS DECIMAL(28, 10)) AS "seven_days_before_amount",
  CAST(CAST((
    "step_9"."seven_days_amount" - "step_9"."seven_days_before_amount"
  ) AS DECIMAL(28, 10)) AS DECIMAL(28, 10)) AS "seven_days_change_amount",
  CAST(CASE
    WHEN "step_9"."day_before_amount" <> 0
    THEN (
      CAST(CAST((
        "step_9"."billed_amount" - "step_9"."day_before_amount"
      ) AS DECIMAL(28, 10)) AS DOUBLE) / CAST("step_9"."day_before_amount" AS DOUBLE)
    )
  END AS DOUBLE) AS "day_change",
  CAST(CASE
    WHEN "step_9"."seven_days_before_amount" <> 0
    THEN (
      CAST(CAST((
        "step_9"."seven_days_amount" - "step_9"."seven_days_before_amount"
      ) AS DECIMAL(28, 10)) AS DOUBLE) / CAST("step_9"."seven_days_before_amount" AS DOUBLE)
    )
  END AS DOUBLE) AS "seven_days_change",
  CAST("step_9"."provisional_hours" > 0 AS BOOLEAN) AS "provisional"
FROM "step_9" AS "step_9"
