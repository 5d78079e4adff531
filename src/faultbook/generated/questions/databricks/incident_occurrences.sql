-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
SELECT
  `incident_journal`.`incident_id` AS `incident_id`,
  DATE_ADD(
    MICROSECOND,
    -(
      (
        (
          (
            UNIX_MICROS(
              CAST(COALESCE(`incident_journal`.`last_at`, `incident_journal`.`at`) AS TIMESTAMP_LTZ)
            ) % 3600000000
          ) + 3600000000
        ) % 3600000000
      )
    ),
    COALESCE(`incident_journal`.`last_at`, `incident_journal`.`at`)
  ) AS `hour`,
  CAST(SUM(`incident_journal`.`events`) AS BIGINT) AS `events`,
  CAST(COUNT(*) AS BIGINT) AS `entries`,
  MIN(COALESCE(`incident_journal`.`first_at`, `incident_journal`.`at`)) AS `first_at`,
  MAX(COALESCE(`incident_journal`.`last_at`, `incident_journal`.`at`)) AS `last_at`,
  MAX(`incident_journal`.`number`) AS `number`
FROM {answers}.`incident_journal` AS `incident_journal`
WHERE
  (
    (
      CAST(:since AS TIMESTAMP) IS NULL
      OR COALESCE(`incident_journal`.`last_at`, `incident_journal`.`at`) >= CAST(:since AS TIMESTAMP)
    )
    AND (
      CAST(:until AS TIMESTAMP) IS NULL
      OR COALESCE(`incident_journal`.`last_at`, `incident_journal`.`at`) < CAST(:until AS TIMESTAMP)
    )
  )
  AND (
    `incident_journal`.`kind` = 'occurred'
    AND CONTAINS(CAST(:ids AS STRING), `incident_journal`.`incident_id`)
  )
GROUP BY
  `incident_journal`.`incident_id`,
  DATE_ADD(
    MICROSECOND,
    -(
      (
        (
          (
            UNIX_MICROS(
              CAST(COALESCE(`incident_journal`.`last_at`, `incident_journal`.`at`) AS TIMESTAMP_LTZ)
            ) % 3600000000
          ) + 3600000000
        ) % 3600000000
      )
    ),
    COALESCE(`incident_journal`.`last_at`, `incident_journal`.`at`)
  )
