-- Written by `make generate` from src/faultbook/transforms/queries/alerts.py; do not edit.
SELECT
  `nightly_reports`.`day` AS `day`,
  `nightly_reports`.`title` AS `title`,
  `nightly_reports`.`summary` AS `summary`,
  `nightly_reports`.`records` AS `records`,
  `nightly_reports`.`new_patterns` AS `new_patterns`,
  `nightly_reports`.`open_alerts` AS `open_alerts`,
  `nightly_reports`.`laws_hold` AS `laws_hold`,
  `nightly_reports`.`markdown` AS `markdown`
FROM {answers}.`nightly_reports` AS `nightly_reports`
WHERE
  (
    (
      CAST(:first_day AS DATE) IS NULL
      OR `nightly_reports`.`day` >= CAST(:first_day AS DATE)
    )
    AND (
      CAST(:end_day AS DATE) IS NULL
      OR `nightly_reports`.`day` < CAST(:end_day AS DATE)
    )
  )
