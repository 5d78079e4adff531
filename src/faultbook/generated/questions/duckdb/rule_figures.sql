-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
WITH "step_1" AS (
  SELECT
    "rule_matches"."rule" AS "rule",
    "rule_matches"."source" AS "source",
    "rule_matches"."event_id" AS "event_id",
    "rule_matches"."matched_at" AS "matched_at",
    "rule_matches"."fingerprint" AS "fingerprint",
    "rule_matches"."events" AS "events"
  FROM {answers}."rule_matches" AS "rule_matches"
  WHERE
    (
      (
        CAST($since AS TIMESTAMPTZ) IS NULL
        OR "rule_matches"."matched_at" >= CAST($since AS TIMESTAMPTZ)
      )
      AND (
        CAST($until AS TIMESTAMPTZ) IS NULL
        OR "rule_matches"."matched_at" < CAST($until AS TIMESTAMPTZ)
      )
    )
), "step_2" AS (
  SELECT DISTINCT
    "incident_journal"."fingerprint" AS "incident_fingerprint"
  FROM {answers}."incident_journal" AS "incident_journal"
  WHERE
    (
      "incident_journal"."kind" = 'occurred'
      AND NOT "incident_journal"."fingerprint" IS NULL
    )
), "step_3" AS (
  SELECT
    "step_1"."rule" AS "rule",
    "step_1"."source" AS "source"
  FROM "step_1" AS "step_1"
  LEFT OUTER JOIN "step_2" AS "step_2"
    ON "step_1"."fingerprint" = "step_2"."incident_fingerprint"
  GROUP BY
    "step_1"."rule",
    "step_1"."source"
), "step_4" AS (
  SELECT
    "incident_journal"."incident_id" AS "incident_id",
    UNNEST(MAP_ENTRIES("incident_journal"."facts")) AS "entry"
  FROM {answers}."incident_journal" AS "incident_journal"
  WHERE
    "incident_journal"."kind" = 'resolved'
), "step_5" AS (
  SELECT DISTINCT
    "step_4"."incident_id" AS "false_incident"
  FROM "step_4" AS "step_4"
  WHERE
    (
      "step_4"."entry"."key" = 'not_planned' AND "step_4"."entry"."value" = 'yes'
    )
), "step_6" AS (
  SELECT
    "incidents"."state" AS "state",
    "incidents"."is_muted" AS "is_muted",
    "incidents"."is_flapping" AS "is_flapping",
    "incidents"."reopened" AS "reopened",
    "step_5"."false_incident" AS "false_incident",
    "incidents"."rule" AS "opened_rule",
    "incidents"."source" AS "opened_source",
    (
      CAST((
        EPOCH_US(CAST("incidents"."detected_at" AS TIMESTAMPTZ)) - EPOCH_US(CAST("incidents"."opened_at" AS TIMESTAMPTZ))
      ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
    ) AS "delay_seconds"
  FROM {answers}."incidents" AS "incidents"
  LEFT OUTER JOIN "step_5" AS "step_5"
    ON "incidents"."incident_id" = "step_5"."false_incident"
  WHERE
    (
      (
        CAST($since AS TIMESTAMPTZ) IS NULL
        OR "incidents"."opened_at" >= CAST($since AS TIMESTAMPTZ)
      )
      AND (
        CAST($until AS TIMESTAMPTZ) IS NULL
        OR "incidents"."opened_at" < CAST($until AS TIMESTAMPTZ)
      )
    )
), "step_7" AS (
  SELECT
    "step_6"."opened_rule" AS "opened_rule",
    "step_6"."opened_source" AS "opened_source",
    COUNT(*) AS "incidents",
    COUNT(CASE WHEN "step_6"."state" IN ('open', 'acknowledged') THEN 1 END) AS "active_incidents",
    COUNT(CASE WHEN NOT "step_6"."false_incident" IS NULL THEN 1 END) AS "false_alarms",
    COUNT(CASE WHEN "step_6"."is_muted" THEN 1 END) AS "muted_incidents",
    COUNT(CASE WHEN "step_6"."is_flapping" THEN 1 END) AS "flapping_incidents",
    SUM("step_6"."reopened") AS "reopened"
  FROM "step_6" AS "step_6"
  GROUP BY
    "step_6"."opened_rule",
    "step_6"."opened_source"
), "step_8" AS (
  SELECT
    "step_6"."opened_rule" AS "opened_rule",
    "step_6"."opened_source" AS "opened_source",
    "step_6"."delay_seconds" AS "delay_seconds",
    ROW_NUMBER() OVER (
      PARTITION BY "step_6"."opened_rule", "step_6"."opened_source"
      ORDER BY "step_6"."delay_seconds" ASC NULLS FIRST
    ) AS "place",
    COUNT(*) OVER (PARTITION BY "step_6"."opened_rule", "step_6"."opened_source") AS "among"
  FROM "step_6" AS "step_6"
  WHERE
    NOT "step_6"."delay_seconds" IS NULL
), "step_9" AS (
  SELECT
    "step_8"."opened_rule" AS "opened_rule",
    "step_8"."opened_source" AS "opened_source",
    CAST(MIN(
      CASE
        WHEN (
          "step_8"."place" * 100
        ) >= (
          "step_8"."among" * 50
        )
        THEN "step_8"."delay_seconds"
      END
    ) AS DOUBLE) AS "delay_p50_seconds",
    CAST(MIN(
      CASE
        WHEN (
          "step_8"."place" * 100
        ) >= (
          "step_8"."among" * 95
        )
        THEN "step_8"."delay_seconds"
      END
    ) AS DOUBLE) AS "delay_p95_seconds"
  FROM "step_8" AS "step_8"
  GROUP BY
    "step_8"."opened_rule",
    "step_8"."opened_source"
), "step_10" AS (
  SELECT
    "step_7"."opened_rule" AS "opened_rule",
    "step_7"."opened_source" AS "opened_source",
    "step_7"."incidents" AS "incidents",
    "step_7"."active_incidents" AS "active_incidents",
    "step_7"."false_alarms" AS "false_alarms",
    "step_7"."muted_incidents" AS "muted_incidents",
    "step_7"."flapping_incidents" AS "flapping_incidents",
    "step_7"."reopened" AS "reopened",
    "step_9"."delay_p50_seconds" AS "delay_p50_seconds",
    "step_9"."delay_p95_seconds" AS "delay_p95_seconds"
  FROM "step_7" AS "step_7"
  LEFT OUTER JOIN "step_9" AS "step_9"
    ON (
      "step_7"."opened_rule" = "step_9"."opened_rule"
      AND "step_7"."opened_source" = "step_9"."opened_source"
    )
), "step_11" AS (
  SELECT
    "step_3"."rule" AS "rule",
    "step_3"."source" AS "source"
  FROM "step_3" AS "step_3"
  UNION ALL
  SELECT
    "step_10"."opened_rule" AS "rule",
    "step_10"."opened_source" AS "source"
  FROM "step_10" AS "step_10"
), "step_12" AS (
  SELECT DISTINCT
    "step_11"."rule" AS "rule",
    "step_11"."source" AS "source"
  FROM "step_11" AS "step_11"
), "step_13" AS (
  SELECT DISTINCT
    "rule_versions"."rule" AS "known_rule"
  FROM {answers}."rule_versions" AS "rule_versions"
  WHERE
    "rule_versions"."mistake" IS NULL
), "step_14" AS (
  SELECT DISTINCT
    "step_12"."rule" AS "seen_rule"
  FROM "step_12" AS "step_12"
), "step_15" AS (
  SELECT
    "step_12"."rule" AS "rule",
    "step_12"."source" AS "source"
  FROM "step_12" AS "step_12"
  UNION ALL
  SELECT
    "step_13"."known_rule" AS "rule",
    CAST(NULL AS TEXT) AS "source"
  FROM "step_13" AS "step_13"
  LEFT OUTER JOIN "step_14" AS "step_14"
    ON "step_13"."known_rule" = "step_14"."seen_rule"
  WHERE
    "step_14"."seen_rule" IS NULL
), "step_16" AS (
  SELECT
    "step_1"."rule" AS "matched_rule",
    "step_1"."source" AS "matched_source",
    COUNT(*) AS "matches",
    SUM("step_1"."events") AS "events",
    COUNT(DISTINCT CASE WHEN "step_1"."source" = 'failures' THEN "step_1"."event_id" END) AS "failures",
    COUNT(CASE WHEN "step_2"."incident_fingerprint" IS NULL THEN 1 END) AS "near_misses",
    MAX("step_1"."matched_at") AS "last_matched_at"
  FROM "step_1" AS "step_1"
  LEFT OUTER JOIN "step_2" AS "step_2"
    ON "step_1"."fingerprint" = "step_2"."incident_fingerprint"
  GROUP BY
    "step_1"."rule",
    "step_1"."source"
)
SELECT
  CAST("step_15"."rule" AS TEXT) AS "rule",
  CAST("step_15"."source" AS TEXT) AS "source",
  CAST(COALESCE("step_16"."matches", 0) AS BIGINT) AS "matches",
  CAST(COALESCE("step_16"."events", 0) AS BIGINT) AS "events",
  CAST(COALESCE("step_16"."failures", 0) AS BIGINT) AS "failures",
  CAST(COALESCE("step_16"."near_misses", 0) AS BIGINT) AS "near_misses",
  CAST(COALESCE("step_10"."incidents", 0) AS BIGINT) AS "incidents",
  CAST(COALESCE("step_10"."active_incidents", 0) AS BIGINT) AS "active_incidents",
  CAST(COALESCE("step_10"."false_alarms", 0) AS BIGINT) AS "false_alarms",
  CAST((
    CAST(COALESCE("step_10"."false_alarms", 0) AS DOUBLE) / CAST(CASE
      WHEN COALESCE("step_10"."incidents", 0) > 0
      THEN COALESCE("step_10"."incidents", 0)
    END AS DOUBLE)
  ) AS DOUBLE) AS "false_alarm_share",
  CAST(COALESCE("step_10"."muted_incidents", 0) AS BIGINT) AS "muted_incidents",
  CAST(COALESCE("step_10"."flapping_incidents", 0) AS BIGINT) AS "flapping_incidents",
  CAST(COALESCE("step_10"."reopened", 0) AS BIGINT) AS "reopened",
  CAST("step_10"."delay_p50_seconds" AS DOUBLE) AS "delay_p50_seconds",
  CAST("step_10"."delay_p95_seconds" AS DOUBLE) AS "delay_p95_seconds",
  CAST("step_16"."last_matched_at" AS TIMESTAMPTZ) AS "last_matched_at"
FROM "step_15" AS "step_15"
LEFT OUTER JOIN "step_16" AS "step_16"
  ON (
    "step_15"."rule" = "step_16"."matched_rule"
    AND "step_15"."source" = "step_16"."matched_source"
  )
LEFT OUTER JOIN "step_10" AS "step_10"
  ON (
    "step_15"."rule" = "step_10"."opened_rule"
    AND "step_15"."source" = "step_10"."opened_source"
  )
WHERE
  (
    CAST($rule AS TEXT) IS NULL
    OR CAST("step_15"."rule" AS TEXT) = CAST($rule AS TEXT)
  )
  AND (
    CAST($source AS TEXT) IS NULL
    OR CAST("step_15"."source" AS TEXT) = CAST($source AS TEXT)
  )
