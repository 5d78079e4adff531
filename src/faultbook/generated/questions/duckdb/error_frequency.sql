-- Written by `make generate` from src/faultbook/transforms/queries/counts.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
  WHERE
    "ingest_ledger"."batch_id" <= CAST($through_batch AS BIGINT)
), "step_2" AS (
  SELECT
    "error_file_counts"."error_code" AS "error_code",
    "error_file_counts"."severity" AS "severity",
    CAST(SUM("error_file_counts"."occurrence_count") AS BIGINT) AS "occurrence_count",
    LIST_SORT(
      LIST(DISTINCT "error_file_counts"."file_path") FILTER(WHERE
        NOT "error_file_counts"."file_path" IS NULL)
    ) AS "files",
    MIN("error_file_counts"."first_occurrence") AS "first_occurrence",
    MAX("error_file_counts"."last_occurrence") AS "last_occurrence"
  FROM {answers}."error_file_counts" AS "error_file_counts"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "error_file_counts"."batch_id" <= "step_1"."newest_batch"
    AND (
      (
        (
          (
            (
              (
                CAST($error_code AS TEXT) IS NULL
                OR "error_file_counts"."error_code" = CAST($error_code AS TEXT)
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
      )
      AND (
        (
          CAST($first_day AS DATE) IS NULL
          OR "error_file_counts"."day" >= CAST($first_day AS DATE)
        )
        AND (
          CAST($end_day AS DATE) IS NULL
          OR "error_file_counts"."day" < CAST($end_day AS DATE)
        )
      )
    )
  GROUP BY
    "error_file_counts"."error_code",
    "error_file_counts"."severity"
)
SELECT
  CAST("step_2"."error_code" AS TEXT) AS "error_code",
  CAST("step_2"."severity" AS TEXT) AS "severity",
  CAST("step_2"."occurrence_count" AS BIGINT) AS "occurrence_count",
  CAST(ARRAY_LENGTH("step_2"."files") AS BIGINT) AS "affected_files",
  CAST("step_2"."files" AS TEXT[]) AS "files",
  CAST("step_2"."first_occurrence" AS TIMESTAMPTZ) AS "first_occurrence",
  CAST("step_2"."last_occurrence" AS TIMESTAMPTZ) AS "last_occurrence"
FROM "step_2" AS "step_2"
