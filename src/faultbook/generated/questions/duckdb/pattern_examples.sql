-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
SELECT
  "error_templates"."example_message" AS "example_message",
  MIN("error_templates"."example_timestamp") AS "example_timestamp",
  MIN("error_templates"."example_event_id") AS "record_id"
FROM {answers}."error_templates" AS "error_templates"
LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
  ON "error_templates"."template_hash" = "pattern_map"."template_hash"
WHERE
  COALESCE("pattern_map"."pattern_id", "error_templates"."template_hash") = CAST($pattern_id AS TEXT)
  AND "error_templates"."batch_id" <= CAST($through_batch AS BIGINT)
GROUP BY
  "error_templates"."example_message"
