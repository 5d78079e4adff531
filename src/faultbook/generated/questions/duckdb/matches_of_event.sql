-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
SELECT
  "rule_matches"."match_id" AS "match_id",
  "rule_matches"."rule" AS "rule",
  "rule_matches"."event_id" AS "event_id",
  "rule_matches"."rule_version" AS "rule_version",
  "rule_matches"."matched_at" AS "matched_at",
  "rule_matches"."group_key" AS "group_key",
  "rule_matches"."fingerprint" AS "fingerprint",
  "rule_matches"."value" AS "value",
  "rule_matches"."events" AS "events",
  "rule_matches"."severity" AS "severity"
FROM {answers}."rule_matches" AS "rule_matches"
WHERE
  (
    (
      (
        (
          CAST($rule AS TEXT) IS NULL OR "rule_matches"."rule" = CAST($rule AS TEXT)
        )
        AND (
          CAST($event_id AS TEXT) IS NULL
          OR "rule_matches"."event_id" = CAST($event_id AS TEXT)
        )
      )
      AND (
        CAST($source AS TEXT) IS NULL OR "rule_matches"."source" = CAST($source AS TEXT)
      )
    )
    AND (
      CAST($group_key AS TEXT) IS NULL
      OR "rule_matches"."group_key" = CAST($group_key AS TEXT)
    )
  )
  AND (
    (
      CAST($since AS TIMESTAMPTZ) IS NULL
      OR "rule_matches"."matched_at" >= CAST($since AS TIMESTAMPTZ)
    )
    AND (
      CAST($until AS TIMESTAMPTZ) IS NULL
      OR "rule_matches"."matched_at" < CAST($until AS TIMESTAMPTZ)
    )
  )
