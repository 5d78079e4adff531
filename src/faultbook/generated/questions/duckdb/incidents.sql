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
  "incidents"."occurrence_count" AS "occurrence_count",
  CAST(CASE
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
  END AS INT) AS "severity_rank"
FROM {answers}."incidents" AS "incidents"
WHERE
  (
    (
      (
        (
          (
            (
              (
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
                AND (
                  (
                    CAST($state AS TEXT) IS NULL OR "incidents"."state" = CAST($state AS TEXT)
                  )
                  OR (
                    CAST($state AS TEXT) = 'active'
                    AND "incidents"."state" IN ('open', 'acknowledged')
                  )
                )
              )
              AND (
                CAST($severity AS TEXT) IS NULL
                OR "incidents"."severity" = CAST($severity AS TEXT)
              )
            )
            AND (
              CAST($service AS TEXT) IS NULL OR "incidents"."service" = CAST($service AS TEXT)
            )
          )
          AND (
            CAST($environment AS TEXT) IS NULL
            OR "incidents"."environment" = CAST($environment AS TEXT)
          )
        )
        AND (
          CAST($rule AS TEXT) IS NULL OR "incidents"."rule" = CAST($rule AS TEXT)
        )
      )
      AND (
        CAST($owner AS TEXT) IS NULL
        OR COALESCE(
          (
            "incidents"."owner" = CAST($owner AS TEXT)
            OR "incidents"."assignee" = CAST($owner AS TEXT)
          ),
          FALSE
        )
      )
    )
    AND (
      (
        CAST($muted AS TEXT) IS NULL
        OR (
          CAST($muted AS TEXT) = 'no' AND NOT (
            "incidents"."is_muted"
          )
        )
      )
      OR (
        CAST($muted AS TEXT) = 'yes' AND "incidents"."is_muted"
      )
    )
  )
  AND (
    CAST($text AS TEXT) IS NULL
    OR (
      (
        (
          CAST($text AS TEXT) IS NULL
          OR CONTAINS(LOWER("incidents"."title"), LOWER(CAST($text AS TEXT)))
        )
        OR COALESCE(
          (
            CAST($text AS TEXT) IS NULL
            OR CONTAINS(LOWER("incidents"."message"), LOWER(CAST($text AS TEXT)))
          ),
          FALSE
        )
      )
      OR (
        CAST($text AS TEXT) IS NULL
        OR CONTAINS(LOWER("incidents"."incident_id"), LOWER(CAST($text AS TEXT)))
      )
    )
  )
