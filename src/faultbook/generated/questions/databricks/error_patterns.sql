-- Written by `make generate` from src/faultbook/transforms/queries/counts.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
  WHERE
    `ingest_ledger`.`batch_id` <= CAST(:through_batch AS BIGINT)
), `step_2` AS (
  SELECT
    `error_counts`.`template_hash` AS `template_hash`,
    `error_counts`.`severity` AS `severity`,
    `error_counts`.`error_code` AS `error_code`,
    CAST(SUM(`error_counts`.`occurrence_count`) AS BIGINT) AS `occurrence_count`,
    MIN(`error_counts`.`first_occurrence`) AS `first_occurrence`,
    MAX(`error_counts`.`last_occurrence`) AS `last_occurrence`
  FROM {answers}.`error_counts` AS `error_counts`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `error_counts`.`batch_id` <= `step_1`.`newest_batch`
    AND (
      (
        (
          (
            (
              CAST(:error_code AS STRING) IS NULL
              OR `error_counts`.`error_code` = CAST(:error_code AS STRING)
            )
            AND (
              CAST(:severity AS STRING) IS NULL
              OR `error_counts`.`severity` = CAST(:severity AS STRING)
            )
          )
          AND (
            CAST(:service AS STRING) IS NULL
            OR `error_counts`.`service` = CAST(:service AS STRING)
          )
        )
        AND (
          CAST(:environment AS STRING) IS NULL
          OR `error_counts`.`environment` = CAST(:environment AS STRING)
        )
      )
      AND (
        (
          CAST(:since AS TIMESTAMP) IS NULL
          OR `error_counts`.`hour` >= CAST(:since AS TIMESTAMP)
        )
        AND (
          CAST(:until AS TIMESTAMP) IS NULL
          OR `error_counts`.`hour` < CAST(:until AS TIMESTAMP)
        )
      )
    )
  GROUP BY
    `error_counts`.`template_hash`,
    `error_counts`.`service`,
    `error_counts`.`severity`,
    `error_counts`.`error_code`
), `step_3` AS (
  SELECT
    `error_templates`.`template_hash` AS `template_hash`,
    `error_templates`.`error_code` AS `error_code`,
    `error_templates`.`code_hint` AS `code_hint`,
    `error_templates`.`template` AS `template`,
    `error_templates`.`severity` AS `severity`,
    `error_templates`.`example_timestamp` AS `example_timestamp`,
    `error_templates`.`example_event_id` AS `example_event_id`,
    `error_templates`.`example_message` AS `example_message`,
    `error_templates`.`batch_id` AS `batch_id`
  FROM {answers}.`error_templates` AS `error_templates`
  WHERE
    (
      (
        (
          CAST(:error_code AS STRING) IS NULL
          OR `error_templates`.`error_code` = CAST(:error_code AS STRING)
        )
        AND (
          CAST(:severity AS STRING) IS NULL
          OR `error_templates`.`severity` = CAST(:severity AS STRING)
        )
      )
      AND (
        CAST(:service AS STRING) IS NULL
        OR `error_templates`.`service` = CAST(:service AS STRING)
      )
    )
), `step_4` AS (
  SELECT
    `step_3`.`template_hash` AS `template_hash`,
    MIN(`step_3`.`template`) AS `pattern`,
    MIN(`step_3`.`code_hint`) AS `code_hint`
  FROM `step_3` AS `step_3`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `step_3`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    `step_3`.`template_hash`
), `step_5` AS (
  SELECT
    `step_2`.`error_code` AS `error_code`,
    `step_2`.`severity` AS `severity`,
    `step_4`.`pattern` AS `pattern`,
    CAST(SUM(`step_2`.`occurrence_count`) AS BIGINT) AS `occurrence_count`,
    COALESCE(ARRAY_SORT(COLLECT_SET(`step_4`.`code_hint`)), ARRAY()) AS `code_hints`,
    MIN(`step_2`.`first_occurrence`) AS `first_occurrence`,
    MAX(`step_2`.`last_occurrence`) AS `last_occurrence`
  FROM `step_2` AS `step_2`
  LEFT OUTER JOIN `step_4` AS `step_4`
    ON `step_2`.`template_hash` = `step_4`.`template_hash`
  GROUP BY
    `step_2`.`error_code`,
    `step_2`.`severity`,
    `step_4`.`pattern`
), `step_6` AS (
  SELECT
    `step_3`.`error_code` AS `error_code`,
    `step_3`.`template` AS `pattern`,
    `step_3`.`severity` AS `severity`,
    `step_3`.`example_event_id` AS `example_event_id`,
    `step_3`.`example_message` AS `example_message`,
    ROW_NUMBER() OVER (
      PARTITION BY `step_3`.`error_code`, `step_3`.`severity`, `step_3`.`template`
      ORDER BY STRUCT(
        `step_3`.`example_timestamp` AS `example_timestamp`,
        `step_3`.`example_event_id` AS `example_event_id`,
        `step_3`.`example_message` AS `example_message`
      ) ASC NULLS LAST
    ) AS `place`
  FROM `step_3` AS `step_3`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `step_3`.`batch_id` <= `step_1`.`newest_batch`
), `step_7` AS (
  SELECT
    `step_6`.`error_code` AS `error_code`,
    `step_6`.`severity` AS `severity`,
    `step_6`.`pattern` AS `pattern`,
    MIN(`step_6`.`place`) AS `place`,
    MIN(`step_6`.`example_message`) AS `message`
  FROM `step_6` AS `step_6`
  WHERE
    `step_6`.`place` <= 3
  GROUP BY
    `step_6`.`error_code`,
    `step_6`.`severity`,
    `step_6`.`pattern`,
    `step_6`.`example_event_id`
), `step_8` AS (
  SELECT
    `step_7`.`error_code` AS `error_code`,
    `step_7`.`severity` AS `severity`,
    `step_7`.`pattern` AS `pattern`,
    MIN(CASE WHEN `step_7`.`place` = 1 THEN `step_7`.`message` END) AS `example_1`,
    MIN(CASE WHEN `step_7`.`place` = 2 THEN `step_7`.`message` END) AS `example_2`,
    MIN(CASE WHEN `step_7`.`place` = 3 THEN `step_7`.`message` END) AS `example_3`
  FROM `step_7` AS `step_7`
  GROUP BY
    `step_7`.`error_code`,
    `step_7`.`severity`,
    `step_7`.`pattern`
)
SELECT
  CAST(`step_5`.`error_code` AS STRING) AS `error_code`,
  CAST(`step_5`.`severity` AS STRING) AS `severity`,
  CAST(`step_5`.`pattern` AS STRING) AS `pattern`,
  CAST(`step_5`.`occurrence_count` AS BIGINT) AS `pattern_count`,
  CAST(ARRAY_COMPACT(ARRAY(`step_8`.`example_1`, `step_8`.`example_2`, `step_8`.`example_3`)) AS ARRAY<STRING>) AS `example_messages`,
  CAST(`step_5`.`code_hints` AS ARRAY<STRING>) AS `code_hints`,
  CAST(`step_5`.`first_occurrence` AS TIMESTAMP) AS `first_occurrence`,
  CAST(`step_5`.`last_occurrence` AS TIMESTAMP) AS `last_occurrence`
FROM `step_5` AS `step_5`
LEFT OUTER JOIN `step_8` AS `step_8`
  ON (
    (
      `step_5`.`error_code` = `step_8`.`error_code`
      AND `step_5`.`severity` = `step_8`.`severity`
    )
    AND `step_5`.`pattern` = `step_8`.`pattern`
  )
