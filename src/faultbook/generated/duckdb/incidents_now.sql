-- Written by `make generate` from src/faultbook/transforms/views/incidents_now.py; do not edit.
WITH "step_1" AS (
  SELECT DISTINCT
    "incident_journal"."incident_id" AS "of_incident",
    "incident_journal"."fingerprint" AS "of_fingerprint",
    "incident_journal"."first_at" + INTERVAL (-1) SECOND AS "after",
    "incident_journal"."last_at" AS "through"
  FROM {answers}."incident_journal" AS "incident_journal"
  WHERE
    "incident_journal"."kind" = 'occurred'
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
  WHERE
    "rule_matches"."source" = 'failures'
), "step_3" AS (
  SELECT DISTINCT
    "step_2"."of_incident" AS "of_incident",
    "rule_matches"."event_id" AS "event_id"
  FROM "step_2" AS "step_2"
  INNER JOIN {answers}."rule_matches" AS "rule_matches"
    ON "step_2"."of_match" = "rule_matches"."match_id"
    AND "rule_matches"."source" = 'failures'
), "step_4" AS (
  SELECT
    "failure_events"."workspace_id" AS "workspace_id",
    "failure_events"."run_id" AS "run_id",
    MIN("failure_events"."event_id") AS "owner"
  FROM {answers}."failure_events" AS "failure_events"
  WHERE
    (
      "failure_events"."kind" IN ('run', 'task_run')
      AND NOT "failure_events"."run_id" IS NULL
    )
  GROUP BY
    "failure_events"."workspace_id",
    "failure_events"."run_id"
), "step_5" AS (
  SELECT
    "failure_events"."statement_id" AS "failed_statement",
    MIN("failure_events"."event_id") AS "costly_id"
  FROM {answers}."failure_events" AS "failure_events"
  WHERE
    (
      "failure_events"."kind" = 'statement'
      AND NOT "failure_events"."statement_id" IS NULL
    )
  GROUP BY
    "failure_events"."statement_id"
), "step_6" AS (
  SELECT
    COALESCE("step_4"."owner", t39234999_2."owner") AS "costly_id",
    "job_run_cost"."currency_code" AS "currency_code",
    "job_run_cost"."cost" AS "cost",
    "job_run_cost"."provisional" AS "provisional"
  FROM {answers}."job_run_cost" AS "job_run_cost"
  LEFT OUTER JOIN "step_4" AS "step_4"
    ON (
      "job_run_cost"."workspace_id" = "step_4"."workspace_id"
      AND "job_run_cost"."task_run_id" = "step_4"."run_id"
    )
  LEFT OUTER JOIN "step_4" AS t39234999_2
    ON (
      "job_run_cost"."workspace_id" = t39234999_2."workspace_id"
      AND "job_run_cost"."job_run_id" = t39234999_2."run_id"
    )
  WHERE
    NOT COALESCE("step_4"."owner", t39234999_2."owner") IS NULL
    AND (
      NOT "job_run_cost"."cost" IS NULL AND NOT "job_run_cost"."currency_code" IS NULL
    )
  UNION ALL
  SELECT
    "step_5"."costly_id" AS "costly_id",
    "query_cost"."currency_code" AS "currency_code",
    "query_cost"."loaded_cost" AS "cost",
    "query_cost"."provisional" AS "provisional"
  FROM {answers}."query_cost" AS "query_cost"
  INNER JOIN "step_5" AS "step_5"
    ON "query_cost"."statement_id" = "step_5"."failed_statement"
  WHERE
    (
      (
        "query_cost"."row_kind" = 'STATEMENT' AND NOT "query_cost"."loaded_cost" IS NULL
      )
      AND NOT "query_cost"."currency_code" IS NULL
    )
), "step_7" AS (
  SELECT
    "step_6"."costly_id" AS "costly_id",
    MIN("step_6"."currency_code") AS "currency_code",
    MAX("step_6"."currency_code") AS "last_currency",
    CAST(SUM("step_6"."cost") AS DECIMAL(28, 10)) AS "cost",
    MAX(CAST("step_6"."provisional" AS INT)) AS "open_rows"
  FROM "step_6" AS "step_6"
  GROUP BY
    "step_6"."costly_id"
), "step_8" AS (
  SELECT
    "step_3"."of_incident" AS "of_incident",
    MIN(
      CASE
        WHEN "step_7"."currency_code" = "step_7"."last_currency"
        THEN "step_7"."currency_code"
      END
    ) AS "first_currency",
    MAX(
      CASE
        WHEN "step_7"."currency_code" = "step_7"."last_currency"
        THEN "step_7"."currency_code"
      END
    ) AS "last_currency",
    CAST(SUM(
      CASE
        WHEN "step_7"."currency_code" = "step_7"."last_currency"
        THEN "step_7"."cost"
      END
    ) AS DECIMAL(28, 10)) AS "summed",
    MAX(CAST("step_7"."open_rows" > 0 AS INT)) AS "open_rows"
  FROM "step_3" AS "step_3"
  INNER JOIN "step_7" AS "step_7"
    ON "step_3"."event_id" = "step_7"."costly_id"
    AND NOT CASE
      WHEN "step_7"."currency_code" = "step_7"."last_currency"
      THEN "step_7"."cost"
    END IS NULL
  GROUP BY
    "step_3"."of_incident"
)
SELECT
  CAST("incidents"."incident_id" AS TEXT) AS "incident_id",
  CAST("incidents"."title" AS TEXT) AS "title",
  CAST("incidents"."state" AS TEXT) AS "state",
  CAST("incidents"."state" IN ('open', 'acknowledged') AS BOOLEAN) AS "is_active",
  CAST("incidents"."severity" AS TEXT) AS "severity",
  CAST(CAST(CASE
    WHEN "incidents"."severity" = 'critical'
    THEN 0
    ELSE CASE
      WHEN "incidents"."severity" = 'high'
      THEN 1
      ELSE CASE
        WHEN "incidents"."severity" = 'medium'
        THEN 2
        ELSE CASE
          WHEN "incidents"."severity" = 'low'
          THEN 3
          ELSE CASE WHEN "incidents"."severity" = 'info' THEN 4 ELSE 5 END
        END
      END
    END
  END AS INT) AS INT) AS "severity_rank",
  CAST("incidents"."priority" AS TEXT) AS "priority",
  CAST("incidents"."service" AS TEXT) AS "service",
  CAST("incidents"."environment" AS TEXT) AS "environment",
  CAST("incidents"."resource" AS TEXT) AS "resource",
  CAST("incidents"."owner" AS TEXT) AS "owner",
  CAST("incidents"."assignee" AS TEXT) AS "assignee",
  CAST("incidents"."rule" AS TEXT) AS "rule",
  CAST("incidents"."source" AS TEXT) AS "source",
  CAST("incidents"."fingerprint" AS TEXT) AS "fingerprint",
  CAST("incidents"."pattern_id" AS TEXT) AS "pattern_id",
  CAST("incidents"."message" AS TEXT) AS "message",
  CAST("incidents"."build" AS TEXT) AS "build",
  CAST("incidents"."is_muted" AS BOOLEAN) AS "is_muted",
  CAST("incidents"."muted_until" AS TIMESTAMPTZ) AS "muted_until",
  CAST("incidents"."is_flapping" AS BOOLEAN) AS "is_flapping",
  CAST("incidents"."is_umbrella" AS BOOLEAN) AS "is_umbrella",
  CAST("incidents"."umbrella_id" AS TEXT) AS "umbrella_id",
  CAST("incidents"."inhibited_by" AS TEXT) AS "inhibited_by",
  CAST("incidents"."follows_id" AS TEXT) AS "follows_id",
  CAST("incidents"."merged_into" AS TEXT) AS "merged_into",
  CAST("incidents"."resolved_by" AS TEXT) AS "resolved_by",
  CAST("incidents"."resolved_build" AS TEXT) AS "resolved_build",
  CAST("incidents"."opened_at" AS TIMESTAMPTZ) AS "opened_at",
  CAST("incidents"."opened_on" AS DATE) AS "opened_on",
  CAST("incidents"."detected_at" AS TIMESTAMPTZ) AS "detected_at",
  CAST("incidents"."last_seen" AS TIMESTAMPTZ) AS "last_seen",
  CAST("incidents"."acknowledged_at" AS TIMESTAMPTZ) AS "acknowledged_at",
  CAST("incidents"."resolved_at" AS TIMESTAMPTZ) AS "resolved_at",
  CAST("incidents"."reopened" AS BIGINT) AS "reopened",
  CAST("incidents"."occurrence_count" AS BIGINT) AS "occurrence_count",
  CAST("incidents"."late_count" AS BIGINT) AS "late_count",
  CAST((
    CAST((
      EPOCH_US(CAST("incidents"."detected_at" AS TIMESTAMPTZ)) - EPOCH_US(CAST("incidents"."opened_at" AS TIMESTAMPTZ))
    ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
  ) AS DOUBLE) AS "detect_seconds",
  CAST((
    CAST((
      EPOCH_US(CAST("incidents"."acknowledged_at" AS TIMESTAMPTZ)) - EPOCH_US(CAST("incidents"."detected_at" AS TIMESTAMPTZ))
    ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
  ) AS DOUBLE) AS "acknowledge_seconds",
  CAST((
    CAST((
      EPOCH_US(CAST("incidents"."resolved_at" AS TIMESTAMPTZ)) - EPOCH_US(CAST("incidents"."opened_at" AS TIMESTAMPTZ))
    ) AS DOUBLE) / CAST(1000000 AS DOUBLE)
  ) AS DOUBLE) AS "resolve_seconds",
  CAST(CASE
    WHEN "step_8"."first_currency" = "step_8"."last_currency"
    THEN "step_8"."first_currency"
  END AS TEXT) AS "currency_code",
  CAST(CASE
    WHEN "step_8"."first_currency" = "step_8"."last_currency"
    THEN "step_8"."summed"
  END AS DECIMAL(28, 10)) AS "cost",
  CAST("step_8"."open_rows" > 0 AS BOOLEAN) AS "provisional",
  CAST("incidents"."sample_event_id" AS TEXT) AS "sample_event_id",
  CAST("incidents"."link" AS TEXT) AS "link",
  CAST("incidents"."updated_at" AS TIMESTAMPTZ) AS "updated_at"
FROM {answers}."incidents" AS "incidents"
LEFT OUTER JOIN "step_8" AS "step_8"
  ON "incidents"."incident_id" = "step_8"."of_incident"
