-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
SELECT
  "pattern_map"."template_hash" AS "template_hash",
  "pattern_map"."template" AS "template",
  "pattern_map"."reason" AS "reason",
  "pattern_map"."first_seen" AS "first_seen"
FROM {answers}."pattern_map" AS "pattern_map"
WHERE
  "pattern_map"."pattern_id" = CAST($pattern_id AS TEXT)
