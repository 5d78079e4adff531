-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
WITH `step_1` AS (
  SELECT DISTINCT
    `error_counts`.`template_hash` AS `template_hash`
  FROM {answers}.`error_counts` AS `error_counts`
  WHERE
    `error_counts`.`batch_id` <= CAST(:through_batch AS BIGINT)
)
SELECT
  COALESCE(`pattern_map`.`pattern_id`, `step_1`.`template_hash`) AS `pattern_id`,
  CAST(MAX(
    CASE
      WHEN (
        `step_1`.`template_hash` = CAST(:name AS STRING)
        OR COALESCE(`pattern_map`.`pattern_id`, `step_1`.`template_hash`) = CAST(:name AS STRING)
      )
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS `is_exact`
FROM `step_1` AS `step_1`
LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
  ON `step_1`.`template_hash` = `pattern_map`.`template_hash`
WHERE
  (
    (
      STARTSWITH(`step_1`.`template_hash`, CAST(:name AS STRING))
      OR CONTAINS(`step_1`.`template_hash`, CAST(:tail AS STRING))
    )
    OR (
      `step_1`.`template_hash` = CAST(:name AS STRING)
      OR COALESCE(`pattern_map`.`pattern_id`, `step_1`.`template_hash`) = CAST(:name AS STRING)
    )
  )
GROUP BY
  COALESCE(`pattern_map`.`pattern_id`, `step_1`.`template_hash`)
