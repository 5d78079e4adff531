-- Written by `make generate` from src/faultbook/transforms/queries/records.py; do not edit.
WITH "step_1" AS (
  SELECT
    (
      CAST(DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), CAST("error_file_counts"."day" AS DATE)) AS BIGINT) * 86400000000
    ) AS "hour",
    SUM("error_file_counts"."occurrence_count") AS "record_count"
  FROM {answers}."error_file_counts" AS "error_file_counts"
  WHERE
    (
      (
        (
          (
            "error_file_counts"."batch_id" <= CAST($through_batch AS BIGINT)
            AND (
              CAST($error_code AS TEXT) IS NULL
              OR "error_file_counts"."error_code" = CAST($error_code AS TEXT)
            )
          )
          AND (
            CAST($severity AS TEXT) IS NULL
            OR "error_file_counts"."severity" = CAST($severity AS TEXT)
          )
        )
        AND (
          CAST($service AS TEXT) IS NULL
          OR "error_file_counts"."service" = CAST($service AS TEXT)
        )
      )
      AND (
        CAST($environment AS TEXT) IS NULL
        OR "error_file_counts"."environment" = CAST($environment AS TEXT)
      )
    )
    AND (
      CAST($file_path AS TEXT) IS NULL
      OR "error_file_counts"."file_path" = CAST($file_path AS TEXT)
    )
  GROUP BY
    (
      CAST(DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), CAST("error_file_counts"."day" AS DATE)) AS BIGINT) * 86400000000
    )
), "step_2" AS (
  SELECT
    "step_1"."hour" AS "hour",
    "step_1"."record_count" AS "record_count",
    SUM("step_1"."record_count") OVER (ORDER BY "step_1"."hour" DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS "through"
  FROM "step_1" AS "step_1"
), "step_3" AS (
  SELECT
    CAST(SUM("step_2"."record_count") AS BIGINT) AS "total",
    CAST(MAX(CASE WHEN "step_2"."through" >= CAST($wanted AS BIGINT) THEN "step_2"."hour" END) AS BIGINT) AS "edge"
  FROM "step_2" AS "step_2"
), "step_4" AS (
  SELECT
    CAST(COALESCE(SUM("ingest_ledger"."purged"), 0) AS BIGINT) AS "purged"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
  WHERE
    "ingest_ledger"."batch_id" <= CAST($through_batch AS BIGINT)
)
SELECT
  "step_3"."total" AS "total",
  "step_3"."edge" AS "edge",
  "step_4"."purged" AS "purged"
FROM "step_3" AS "step_3"
CROSS JOIN "step_4" AS "step_4"
