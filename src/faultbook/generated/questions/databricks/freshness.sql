-- Written by `make generate` from src/faultbook/transforms/queries/alerts.py; do not edit.
WITH `step_1` AS (
  SELECT
    COUNT(
      CASE
        WHEN (
          `ingest_ledger`.`entry` = 'ingest' AND `ingest_ledger`.`continues_batch` IS NULL
        )
        THEN 1
      END
    ) AS `files`,
    COUNT(CASE WHEN `ingest_ledger`.`entry` = 'unreadable' THEN 1 END) AS `unreadable_files`,
    CAST(COALESCE(SUM(`ingest_ledger`.`lines`), 0) AS BIGINT) AS `lines`,
    CAST(COALESCE(SUM(`ingest_ledger`.`headers`), 0) AS BIGINT) AS `headers`,
    CAST(COALESCE(SUM(`ingest_ledger`.`blanks`), 0) AS BIGINT) AS `blanks`,
    CAST(COALESCE(SUM(`ingest_ledger`.`parsed`), 0) AS BIGINT) AS `parsed`,
    CAST(COALESCE(SUM(`ingest_ledger`.`rejected`), 0) AS BIGINT) AS `rejected`,
    CAST(COALESCE(SUM(`ingest_ledger`.`part_rejects`), 0) AS BIGINT) AS `part_rejects`,
    CAST(COALESCE(SUM(`ingest_ledger`.`purged`), 0) AS BIGINT) AS `purged`,
    CAST(COALESCE(SUM(`ingest_ledger`.`unknown_severity`), 0) AS BIGINT) AS `unknown_severity`,
    CAST(COALESCE(SUM(COALESCE(`ingest_ledger`.`records`, `ingest_ledger`.`parsed`)), 0) AS BIGINT) AS `records`,
    MIN(`ingest_ledger`.`first_occurrence`) AS `oldest_occurrence`,
    MAX(`ingest_ledger`.`last_occurrence`) AS `newest_occurrence`,
    MAX(`ingest_ledger`.`recorded_at`) AS `completed_at`,
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
  WHERE
    `ingest_ledger`.`batch_id` <= CAST(:through_batch AS BIGINT)
), `step_2` AS (
  SELECT
    MAX(`ingest_batches`.`batch_id`) AS `begun_batch`
  FROM {answers}.`ingest_batches` AS `ingest_batches`
)
SELECT
  `step_1`.`files` AS `files`,
  `step_1`.`unreadable_files` AS `unreadable_files`,
  `step_1`.`lines` AS `lines`,
  `step_1`.`headers` AS `headers`,
  `step_1`.`blanks` AS `blanks`,
  `step_1`.`parsed` AS `parsed`,
  `step_1`.`rejected` AS `rejected`,
  `step_1`.`part_rejects` AS `part_rejects`,
  `step_1`.`purged` AS `purged`,
  `step_1`.`unknown_severity` AS `unknown_severity`,
  `step_1`.`records` AS `records`,
  `step_1`.`oldest_occurrence` AS `oldest_occurrence`,
  `step_1`.`newest_occurrence` AS `newest_occurrence`,
  `step_1`.`completed_at` AS `completed_at`,
  `step_1`.`newest_batch` AS `newest_batch`,
  `step_2`.`begun_batch` AS `begun_batch`,
  CAST((
    (
      (
        (
          `step_1`.`lines` - `step_1`.`headers`
        ) - `step_1`.`blanks`
      ) - `step_1`.`parsed`
    ) - `step_1`.`rejected`
  ) AS BIGINT) AS `lines_balance`
FROM `step_1` AS `step_1`
CROSS JOIN `step_2` AS `step_2`
