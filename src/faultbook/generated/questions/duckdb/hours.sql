-- Written by `make generate` from src/faultbook/transforms/queries/counts.py; do not edit.
SELECT
  "error_counts"."hour" AS "hour",
  CAST(SUM("error_counts"."occurrence_count") AS BIGINT) AS "occurrence_count"
FROM {answers}."error_counts" AS "error_counts"
LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
  ON "error_counts"."template_hash" = "pattern_map"."template_hash"
WHERE
  (
    CAST($pattern_id AS TEXT) IS NULL
    OR COALESCE("pattern_map"."pattern_id", "error_counts"."template_hash") = CAST($pattern_id AS TEXT)
  )
  AND (
    (
      (
        (
          (
            (
              CAST($error_code AS TEXT) IS NULL
              OR "error_counts"."error_code" = CAST($error_code AS TEXT)
            )
            AND (
              CAST($severity AS TEXT) IS NULL
              OR "error_counts"."severity" = CAST($severity AS TEXT)
            )
          )
          AND (
            CAST($service AS TEXT) IS NULL
            OR "error_counts"."service" = CAST($service AS TEXT)
          )
        )
        AND (
          CAST($environment AS TEXT) IS NULL
          OR "error_counts"."environment" = CAST($environment AS TEXT)
        )
      )
      AND (
        (
          CAST($since AS TIMESTAMPTZ) IS NULL
          OR "error_counts"."hour" >= CAST($since AS TIMESTAMPTZ)
        )
        AND (
          CAST($until AS TIMESTAMPTZ) IS NULL
          OR "error_counts"."hour" < CAST($until AS TIMESTAMPTZ)
        )
      )
    )
    AND "error_counts"."batch_id" <= CAST($through_batch AS BIGINT)
  )
GROUP BY
  "error_counts"."hour"
