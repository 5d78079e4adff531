-- Written by `make generate` from src/faultbook/transforms/questions/patterns.py; do not edit.
WITH `step_1` AS (
  SELECT
    `pattern_decisions`.`kind` AS `kind`,
    `pattern_decisions`.`author` AS `author`,
    `pattern_decisions`.`reason` AS `reason`,
    `pattern_decisions`.`decided_at` AS `decided_at`,
    COALESCE(`pattern_map`.`pattern_id`, `pattern_decisions`.`pattern_id`) AS `pattern_id`
  FROM {answers}.`pattern_decisions` AS `pattern_decisions`
  LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
    ON `pattern_decisions`.`pattern_id` = `pattern_map`.`template_hash`
), `step_2` AS (
  SELECT
    `pattern_map`.`pattern_id` AS `pattern_id`,
    EXPLODE(`pattern_map`.`earlier_hashes`) AS `template_hash`
  FROM {answers}.`pattern_map` AS `pattern_map`
), `step_3` AS (
  SELECT DISTINCT
    `step_2`.`pattern_id` AS `pattern_id`,
    `pattern_map`.`pattern_id` AS `earlier_id`
  FROM `step_2` AS `step_2`
  INNER JOIN {answers}.`pattern_map` AS `pattern_map`
    ON `step_2`.`template_hash` = `pattern_map`.`template_hash`
), `step_4` AS (
  SELECT
    `step_1`.`kind` AS `kind`,
    `step_1`.`author` AS `author`,
    `step_1`.`reason` AS `reason`,
    `step_1`.`decided_at` AS `decided_at`,
    `step_1`.`pattern_id` AS `pattern_id`
  FROM `step_1` AS `step_1`
  UNION ALL
  SELECT
    `step_1`.`kind` AS `kind`,
    `step_1`.`author` AS `author`,
    `step_1`.`reason` AS `reason`,
    `step_1`.`decided_at` AS `decided_at`,
    `step_3`.`pattern_id` AS `pattern_id`
  FROM `step_1` AS `step_1`
  INNER JOIN `step_3` AS `step_3`
    ON `step_1`.`pattern_id` = `step_3`.`earlier_id`
)
SELECT
  `step_4`.`kind` AS `kind`,
  `step_4`.`author` AS `author`,
  `step_4`.`reason` AS `reason`,
  `step_4`.`decided_at` AS `decided_at`
FROM `step_4` AS `step_4`
WHERE
  `step_4`.`pattern_id` = CAST(:pattern_id AS STRING)
