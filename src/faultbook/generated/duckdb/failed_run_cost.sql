-- Written by `make generate` from src/faultbook/transforms/views/failed_run_cost.py; do not edit.
WITH "step_1" AS (
  SELECT
    "job_run_cost"."usage_date" AS "usage_date",
    "job_run_cost"."workspace_id" AS "workspace_id",
    "job_run_cost"."job_id" AS "job_id",
    "job_run_cost"."currency_code" AS "currency_code",
    MAX("job_run_cost"."job_name") AS "job_name",
    COUNT(DISTINCT "job_run_cost"."task_run_id") AS "attempts",
    COUNT(
      DISTINCT CASE
        WHEN "job_run_cost"."result_state" IN ('FAILED', 'ERROR', 'TIMED_OUT', 'TIMEDOUT')
        THEN "job_run_cost"."task_run_id"
      END
    ) AS "failed_attempts",
    COALESCE(
      CAST(SUM(
        CASE
          WHEN "job_run_cost"."result_state" IN ('FAILED', 'ERROR', 'TIMED_OUT', 'TIMEDOUT')
          THEN "job_run_cost"."cost"
        END
      ) AS DECIMAL(28, 10)),
      CAST(0 AS DECIMAL(28, 10))
    ) AS "failed_cost",
    COALESCE(
      CAST(SUM(
        CASE
          WHEN "job_run_cost"."result_state" IN ('CANCELED', 'CANCELLED')
          THEN "job_run_cost"."cost"
        END
      ) AS DECIMAL(28, 10)),
      CAST(0 AS DECIMAL(28, 10))
    ) AS "canceled_cost",
    CAST(SUM("job_run_cost"."cost") AS DECIMAL(28, 10)) AS "total_cost",
    MAX(CAST("job_run_cost"."provisional" AS INT)) AS "open_rows"
  FROM {answers}."job_run_cost" AS "job_run_cost"
  GROUP BY
    "job_run_cost"."usage_date",
    "job_run_cost"."workspace_id",
    "job_run_cost"."job_id",
    "job_run_cost"."currency_code"
)
SELECT
  CAST("step_1"."usage_date" AS DATE) AS "usage_date",
  CAST("step_1"."workspace_id" AS TEXT) AS "workspace_id",
  CAST("step_1"."job_id" AS TEXT) AS "job_id",
  CAST("step_1"."job_name" AS TEXT) AS "job_name",
  CAST("step_1"."currency_code" AS TEXT) AS "currency_code",
  CAST("step_1"."attempts" AS BIGINT) AS "attempts",
  CAST("step_1"."failed_attempts" AS BIGINT) AS "failed_attempts",
  CAST("step_1"."failed_cost" AS DECIMAL(28, 10)) AS "failed_cost",
  CAST("step_1"."canceled_cost" AS DECIMAL(28, 10)) AS "canceled_cost",
  CAST("step_1"."total_cost" AS DECIMAL(28, 10)) AS "total_cost",
  CAST("step_1"."open_rows" > 0 AS BOOLEAN) AS "provisional"
FROM "step_1" AS "step_1"
