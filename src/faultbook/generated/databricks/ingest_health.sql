-- Written by `make generate` from src/faultbook/transforms/views/ingest_health.py; do not edit.
WITH `step_1` AS (
  SELECT
    CAST(DATE_ADD(
      DAY,
      CAST((
        CAST((
          UNIX_MICROS(CAST(`ingest_ledger`.`recorded_at` AS TIMESTAMP_LTZ)) - (
            (
              (
                UNIX_MICROS(CAST(`ingest_ledger`.`recorded_at` AS TIMESTAMP_LTZ)) % 86400000000
              ) + 86400000000
            ) % 86400000000
          )
        ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
      ) AS INT),
      CAST('1970-01-01' AS DATE)
    ) AS DATE) AS `day`,
    COUNT(DISTINCT `ingest_ledger`.`batch_id`) AS `batches`,
    COUNT(
      CASE
        WHEN (
          `ingest_ledger`.`entry` = 'ingest' AND `ingest_ledger`.`continues_batch` IS NULL
        )
        THEN 1
      END
    ) AS `files`,
    COUNT(CASE WHEN `ingest_ledger`.`entry` = 'unreadable' THEN 1 END) AS `unreadable_files`,
    CAST(SUM(
      CASE
        WHEN `ingest_ledger`.`entry` IN ('ingest', 'unreadable')
        THEN CASE
          WHEN `ingest_ledger`.`content_from` > 0
          THEN (
            `ingest_ledger`.`content_to` - `ingest_ledger`.`content_from`
          )
          ELSE `ingest_ledger`.`file_bytes`
        END
        ELSE 0
      END
    ) AS BIGINT) AS `file_bytes`,
    CAST(SUM(`ingest_ledger`.`line_bytes`) AS BIGINT) AS `line_bytes`,
    CAST(SUM(`ingest_ledger`.`lines`) AS BIGINT) AS `lines`,
    CAST(SUM(`ingest_ledger`.`headers`) AS BIGINT) AS `headers`,
    CAST(SUM(`ingest_ledger`.`blanks`) AS BIGINT) AS `blanks`,
    CAST(SUM(`ingest_ledger`.`parsed`) AS BIGINT) AS `parsed`,
    CAST(SUM(`ingest_ledger`.`rejected`) AS BIGINT) AS `rejected`,
    CAST(SUM(`ingest_ledger`.`purged`) AS BIGINT) AS `purged`,
    CAST(SUM(`ingest_ledger`.`purged_rejects`) AS BIGINT) AS `purged_rejects`,
    CAST(COALESCE(SUM(`ingest_ledger`.`part_rejects`), 0) AS BIGINT) AS `part_rejects`,
    CAST(COALESCE(SUM(`ingest_ledger`.`unknown_severity`), 0) AS BIGINT) AS `unknown_severity`,
    CAST(SUM(COALESCE(`ingest_ledger`.`records`, `ingest_ledger`.`parsed`)) AS BIGINT) AS `records`,
    COALESCE(ARRAY_SORT(COLLECT_SET(`ingest_ledger`.`format`)), ARRAY()) AS `formats`,
    COUNT(
      CASE
        WHEN (
          `ingest_ledger`.`entry` = 'ingest'
          AND (
            NOT (
              `ingest_ledger`.`compressed`
            )
            AND NOT (
              (
                (
                  CASE
                    WHEN `ingest_ledger`.`entry` IN ('ingest', 'unreadable')
                    THEN CASE
                      WHEN `ingest_ledger`.`content_from` > 0
                      THEN (
                        `ingest_ledger`.`content_to` - `ingest_ledger`.`content_from`
                      )
                      ELSE `ingest_ledger`.`file_bytes`
                    END
                    ELSE 0
                  END - `ingest_ledger`.`line_bytes`
                ) - `ingest_ledger`.`lines`
              ) IN (0, -1, 3, 2)
            )
          )
        )
        THEN 1
      END
    ) AS `files_with_byte_gap`,
    MIN(`ingest_ledger`.`first_occurrence`) AS `oldest_occurrence`,
    MAX(`ingest_ledger`.`last_occurrence`) AS `newest_occurrence`,
    MAX(
      (
        UNIX_MICROS(CAST(`ingest_ledger`.`recorded_at` AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(`ingest_ledger`.`file_modified_at` AS TIMESTAMP_LTZ))
      )
    ) AS `worst_lag_micros`,
    MAX(`ingest_ledger`.`recorded_at`) AS `last_recorded_at`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
  GROUP BY
    CAST(DATE_ADD(
      DAY,
      CAST((
        CAST((
          UNIX_MICROS(CAST(`ingest_ledger`.`recorded_at` AS TIMESTAMP_LTZ)) - (
            (
              (
                UNIX_MICROS(CAST(`ingest_ledger`.`recorded_at` AS TIMESTAMP_LTZ)) % 86400000000
              ) + 86400000000
            ) % 86400000000
          )
        ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
      ) AS INT),
      CAST('1970-01-01' AS DATE)
    ) AS DATE)
)
SELECT
  CAST(`step_1`.`day` AS DATE) AS `day`,
  CAST(`step_1`.`batches` AS BIGINT) AS `batches`,
  CAST(`step_1`.`files` AS BIGINT) AS `files`,
  CAST(`step_1`.`unreadable_files` AS BIGINT) AS `unreadable_files`,
  CAST(`step_1`.`file_bytes` AS BIGINT) AS `file_bytes`,
  CAST(`step_1`.`line_bytes` AS BIGINT) AS `line_bytes`,
  CAST(`step_1`.`lines` AS BIGINT) AS `lines`,
  CAST(`step_1`.`headers` AS BIGINT) AS `headers`,
  CAST(`step_1`.`blanks` AS BIGINT) AS `blanks`,
  CAST(`step_1`.`parsed` AS BIGINT) AS `parsed`,
  CAST(`step_1`.`rejected` AS BIGINT) AS `rejected`,
  CAST(`step_1`.`records` AS BIGINT) AS `records`,
  CAST(`step_1`.`part_rejects` AS BIGINT) AS `part_rejects`,
  CAST(`step_1`.`unknown_severity` AS BIGINT) AS `unknown_severity`,
  CAST(`step_1`.`purged` AS BIGINT) AS `purged`,
  CAST(`step_1`.`purged_rejects` AS BIGINT) AS `purged_rejects`,
  CAST((
    (
      (
        (
          `step_1`.`lines` - `step_1`.`headers`
        ) - `step_1`.`blanks`
      ) - `step_1`.`parsed`
    ) - `step_1`.`rejected`
  ) AS BIGINT) AS `lines_balance`,
  CAST(`step_1`.`files_with_byte_gap` AS BIGINT) AS `files_with_byte_gap`,
  CAST(`step_1`.`oldest_occurrence` AS TIMESTAMP) AS `oldest_occurrence`,
  CAST(`step_1`.`newest_occurrence` AS TIMESTAMP) AS `newest_occurrence`,
  CAST(`step_1`.`formats` AS ARRAY<STRING>) AS `formats`,
  CAST((
    CAST(`step_1`.`worst_lag_micros` AS DOUBLE) / CAST(1000000 AS DOUBLE)
  ) AS DOUBLE) AS `worst_lag_seconds`,
  CAST(`step_1`.`last_recorded_at` AS TIMESTAMP) AS `last_recorded_at`
FROM `step_1` AS `step_1`
