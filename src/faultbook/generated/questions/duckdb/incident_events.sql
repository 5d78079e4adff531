-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
WITH "step_1" AS (
  SELECT DISTINCT
    "incident_journal"."incident_id" AS "of_incident",
    "incident_journal"."fingerprint" AS "of_fingerprint",
    "incident_journal"."first_at" + INTERVAL (-1) SECOND AS "after",
    "incident_journal"."last_at" AS "through"
  FROM {answers}."incident_journal" AS "incident_journal"
  WHERE
    (
      "incident_journal"."incident_id" = CAST($incident_id AS TEXT)
      AND "incident_journal"."kind" = 'occurred'
    )
    AND (
      (
        NOT "incident_journal"."fingerprint" IS NULL
        AND NOT "incident_journal"."first_at" IS NULL
      )
      AND NOT "incident_journal"."last_at" IS NULL
    )
), "step_2" AS (
  SELECT DISTINCT
    "step_1"."of_incident" AS "of_incident",
    "rule_matches"."match_id" AS "of_match"
  FROM {answers}."rule_matches" AS "rule_matches"
  INNER JOIN "step_1" AS "step_1"
    ON (
      (
        "rule_matches"."fingerprint" = "step_1"."of_fingerprint"
        AND "rule_matches"."matched_at" > "step_1"."after"
      )
      AND "rule_matches"."matched_at" <= "step_1"."through"
    )
)
SELECT
  "rule_matches"."match_id" AS "match_id",
  "rule_matches"."rule" AS "rule",
  "rule_matches"."rule_version" AS "rule_version",
  "rule_matches"."source" AS "source",
  "rule_matches"."event_id" AS "event_id",
  "rule_matches"."matched_at" AS "matched_at",
  "rule_matches"."service" AS "service",
  "rule_matches"."environment" AS "environment",
  "rule_matches"."severity" AS "severity",
  "rule_matches"."title" AS "title",
  "rule_matches"."events" AS "events",
  "rule_matches"."value" AS "value",
  "failure_events"."kind" AS "kind",
  "failure_events"."state" AS "state",
  COALESCE(
    "failure_events"."job_name",
    "failure_events"."pipeline",
    "failure_events"."service",
    "failure_events"."resource_name",
    "failure_events"."title",
    "failure_events"."kind"
  ) AS "what",
  "failure_events"."message" AS "message",
  "failure_events"."error_code" AS "error_code",
  "failure_events"."run_id" AS "run_id",
  "failure_events"."job_name" AS "job_name",
  "failure_events"."pipeline" AS "pipeline",
  "failure_events"."build" AS "build"
FROM "step_2" AS "step_2"
INNER JOIN {answers}."rule_matches" AS "rule_matches"
  ON "step_2"."of_match" = "rule_matches"."match_id"
  AND (
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
    AND "rule_matches"."is_counted"
  )
LEFT OUTER JOIN {answers}."failure_events" AS "failure_events"
  ON (
    "rule_matches"."source" = 'failures'
    AND "rule_matches"."event_id" = "failure_events"."event_id"
  )
