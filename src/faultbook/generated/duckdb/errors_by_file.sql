-- Written by `make generate` from src/faultbook/transforms/views/errors_by_file.py; do not edit.
WITH "step_1" AS (
  SELECT
    MAX("ingest_ledger"."batch_id") AS "newest_batch"
  FROM {answers}."ingest_ledger" AS "ingest_ledger"
)
SELECT
  CAST("error_logs_parsed"."file_path" AS TEXT) AS "file_path",
  CAST("error_logs_parsed"."severity" AS TEXT) AS "severity",
  CAST("error_logs_parsed"."error_code" AS TEXT) AS "error_code",
  CAST("error_logs_parsed"."message" AS TEXT) AS "message",
  CAST("error_logs_parsed"."timestamp" AS TIMESTAMPTZ) AS "timestamp",
  CAST(ROW_NUMBER() OVER (
    PARTITION BY "error_logs_parsed"."file_path"
    ORDER BY {'timestamp': "error_logs_parsed"."timestamp", 'message': "error_logs_parsed"."message", 'error_code': "error_logs_parsed"."error_code", 'severity': "error_logs_parsed"."severity"} DESC
  ) AS BIGINT) AS "recency_rank"
FROM {raw}."error_logs_parsed" AS "error_logs_parsed"
CROSS JOIN "step_1" AS "step_1"
WHERE
  "error_logs_parsed"."batch_id" <= "step_1"."newest_batch"
