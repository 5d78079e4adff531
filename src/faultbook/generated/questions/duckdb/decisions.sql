-- Written by `make generate` from src/faultbook/transforms/questions/patterns.py; do not edit.
SELECT
  "pattern_decisions"."kind" AS "kind",
  "pattern_decisions"."author" AS "author",
  "pattern_decisions"."reason" AS "reason",
  "pattern_decisions"."decided_at" AS "decided_at"
FROM {answers}."pattern_decisions" AS "pattern_decisions"
LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
  ON "pattern_decisions"."pattern_id" = "pattern_map"."template_hash"
WHERE
  COALESCE("pattern_map"."pattern_id", "pattern_decisions"."pattern_id") = CAST($pattern_id AS TEXT)
