-- Written by `make generate` from src/faultbook/transforms/views/source_health.py; do not edit.
WITH `step_1` AS (
  SELECT
    `event_ledger`.`source` AS `source`
  FROM {answers}.`event_ledger` AS `event_ledger`
  WHERE
    NOT `event_ledger`.`source` IS NULL
  GROUP BY
    `event_ledger`.`source`
), `step_2` AS (
  SELECT
    `source_polls`.`source` AS `poll_source`,
    COUNT(*) AS `polls`,
    COUNT(CASE WHEN NOT (
      `source_polls`.`outcome` = 'complete'
    ) THEN 1 END) AS `incomplete_polls`,
    MAX(
      CASE WHEN `source_polls`.`outcome` = 'complete' THEN `source_polls`.`ended_at` END
    ) AS `completed_at`
  FROM {answers}.`source_polls` AS `source_polls`
  GROUP BY
    `source_polls`.`source`
), `step_3` AS (
  SELECT
    `source_polls`.`source` AS `source`,
    `source_polls`.`scope` AS `scope`,
    `source_polls`.`started_at` AS `started_at`,
    `source_polls`.`outcome` AS `outcome`,
    `source_polls`.`detail` AS `detail`,
    `source_polls`.`paused_until` AS `paused_until`,
    ROW_NUMBER() OVER (
      PARTITION BY `source_polls`.`source`, `source_polls`.`scope`
      ORDER BY `source_polls`.`started_at` DESC
    ) AS `place`
  FROM {answers}.`source_polls` AS `source_polls`
), `step_4` AS (
  SELECT
    `step_3`.`source` AS `source`,
    `step_3`.`outcome` AS `outcome`,
    `step_3`.`detail` AS `detail`,
    `step_3`.`paused_until` AS `paused_until`,
    ROW_NUMBER() OVER (
      PARTITION BY `step_3`.`source`
      ORDER BY CAST(`step_3`.`outcome` = 'complete' AS INT) ASC, `step_3`.`started_at` ASC, `step_3`.`scope`
    ) AS `worst_place`
  FROM `step_3` AS `step_3`
  WHERE
    `step_3`.`place` = 1
), `step_5` AS (
  SELECT
    `step_4`.`source` AS `shown_source`,
    `step_4`.`outcome` AS `last_outcome`,
    `step_4`.`detail` AS `poll_detail`,
    `step_4`.`paused_until` AS `paused_until`
  FROM `step_4` AS `step_4`
  WHERE
    `step_4`.`worst_place` = 1
), `step_6` AS (
  SELECT
    `step_1`.`source` AS `source`
  FROM `step_1` AS `step_1`
  UNION ALL
  SELECT
    `step_2`.`poll_source` AS `source`
  FROM `step_2` AS `step_2`
  LEFT OUTER JOIN `step_5` AS `step_5`
    ON `step_2`.`poll_source` = `step_5`.`shown_source`
), `step_7` AS (
  SELECT
    `system_table_checks`.`system_table` AS `system_table`,
    `system_table_checks`.`readability` AS `readability`,
    `system_table_checks`.`not_assessed` AS `not_assessed`,
    `system_table_checks`.`detail` AS `detail`,
    ROW_NUMBER() OVER (
      PARTITION BY `system_table_checks`.`system_table`
      ORDER BY `system_table_checks`.`computed_at` DESC
    ) AS `place`
  FROM {answers}.`system_table_checks` AS `system_table_checks`
  WHERE
    `system_table_checks`.`system_table` IN ('query.history', 'lakeflow.job_run_timeline', 'lakeflow.job_task_run_timeline')
), `step_8` AS (
  SELECT
    `system_table_checks`.`system_table` AS `readable_table`,
    MAX(
      CASE
        WHEN `system_table_checks`.`readability` = 'readable'
        THEN `system_table_checks`.`computed_at`
      END
    ) AS `readable_at`
  FROM {answers}.`system_table_checks` AS `system_table_checks`
  WHERE
    `system_table_checks`.`system_table` IN ('query.history', 'lakeflow.job_run_timeline', 'lakeflow.job_task_run_timeline')
  GROUP BY
    `system_table_checks`.`system_table`
), `step_9` AS (
  SELECT
    `step_7`.`system_table` AS `check_source`,
    `step_7`.`readability` <> 'readable' AS `unreadable`,
    COALESCE(`step_7`.`detail`, `step_7`.`not_assessed`, `step_7`.`readability`) AS `check_detail`,
    `step_8`.`readable_at` AS `readable_at`
  FROM `step_7` AS `step_7`
  LEFT OUTER JOIN `step_8` AS `step_8`
    ON `step_7`.`system_table` = `step_8`.`readable_table`
  WHERE
    `step_7`.`place` = 1
), `step_10` AS (
  SELECT
    `step_6`.`source` AS `source`
  FROM `step_6` AS `step_6`
  UNION ALL
  SELECT
    `step_9`.`check_source` AS `source`
  FROM `step_9` AS `step_9`
), `step_11` AS (
  SELECT DISTINCT
    `step_10`.`source` AS `source`
  FROM `step_10` AS `step_10`
), `step_12` AS (
  SELECT
    `event_ledger`.`source` AS `stored_source`,
    CAST(SUM(`event_ledger`.`envelopes`) AS BIGINT) AS `envelopes`,
    CAST(SUM(`event_ledger`.`repeated`) AS BIGINT) AS `repeated`,
    CAST(SUM(`event_ledger`.`reports`) AS BIGINT) AS `reports`,
    CAST(SUM(`event_ledger`.`rejects`) AS BIGINT) AS `rejects`,
    CAST(SUM(`event_ledger`.`ignored`) AS BIGINT) AS `ignored`,
    MAX(`event_ledger`.`last_received_at`) AS `last_message_at`,
    MAX(
      CASE
        WHEN NOT `event_ledger`.`last_received_at` IS NULL
        THEN `event_ledger`.`recorded_at`
      END
    ) AS `last_stored_at`
  FROM {answers}.`event_ledger` AS `event_ledger`
  WHERE
    NOT `event_ledger`.`source` IS NULL
  GROUP BY
    `event_ledger`.`source`
), `step_13` AS (
  SELECT
    `step_2`.`poll_source` AS `poll_source`,
    `step_2`.`polls` AS `polls`,
    `step_2`.`incomplete_polls` AS `incomplete_polls`,
    `step_2`.`completed_at` AS `completed_at`,
    `step_5`.`last_outcome` AS `last_outcome`,
    `step_5`.`poll_detail` AS `poll_detail`,
    `step_5`.`paused_until` AS `paused_until`
  FROM `step_2` AS `step_2`
  LEFT OUTER JOIN `step_5` AS `step_5`
    ON `step_2`.`poll_source` = `step_5`.`shown_source`
), `step_14` AS (
  SELECT DISTINCT
    `source_polls`.`source` AS `polled`
  FROM {answers}.`source_polls` AS `source_polls`
), `step_15` AS (
  SELECT
    `event_ledger`.`source` AS `source`,
    DATE_ADD(
      MICROSECOND,
      -(
        (
          (
            (
              UNIX_MICROS(CAST(`event_ledger`.`last_received_at` AS TIMESTAMP_LTZ)) % 3600000000
            ) + 3600000000
          ) % 3600000000
        )
      ),
      `event_ledger`.`last_received_at`
    ) AS `hour`
  FROM {answers}.`event_ledger` AS `event_ledger`
  LEFT OUTER JOIN `step_14` AS `step_14`
    ON `event_ledger`.`source` = `step_14`.`polled`
  WHERE
    `step_14`.`polled` IS NULL
    AND (
      NOT `event_ledger`.`source` IS NULL
      AND NOT `event_ledger`.`last_received_at` IS NULL
    )
  UNION ALL
  SELECT
    `source_polls`.`source` AS `source`,
    DATE_ADD(
      MICROSECOND,
      -(
        (
          (
            (
              UNIX_MICROS(CAST(`source_polls`.`ended_at` AS TIMESTAMP_LTZ)) % 3600000000
            ) + 3600000000
          ) % 3600000000
        )
      ),
      `source_polls`.`ended_at`
    ) AS `hour`
  FROM {answers}.`source_polls` AS `source_polls`
  WHERE
    `source_polls`.`outcome` = 'complete'
), `step_16` AS (
  SELECT DISTINCT
    `step_15`.`source` AS `source`,
    `step_15`.`hour` AS `hour`
  FROM `step_15` AS `step_15`
), `step_17` AS (
  SELECT
    `step_16`.`source` AS `newest_source`,
    MAX(`step_16`.`hour`) AS `newest_hour`
  FROM `step_16` AS `step_16`
  GROUP BY
    `step_16`.`source`
), `step_18` AS (
  SELECT
    `step_16`.`source` AS `source`,
    UNIX_MICROS(CAST(`step_16`.`hour` AS TIMESTAMP_LTZ)) AS `micros`,
    ROW_NUMBER() OVER (PARTITION BY `step_16`.`source` ORDER BY `step_16`.`hour`) AS `place`
  FROM `step_16` AS `step_16`
  INNER JOIN `step_17` AS `step_17`
    ON `step_16`.`source` = `step_17`.`newest_source`
  WHERE
    UNIX_MICROS(CAST(`step_16`.`hour` AS TIMESTAMP_LTZ)) >= (
      UNIX_MICROS(CAST(`step_17`.`newest_hour` AS TIMESTAMP_LTZ)) - 2592000000000
    )
), `step_19` AS (
  SELECT
    `step_18`.`source` AS `sign_source`,
    CAST(SUM((
      t16952630_2.`micros` - `step_18`.`micros`
    )) AS BIGINT) AS `gaps`,
    COUNT(*) AS `gap_count`,
    MAX((
      t16952630_2.`micros` - `step_18`.`micros`
    )) AS `longest`
  FROM `step_18` AS `step_18`
  INNER JOIN `step_18` AS t16952630_2
    ON (
      `step_18`.`source` = t16952630_2.`source`
      AND `step_18`.`place` = (
        t16952630_2.`place` - 1
      )
    )
  GROUP BY
    `step_18`.`source`
)
SELECT
  CAST(`step_11`.`source` AS STRING) AS `source`,
  CAST(CASE
    WHEN `step_11`.`source` IN ('query.history', 'lakeflow.job_run_timeline', 'lakeflow.job_task_run_timeline')
    THEN 'system_table'
    WHEN NOT `step_13`.`poll_source` IS NULL
    THEN 'poller'
    ELSE 'endpoint'
  END AS STRING) AS `source_kind`,
  CAST(CASE
    WHEN (
      (
        NOT `step_13`.`poll_source` IS NULL AND `step_13`.`last_outcome` <> 'complete'
      )
      OR COALESCE(`step_9`.`unreadable`, FALSE)
    )
    THEN 'NOT_ASSESSED'
    ELSE 'ASSESSED'
  END AS STRING) AS `assessment`,
  CAST(COALESCE(
    `step_13`.`poll_detail`,
    CASE
      WHEN (
        (
          NOT `step_13`.`poll_source` IS NULL AND `step_13`.`last_outcome` <> 'complete'
        )
        OR COALESCE(`step_9`.`unreadable`, FALSE)
      )
      THEN COALESCE(`step_9`.`check_detail`, `step_13`.`last_outcome`)
    END
  ) AS STRING) AS `not_assessed`,
  CAST(CASE
    WHEN `step_11`.`source` IN ('query.history', 'lakeflow.job_run_timeline', 'lakeflow.job_task_run_timeline')
    THEN COALESCE(`step_9`.`readable_at`, `step_12`.`last_message_at`)
    WHEN NOT `step_13`.`poll_source` IS NULL
    THEN `step_13`.`completed_at`
    ELSE `step_12`.`last_message_at`
  END AS TIMESTAMP) AS `last_success_at`,
  CAST(`step_12`.`last_message_at` AS TIMESTAMP) AS `last_message_at`,
  CAST(`step_12`.`last_stored_at` AS TIMESTAMP) AS `last_stored_at`,
  CAST((
    CAST((
      UNIX_MICROS(CAST(`step_12`.`last_stored_at` AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(`step_12`.`last_message_at` AS TIMESTAMP_LTZ))
    ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
  ) AS DOUBLE) AS `lag_seconds`,
  CAST((
    CAST(`step_19`.`gaps` AS DOUBLE) / CAST((
      `step_19`.`gap_count` * 1000000
    ) AS DOUBLE)
  ) AS DOUBLE) AS `usual_interval_seconds`,
  CAST((
    CAST(`step_19`.`longest` AS DOUBLE) / CAST(1000000 AS DOUBLE)
  ) AS DOUBLE) AS `longest_gap_seconds`,
  CAST(COALESCE(`step_12`.`envelopes`, 0) AS BIGINT) AS `messages`,
  CAST(COALESCE(`step_12`.`repeated`, 0) AS BIGINT) AS `repeated`,
  CAST(COALESCE(`step_12`.`reports`, 0) AS BIGINT) AS `reports`,
  CAST(COALESCE(`step_12`.`rejects`, 0) AS BIGINT) AS `rejects`,
  CAST((
    CAST(`step_12`.`rejects` AS DOUBLE) / CAST(CASE
      WHEN (
        (
          `step_12`.`reports` + `step_12`.`rejects`
        ) + `step_12`.`ignored`
      ) > 0
      THEN (
        (
          `step_12`.`reports` + `step_12`.`rejects`
        ) + `step_12`.`ignored`
      )
    END AS DOUBLE)
  ) AS DOUBLE) AS `rejects_share`,
  CAST(COALESCE(`step_13`.`polls`, 0) AS BIGINT) AS `polls`,
  CAST(COALESCE(`step_13`.`incomplete_polls`, 0) AS BIGINT) AS `incomplete_polls`,
  CAST(`step_13`.`last_outcome` AS STRING) AS `last_outcome`,
  CAST(`step_13`.`paused_until` AS TIMESTAMP) AS `paused_until`
FROM `step_11` AS `step_11`
LEFT OUTER JOIN `step_12` AS `step_12`
  ON `step_11`.`source` = `step_12`.`stored_source`
LEFT OUTER JOIN `step_13` AS `step_13`
  ON `step_11`.`source` = `step_13`.`poll_source`
LEFT OUTER JOIN `step_9` AS `step_9`
  ON `step_11`.`source` = `step_9`.`check_source`
LEFT OUTER JOIN `step_19` AS `step_19`
  ON `step_11`.`source` = `step_19`.`sign_source`
