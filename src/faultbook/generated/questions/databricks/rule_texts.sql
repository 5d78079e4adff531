-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
SELECT
  `rule_versions`.`rule` AS `rule`,
  `rule_versions`.`rule_version` AS `rule_version`,
  `rule_versions`.`file` AS `file`,
  `rule_versions`.`text` AS `text`,
  `rule_versions`.`mistake` AS `mistake`,
  `rule_versions`.`first_read_at` AS `first_read_at`
FROM {answers}.`rule_versions` AS `rule_versions`
WHERE
  (
    CAST(:rule AS STRING) IS NULL OR `rule_versions`.`rule` = CAST(:rule AS STRING)
  )
