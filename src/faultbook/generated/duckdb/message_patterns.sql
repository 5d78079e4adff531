-- Written by `make generate` from src/faultbook/transforms/views/message_patterns.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
), "step_2" AS (
  SELECT
    "error_counts"."template_hash" AS "template_hash",
    "error_counts"."service" AS "service",
    "error_counts"."severity" AS "severity",
    "error_counts"."error_code" AS "error_code",
    CAST(SUM("error_counts"."occurrence_count") AS BIGINT) AS "occurrence_count",
    MIN("error_counts"."first_occurrence") AS "first_occurrence",
    MAX("error_counts"."last_occurrence") AS "last_occurrence"
  FROM {answers}."error_counts" AS "error_counts"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "error_counts"."batch_id" <= "step_1"."newest_batch"
  GROUP BY
    "error_counts"."template_hash",
    "error_counts"."service",
    "error_counts"."severity",
    "error_counts"."error_code"
), "step_3" AS (
  SELECT
    "error_templates"."template_hash" AS "template_hash",
    MIN("error_templates"."template") AS "pattern"
  FROM {answers}."error_templates" AS "error_templates"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "error_templates"."batch_id" <= "step_1"."newest_batch"
  GROUP BY
    "error_templates"."template_hash"
), "step_4" AS (
  SELECT
    "step_3"."pattern" AS "pattern",
    CAST(SUM("step_2"."occurrence_count") AS BIGINT) AS "occurrence_count",
    COALESCE(
      LIST_SORT(
        LIST(DISTINCT "step_2"."error_code") FILTER(WHERE
          NOT "step_2"."error_code" IS NULL)
      ),
      []
    ) AS "error_codes",
    COALESCE(
      LIST_SORT(
        LIST(DISTINCT "step_2"."severity") FILTER(WHERE
          NOT "step_2"."severity" IS NULL)
      ),
      []
    ) AS "severities",
    COALESCE(
      LIST_SORT(LIST(DISTINCT "step_2"."service") FILTER(WHERE
        NOT "step_2"."service" IS NULL)),
      []
    ) AS "services",
    MIN("step_2"."first_occurrence") AS "first_occurrence",
    MAX("step_2"."last_occurrence") AS "last_occurrence"
  FROM "step_2" AS "step_2"
  LEFT OUTER JOIN "step_3" AS "step_3"
    ON "step_2"."template_hash" = "step_3"."template_hash"
  GROUP BY
    "step_3"."pattern"
), "step_5" AS (
  SELECT
    "error_templates"."template" AS "pattern",
    "error_templates"."example_event_id" AS "example_event_id",
    "error_templates"."example_message" AS "example_message",
    ROW_NUMBER() OVER (
      PARTITION BY "error_templates"."template"
      ORDER BY {'example_timestamp': "error_templates"."example_timestamp", 'example_event_id': "error_templates"."example_event_id", 'example_message': "error_templates"."example_message"} ASC
    ) AS "place"
  FROM {answers}."error_templates" AS "error_templates"
  CROSS JOIN "step_1" AS "step_1"
  WHERE
    "error_templates"."batch_id" <= "step_1"."newest_batch"
), "step_6" AS (
  SELECT
    "step_5"."pattern" AS "pattern",
    MIN("step_5"."place") AS "place",
    MIN("step_5"."example_message") AS "message"
  FROM "step_5" AS "step_5"
  WHERE
    "step_5"."place" <= 3
  GROUP BY
    "step_5"."pattern",
    "step_5"."example_event_id"
), "step_7" AS (
  SELECT
    "step_6"."pattern" AS "pattern",
    MIN(CASE WHEN "step_6"."place" = 1 THEN "step_6"."message" END) AS "example_1",
    MIN(CASE WHEN "step_6"."place" = 2 THEN "step_6"."message" END) AS "example_2",
    MIN(CASE WHEN "step_6"."place" = 3 THEN "step_6"."message" END) AS "example_3"
  FROM "step_6" AS "step_6"
  GROUP BY
    "step_6"."pattern"
)
SELECT
  CAST("step_4"."pattern" AS TEXT) AS "pattern",
  CAST("step_4"."occurrence_count" AS BIGINT) AS "pattern_count",
  CAST("step_4"."error_codes" AS TEXT[]) AS "error_codes",
  CAST("step_4"."severities" AS TEXT[]) AS "severities",
  CAST("step_4"."services" AS TEXT[]) AS "services",
  CAST(LIST_FILTER(
    ["step_7"."example_1", "step_7"."example_2", "step_7"."example_3"],
    LAMBDA _u : NOT _u IS NULL
  ) AS TEXT[]) AS "example_messages",
  CAST("step_4"."first_occurrence" AS TIMESTAMPTZ) AS "first_occurrence",
  CAST("step_4"."last_occurrence" AS TIMESTAMPTZ) AS "last_occurrence"
FROM "step_4" AS "step_4"
LEFT OUTER JOIN "step_7" AS "step_7"
  ON "step_4"."pattern" = "step_7"."pattern"
