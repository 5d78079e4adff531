-- Written by `make generate` from src/faultbook/transforms/views/pattern_states_daily.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
), "step_2" AS (
  SELECT
    "pattern_map"."template_hash" AS "template_hash",
    "pattern_map"."pattern_id" AS "mapped_id"
  FROM {answers}."pattern_map" AS "pattern_map"
), "step_3" AS (
  SELECT
    COALESCE("step_2"."mapped_id", "error_counts"."template_hash") AS "pattern_id",
    CAST(CAST('1970-01-01' AS DATE) + INTERVAL (CAST((
      CAST((
        EPOCH_US(CAST("error_counts"."hour" AS TIMESTAMPTZ)) - (
          (
            (
              EPOCH_US(CAST("error_counts"."hour" AS TIMESTAMPTZ)) % 86400000000
            ) + 86400000000
          ) % 86400000000
        )
      ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
    ) AS INT)) DAY AS DATE) AS "day",
    CAST((
      CAST((
        EPOCH_US(CAST("error_counts"."hour" AS TIMESTAMPTZ)) - (
          (
            (
              EPOCH_US(CAST("error_counts"."hour" AS TIMESTAMPTZ)) % 86400000000
            ) + 86400000000
          ) % 86400000000
        )
      ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
    ) AS INT) AS "day_number",
    CAST(SUM("error_counts"."occurrence_count") AS BIGINT) AS "occurrence_count",
    MIN("error_counts"."first_occurrence") AS "first_occurrence",
    MAX("error_counts"."last_occurrence") AS "last_occurrence"
  FROM {answers}."error_counts" AS "error_counts"
  CROSS JOIN "step_1" AS "step_1"
  LEFT OUTER JOIN "step_2" AS "step_2"
    ON "error_counts"."template_hash" = "step_2"."template_hash"
  WHERE
    "error_counts"."batch_id" <= "step_1"."newest_batch"
  GROUP BY
    COALESCE("step_2"."mapped_id", "error_counts"."template_hash"),
    CAST(CAST('1970-01-01' AS DATE) + INTERVAL (CAST((
      CAST((
        EPOCH_US(CAST("error_counts"."hour" AS TIMESTAMPTZ)) - (
          (
            (
              EPOCH_US(CAST("error_counts"."hour" AS TIMESTAMPTZ)) % 86400000000
            ) + 86400000000
          ) % 86400000000
        )
      ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
    ) AS INT)) DAY AS DATE),
    CAST((
      CAST((
        EPOCH_US(CAST("error_counts"."hour" AS TIMESTAMPTZ)) - (
          (
            (
              EPOCH_US(CAST("error_counts"."hour" AS TIMESTAMPTZ)) % 86400000000
            ) + 86400000000
          ) % 86400000000
        )
      ) AS DOUBLE) / CAST(86400000000 AS DOUBLE)
    ) AS INT)
), "step_4" AS (
  SELECT
    "step_3"."pattern_id" AS "pattern_id",
    "step_3"."day" AS "day",
    "step_3"."occurrence_count" AS "occurrence_count",
    "step_3"."first_occurrence" AS "first_occurrence",
    "step_3"."last_occurrence" AS "last_occurrence",
    COALESCE(
      SUM("step_3"."occurrence_count") OVER (
        PARTITION BY "step_3"."pattern_id"
        ORDER BY "step_3"."day_number" NULLS FIRST
        RANGE BETWEEN 7 PRECEDING AND 1 PRECEDING
      ),
      0
    ) AS "seven_days_before",
    COALESCE(
      SUM(
        (
          CAST("step_3"."occurrence_count" AS DOUBLE) * CAST("step_3"."occurrence_count" AS DOUBLE)
        )
      ) OVER (
        PARTITION BY "step_3"."pattern_id"
        ORDER BY "step_3"."day_number" NULLS FIRST
        RANGE BETWEEN 7 PRECEDING AND 1 PRECEDING
      ),
      0
    ) AS "squares",
    MIN("step_3"."first_occurrence") OVER (PARTITION BY "step_3"."pattern_id") AS "first_seen"
  FROM "step_3" AS "step_3"
), "step_5" AS (
  SELECT
    "pattern_decisions"."kind" AS "kind",
    "pattern_decisions"."decided_at" AS "decided_at",
    COALESCE("step_2"."mapped_id", "pattern_decisions"."pattern_id") AS "pattern_id",
    ROW_NUMBER() OVER (
      PARTITION BY COALESCE("step_2"."mapped_id", "pattern_decisions"."pattern_id"), CASE
        WHEN "pattern_decisions"."kind" = 'reopen'
        THEN 'resolve'
        ELSE "pattern_decisions"."kind"
      END
      ORDER BY "pattern_decisions"."decided_at" DESC, "pattern_decisions"."decision_id" DESC
    ) AS "place"
  FROM {answers}."pattern_decisions" AS "pattern_decisions"
  LEFT OUTER JOIN "step_2" AS "step_2"
    ON "pattern_decisions"."pattern_id" = "step_2"."template_hash"
), "step_6" AS (
  SELECT
    "step_5"."pattern_id" AS "pattern_id",
    MIN(CASE WHEN "step_5"."kind" = 'resolve' THEN "step_5"."decided_at" END) AS "resolved_at"
  FROM "step_5" AS "step_5"
  WHERE
    "step_5"."place" = 1
  GROUP BY
    "step_5"."pattern_id"
), "step_7" AS (
  SELECT
    "step_4"."day" AS "day",
    CAST(SUM("step_4"."occurrence_count") AS BIGINT) AS "occurrence_count",
    COUNT(*) AS "patterns",
    COUNT(
      CASE
        WHEN CASE
          WHEN "step_4"."last_occurrence" > "step_6"."resolved_at"
          THEN 'regressed'
          WHEN "step_4"."first_seen" = "step_4"."first_occurrence"
          THEN 'new'
          WHEN "step_4"."seven_days_before" = 0
          THEN 'regressed'
          WHEN (
            (
              (
                "step_4"."occurrence_count" >= 5
                AND (
                  (
                    CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                  ) - CAST("step_4"."seven_days_before" AS DOUBLE)
                ) > 0
              )
              AND (
                (
                  (
                    CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                  ) - CAST("step_4"."seven_days_before" AS DOUBLE)
                ) * (
                  (
                    CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                  ) - CAST("step_4"."seven_days_before" AS DOUBLE)
                )
              ) > (
                (
                  (
                    "step_4"."squares" * 7.0
                  ) - (
                    CAST("step_4"."seven_days_before" AS DOUBLE) * CAST("step_4"."seven_days_before" AS DOUBLE)
                  )
                ) * 25.0
              )
            )
            AND (
              (
                (
                  CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                ) - CAST("step_4"."seven_days_before" AS DOUBLE)
              ) * (
                (
                  CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                ) - CAST("step_4"."seven_days_before" AS DOUBLE)
              )
            ) > (
              (
                (
                  CAST("step_4"."seven_days_before" AS DOUBLE) * 7.0
                ) + (
                  (
                    CAST("step_4"."seven_days_before" AS DOUBLE) * CAST("step_4"."seven_days_before" AS DOUBLE)
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
    ) AS "new_patterns",
    COUNT(
      CASE
        WHEN CASE
          WHEN "step_4"."last_occurrence" > "step_6"."resolved_at"
          THEN 'regressed'
          WHEN "step_4"."first_seen" = "step_4"."first_occurrence"
          THEN 'new'
          WHEN "step_4"."seven_days_before" = 0
          THEN 'regressed'
          WHEN (
            (
              (
                "step_4"."occurrence_count" >= 5
                AND (
                  (
                    CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                  ) - CAST("step_4"."seven_days_before" AS DOUBLE)
                ) > 0
              )
              AND (
                (
                  (
                    CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                  ) - CAST("step_4"."seven_days_before" AS DOUBLE)
                ) * (
                  (
                    CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                  ) - CAST("step_4"."seven_days_before" AS DOUBLE)
                )
              ) > (
                (
                  (
                    "step_4"."squares" * 7.0
                  ) - (
                    CAST("step_4"."seven_days_before" AS DOUBLE) * CAST("step_4"."seven_days_before" AS DOUBLE)
                  )
                ) * 25.0
              )
            )
            AND (
              (
                (
                  CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                ) - CAST("step_4"."seven_days_before" AS DOUBLE)
              ) * (
                (
                  CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                ) - CAST("step_4"."seven_days_before" AS DOUBLE)
              )
            ) > (
              (
                (
                  CAST("step_4"."seven_days_before" AS DOUBLE) * 7.0
                ) + (
                  (
                    CAST("step_4"."seven_days_before" AS DOUBLE) * CAST("step_4"."seven_days_before" AS DOUBLE)
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
    ) AS "regressed_patterns",
    COUNT(
      CASE
        WHEN CASE
          WHEN "step_4"."last_occurrence" > "step_6"."resolved_at"
          THEN 'regressed'
          WHEN "step_4"."first_seen" = "step_4"."first_occurrence"
          THEN 'new'
          WHEN "step_4"."seven_days_before" = 0
          THEN 'regressed'
          WHEN (
            (
              (
                "step_4"."occurrence_count" >= 5
                AND (
                  (
                    CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                  ) - CAST("step_4"."seven_days_before" AS DOUBLE)
                ) > 0
              )
              AND (
                (
                  (
                    CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                  ) - CAST("step_4"."seven_days_before" AS DOUBLE)
                ) * (
                  (
                    CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                  ) - CAST("step_4"."seven_days_before" AS DOUBLE)
                )
              ) > (
                (
                  (
                    "step_4"."squares" * 7.0
                  ) - (
                    CAST("step_4"."seven_days_before" AS DOUBLE) * CAST("step_4"."seven_days_before" AS DOUBLE)
                  )
                ) * 25.0
              )
            )
            AND (
              (
                (
                  CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                ) - CAST("step_4"."seven_days_before" AS DOUBLE)
              ) * (
                (
                  CAST("step_4"."occurrence_count" AS DOUBLE) * 7.0
                ) - CAST("step_4"."seven_days_before" AS DOUBLE)
              )
            ) > (
              (
                (
                  CAST("step_4"."seven_days_before" AS DOUBLE) * 7.0
                ) + (
                  (
                    CAST("step_4"."seven_days_before" AS DOUBLE) * CAST("step_4"."seven_days_before" AS DOUBLE)
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
    ) AS "escalating_patterns"
  FROM "step_4" AS "step_4"
  LEFT OUTER JOIN "step_6" AS "step_6"
    ON "step_4"."pattern_id" = "step_6"."pattern_id"
  GROUP BY
    "step_4"."day"
)
SELECT
  CAST("step_7"."day" AS DATE) AS "day",
  CAST("step_7"."occurrence_count" AS BIGINT) AS "occurrence_count",
  CAST("step_7"."patterns" AS BIGINT) AS "patterns",
  CAST("step_7"."new_patterns" AS BIGINT) AS "new_patterns",
  CAST("step_7"."regressed_patterns" AS BIGINT) AS "regressed_patterns",
  CAST("step_7"."escalating_patterns" AS BIGINT) AS "escalating_patterns"
FROM "step_7" AS "step_7"
