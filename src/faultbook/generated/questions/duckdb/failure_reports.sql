-- Written by `make generate` from src/faultbook/transforms/queries/failures.py; do not edit.
SELECT
  "event_reports"."report_id" AS "report_id",
  "event_reports"."source" AS "source",
  "event_reports"."definition" AS "definition",
  "event_reports"."phase" AS "phase",
  "event_reports"."kind" AS "kind",
  "event_reports"."reported_at" AS "reported_at",
  "event_reports"."title" AS "title",
  "event_reports"."message" AS "message",
  "event_reports"."message_path" AS "message_path",
  "event_reports"."error_code" AS "error_code",
  "event_reports"."envelope_id" AS "envelope_id"
FROM {raw}."event_reports" AS "event_reports"
WHERE
  "event_reports"."event_id" = CAST($event_id AS TEXT)
