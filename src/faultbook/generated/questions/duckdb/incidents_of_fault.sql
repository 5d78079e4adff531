-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
SELECT
  "incidents"."incident_id" AS "incident_id",
  "incidents"."title" AS "title",
  "incidents"."state" AS "state",
  "incidents"."resolved_by" AS "resolved_by",
  "incidents"."is_muted" AS "is_muted",
  "incidents"."muted_until" AS "muted_until",
  "incidents"."is_flapping" AS "is_flapping",
  "incidents"."is_umbrella" AS "is_umbrella",
  "incidents"."umbrella_id" AS "umbrella_id",
  "incidents"."inhibited_by" AS "inhibited_by",
  "incidents"."rule" AS "rule",
  "incidents"."source" AS "source",
  "incidents"."severity" AS "severity",
  "incidents"."priority" AS "priority",
  "incidents"."service" AS "service",
  "incidents"."environment" AS "environment",
  "incidents"."resource" AS "resource",
  "incidents"."owner" AS "owner",
  "incidents"."assignee" AS "assignee",
  "incidents"."opened_at" AS "opened_at",
  "incidents"."last_seen" AS "last_seen",
  "incidents"."acknowledged_at" AS "acknowledged_at",
  "incidents"."resolved_at" AS "resolved_at",
  "incidents"."occurrence_count" AS "occurrence_count"
FROM {answers}."incidents" AS "incidents"
WHERE
  "incidents"."fingerprint" = CAST($fingerprint AS TEXT)
