-- Written by `make generate` from src/faultbook/transforms/questions/patterns.py; do not edit.
SELECT
  CASE
    WHEN `pattern_pairs`.`pattern_a` = CAST(:pattern_id AS STRING)
    THEN `pattern_pairs`.`pattern_b`
    ELSE `pattern_pairs`.`pattern_a`
  END AS `companion_id`,
  `pattern_pairs`.`environment` AS `environment`,
  `pattern_pairs`.`joint_hours` AS `joint_hours`,
  `pattern_pairs`.`lift` AS `lift`,
  `pattern_pairs`.`surprise` AS `surprise`
FROM {answers}.`pattern_pairs` AS `pattern_pairs`
WHERE
  (
    `pattern_pairs`.`pattern_a` = CAST(:pattern_id AS STRING)
    OR `pattern_pairs`.`pattern_b` = CAST(:pattern_id AS STRING)
  )
