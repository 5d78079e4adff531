-- Written by `make generate` from src/faultbook/transforms/queries/tickets.py; do not edit.
WITH "step_1" AS (
  SELECT
    "incident_journal"."decision_id" AS "of_decision",
    MAX(
      CASE
        WHEN "incident_journal"."kind" = 'declined'
        THEN COALESCE("incident_journal"."reason", '')
      END
    ) AS "declined_reason"
  FROM {answers}."incident_journal" AS "incident_journal"
  WHERE
    NOT "incident_journal"."decision_id" IS NULL
  GROUP BY
    "incident_journal"."decision_id"
)
SELECT
  "incident_decisions"."decision_id" AS "decision_id",
  "incident_decisions"."kind" AS "kind",
  "incident_decisions"."incident_id" AS "incident_id",
  "incident_decisions"."other_id" AS "other_id",
  "incident_decisions"."assignee" AS "assignee",
  "incident_decisions"."until" AS "until",
  "incident_decisions"."count" AS "count",
  "incident_decisions"."build" AS "build",
  "incident_decisions"."in_next_build" AS "in_next_build",
  "incident_decisions"."not_planned" AS "not_planned",
  "incident_decisions"."author" AS "author",
  "incident_decisions"."reason" AS "reason",
  "incident_decisions"."decided_at" AS "decided_at",
  "incident_decisions"."door" AS "door",
  "incident_decisions"."request_hash" AS "request_hash",
  CASE
    WHEN "step_1"."of_decision" IS NULL
    THEN 'waiting'
    WHEN NOT "step_1"."declined_reason" IS NULL
    THEN 'declined'
    ELSE 'carried_out'
  END AS "outcome",
  "step_1"."declined_reason" AS "declined_reason"
FROM {answers}."incident_decisions" AS "incident_decisions"
LEFT OUTER JOIN "step_1" AS "step_1"
  ON "incident_decisions"."decision_id" = "step_1"."of_decision"
WHERE
  (
    (
      CAST($decision_id AS TEXT) IS NULL
      OR "incident_decisions"."decision_id" = CAST($decision_id AS TEXT)
    )
    AND (
      CAST($incident_id AS TEXT) IS NULL
      OR COALESCE(
        (
          "incident_decisions"."incident_id" = CAST($incident_id AS TEXT)
          OR "incident_decisions"."other_id" = CAST($incident_id AS TEXT)
        ),
        FALSE
      )
    )
  )
  AND (
    CAST($outcome AS TEXT) IS NULL
    OR CASE
      WHEN "step_1"."of_decision" IS NULL
      THEN 'waiting'
      WHEN NOT "step_1"."declined_reason" IS NULL
      THEN 'declined'
      ELSE 'carried_out'
    END = CAST($outcome AS TEXT)
  )
