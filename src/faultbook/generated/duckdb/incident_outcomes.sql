-- Written by `make generate` from src/faultbook/transforms/views/incident_outcomes.py; do not edit.
WITH "step_1" AS (
  SELECT
    "incident_journal"."incident_id" AS "incident_id",
    UNNEST(MAP_ENTRIES("incident_journal"."facts")) AS "entry"
  FROM {answers}."incident_journal" AS "incident_journal"
  WHERE
    "incident_journal"."kind" = 'resolved'
), "step_2" AS (
  SELECT DISTINCT
    "step_1"."incident_id" AS "false_incident"
  FROM "step_1" AS "step_1"
  WHERE
    (
      "step_1"."entry"."key" = 'not_planned' AND "step_1"."entry"."value" = 'yes'
    )
), "step_3" AS (
  SELECT
    "incidents"."state" AS "state",
    "incidents"."severity" AS "severity",
    "incidents"."service" AS "service",
    "incidents"."acknowledged_at" AS "acknowledged_at",
    "incidents"."reopened" AS "reopened",
    "step_2"."false_incident" AS "false_incident",
    CAST(CAST("incidents"."opened_on" AS DATE) + INTERVAL (-(
      CAST((
        (
          (
            DATE_DIFF('DAY', CAST('1970-01-05' AS DATE), CAST("incidents"."opened_on" AS DATE)) % 7
          ) + 7
        ) % 7
      ) AS INT)
    )) DAY AS DATE) AS "week",
    COALESCE("incidents"."service", '') AS "named_service",
    (
      CAST((
        EPOCH_US(CAST("incidents"."detected_at" AS TIMESTAMPTZ)) - EPOCH_US(CAST("incidents"."opened_at" AS TIMESTAMPTZ))
      ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
    ) AS "to_detect",
    (
      CAST((
        EPOCH_US(CAST("incidents"."acknowledged_at" AS TIMESTAMPTZ)) - EPOCH_US(CAST("incidents"."detected_at" AS TIMESTAMPTZ))
      ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
    ) AS "to_acknowledge",
    (
      CAST((
        EPOCH_US(CAST("incidents"."resolved_at" AS TIMESTAMPTZ)) - EPOCH_US(CAST("incidents"."opened_at" AS TIMESTAMPTZ))
      ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
    ) AS "to_resolve"
  FROM {answers}."incidents" AS "incidents"
  LEFT OUTER JOIN "step_2" AS "step_2"
    ON "incidents"."incident_id" = "step_2"."false_incident"
  WHERE
    "incidents"."state" <> 'merged'
), "step_4" AS (
  SELECT
    "step_3"."week" AS "week",
    "step_3"."named_service" AS "named_service",
    MAX("step_3"."service") AS "service",
    COUNT(*) AS "incidents",
    COUNT(CASE WHEN "step_3"."severity" IN ('critical', 'high') THEN 1 END) AS "critical_or_high",
    COUNT(CASE WHEN "step_3"."state" IN ('open', 'acknowledged') THEN 1 END) AS "active",
    COUNT(CASE WHEN NOT "step_3"."acknowledged_at" IS NULL THEN 1 END) AS "acknowledged",
    COUNT(CASE WHEN "step_3"."state" = 'resolved' THEN 1 END) AS "resolved",
    COUNT(CASE WHEN NOT "step_3"."false_incident" IS NULL THEN 1 END) AS "false_alarms",
    SUM("step_3"."reopened") AS "reopened"
  FROM "step_3" AS "step_3"
  GROUP BY
    "step_3"."week",
    "step_3"."named_service"
), "step_5" AS (
  SELECT
    "step_3"."week" AS "week",
    "step_3"."named_service" AS "named_service",
    "step_3"."to_detect" AS "to_detect",
    ROW_NUMBER() OVER (
      PARTITION BY "step_3"."week", "step_3"."named_service"
      ORDER BY "step_3"."to_detect" ASC NULLS FIRST
    ) AS "place",
    COUNT(*) OVER (PARTITION BY "step_3"."week", "step_3"."named_service") AS "among"
  FROM "step_3" AS "step_3"
  WHERE
    NOT "step_3"."to_detect" IS NULL
), "step_6" AS (
  SELECT
    "step_5"."week" AS "week",
    "step_5"."named_service" AS "named_service",
    CAST(MIN(
      CASE
        WHEN (
          "step_5"."place" * 100
        ) >= (
          "step_5"."among" * 50
        )
        THEN "step_5"."to_detect"
      END
    ) AS DOUBLE) AS "detect_p50_seconds",
    CAST(MIN(
      CASE
        WHEN (
          "step_5"."place" * 100
        ) >= (
          "step_5"."among" * 95
        )
        THEN "step_5"."to_detect"
      END
    ) AS DOUBLE) AS "detect_p95_seconds"
  FROM "step_5" AS "step_5"
  GROUP BY
    "step_5"."week",
    "step_5"."named_service"
), "step_7" AS (
  SELECT
    "step_3"."week" AS "week",
    "step_3"."named_service" AS "named_service",
    "step_3"."to_acknowledge" AS "to_acknowledge",
    ROW_NUMBER() OVER (
      PARTITION BY "step_3"."week", "step_3"."named_service"
      ORDER BY "step_3"."to_acknowledge" ASC NULLS FIRST
    ) AS "place",
    COUNT(*) OVER (PARTITION BY "step_3"."week", "step_3"."named_service") AS "among"
  FROM "step_3" AS "step_3"
  WHERE
    NOT "step_3"."to_acknowledge" IS NULL
), "step_8" AS (
  SELECT
    "step_7"."week" AS "week",
    "step_7"."named_service" AS "named_service",
    CAST(MIN(
      CASE
        WHEN (
          "step_7"."place" * 100
        ) >= (
          "step_7"."among" * 50
        )
        THEN "step_7"."to_acknowledge"
      END
    ) AS DOUBLE) AS "acknowledge_p50_seconds"
  FROM "step_7" AS "step_7"
  GROUP BY
    "step_7"."week",
    "step_7"."named_service"
), "step_9" AS (
  SELECT
    "step_3"."week" AS "week",
    "step_3"."named_service" AS "named_service",
    "step_3"."to_resolve" AS "to_resolve",
    ROW_NUMBER() OVER (
      PARTITION BY "step_3"."week", "step_3"."named_service"
      ORDER BY "step_3"."to_resolve" ASC NULLS FIRST
    ) AS "place",
    COUNT(*) OVER (PARTITION BY "step_3"."week", "step_3"."named_service") AS "among"
  FROM "step_3" AS "step_3"
  WHERE
    NOT "step_3"."to_resolve" IS NULL
), "step_10" AS (
  SELECT
    "step_9"."week" AS "week",
    "step_9"."named_service" AS "named_service",
    CAST(MIN(
      CASE
        WHEN (
          "step_9"."place" * 100
        ) >= (
          "step_9"."among" * 50
        )
        THEN "step_9"."to_resolve"
      END
    ) AS DOUBLE) AS "resolve_p50_seconds",
    CAST(MIN(
      CASE
        WHEN (
          "step_9"."place" * 100
        ) >= (
          "step_9"."among" * 95
        )
        THEN "step_9"."to_resolve"
      END
    ) AS DOUBLE) AS "resolve_p95_seconds"
  FROM "step_9" AS "step_9"
  GROUP BY
    "step_9"."week",
    "step_9"."named_service"
)
SELECT
  CAST("step_4"."week" AS DATE) AS "week",
  CAST("step_4"."service" AS TEXT) AS "service",
  CAST("step_4"."incidents" AS BIGINT) AS "incidents",
  CAST("step_4"."critical_or_high" AS BIGINT) AS "critical_or_high",
  CAST("step_4"."active" AS BIGINT) AS "active",
  CAST("step_4"."acknowledged" AS BIGINT) AS "acknowledged",
  CAST("step_4"."resolved" AS BIGINT) AS "resolved",
  CAST("step_4"."false_alarms" AS BIGINT) AS "false_alarms",
  CAST("step_4"."reopened" AS BIGINT) AS "reopened",
  CAST("step_6"."detect_p50_seconds" AS DOUBLE) AS "detect_p50_seconds",
  CAST("step_6"."detect_p95_seconds" AS DOUBLE) AS "detect_p95_seconds",
  CAST("step_8"."acknowledge_p50_seconds" AS DOUBLE) AS "acknowledge_p50_seconds",
  CAST("step_10"."resolve_p50_seconds" AS DOUBLE) AS "resolve_p50_seconds",
  CAST("step_10"."resolve_p95_seconds" AS DOUBLE) AS "resolve_p95_seconds"
FROM "step_4" AS "step_4"
LEFT OUTER JOIN "step_6" AS "step_6"
  ON (
    "step_4"."week" = "step_6"."week"
    AND "step_4"."named_service" = "step_6"."named_service"
  )
LEFT OUTER JOIN "step_8" AS "step_8"
  ON (
    "step_4"."week" = "step_8"."week"
    AND "step_4"."named_service" = "step_8"."named_service"
  )
LEFT OUTER JOIN "step_10" AS "step_10"
  ON (
    "step_4"."week" = "step_10"."week"
    AND "step_4"."named_service" = "step_10"."named_service"
  )
