-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
WITH "step_1" AS (
  SELECT DISTINCT
    "pattern_map"."pattern_id" AS "companion_id"
  FROM {answers}."pattern_map" AS "pattern_map"
)
SELECT
  CASE
    WHEN "pattern_pairs"."pattern_a" = CAST($pattern_id AS TEXT)
    THEN "pattern_pairs"."pattern_b"
    ELSE "pattern_pairs"."pattern_a"
  END AS "companion_id",
  "pattern_pairs"."environment" AS "environment",
  "pattern_pairs"."joint_hours" AS "joint_hours",
  CASE
    WHEN "pattern_pairs"."pattern_a" = CAST($pattern_id AS TEXT)
    THEN "pattern_pairs"."hours_b"
    ELSE "pattern_pairs"."hours_a"
  END AS "companion_hours",
  "pattern_pairs"."lift" AS "lift",
  "pattern_pairs"."surprise" AS "surprise"
FROM {answers}."pattern_pairs" AS "pattern_pairs"
INNER JOIN "step_1" AS "step_1"
  ON CASE
    WHEN "pattern_pairs"."pattern_a" = CAST($pattern_id AS TEXT)
    THEN "pattern_pairs"."pattern_b"
    ELSE "pattern_pairs"."pattern_a"
  END = "step_1"."companion_id"
WHERE
  (
    "pattern_pairs"."pattern_a" = CAST($pattern_id AS TEXT)
    OR "pattern_pairs"."pattern_b" = CAST($pattern_id AS TEXT)
  )
