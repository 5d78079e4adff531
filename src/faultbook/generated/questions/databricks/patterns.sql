-- Written by `make generate` from src/faultbook/transforms/questions/patterns.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
  WHERE
    `ingest_ledger`.`batch_id` <= CAST(:through_batch AS BIGINT)
), `step_2` AS (
  SELECT
    `error_counts`.`hour` AS `hour`,
    `error_counts`.`service` AS `service`,
    `error_counts`.`severity` AS `severity`,
    `error_counts`.`error_code` AS `error_code`,
    `error_counts`.`template_hash` AS `template_hash`,
    `error_counts`.`occurrence_count` AS `occurrence_count`,
    `error_counts`.`first_occurrence` AS `first_occurrence`,
    `error_counts`.`last_occurrence` AS `last_occurrence`
  FROM {answers}.`error_counts` AS `error_counts`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `error_counts`.`batch_id` <= `step_1`.`newest_batch`
), `step_3` AS (
  SELECT
    MAX(`ingest_ledger`.`recorded_at`) AS `entered_at`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
  WHERE
    `ingest_ledger`.`batch_id` <= CAST(:through_batch AS BIGINT)
), `step_4` AS (
  SELECT
    MAX(UNIX_MICROS(CAST(`step_2`.`last_occurrence` AS TIMESTAMP_LTZ))) AS `newest_micros`
  FROM `step_2` AS `step_2`
  CROSS JOIN `step_3` AS `step_3`
  WHERE
    `step_2`.`last_occurrence` <= `step_3`.`entered_at`
), `step_5` AS (
  SELECT
    `step_2`.`severity` AS `severity`,
    `step_2`.`service` AS `service`,
    `step_2`.`error_code` AS `error_code`,
    `step_2`.`template_hash` AS `template_hash`,
    CAST(SUM(`step_2`.`occurrence_count`) AS BIGINT) AS `occurrence_count`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 0
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 86400000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `day_0`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 86400000000
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 172800000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `day_1`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 172800000000
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 259200000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `day_2`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 259200000000
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 345600000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `day_3`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 345600000000
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 432000000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `day_4`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 432000000000
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 518400000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `day_5`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 518400000000
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 604800000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `day_6`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 604800000000
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 691200000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `day_7`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 86400000000
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 691200000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `days_before`,
    CAST(SUM(
      CASE
        WHEN (
          (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) >= 0
          AND (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_2`.`hour` AS TIMESTAMP_LTZ))
          ) < 604800000000
        )
        THEN `step_2`.`occurrence_count`
        ELSE 0
      END
    ) AS BIGINT) AS `last_week`,
    MIN(`step_2`.`first_occurrence`) AS `first_occurrence`,
    MAX(`step_2`.`last_occurrence`) AS `last_occurrence`
  FROM `step_2` AS `step_2`
  CROSS JOIN `step_4` AS `step_4`
  GROUP BY
    `step_2`.`severity`,
    `step_2`.`service`,
    `step_2`.`error_code`,
    `step_2`.`template_hash`
), `step_6` AS (
  SELECT
    `pattern_map`.`template_hash` AS `template_hash`,
    `pattern_map`.`pattern_id` AS `mapped_id`
  FROM {answers}.`pattern_map` AS `pattern_map`
), `step_7` AS (
  SELECT
    `step_5`.`template_hash` AS `template_hash`,
    `step_5`.`severity` AS `severity`,
    `step_5`.`service` AS `service`,
    `step_5`.`error_code` AS `error_code`,
    `step_5`.`occurrence_count` AS `occurrence_count`,
    `step_5`.`day_0` AS `day_0`,
    `step_5`.`day_1` AS `day_1`,
    `step_5`.`day_2` AS `day_2`,
    `step_5`.`day_3` AS `day_3`,
    `step_5`.`day_4` AS `day_4`,
    `step_5`.`day_5` AS `day_5`,
    `step_5`.`day_6` AS `day_6`,
    `step_5`.`day_7` AS `day_7`,
    `step_5`.`days_before` AS `days_before`,
    `step_5`.`last_week` AS `last_week`,
    `step_5`.`first_occurrence` AS `first_occurrence`,
    `step_5`.`last_occurrence` AS `last_occurrence`,
    COALESCE(`step_6`.`mapped_id`, `step_5`.`template_hash`) AS `pattern_id`,
    ROW_NUMBER() OVER (
      PARTITION BY COALESCE(`step_6`.`mapped_id`, `step_5`.`template_hash`)
      ORDER BY COALESCE(`severity_ranks`.`rank`, 1), `step_5`.`severity`
    ) AS `place`
  FROM `step_5` AS `step_5`
  LEFT OUTER JOIN `step_6` AS `step_6`
    ON `step_5`.`template_hash` = `step_6`.`template_hash`
  LEFT OUTER JOIN {answers}.`severity_ranks` AS `severity_ranks`
    ON `step_5`.`severity` = `severity_ranks`.`severity`
), `step_8` AS (
  SELECT
    `step_7`.`pattern_id` AS `pattern_id`,
    CAST(SUM(`step_7`.`occurrence_count`) AS BIGINT) AS `occurrence_count`,
    CAST(SUM(`step_7`.`day_0`) AS BIGINT) AS `day_0`,
    CAST(SUM(`step_7`.`day_1`) AS BIGINT) AS `day_1`,
    CAST(SUM(`step_7`.`day_2`) AS BIGINT) AS `day_2`,
    CAST(SUM(`step_7`.`day_3`) AS BIGINT) AS `day_3`,
    CAST(SUM(`step_7`.`day_4`) AS BIGINT) AS `day_4`,
    CAST(SUM(`step_7`.`day_5`) AS BIGINT) AS `day_5`,
    CAST(SUM(`step_7`.`day_6`) AS BIGINT) AS `day_6`,
    CAST(SUM(`step_7`.`day_7`) AS BIGINT) AS `day_7`,
    CAST(SUM(`step_7`.`days_before`) AS BIGINT) AS `days_before`,
    CAST(SUM(`step_7`.`last_week`) AS BIGINT) AS `last_week`,
    MIN(`step_7`.`first_occurrence`) AS `first_seen`,
    MAX(`step_7`.`last_occurrence`) AS `last_seen`,
    MIN(CASE WHEN `step_7`.`place` = 1 THEN `step_7`.`severity` END) AS `max_level`,
    COALESCE(ARRAY_SORT(COLLECT_SET(`step_7`.`service`)), ARRAY()) AS `services`,
    COALESCE(ARRAY_SORT(COLLECT_SET(`step_7`.`error_code`)), ARRAY()) AS `error_codes`,
    COUNT(DISTINCT `step_7`.`template_hash`) AS `templates`
  FROM `step_7` AS `step_7`
  GROUP BY
    `step_7`.`pattern_id`
), `step_9` AS (
  SELECT
    `pattern_map`.`pattern_id` AS `pattern_id`,
    MIN(`pattern_map`.`pattern`) AS `mapped_text`
  FROM {answers}.`pattern_map` AS `pattern_map`
  GROUP BY
    `pattern_map`.`pattern_id`
), `step_10` AS (
  SELECT
    COALESCE(`step_6`.`mapped_id`, `error_templates`.`template_hash`) AS `pattern_id`,
    `error_templates`.`example_event_id` AS `example_event_id`,
    MIN(`error_templates`.`example_timestamp`) AS `at`,
    MIN(`error_templates`.`template`) AS `template`,
    MIN(`error_templates`.`example_message`) AS `message`
  FROM {answers}.`error_templates` AS `error_templates`
  CROSS JOIN `step_1` AS `step_1`
  LEFT OUTER JOIN `step_6` AS `step_6`
    ON `error_templates`.`template_hash` = `step_6`.`template_hash`
  WHERE
    `error_templates`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    COALESCE(`step_6`.`mapped_id`, `error_templates`.`template_hash`),
    `error_templates`.`example_event_id`
), `step_11` AS (
  SELECT
    `step_10`.`pattern_id` AS `pattern_id`,
    `step_10`.`example_event_id` AS `example_event_id`,
    `step_10`.`template` AS `template`,
    `step_10`.`message` AS `message`,
    ROW_NUMBER() OVER (
      PARTITION BY `step_10`.`pattern_id`
      ORDER BY `step_10`.`at`, `step_10`.`example_event_id`
    ) AS `first`,
    ROW_NUMBER() OVER (
      PARTITION BY `step_10`.`pattern_id`
      ORDER BY `step_10`.`at` DESC, `step_10`.`example_event_id` DESC
    ) AS `last`
  FROM `step_10` AS `step_10`
), `step_12` AS (
  SELECT
    `step_11`.`pattern_id` AS `pattern_id`,
    COALESCE(
      ARRAY_SORT(COLLECT_SET(CASE WHEN `step_11`.`first` <= 3 THEN `step_11`.`message` END)),
      ARRAY()
    ) AS `example_messages`,
    COALESCE(ARRAY_SORT(COLLECT_SET(`step_11`.`example_event_id`)), ARRAY()) AS `sample_log_ids`,
    MIN(`step_11`.`template`) AS `own_text`
  FROM `step_11` AS `step_11`
  WHERE
    (
      `step_11`.`first` <= 3 OR `step_11`.`last` <= 2
    )
  GROUP BY
    `step_11`.`pattern_id`
), `step_13` AS (
  SELECT
    `pattern_decisions`.`kind` AS `kind`,
    `pattern_decisions`.`title` AS `title`,
    `pattern_decisions`.`until` AS `until`,
    `pattern_decisions`.`decided_at` AS `decided_at`,
    COALESCE(`step_6`.`mapped_id`, `pattern_decisions`.`pattern_id`) AS `pattern_id`,
    ROW_NUMBER() OVER (
      PARTITION BY COALESCE(`step_6`.`mapped_id`, `pattern_decisions`.`pattern_id`), CASE
        WHEN `pattern_decisions`.`kind` = 'reopen'
        THEN 'resolve'
        ELSE `pattern_decisions`.`kind`
      END
      ORDER BY `pattern_decisions`.`decided_at` DESC, `pattern_decisions`.`decision_id` DESC
    ) AS `place`
  FROM {answers}.`pattern_decisions` AS `pattern_decisions`
  LEFT OUTER JOIN `step_6` AS `step_6`
    ON `pattern_decisions`.`pattern_id` = `step_6`.`template_hash`
), `step_14` AS (
  SELECT
    `step_13`.`pattern_id` AS `pattern_id`,
    MIN(CASE WHEN `step_13`.`kind` = 'rename' THEN `step_13`.`title` END) AS `title`,
    MIN(CASE WHEN `step_13`.`kind` = 'mute' THEN `step_13`.`until` END) AS `muted_until`,
    MIN(CASE WHEN `step_13`.`kind` = 'resolve' THEN `step_13`.`decided_at` END) AS `resolved_at`
  FROM `step_13` AS `step_13`
  WHERE
    `step_13`.`place` = 1
  GROUP BY
    `step_13`.`pattern_id`
)
SELECT
  CAST(`step_8`.`pattern_id` AS STRING) AS `pattern_id`,
  CAST(COALESCE(`step_9`.`mapped_text`, `step_12`.`own_text`) AS STRING) AS `normalized_message`,
  CAST(CASE
    WHEN `step_8`.`last_seen` <= `step_14`.`resolved_at`
    THEN 'resolved'
    WHEN NOT `step_14`.`resolved_at` IS NULL
    THEN 'regressed'
    WHEN (
      `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_8`.`first_seen` AS TIMESTAMP_LTZ))
    ) < 86400000000
    THEN 'new'
    WHEN `step_8`.`last_week` = 0
    THEN 'quiet'
    WHEN (
      `step_8`.`days_before` = 0 AND `step_8`.`day_0` > 0
    )
    THEN 'regressed'
    WHEN (
      (
        (
          `step_8`.`day_0` >= 5
          AND (
            (
              CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
            ) - CAST(`step_8`.`days_before` AS DOUBLE)
          ) > 0
        )
        AND (
          (
            (
              CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
            ) - CAST(`step_8`.`days_before` AS DOUBLE)
          ) * (
            (
              CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
            ) - CAST(`step_8`.`days_before` AS DOUBLE)
          )
        ) > (
          (
            (
              (
                (
                  (
                    (
                      (
                        (
                          (
                            CAST(`step_8`.`day_1` AS DOUBLE) * CAST(`step_8`.`day_1` AS DOUBLE)
                          ) + (
                            CAST(`step_8`.`day_2` AS DOUBLE) * CAST(`step_8`.`day_2` AS DOUBLE)
                          )
                        ) + (
                          CAST(`step_8`.`day_3` AS DOUBLE) * CAST(`step_8`.`day_3` AS DOUBLE)
                        )
                      ) + (
                        CAST(`step_8`.`day_4` AS DOUBLE) * CAST(`step_8`.`day_4` AS DOUBLE)
                      )
                    ) + (
                      CAST(`step_8`.`day_5` AS DOUBLE) * CAST(`step_8`.`day_5` AS DOUBLE)
                    )
                  ) + (
                    CAST(`step_8`.`day_6` AS DOUBLE) * CAST(`step_8`.`day_6` AS DOUBLE)
                  )
                ) + (
                  CAST(`step_8`.`day_7` AS DOUBLE) * CAST(`step_8`.`day_7` AS DOUBLE)
                )
              ) * 7.0
            ) - (
              CAST(`step_8`.`days_before` AS DOUBLE) * CAST(`step_8`.`days_before` AS DOUBLE)
            )
          ) * 25.0
        )
      )
      AND (
        (
          (
            CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
          ) - CAST(`step_8`.`days_before` AS DOUBLE)
        ) * (
          (
            CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
          ) - CAST(`step_8`.`days_before` AS DOUBLE)
        )
      ) > (
        (
          (
            CAST(`step_8`.`days_before` AS DOUBLE) * 7.0
          ) + (
            (
              CAST(`step_8`.`days_before` AS DOUBLE) * CAST(`step_8`.`days_before` AS DOUBLE)
            ) * 0.001
          )
        ) * 25.0
      )
    )
    THEN 'escalating'
    ELSE 'ongoing'
  END AS STRING) AS `state`,
  CAST(`step_8`.`occurrence_count` AS BIGINT) AS `occurrence_count`,
  CAST(ARRAY(
    `step_8`.`day_7`,
    `step_8`.`day_6`,
    `step_8`.`day_5`,
    `step_8`.`day_4`,
    `step_8`.`day_3`,
    `step_8`.`day_2`,
    `step_8`.`day_1`,
    `step_8`.`day_0`
  ) AS ARRAY<BIGINT>) AS `trend`,
  CAST(`step_8`.`max_level` AS STRING) AS `max_level`,
  CAST(`step_8`.`services` AS ARRAY<STRING>) AS `services`,
  CAST(`step_8`.`first_seen` AS TIMESTAMP) AS `first_seen`,
  CAST(`step_8`.`last_seen` AS TIMESTAMP) AS `last_seen`,
  CAST(`step_8`.`error_codes` AS ARRAY<STRING>) AS `error_codes`,
  CAST(`step_14`.`title` AS STRING) AS `title`,
  CAST(`step_8`.`templates` AS BIGINT) AS `templates`,
  CAST(`step_14`.`muted_until` AS TIMESTAMP) AS `muted_until`,
  CAST(`step_8`.`pattern_id` AS STRING) AS `error_hash`,
  CAST(COALESCE(`step_12`.`example_messages`, ARRAY()) AS ARRAY<STRING>) AS `example_messages`,
  CAST(COALESCE(`step_12`.`sample_log_ids`, ARRAY()) AS ARRAY<STRING>) AS `sample_log_ids`
FROM `step_8` AS `step_8`
LEFT OUTER JOIN `step_9` AS `step_9`
  ON `step_8`.`pattern_id` = `step_9`.`pattern_id`
LEFT OUTER JOIN `step_12` AS `step_12`
  ON `step_8`.`pattern_id` = `step_12`.`pattern_id`
LEFT OUTER JOIN `step_14` AS `step_14`
  ON `step_8`.`pattern_id` = `step_14`.`pattern_id`
CROSS JOIN `step_4` AS `step_4`
WHERE
  (
    (
      (
        CAST(:pattern_id AS STRING) IS NULL
        OR CAST(`step_8`.`pattern_id` AS STRING) = CAST(:pattern_id AS STRING)
      )
      AND (
        CAST(:state AS STRING) IS NULL
        OR CAST(CASE
          WHEN `step_8`.`last_seen` <= `step_14`.`resolved_at`
          THEN 'resolved'
          WHEN NOT `step_14`.`resolved_at` IS NULL
          THEN 'regressed'
          WHEN (
            `step_4`.`newest_micros` - UNIX_MICROS(CAST(`step_8`.`first_seen` AS TIMESTAMP_LTZ))
          ) < 86400000000
          THEN 'new'
          WHEN `step_8`.`last_week` = 0
          THEN 'quiet'
          WHEN (
            `step_8`.`days_before` = 0 AND `step_8`.`day_0` > 0
          )
          THEN 'regressed'
          WHEN (
            (
              (
                `step_8`.`day_0` >= 5
                AND (
                  (
                    CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`days_before` AS DOUBLE)
                ) > 0
              )
              AND (
                (
                  (
                    CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`days_before` AS DOUBLE)
                ) * (
                  (
                    CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`days_before` AS DOUBLE)
                )
              ) > (
                (
                  (
                    (
                      (
                        (
                          (
                            (
                              (
                                (
                                  CAST(`step_8`.`day_1` AS DOUBLE) * CAST(`step_8`.`day_1` AS DOUBLE)
                                ) + (
                                  CAST(`step_8`.`day_2` AS DOUBLE) * CAST(`step_8`.`day_2` AS DOUBLE)
                                )
                              ) + (
                                CAST(`step_8`.`day_3` AS DOUBLE) * CAST(`step_8`.`day_3` AS DOUBLE)
                              )
                            ) + (
                              CAST(`step_8`.`day_4` AS DOUBLE) * CAST(`step_8`.`day_4` AS DOUBLE)
                            )
                          ) + (
                            CAST(`step_8`.`day_5` AS DOUBLE) * CAST(`step_8`.`day_5` AS DOUBLE)
                          )
                        ) + (
                          CAST(`step_8`.`day_6` AS DOUBLE) * CAST(`step_8`.`day_6` AS DOUBLE)
                        )
                      ) + (
                        CAST(`step_8`.`day_7` AS DOUBLE) * CAST(`step_8`.`day_7` AS DOUBLE)
                      )
                    ) * 7.0
                  ) - (
                    CAST(`step_8`.`days_before` AS DOUBLE) * CAST(`step_8`.`days_before` AS DOUBLE)
                  )
                ) * 25.0
              )
            )
            AND (
              (
                (
                  CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
                ) - CAST(`step_8`.`days_before` AS DOUBLE)
              ) * (
                (
                  CAST(`step_8`.`day_0` AS DOUBLE) * 7.0
                ) - CAST(`step_8`.`days_before` AS DOUBLE)
              )
            ) > (
              (
                (
                  CAST(`step_8`.`days_before` AS DOUBLE) * 7.0
                ) + (
                  (
                    CAST(`step_8`.`days_before` AS DOUBLE) * CAST(`step_8`.`days_before` AS DOUBLE)
                  ) * 0.001
                )
              ) * 25.0
            )
          )
          THEN 'escalating'
          ELSE 'ongoing'
        END AS STRING) = CAST(:state AS STRING)
      )
    )
    AND (
      CAST(:severity AS STRING) IS NULL
      OR CAST(`step_8`.`max_level` AS STRING) = CAST(:severity AS STRING)
    )
  )
  AND (
    CAST(:text_contains AS STRING) IS NULL
    OR CONTAINS(
      LOWER(CAST(COALESCE(`step_9`.`mapped_text`, `step_12`.`own_text`) AS STRING)),
      LOWER(CAST(:text_contains AS STRING))
    )
  )
