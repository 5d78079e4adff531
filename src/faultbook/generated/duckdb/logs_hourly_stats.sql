-- Written by `make generate` from src/faultbook/transforms/views/logs_hourly_stats.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
), "step_2" AS (
  SELECT
    "error_counts"."hour" AS "hour",
    "error_counts"."service" AS "service",
    "error_counts"."environment" AS "environment",
    "error_counts"."severity" AS "severity",
    CAST(SUM("error_counts"."occurrence_count") AS BIGINT) AS "occurrence_count"
  FROM {answers}."error_counts" AS "error_counts"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "error_counts"."batch_id" <= "step_1"."newest_batch"
  GROUP BY
    "error_counts"."hour",
    "error_counts"."service",
    "error_counts"."environment",
    "error_counts"."severity"
), "step_3" AS (
  SELECT
    "step_2"."hour" AS "hour",
    "step_2"."service" AS "service",
    "step_2"."environment" AS "environment",
    "step_2"."severity" AS "severity",
    "step_2"."occurrence_count" AS "occurrence_count",
    EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ)) AS "hour_micros"
  FROM "step_2" AS "step_2"
), "step_4" AS (
  SELECT
    "step_3"."hour_micros" AS "hour_micros",
    SUM("step_3"."occurrence_count") AS "total"
  FROM "step_3" AS "step_3"
  GROUP BY
    "step_3"."hour_micros"
)
SELECT
  CAST("step_3"."hour" AS TIMESTAMPTZ) AS "hour",
  CAST("step_3"."service" AS TEXT) AS "service",
  CAST("step_3"."environment" AS TEXT) AS "environment",
  CAST("step_3"."severity" AS TEXT) AS "severity",
  CAST("step_3"."occurrence_count" AS BIGINT) AS "occurrence_count",
  CAST((
    CAST("step_3"."occurrence_count" AS DOUBLE) / CAST("step_4"."total" AS DOUBLE)
  ) AS DOUBLE) AS "share",
  CAST(COALESCE(t22493276_2."occurrence_count", 0) AS BIGINT) AS "hour_before",
  CAST(COALESCE(t22493276_3."occurrence_count", 0) AS BIGINT) AS "day_before",
  CAST(COALESCE(t22493276_4."occurrence_count", 0) AS BIGINT) AS "week_before",
  CAST((
    "step_3"."occurrence_count" - COALESCE(t22493276_2."occurrence_count", 0)
  ) AS BIGINT) AS "change_from_hour_before",
  CAST((
    "step_3"."occurrence_count" - COALESCE(t22493276_3."occurrence_count", 0)
  ) AS BIGINT) AS "change_from_day_before",
  CAST((
    "step_3"."occurrence_count" - COALESCE(t22493276_4."occurrence_count", 0)
  ) AS BIGINT) AS "change_from_week_before"
FROM "step_3" AS "step_3"
LEFT OUTER JOIN "step_4" AS "step_4"
  ON "step_3"."hour_micros" = "step_4"."hour_micros"
LEFT OUTER JOIN "step_3" AS t22493276_2
  ON (
    (
      (
        "step_3"."service" = t22493276_2."service"
        AND "step_3"."environment" = t22493276_2."environment"
      )
      AND "step_3"."severity" = t22493276_2."severity"
    )
    AND "step_3"."hour_micros" = (
      t22493276_2."hour_micros" + 3600000000
    )
  )
LEFT OUTER JOIN "step_3" AS t22493276_3
  ON (
    (
      (
        "step_3"."service" = t22493276_3."service"
        AND "step_3"."environment" = t22493276_3."environment"
      )
      AND "step_3"."severity" = t22493276_3."severity"
    )
    AND "step_3"."hour_micros" = (
      t22493276_3."hour_micros" + 86400000000
    )
  )
LEFT OUTER JOIN "step_3" AS t22493276_4
  ON (
    (
      (
        "step_3"."service" = t22493276_4."service"
        AND "step_3"."environment" = t22493276_4."environment"
      )
      AND "step_3"."severity" = t22493276_4."severity"
    )
    AND "step_3"."hour_micros" = (
      t22493276_4."hour_micros" + 604800000000
    )
  )
