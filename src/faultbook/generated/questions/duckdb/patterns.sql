-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
  WHERE
    "ingest_ledger"."batch_id" <= CAST($through_batch AS BIGINT)
), "step_2" AS (
  SELECT
    "error_counts"."hour" AS "hour",
    "error_counts"."service" AS "service",
    "error_counts"."severity" AS "severity",
    "error_counts"."error_code" AS "error_code",
    "error_counts"."template_hash" AS "template_hash",
    "error_counts"."occurrence_count" AS "occurrence_count",
    "error_counts"."first_occurrence" AS "first_occurrence",
    "error_counts"."last_occurrence" AS "last_occurrence"
  FROM {answers}."error_counts" AS "error_counts"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "error_counts"."batch_id" <= "step_1"."newest_batch"
), "step_3" AS (
  SELECT
    MAX("ingest_ledger"."recorded_at") AS "entered_at"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
  WHERE
    "ingest_ledger"."batch_id" <= CAST($through_batch AS BIGINT)
), "step_4" AS (
  SELECT
    MAX(EPOCH_US(CAST("step_2"."last_occurrence" AS TIMESTAMPTZ))) AS "newest_micros"
  FROM "step_2" AS "step_2"
  CROSS JOIN "step_3" AS "step_3"
  WHERE
    "step_2"."last_occurrence" <= "step_3"."entered_at"
), "step_5" AS (
  SELECT
    "step_2"."severity" AS "severity",
    "step_2"."service" AS "service",
    "step_2"."error_code" AS "error_code",
    "step_2"."template_hash" AS "template_hash",
    CAST(SUM("step_2"."occurrence_count") AS BIGINT) AS "occurrence_count",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 0
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 86400000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "day_0",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 86400000000
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 172800000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "day_1",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 172800000000
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 259200000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "day_2",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 259200000000
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 345600000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "day_3",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 345600000000
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 432000000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "day_4",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 432000000000
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 518400000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "day_5",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 518400000000
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 604800000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "day_6",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 604800000000
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 691200000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "day_7",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 86400000000
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 691200000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "days_before",
    CAST(SUM(
      CASE
        WHEN (
          (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) >= 0
          AND (
            "step_4"."newest_micros" - EPOCH_US(CAST("step_2"."hour" AS TIMESTAMPTZ))
          ) < 604800000000
        )
        THEN "step_2"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "last_week",
    MIN("step_2"."first_occurrence") AS "first_occurrence",
    MAX("step_2"."last_occurrence") AS "last_occurrence"
  FROM "step_2" AS "step_2"
  CROSS JOIN "step_4" AS "step_4"
  GROUP BY
    "step_2"."severity",
    "step_2"."service",
    "step_2"."error_code",
    "step_2"."template_hash"
), "step_6" AS (
  SELECT
    "pattern_map"."template_hash" AS "template_hash",
    "pattern_map"."pattern_id" AS "mapped_id"
  FROM {answers}."pattern_map" AS "pattern_map"
), "step_7" AS (
  SELECT
    "step_5"."template_hash" AS "template_hash",
    "step_5"."severity" AS "severity",
    "step_5"."service" AS "service",
    "step_5"."error_code" AS "error_code",
    "step_5"."occurrence_count" AS "occurrence_count",
    "step_5"."day_0" AS "day_0",
    "step_5"."day_1" AS "day_1",
    "step_5"."day_2" AS "day_2",
    "step_5"."day_3" AS "day_3",
    "step_5"."day_4" AS "day_4",
    "step_5"."day_5" AS "day_5",
    "step_5"."day_6" AS "day_6",
    "step_5"."day_7" AS "day_7",
    "step_5"."days_before" AS "days_before",
    "step_5"."last_week" AS "last_week",
    "step_5"."first_occurrence" AS "first_occurrence",
    "step_5"."last_occurrence" AS "last_occurrence",
    COALESCE("step_6"."mapped_id", "step_5"."template_hash") AS "pattern_id",
    ROW_NUMBER() OVER (
      PARTITION BY COALESCE("step_6"."mapped_id", "step_5"."template_hash")
      ORDER BY COALESCE("severity_ranks"."rank", 1) NULLS FIRST, "step_5"."severity" NULLS FIRST
    ) AS "place"
  FROM "step_5" AS "step_5"
  LEFT OUTER JOIN "step_6" AS "step_6"
    ON "step_5"."template_hash" = "step_6"."template_hash"
  LEFT OUTER JOIN {answers}."severity_ranks" AS "severity_ranks"
    ON "step_5"."severity" = "severity_ranks"."severity"
), "step_8" AS (
  SELECT
    "step_7"."pattern_id" AS "pattern_id",
    CAST(SUM("step_7"."occurrence_count") AS BIGINT) AS "occurrence_count",
    CAST(SUM("step_7"."day_0") AS BIGINT) AS "day_0",
    CAST(SUM("step_7"."day_1") AS BIGINT) AS "day_1",
    CAST(SUM("step_7"."day_2") AS BIGINT) AS "day_2",
    CAST(SUM("step_7"."day_3") AS BIGINT) AS "day_3",
    CAST(SUM("step_7"."day_4") AS BIGINT) AS "day_4",
    CAST(SUM("step_7"."day_5") AS BIGINT) AS "day_5",
    CAST(SUM("step_7"."day_6") AS BIGINT) AS "day_6",
    CAST(SUM("step_7"."day_7") AS BIGINT) AS "day_7",
    CAST(SUM("step_7"."days_before") AS BIGINT) AS "days_before",
    CAST(SUM("step_7"."last_week") AS BIGINT) AS "last_week",
    MIN("step_7"."first_occurrence") AS "first_seen",
    MAX("step_7"."last_occurrence") AS "last_seen",
    MIN(CASE WHEN "step_7"."place" = 1 THEN "step_7"."severity" END) AS "max_level",
    COALESCE(
      LIST_SORT(LIST(DISTINCT "step_7"."service") FILTER(WHERE
        NOT "step_7"."service" IS NULL)),
      []
    ) AS "services",
    COALESCE(
      LIST_SORT(
        LIST(DISTINCT "step_7"."error_code") FILTER(WHERE
          NOT "step_7"."error_code" IS NULL)
      ),
      []
    ) AS "error_codes",
    COUNT(DISTINCT "step_7"."template_hash") AS "templates"
  FROM "step_7" AS "step_7"
  GROUP BY
    "step_7"."pattern_id"
), "step_9" AS (
  SELECT
    "pattern_map"."pattern_id" AS "pattern_id",
    UNNEST("pattern_map"."earlier_hashes") AS "template_hash"
  FROM {answers}."pattern_map" AS "pattern_map"
), "step_10" AS (
  SELECT DISTINCT
    "step_9"."pattern_id" AS "pattern_id",
    "pattern_map"."pattern_id" AS "earlier_id"
  FROM "step_9" AS "step_9"
  INNER JOIN {answers}."pattern_map" AS "pattern_map"
    ON "step_9"."template_hash" = "pattern_map"."template_hash"
), "step_11" AS (
  SELECT
    "step_10"."pattern_id" AS "pattern_id",
    CAST(SUM("step_8"."day_1") AS BIGINT) AS "past_day_1",
    CAST(SUM("step_8"."day_2") AS BIGINT) AS "past_day_2",
    CAST(SUM("step_8"."day_3") AS BIGINT) AS "past_day_3",
    CAST(SUM("step_8"."day_4") AS BIGINT) AS "past_day_4",
    CAST(SUM("step_8"."day_5") AS BIGINT) AS "past_day_5",
    CAST(SUM("step_8"."day_6") AS BIGINT) AS "past_day_6",
    CAST(SUM("step_8"."day_7") AS BIGINT) AS "past_day_7",
    CAST(SUM("step_8"."days_before") AS BIGINT) AS "past_days_before",
    CAST(SUM("step_8"."last_week") AS BIGINT) AS "past_last_week",
    MIN("step_8"."first_seen") AS "past_first_seen",
    COALESCE(
      LIST_SORT(
        LIST(DISTINCT "step_10"."earlier_id") FILTER(WHERE
          NOT "step_10"."earlier_id" IS NULL)
      ),
      []
    ) AS "predecessors"
  FROM "step_10" AS "step_10"
  INNER JOIN "step_8" AS "step_8"
    ON "step_10"."earlier_id" = "step_8"."pattern_id"
  GROUP BY
    "step_10"."pattern_id"
), "step_12" AS (
  SELECT
    "step_10"."earlier_id" AS "pattern_id",
    COALESCE(
      LIST_SORT(
        LIST(DISTINCT "step_10"."pattern_id") FILTER(WHERE
          NOT "step_10"."pattern_id" IS NULL)
      ),
      []
    ) AS "successors"
  FROM "step_10" AS "step_10"
  GROUP BY
    "step_10"."earlier_id"
), "step_13" AS (
  SELECT
    "pattern_map"."pattern_id" AS "pattern_id",
    MIN("pattern_map"."pattern") AS "mapped_text"
  FROM {answers}."pattern_map" AS "pattern_map"
  GROUP BY
    "pattern_map"."pattern_id"
), "step_14" AS (
  SELECT
    COALESCE("step_6"."mapped_id", "error_templates"."template_hash") AS "pattern_id",
    "error_templates"."example_event_id" AS "example_event_id",
    MIN("error_templates"."example_timestamp") AS "at",
    MIN("error_templates"."template") AS "template",
    MIN("error_templates"."example_message") AS "message"
  FROM {answers}."error_templates" AS "error_templates"
  CROSS JOIN "step_1" AS "step_1"
  LEFT OUTER JOIN "step_6" AS "step_6"
    ON "error_templates"."template_hash" = "step_6"."template_hash"
  WHERE
    "error_templates"."batch_id" <= "step_1"."newest_batch"
  GROUP BY
    COALESCE("step_6"."mapped_id", "error_templates"."template_hash"),
    "error_templates"."example_event_id"
), "step_15" AS (
  SELECT
    "step_14"."pattern_id" AS "pattern_id",
    "step_14"."example_event_id" AS "example_event_id",
    "step_14"."template" AS "template",
    "step_14"."message" AS "message",
    ROW_NUMBER() OVER (
      PARTITION BY "step_14"."pattern_id"
      ORDER BY "step_14"."at" NULLS FIRST, "step_14"."example_event_id" NULLS FIRST
    ) AS "first",
    ROW_NUMBER() OVER (
      PARTITION BY "step_14"."pattern_id"
      ORDER BY "step_14"."at" DESC, "step_14"."example_event_id" DESC
    ) AS "last"
  FROM "step_14" AS "step_14"
), "step_16" AS (
  SELECT
    "step_15"."pattern_id" AS "pattern_id",
    COALESCE(
      LIST_SORT(
        LIST(DISTINCT CASE WHEN "step_15"."first" <= 3 THEN "step_15"."message" END) FILTER(WHERE
          NOT CASE WHEN "step_15"."first" <= 3 THEN "step_15"."message" END IS NULL)
      ),
      []
    ) AS "example_messages",
    COALESCE(
      LIST_SORT(
        LIST(DISTINCT "step_15"."example_event_id") FILTER(WHERE
          NOT "step_15"."example_event_id" IS NULL)
      ),
      []
    ) AS "sample_log_ids",
    MIN("step_15"."template") AS "own_text"
  FROM "step_15" AS "step_15"
  WHERE
    (
      "step_15"."first" <= 3 OR "step_15"."last" <= 2
    )
  GROUP BY
    "step_15"."pattern_id"
), "step_17" AS (
  SELECT
    "pattern_decisions"."decision_id" AS "decision_id",
    "pattern_decisions"."kind" AS "kind",
    "pattern_decisions"."title" AS "title",
    "pattern_decisions"."until" AS "until",
    "pattern_decisions"."decided_at" AS "decided_at",
    COALESCE("step_6"."mapped_id", "pattern_decisions"."pattern_id") AS "pattern_id"
  FROM {answers}."pattern_decisions" AS "pattern_decisions"
  LEFT OUTER JOIN "step_6" AS "step_6"
    ON "pattern_decisions"."pattern_id" = "step_6"."template_hash"
), "step_18" AS (
  SELECT
    "step_17"."pattern_id" AS "pattern_id",
    "step_17"."decision_id" AS "decision_id",
    "step_17"."kind" AS "kind",
    "step_17"."title" AS "title",
    "step_17"."until" AS "until",
    "step_17"."decided_at" AS "decided_at",
    0 AS "distance"
  FROM "step_17" AS "step_17"
  UNION ALL
  SELECT
    "step_10"."pattern_id" AS "pattern_id",
    "step_17"."decision_id" AS "decision_id",
    "step_17"."kind" AS "kind",
    "step_17"."title" AS "title",
    "step_17"."until" AS "until",
    "step_17"."decided_at" AS "decided_at",
    1 AS "distance"
  FROM "step_17" AS "step_17"
  INNER JOIN "step_10" AS "step_10"
    ON "step_17"."pattern_id" = "step_10"."earlier_id"
), "step_19" AS (
  SELECT
    "step_18"."pattern_id" AS "pattern_id",
    "step_18"."kind" AS "kind",
    "step_18"."title" AS "title",
    "step_18"."until" AS "until",
    "step_18"."decided_at" AS "decided_at",
    ROW_NUMBER() OVER (
      PARTITION BY "step_18"."pattern_id", CASE WHEN "step_18"."kind" = 'reopen' THEN 'resolve' ELSE "step_18"."kind" END
      ORDER BY "step_18"."distance" NULLS FIRST, "step_18"."decided_at" DESC, "step_18"."decision_id" DESC
    ) AS "place"
  FROM "step_18" AS "step_18"
), "step_20" AS (
  SELECT
    "step_19"."pattern_id" AS "pattern_id",
    MIN(CASE WHEN "step_19"."kind" = 'rename' THEN "step_19"."title" END) AS "title",
    MIN(CASE WHEN "step_19"."kind" = 'mute' THEN "step_19"."until" END) AS "muted_until",
    MIN(CASE WHEN "step_19"."kind" = 'resolve' THEN "step_19"."decided_at" END) AS "resolved_at"
  FROM "step_19" AS "step_19"
  WHERE
    "step_19"."place" = 1
  GROUP BY
    "step_19"."pattern_id"
)
SELECT
  CAST("step_8"."pattern_id" AS TEXT) AS "pattern_id",
  CAST(COALESCE("step_13"."mapped_text", "step_16"."own_text") AS TEXT) AS "normalized_message",
  CAST(CASE
    WHEN "step_8"."last_seen" <= "step_20"."resolved_at"
    THEN 'resolved'
    WHEN NOT "step_20"."resolved_at" IS NULL
    THEN 'regressed'
    WHEN (
      "step_4"."newest_micros" - EPOCH_US(
        CAST(COALESCE(
          CASE
            WHEN "step_11"."past_first_seen" < "step_8"."first_seen"
            THEN "step_11"."past_first_seen"
          END,
          "step_8"."first_seen"
        ) AS TIMESTAMPTZ)
      )
    ) < 86400000000
    THEN 'new'
    WHEN (
      "step_8"."last_week" + COALESCE("step_11"."past_last_week", 0)
    ) = 0
    THEN 'quiet'
    WHEN (
      (
        "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
      ) = 0
      AND "step_8"."day_0" > 0
    )
    THEN 'regressed'
    WHEN (
      (
        (
          "step_8"."day_0" >= 5
          AND (
            (
              CAST("step_8"."day_0" AS DOUBLE) * 7.0
            ) - CAST((
              "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
            ) AS DOUBLE)
          ) > 0
        )
        AND (
          (
            (
              CAST("step_8"."day_0" AS DOUBLE) * 7.0
            ) - CAST((
              "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
            ) AS DOUBLE)
          ) * (
            (
              CAST("step_8"."day_0" AS DOUBLE) * 7.0
            ) - CAST((
              "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
            ) AS DOUBLE)
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
                            CAST((
                              "step_8"."day_1" + COALESCE("step_11"."past_day_1", 0)
                            ) AS DOUBLE) * CAST((
                              "step_8"."day_1" + COALESCE("step_11"."past_day_1", 0)
                            ) AS DOUBLE)
                          ) + (
                            CAST((
                              "step_8"."day_2" + COALESCE("step_11"."past_day_2", 0)
                            ) AS DOUBLE) * CAST((
                              "step_8"."day_2" + COALESCE("step_11"."past_day_2", 0)
                            ) AS DOUBLE)
                          )
                        ) + (
                          CAST((
                            "step_8"."day_3" + COALESCE("step_11"."past_day_3", 0)
                          ) AS DOUBLE) * CAST((
                            "step_8"."day_3" + COALESCE("step_11"."past_day_3", 0)
                          ) AS DOUBLE)
                        )
                      ) + (
                        CAST((
                          "step_8"."day_4" + COALESCE("step_11"."past_day_4", 0)
                        ) AS DOUBLE) * CAST((
                          "step_8"."day_4" + COALESCE("step_11"."past_day_4", 0)
                        ) AS DOUBLE)
                      )
                    ) + (
                      CAST((
                        "step_8"."day_5" + COALESCE("step_11"."past_day_5", 0)
                      ) AS DOUBLE) * CAST((
                        "step_8"."day_5" + COALESCE("step_11"."past_day_5", 0)
                      ) AS DOUBLE)
                    )
                  ) + (
                    CAST((
                      "step_8"."day_6" + COALESCE("step_11"."past_day_6", 0)
                    ) AS DOUBLE) * CAST((
                      "step_8"."day_6" + COALESCE("step_11"."past_day_6", 0)
                    ) AS DOUBLE)
                  )
                ) + (
                  CAST((
                    "step_8"."day_7" + COALESCE("step_11"."past_day_7", 0)
                  ) AS DOUBLE) * CAST((
                    "step_8"."day_7" + COALESCE("step_11"."past_day_7", 0)
                  ) AS DOUBLE)
                )
              ) * 7.0
            ) - (
              CAST((
                "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
              ) AS DOUBLE) * CAST((
                "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
              ) AS DOUBLE)
            )
          ) * 25.0
        )
      )
      AND (
        (
          (
            CAST("step_8"."day_0" AS DOUBLE) * 7.0
          ) - CAST((
            "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
          ) AS DOUBLE)
        ) * (
          (
            CAST("step_8"."day_0" AS DOUBLE) * 7.0
          ) - CAST((
            "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
          ) AS DOUBLE)
        )
      ) > (
        (
          (
            CAST((
              "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
            ) AS DOUBLE) * 7.0
          ) + (
            (
              CAST((
                "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
              ) AS DOUBLE) * CAST((
                "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
              ) AS DOUBLE)
            ) * 0.001
          )
        ) * 25.0
      )
    )
    THEN 'escalating'
    ELSE 'ongoing'
  END AS TEXT) AS "state",
  CAST("step_8"."occurrence_count" AS BIGINT) AS "occurrence_count",
  CAST([
    "step_8"."day_7",
    "step_8"."day_6",
    "step_8"."day_5",
    "step_8"."day_4",
    "step_8"."day_3",
    "step_8"."day_2",
    "step_8"."day_1",
    "step_8"."day_0"
  ] AS BIGINT[]) AS "trend",
  CAST("step_8"."max_level" AS TEXT) AS "max_level",
  CAST("step_8"."services" AS TEXT[]) AS "services",
  CAST("step_8"."first_seen" AS TIMESTAMPTZ) AS "first_seen",
  CAST("step_8"."last_seen" AS TIMESTAMPTZ) AS "last_seen",
  CAST("step_8"."error_codes" AS TEXT[]) AS "error_codes",
  CAST("step_20"."title" AS TEXT) AS "title",
  CAST("step_8"."templates" AS BIGINT) AS "templates",
  CAST("step_20"."muted_until" AS TIMESTAMPTZ) AS "muted_until",
  CAST("step_8"."pattern_id" AS TEXT) AS "error_hash",
  CAST(COALESCE("step_16"."example_messages", []) AS TEXT[]) AS "example_messages",
  CAST(COALESCE("step_16"."sample_log_ids", []) AS TEXT[]) AS "sample_log_ids",
  CAST(COALESCE("step_11"."predecessors", []) AS TEXT[]) AS "predecessors",
  CAST(COALESCE("step_12"."successors", []) AS TEXT[]) AS "successors"
FROM "step_8" AS "step_8"
LEFT OUTER JOIN "step_11" AS "step_11"
  ON "step_8"."pattern_id" = "step_11"."pattern_id"
LEFT OUTER JOIN "step_12" AS "step_12"
  ON "step_8"."pattern_id" = "step_12"."pattern_id"
LEFT OUTER JOIN "step_13" AS "step_13"
  ON "step_8"."pattern_id" = "step_13"."pattern_id"
LEFT OUTER JOIN "step_16" AS "step_16"
  ON "step_8"."pattern_id" = "step_16"."pattern_id"
LEFT OUTER JOIN "step_20" AS "step_20"
  ON "step_8"."pattern_id" = "step_20"."pattern_id"
CROSS JOIN "step_4" AS "step_4"
WHERE
  (
    (
      (
        CAST($pattern_id AS TEXT) IS NULL
        OR CAST("step_8"."pattern_id" AS TEXT) = CAST($pattern_id AS TEXT)
      )
      AND (
        CAST($state AS TEXT) IS NULL
        OR CAST(CASE
          WHEN "step_8"."last_seen" <= "step_20"."resolved_at"
          THEN 'resolved'
          WHEN NOT "step_20"."resolved_at" IS NULL
          THEN 'regressed'
          WHEN (
            "step_4"."newest_micros" - EPOCH_US(
              CAST(COALESCE(
                CASE
                  WHEN "step_11"."past_first_seen" < "step_8"."first_seen"
                  THEN "step_11"."past_first_seen"
                END,
                "step_8"."first_seen"
              ) AS TIMESTAMPTZ)
            )
          ) < 86400000000
          THEN 'new'
          WHEN (
            "step_8"."last_week" + COALESCE("step_11"."past_last_week", 0)
          ) = 0
          THEN 'quiet'
          WHEN (
            (
              "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
            ) = 0
            AND "step_8"."day_0" > 0
          )
          THEN 'regressed'
          WHEN (
            (
              (
                "step_8"."day_0" >= 5
                AND (
                  (
                    CAST("step_8"."day_0" AS DOUBLE) * 7.0
                  ) - CAST((
                    "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                  ) AS DOUBLE)
                ) > 0
              )
              AND (
                (
                  (
                    CAST("step_8"."day_0" AS DOUBLE) * 7.0
                  ) - CAST((
                    "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                  ) AS DOUBLE)
                ) * (
                  (
                    CAST("step_8"."day_0" AS DOUBLE) * 7.0
                  ) - CAST((
                    "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                  ) AS DOUBLE)
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
                                  CAST((
                                    "step_8"."day_1" + COALESCE("step_11"."past_day_1", 0)
                                  ) AS DOUBLE) * CAST((
                                    "step_8"."day_1" + COALESCE("step_11"."past_day_1", 0)
                                  ) AS DOUBLE)
                                ) + (
                                  CAST((
                                    "step_8"."day_2" + COALESCE("step_11"."past_day_2", 0)
                                  ) AS DOUBLE) * CAST((
                                    "step_8"."day_2" + COALESCE("step_11"."past_day_2", 0)
                                  ) AS DOUBLE)
                                )
                              ) + (
                                CAST((
                                  "step_8"."day_3" + COALESCE("step_11"."past_day_3", 0)
                                ) AS DOUBLE) * CAST((
                                  "step_8"."day_3" + COALESCE("step_11"."past_day_3", 0)
                                ) AS DOUBLE)
                              )
                            ) + (
                              CAST((
                                "step_8"."day_4" + COALESCE("step_11"."past_day_4", 0)
                              ) AS DOUBLE) * CAST((
                                "step_8"."day_4" + COALESCE("step_11"."past_day_4", 0)
                              ) AS DOUBLE)
                            )
                          ) + (
                            CAST((
                              "step_8"."day_5" + COALESCE("step_11"."past_day_5", 0)
                            ) AS DOUBLE) * CAST((
                              "step_8"."day_5" + COALESCE("step_11"."past_day_5", 0)
                            ) AS DOUBLE)
                          )
                        ) + (
                          CAST((
                            "step_8"."day_6" + COALESCE("step_11"."past_day_6", 0)
                          ) AS DOUBLE) * CAST((
                            "step_8"."day_6" + COALESCE("step_11"."past_day_6", 0)
                          ) AS DOUBLE)
                        )
                      ) + (
                        CAST((
                          "step_8"."day_7" + COALESCE("step_11"."past_day_7", 0)
                        ) AS DOUBLE) * CAST((
                          "step_8"."day_7" + COALESCE("step_11"."past_day_7", 0)
                        ) AS DOUBLE)
                      )
                    ) * 7.0
                  ) - (
                    CAST((
                      "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                    ) AS DOUBLE) * CAST((
                      "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                    ) AS DOUBLE)
                  )
                ) * 25.0
              )
            )
            AND (
              (
                (
                  CAST("step_8"."day_0" AS DOUBLE) * 7.0
                ) - CAST((
                  "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                ) AS DOUBLE)
              ) * (
                (
                  CAST("step_8"."day_0" AS DOUBLE) * 7.0
                ) - CAST((
                  "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                ) AS DOUBLE)
              )
            ) > (
              (
                (
                  CAST((
                    "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                  ) AS DOUBLE) * 7.0
                ) + (
                  (
                    CAST((
                      "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                    ) AS DOUBLE) * CAST((
                      "step_8"."days_before" + COALESCE("step_11"."past_days_before", 0)
                    ) AS DOUBLE)
                  ) * 0.001
                )
              ) * 25.0
            )
          )
          THEN 'escalating'
          ELSE 'ongoing'
        END AS TEXT) = CAST($state AS TEXT)
      )
    )
    AND (
      CAST($severity AS TEXT) IS NULL
      OR CAST("step_8"."max_level" AS TEXT) = CAST($severity AS TEXT)
    )
  )
  AND (
    CAST($text_contains AS TEXT) IS NULL
    OR CONTAINS(
      LOWER(CAST(COALESCE("step_13"."mapped_text", "step_16"."own_text") AS TEXT)),
      LOWER(CAST($text_contains AS TEXT))
    )
  )
