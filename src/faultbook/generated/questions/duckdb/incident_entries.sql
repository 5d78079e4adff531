-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
SELECT
  "incident_journal"."number" AS "number",
  "incident_journal"."kind" AS "kind",
  "incident_journal"."at" AS "at",
  "incident_journal"."recorded_at" AS "recorded_at",
  "incident_journal"."author" AS "author",
  "incident_journal"."reason" AS "reason",
  "incident_journal"."rule" AS "rule",
  "incident_journal"."facts" AS "facts"
FROM {answers}."incident_journal" AS "incident_journal"
WHERE
  "incident_journal"."incident_id" = CAST($incident_id AS TEXT)
  AND "incident_journal"."kind" <> 'occurred'
