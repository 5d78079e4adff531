-- Written by `make generate` from src/faultbook/transforms/queries/tickets.py; do not edit.
SELECT
  "outbox_attempts"."intent_id" AS "intent_id",
  "outbox_attempts"."incident_id" AS "incident_id",
  "outbox_attempts"."tracker" AS "tracker",
  "outbox_attempts"."action" AS "action",
  "outbox_attempts"."attempt" AS "attempt",
  "outbox_attempts"."fence" AS "fence",
  "outbox_attempts"."state" AS "state",
  "outbox_attempts"."attempted_at" AS "attempted_at",
  "outbox_attempts"."reason" AS "reason",
  COALESCE("outbox_attempts"."issue_repository", "outbox_attempts"."repository") AS "repository",
  "outbox_attempts"."issue_number" AS "issue_number",
  "outbox_attempts"."url" AS "url",
  "outbox_attempts"."until" AS "until",
  "outbox_attempts"."found" AS "found"
FROM {answers}."outbox_attempts" AS "outbox_attempts"
WHERE
  (
    (
      "outbox_attempts"."state" <> 'sending'
      AND (
        (
          CAST($since AS TIMESTAMPTZ) IS NULL
          OR "outbox_attempts"."attempted_at" >= CAST($since AS TIMESTAMPTZ)
        )
        AND (
          CAST($until AS TIMESTAMPTZ) IS NULL
          OR "outbox_attempts"."attempted_at" < CAST($until AS TIMESTAMPTZ)
        )
      )
    )
    AND (
      CAST($tracker AS TEXT) IS NULL
      OR "outbox_attempts"."tracker" = CAST($tracker AS TEXT)
    )
  )
  AND (
    CAST($incident_id AS TEXT) IS NULL
    OR "outbox_attempts"."incident_id" = CAST($incident_id AS TEXT)
  )
