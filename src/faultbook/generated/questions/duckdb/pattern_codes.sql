-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
SELECT
  "error_counts"."service" AS "service",
  "error_counts"."environment" AS "environment",
  "error_counts"."severity" AS "severity",
  "error_counts"."error_code" AS "error_code",
  CAST(SUM("error_counts"."occurrence_count") AS BIGINT) AS "occurrence_count"
FROM {answers}."error_counts" AS "error_counts"
LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
  ON "error_counts"."template_hash" = "pattern_map"."template_hash"
WHERE
  COALESCE("pattern_map"."pattern_id", "error_counts"."template_hash") = CAST($pattern_id AS TEXT)
  AND "error_counts"."batch_id" <= CAST($through_batch AS BIGINT)
GROUP BY
  "error_counts"."service",
  "error_counts"."environment",
  "error_counts"."severity",
  "error_counts"."error_code"
