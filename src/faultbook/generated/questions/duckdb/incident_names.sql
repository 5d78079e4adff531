-- Written by `make generate` from src/faultbook/transforms/queries/incidents.py; do not edit.
SELECT
  "incidents"."incident_id" AS "incident_id",
  "incidents"."opened_at" AS "opened_at"
FROM {answers}."incidents" AS "incidents"
