-- Written by `make generate` from src/faultbook/transforms/views/pattern_states_daily.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
), `step_2` AS (
  SELECT
    `pattern_map`.`template_hash` AS `template_hash`,
    `pattern_map`.`pattern_id` AS `mapped_id`
  FROM {answers}.`pattern_map` AS `pattern_map`
), `step_3` AS (
  SELECT
    COALESCE(`step_2`.`mapped_id`, `error_counts`.`template_hash`) AS `pattern_id`,
    CAST(DATE_ADD(
      DAY,
      CAST((
        CAST((
          UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) - (
            (
              (
                UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) % 86400000000
              ) + 86400000000
            ) % 86400000000
          )
        ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
      ) AS INT),
      CAST('1970-01-01' AS DATE)
    ) AS DATE) AS `day`,
    CAST((
      CAST((
        UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) - (
          (
            (
              UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) % 86400000000
            ) + 86400000000
          ) % 86400000000
        )
      ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
    ) AS INT) AS `day_number`,
    CAST(SUM(`error_counts`.`occurrence_count`) AS BIGINT) AS `occurrence_count`,
    MIN(`error_counts`.`first_occurrence`) AS `first_occurrence`,
    MAX(`error_counts`.`last_occurrence`) AS `last_occurrence`
  FROM {answers}.`error_counts` AS `error_counts`
  CROSS JOIN `step_1` AS `step_1`
  LEFT OUTER JOIN `step_2` AS `step_2`
    ON `error_counts`.`template_hash` = `step_2`.`template_hash`
  WHERE
    `error_counts`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    COALESCE(`step_2`.`mapped_id`, `error_counts`.`template_hash`),
    CAST(DATE_ADD(
      DAY,
      CAST((
        CAST((
          UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) - (
            (
              (
                UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) % 86400000000
              ) + 86400000000
            ) % 86400000000
          )
        ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
      ) AS INT),
      CAST('1970-01-01' AS DATE)
    ) AS DATE),
    CAST((
      CAST((
        UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) - (
          (
            (
              UNIX_MICROS(CAST(`error_counts`.`hour` AS TIMESTAMP_LTZ)) % 86400000000
            ) + 86400000000
          ) % 86400000000
        )
      ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
    ) AS INT)
), `step_4` AS (
  SELECT
    `pattern_map`.`pattern_id` AS `pattern_id`,
    EXPLODE(`pattern_map`.`earlier_hashes`) AS `template_hash`
  FROM {answers}.`pattern_map` AS `pattern_map`
), `step_5` AS (
  SELECT DISTINCT
    `step_4`.`pattern_id` AS `pattern_id`,
    `pattern_map`.`pattern_id` AS `earlier_id`
  FROM `step_4` AS `step_4`
  INNER JOIN {answers}.`pattern_map` AS `pattern_map`
    ON `step_4`.`template_hash` = `pattern_map`.`template_hash`
), `step_6` AS (
  SELECT
    `step_3`.`pattern_id` AS `pattern_id`,
    `step_3`.`day` AS `day`,
    `step_3`.`day_number` AS `day_number`,
    `step_3`.`occurrence_count` AS `occurrence_count`,
    `step_3`.`first_occurrence` AS `first_occurrence`
  FROM `step_3` AS `step_3`
  UNION ALL
  SELECT
    `step_5`.`pattern_id` AS `pattern_id`,
    `step_3`.`day` AS `day`,
    `step_3`.`day_number` AS `day_number`,
    `step_3`.`occurrence_count` AS `occurrence_count`,
    `step_3`.`first_occurrence` AS `first_occurrence`
  FROM `step_3` AS `step_3`
  INNER JOIN `step_5` AS `step_5`
    ON `step_3`.`pattern_id` = `step_5`.`earlier_id`
), `step_7` AS (
  SELECT
    `step_6`.`pattern_id` AS `pattern_id`,
    `step_6`.`day` AS `day`,
    `step_6`.`day_number` AS `day_number`,
    CAST(SUM(`step_6`.`occurrence_count`) AS BIGINT) AS `count`,
    MIN(`step_6`.`first_occurrence`) AS `first`
  FROM `step_6` AS `step_6`
  GROUP BY
    `step_6`.`pattern_id`,
    `step_6`.`day`,
    `step_6`.`day_number`
), `step_8` AS (
  SELECT
    `step_7`.`pattern_id` AS `pattern_id`,
    `step_7`.`day` AS `day`,
    COALESCE(
      SUM(`step_7`.`count`) OVER (
        PARTITION BY `step_7`.`pattern_id`
        ORDER BY `step_7`.`day_number`
        RANGE BETWEEN 7 PRECEDING AND 1 PRECEDING
      ),
      0
    ) AS `seven_days_before`,
    COALESCE(
      SUM((
        CAST(`step_7`.`count` AS DOUBLE) * CAST(`step_7`.`count` AS DOUBLE)
      )) OVER (
        PARTITION BY `step_7`.`pattern_id`
        ORDER BY `step_7`.`day_number`
        RANGE BETWEEN 7 PRECEDING AND 1 PRECEDING
      ),
      0
    ) AS `squares`,
    MIN(`step_7`.`first`) OVER (PARTITION BY `step_7`.`pattern_id`) AS `first_seen`
  FROM `step_7` AS `step_7`
), `step_9` AS (
  SELECT
    `pattern_decisions`.`decision_id` AS `decision_id`,
    `pattern_decisions`.`kind` AS `kind`,
    `pattern_decisions`.`decided_at` AS `decided_at`,
    COALESCE(`step_2`.`mapped_id`, `pattern_decisions`.`pattern_id`) AS `pattern_id`
  FROM {answers}.`pattern_decisions` AS `pattern_decisions`
  LEFT OUTER JOIN `step_2` AS `step_2`
    ON `pattern_decisions`.`pattern_id` = `step_2`.`template_hash`
), `step_10` AS (
  SELECT
    `step_9`.`pattern_id` AS `pattern_id`,
    `step_9`.`decision_id` AS `decision_id`,
    `step_9`.`kind` AS `kind`,
    `step_9`.`decided_at` AS `decided_at`,
    0 AS `distance`
  FROM `step_9` AS `step_9`
  UNION ALL
  SELECT
    `step_5`.`pattern_id` AS `pattern_id`,
    `step_9`.`decision_id` AS `decision_id`,
    `step_9`.`kind` AS `kind`,
    `step_9`.`decided_at` AS `decided_at`,
    1 AS `distance`
  FROM `step_9` AS `step_9`
  INNER JOIN `step_5` AS `step_5`
    ON `step_9`.`pattern_id` = `step_5`.`earlier_id`
), `step_11` AS (
  SELECT
    `step_10`.`pattern_id` AS `pattern_id`,
    `step_10`.`kind` AS `kind`,
    `step_10`.`decided_at` AS `decided_at`,
    ROW_NUMBER() OVER (
      PARTITION BY `step_10`.`pattern_id`, CASE WHEN `step_10`.`kind` = 'reopen' THEN 'resolve' ELSE `step_10`.`kind` END
      ORDER BY `step_10`.`distance`, `step_10`.`decided_at` DESC, `step_10`.`decision_id` DESC
    ) AS `place`
  FROM `step_10` AS `step_10`
), `step_12` AS (
  SELECT
    `step_11`.`pattern_id` AS `pattern_id`,
    MIN(CASE WHEN `step_11`.`kind` = 'resolve' THEN `step_11`.`decided_at` END) AS `resolved_at`
  FROM `step_11` AS `step_11`
  WHERE
    `step_11`.`place` = 1
  GROUP BY
    `step_11`.`pattern_id`
), `step_13` AS (
  SELECT
    `step_3`.`day` AS `day`,
    CAST(SUM(`step_3`.`occurrence_count`) AS BIGINT) AS `occurrence_count`,
    COUNT(*) AS `patterns`,
    COUNT(
      CASE
        WHEN CASE
          WHEN `step_3`.`last_occurrence` > `step_12`.`resolved_at`
          THEN 'regressed'
          WHEN `step_8`.`first_seen` = `step_3`.`first_occurrence`
          THEN 'new'
          WHEN `step_8`.`seven_days_before` = 0
          THEN 'regressed'
          WHEN (
            (
              (
                `step_3`.`occurrence_count` >= 5
                AND (
                  (
                    CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
                ) > 0
              )
              AND (
                (
                  (
                    CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
                ) * (
                  (
                    CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
                )
              ) > (
                (
                  (
                    `step_8`.`squares` * 7.0
                  ) - (
                    CAST(`step_8`.`seven_days_before` AS DOUBLE) * CAST(`step_8`.`seven_days_before` AS DOUBLE)
                  )
                ) * 25.0
              )
            )
            AND (
              (
                (
                  CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
              ) * (
                (
                  CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
              )
            ) > (
              (
                (
                  CAST(`step_8`.`seven_days_before` AS DOUBLE) * 7.0
                ) + (
                  (
                    CAST(`step_8`.`seven_days_before` AS DOUBLE) * CAST(`step_8`.`seven_days_before` AS DOUBLE)
                  ) * 0.001
                )
              ) * 25.0
            )
          )
          THEN 'escalating'
          ELSE 'ongoing'
        END = 'new'
        THEN 1
      END
    ) AS `new_patterns`,
    COUNT(
      CASE
        WHEN CASE
          WHEN `step_3`.`last_occurrence` > `step_12`.`resolved_at`
          THEN 'regressed'
          WHEN `step_8`.`first_seen` = `step_3`.`first_occurrence`
          THEN 'new'
          WHEN `step_8`.`seven_days_before` = 0
          THEN 'regressed'
          WHEN (
            (
              (
                `step_3`.`occurrence_count` >= 5
                AND (
                  (
                    CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
                ) > 0
              )
              AND (
                (
                  (
                    CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
                ) * (
                  (
                    CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
                )
              ) > (
                (
                  (
                    `step_8`.`squares` * 7.0
                  ) - (
                    CAST(`step_8`.`seven_days_before` AS DOUBLE) * CAST(`step_8`.`seven_days_before` AS DOUBLE)
                  )
                ) * 25.0
              )
            )
            AND (
              (
                (
                  CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
              ) * (
                (
                  CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
              )
            ) > (
              (
                (
                  CAST(`step_8`.`seven_days_before` AS DOUBLE) * 7.0
                ) + (
                  (
                    CAST(`step_8`.`seven_days_before` AS DOUBLE) * CAST(`step_8`.`seven_days_before` AS DOUBLE)
                  ) * 0.001
                )
              ) * 25.0
            )
          )
          THEN 'escalating'
          ELSE 'ongoing'
        END = 'regressed'
        THEN 1
      END
    ) AS `regressed_patterns`,
    COUNT(
      CASE
        WHEN CASE
          WHEN `step_3`.`last_occurrence` > `step_12`.`resolved_at`
          THEN 'regressed'
          WHEN `step_8`.`first_seen` = `step_3`.`first_occurrence`
          THEN 'new'
          WHEN `step_8`.`seven_days_before` = 0
          THEN 'regressed'
          WHEN (
            (
              (
                `step_3`.`occurrence_count` >= 5
                AND (
                  (
                    CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
                ) > 0
              )
              AND (
                (
                  (
                    CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
                ) * (
                  (
                    CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                  ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
                )
              ) > (
                (
                  (
                    `step_8`.`squares` * 7.0
                  ) - (
                    CAST(`step_8`.`seven_days_before` AS DOUBLE) * CAST(`step_8`.`seven_days_before` AS DOUBLE)
                  )
                ) * 25.0
              )
            )
            AND (
              (
                (
                  CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
              ) * (
                (
                  CAST(`step_3`.`occurrence_count` AS DOUBLE) * 7.0
                ) - CAST(`step_8`.`seven_days_before` AS DOUBLE)
              )
            ) > (
              (
                (
                  CAST(`step_8`.`seven_days_before` AS DOUBLE) * 7.0
                ) + (
                  (
                    CAST(`step_8`.`seven_days_before` AS DOUBLE) * CAST(`step_8`.`seven_days_before` AS DOUBLE)
                  ) * 0.001
                )
              ) * 25.0
            )
          )
          THEN 'escalating'
          ELSE 'ongoing'
        END = 'escalating'
        THEN 1
      END
    ) AS `escalating_patterns`
  FROM `step_3` AS `step_3`
  INNER JOIN `step_8` AS `step_8`
    ON (
      `step_3`.`pattern_id` = `step_8`.`pattern_id` AND `step_3`.`day` = `step_8`.`day`
    )
  LEFT OUTER JOIN `step_12` AS `step_12`
    ON `step_3`.`pattern_id` = `step_12`.`pattern_id`
  GROUP BY
    `step_3`.`day`
)
SELECT
  CAST(`step_13`.`day` AS DATE) AS `day`,
  CAST(`step_13`.`occurrence_count` AS BIGINT) AS `occurrence_count`,
  CAST(`step_13`.`patterns` AS BIGINT) AS `patterns`,
  CAST(`step_13`.`new_patterns` AS BIGINT) AS `new_patterns`,
  CAST(`step_13`.`regressed_patterns` AS BIGINT) AS `regressed_patterns`,
  CAST(`step_13`.`escalating_patterns` AS BIGINT) AS `escalating_patterns`
FROM `step_13` AS `step_13`
