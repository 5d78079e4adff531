-- Written by `make generate` from src/faultbook/transforms/queries/tickets.py; do not edit.
WITH "step_1" AS (
  SELECT
    "outbox"."incident_id" AS "of_incident",
    MAX("outbox"."fence") AS "newest_fence"
  FROM {answers}."outbox" AS "outbox"
  WHERE
    (
      CONTAINS(CAST($ids AS TEXT), "outbox"."incident_id")
      AND NOT "outbox"."issue_number" IS NULL
    )
  GROUP BY
    "outbox"."incident_id"
)
SELECT
  "outbox"."incident_id" AS "incident_id",
  MIN("outbox"."tracker") AS "tracker",
  MIN("outbox"."repository") AS "repository",
  MIN("outbox"."issue_number") AS "issue_number",
  MIN("outbox"."url") AS "url",
  MIN(CAST("outbox"."is_open" AS INT)) AS "is_open"
FROM {answers}."outbox" AS "outbox"
INNER JOIN "step_1" AS "step_1"
  ON (
    "outbox"."incident_id" = "step_1"."of_incident"
    AND "outbox"."fence" = "step_1"."newest_fence"
  )
WHERE
  (
    CONTAINS(CAST($ids AS TEXT), "outbox"."incident_id")
    AND NOT "outbox"."issue_number" IS NULL
  )
GROUP BY
  "outbox"."incident_id"
