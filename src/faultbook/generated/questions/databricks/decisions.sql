-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
WITH `step_1` AS (
  SELECT
    `pattern_decisions`.`decision_id` AS `decision_id`,
    `pattern_decisions`.`kind` AS `kind`,
    `pattern_decisions`.`other_id` AS `other_id`,
    `pattern_decisions`.`title` AS `title`,
    `pattern_decisions`.`until` AS `until`,
    `pattern_decisions`.`author` AS `author`,
    `pattern_decisions`.`reason` AS `reason`,
    `pattern_decisions`.`decided_at` AS `decided_at`,
    `pattern_decisions`.`pattern_id` AS `template_hash`
  FROM {answers}.`pattern_decisions` AS `pattern_decisions`
  UNION ALL
  SELECT
    `pattern_decisions`.`decision_id` AS `decision_id`,
    `pattern_decisions`.`kind` AS `kind`,
    `pattern_decisions`.`other_id` AS `other_id`,
    `pattern_decisions`.`title` AS `title`,
    `pattern_decisions`.`until` AS `until`,
    `pattern_decisions`.`author` AS `author`,
    `pattern_decisions`.`reason` AS `reason`,
    `pattern_decisions`.`decided_at` AS `decided_at`,
    `pattern_decisions`.`other_id` AS `template_hash`
  FROM {answers}.`pattern_decisions` AS `pattern_decisions`
  WHERE
    NOT `pattern_decisions`.`other_id` IS NULL
), `step_2` AS (
  SELECT
    `step_1`.`decision_id` AS `decision_id`,
    `step_1`.`kind` AS `kind`,
    `step_1`.`other_id` AS `other_id`,
    `step_1`.`title` AS `title`,
    `step_1`.`until` AS `until`,
    `step_1`.`author` AS `author`,
    `step_1`.`reason` AS `reason`,
    `step_1`.`decided_at` AS `decided_at`,
    COALESCE(`pattern_map`.`pattern_id`, `step_1`.`template_hash`) AS `pattern_id`
  FROM `step_1` AS `step_1`
  LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
    ON `step_1`.`template_hash` = `pattern_map`.`template_hash`
), `step_3` AS (
  SELECT
    `pattern_map`.`pattern_id` AS `pattern_id`,
    EXPLODE(`pattern_map`.`earlier_hashes`) AS `template_hash`
  FROM {answers}.`pattern_map` AS `pattern_map`
), `step_4` AS (
  SELECT DISTINCT
    `step_3`.`pattern_id` AS `pattern_id`,
    `pattern_map`.`pattern_id` AS `earlier_id`
  FROM `step_3` AS `step_3`
  INNER JOIN {answers}.`pattern_map` AS `pattern_map`
    ON `step_3`.`template_hash` = `pattern_map`.`template_hash`
), `step_5` AS (
  SELECT
    `step_2`.`decision_id` AS `decision_id`,
    `step_2`.`kind` AS `kind`,
    `step_2`.`other_id` AS `other_id`,
    `step_2`.`title` AS `title`,
    `step_2`.`until` AS `until`,
    `step_2`.`author` AS `author`,
    `step_2`.`reason` AS `reason`,
    `step_2`.`decided_at` AS `decided_at`,
    `step_2`.`pattern_id` AS `pattern_id`
  FROM `step_2` AS `step_2`
  UNION ALL
  SELECT
    `step_2`.`decision_id` AS `decision_id`,
    `step_2`.`kind` AS `kind`,
    `step_2`.`other_id` AS `other_id`,
    `step_2`.`title` AS `title`,
    `step_2`.`until` AS `until`,
    `step_2`.`author` AS `author`,
    `step_2`.`reason` AS `reason`,
    `step_2`.`decided_at` AS `decided_at`,
    `step_4`.`pattern_id` AS `pattern_id`
  FROM `step_2` AS `step_2`
  INNER JOIN `step_4` AS `step_4`
    ON `step_2`.`pattern_id` = `step_4`.`earlier_id`
)
SELECT DISTINCT
  `step_5`.`decision_id` AS `decision_id`,
  `step_5`.`kind` AS `kind`,
  `step_5`.`other_id` AS `other_id`,
  `step_5`.`title` AS `title`,
  `step_5`.`until` AS `until`,
  `step_5`.`author` AS `author`,
  `step_5`.`reason` AS `reason`,
  `step_5`.`decided_at` AS `decided_at`
FROM `step_5` AS `step_5`
WHERE
  `step_5`.`pattern_id` = CAST(:pattern_id AS STRING)
