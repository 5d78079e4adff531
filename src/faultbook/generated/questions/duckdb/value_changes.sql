-- Written by `make generate` from src/faultbook/transforms/queries/changes.py; do not edit.
WITH "step_1" AS (
  SELECT
    "logs"."template_hash" AS "template_hash",
    "logs"."timestamp" AS "timestamp",
    UNNEST(MAP_ENTRIES("logs"."labels")) AS "entry"
  FROM {raw}."logs" AS "logs"
  WHERE
    (
      (
        "logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "logs"."environment" = CAST($environment AS TEXT)
    )
), "step_2" AS (
  SELECT
    "step_1"."template_hash" AS "template_hash",
    "step_1"."timestamp" AS "timestamp",
    "step_1"."entry"."key" AS "dimension",
    TRUE AS "is_label",
    "step_1"."entry"."value" AS "value"
  FROM "step_1" AS "step_1"
  UNION ALL
  SELECT
    "error_logs_parsed"."template_hash" AS "template_hash",
    "error_logs_parsed"."timestamp" AS "timestamp",
    'code_file' AS "dimension",
    FALSE AS "is_label",
    "error_logs_parsed"."file_path" AS "value"
  FROM {raw}."error_logs_parsed" AS "error_logs_parsed"
  WHERE
    (
      (
        "error_logs_parsed"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "error_logs_parsed"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "error_logs_parsed"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL
        OR "error_logs_parsed"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "error_logs_parsed"."environment" = CAST($environment AS TEXT)
    )
), "step_3" AS (
  SELECT
    "step_2"."template_hash" AS "template_hash",
    "step_2"."timestamp" AS "timestamp",
    "step_2"."dimension" AS "dimension",
    "step_2"."is_label" AS "is_label",
    "step_2"."value" AS "value"
  FROM "step_2" AS "step_2"
  UNION ALL
  SELECT
    "error_logs_parsed"."template_hash" AS "template_hash",
    "error_logs_parsed"."timestamp" AS "timestamp",
    'environment' AS "dimension",
    FALSE AS "is_label",
    "error_logs_parsed"."environment" AS "value"
  FROM {raw}."error_logs_parsed" AS "error_logs_parsed"
  WHERE
    (
      (
        "error_logs_parsed"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "error_logs_parsed"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "error_logs_parsed"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL
        OR "error_logs_parsed"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "error_logs_parsed"."environment" = CAST($environment AS TEXT)
    )
), "step_4" AS (
  SELECT
    "step_3"."template_hash" AS "template_hash",
    "step_3"."timestamp" AS "timestamp",
    "step_3"."dimension" AS "dimension",
    "step_3"."is_label" AS "is_label",
    "step_3"."value" AS "value"
  FROM "step_3" AS "step_3"
  UNION ALL
  SELECT
    "error_logs_parsed"."template_hash" AS "template_hash",
    "error_logs_parsed"."timestamp" AS "timestamp",
    'service' AS "dimension",
    FALSE AS "is_label",
    "error_logs_parsed"."service" AS "value"
  FROM {raw}."error_logs_parsed" AS "error_logs_parsed"
  WHERE
    (
      (
        "error_logs_parsed"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "error_logs_parsed"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "error_logs_parsed"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL
        OR "error_logs_parsed"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "error_logs_parsed"."environment" = CAST($environment AS TEXT)
    )
), "step_5" AS (
  SELECT
    "step_4"."template_hash" AS "template_hash",
    "step_4"."timestamp" AS "timestamp",
    "step_4"."dimension" AS "dimension",
    "step_4"."is_label" AS "is_label",
    "step_4"."value" AS "value"
  FROM "step_4" AS "step_4"
  UNION ALL
  SELECT
    "logs"."template_hash" AS "template_hash",
    "logs"."timestamp" AS "timestamp",
    'code_file' AS "dimension",
    FALSE AS "is_label",
    "logs"."source_file" AS "value"
  FROM {raw}."logs" AS "logs"
  WHERE
    (
      (
        "logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "logs"."environment" = CAST($environment AS TEXT)
    )
), "step_6" AS (
  SELECT
    "step_5"."template_hash" AS "template_hash",
    "step_5"."timestamp" AS "timestamp",
    "step_5"."dimension" AS "dimension",
    "step_5"."is_label" AS "is_label",
    "step_5"."value" AS "value"
  FROM "step_5" AS "step_5"
  UNION ALL
  SELECT
    "logs"."template_hash" AS "template_hash",
    "logs"."timestamp" AS "timestamp",
    'environment' AS "dimension",
    FALSE AS "is_label",
    "logs"."environment" AS "value"
  FROM {raw}."logs" AS "logs"
  WHERE
    (
      (
        "logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "logs"."environment" = CAST($environment AS TEXT)
    )
), "step_7" AS (
  SELECT
    "step_6"."template_hash" AS "template_hash",
    "step_6"."timestamp" AS "timestamp",
    "step_6"."dimension" AS "dimension",
    "step_6"."is_label" AS "is_label",
    "step_6"."value" AS "value"
  FROM "step_6" AS "step_6"
  UNION ALL
  SELECT
    "logs"."template_hash" AS "template_hash",
    "logs"."timestamp" AS "timestamp",
    'host' AS "dimension",
    FALSE AS "is_label",
    "logs"."host" AS "value"
  FROM {raw}."logs" AS "logs"
  WHERE
    (
      (
        "logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "logs"."environment" = CAST($environment AS TEXT)
    )
), "step_8" AS (
  SELECT
    "step_7"."template_hash" AS "template_hash",
    "step_7"."timestamp" AS "timestamp",
    "step_7"."dimension" AS "dimension",
    "step_7"."is_label" AS "is_label",
    "step_7"."value" AS "value"
  FROM "step_7" AS "step_7"
  UNION ALL
  SELECT
    "logs"."template_hash" AS "template_hash",
    "logs"."timestamp" AS "timestamp",
    'pod_name' AS "dimension",
    FALSE AS "is_label",
    "logs"."pod_name" AS "value"
  FROM {raw}."logs" AS "logs"
  WHERE
    (
      (
        "logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "logs"."environment" = CAST($environment AS TEXT)
    )
), "step_9" AS (
  SELECT
    "step_8"."template_hash" AS "template_hash",
    "step_8"."timestamp" AS "timestamp",
    "step_8"."dimension" AS "dimension",
    "step_8"."is_label" AS "is_label",
    "step_8"."value" AS "value"
  FROM "step_8" AS "step_8"
  UNION ALL
  SELECT
    "logs"."template_hash" AS "template_hash",
    "logs"."timestamp" AS "timestamp",
    'logger_name' AS "dimension",
    FALSE AS "is_label",
    "logs"."logger_name" AS "value"
  FROM {raw}."logs" AS "logs"
  WHERE
    (
      (
        "logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "logs"."environment" = CAST($environment AS TEXT)
    )
), "step_10" AS (
  SELECT
    "step_9"."template_hash" AS "template_hash",
    "step_9"."timestamp" AS "timestamp",
    "step_9"."dimension" AS "dimension",
    "step_9"."is_label" AS "is_label",
    "step_9"."value" AS "value"
  FROM "step_9" AS "step_9"
  UNION ALL
  SELECT
    "logs"."template_hash" AS "template_hash",
    "logs"."timestamp" AS "timestamp",
    'http_endpoint' AS "dimension",
    FALSE AS "is_label",
    "logs"."http_endpoint" AS "value"
  FROM {raw}."logs" AS "logs"
  WHERE
    (
      (
        "logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "logs"."environment" = CAST($environment AS TEXT)
    )
), "step_11" AS (
  SELECT
    "step_10"."template_hash" AS "template_hash",
    "step_10"."timestamp" AS "timestamp",
    "step_10"."dimension" AS "dimension",
    "step_10"."is_label" AS "is_label",
    "step_10"."value" AS "value"
  FROM "step_10" AS "step_10"
  UNION ALL
  SELECT
    "logs"."template_hash" AS "template_hash",
    "logs"."timestamp" AS "timestamp",
    'service' AS "dimension",
    FALSE AS "is_label",
    "logs"."service" AS "value"
  FROM {raw}."logs" AS "logs"
  WHERE
    (
      (
        "logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "logs"."environment" = CAST($environment AS TEXT)
    )
), "step_12" AS (
  SELECT
    "step_11"."template_hash" AS "template_hash",
    "step_11"."timestamp" AS "timestamp",
    "step_11"."dimension" AS "dimension",
    "step_11"."is_label" AS "is_label",
    "step_11"."value" AS "value"
  FROM "step_11" AS "step_11"
  UNION ALL
  SELECT
    "text_logs"."template_hash" AS "template_hash",
    "text_logs"."timestamp" AS "timestamp",
    'code_file' AS "dimension",
    FALSE AS "is_label",
    "text_logs"."source_file" AS "value"
  FROM {raw}."text_logs" AS "text_logs"
  WHERE
    (
      (
        "text_logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "text_logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "text_logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "text_logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "text_logs"."environment" = CAST($environment AS TEXT)
    )
), "step_13" AS (
  SELECT
    "step_12"."template_hash" AS "template_hash",
    "step_12"."timestamp" AS "timestamp",
    "step_12"."dimension" AS "dimension",
    "step_12"."is_label" AS "is_label",
    "step_12"."value" AS "value"
  FROM "step_12" AS "step_12"
  UNION ALL
  SELECT
    "text_logs"."template_hash" AS "template_hash",
    "text_logs"."timestamp" AS "timestamp",
    'environment' AS "dimension",
    FALSE AS "is_label",
    "text_logs"."environment" AS "value"
  FROM {raw}."text_logs" AS "text_logs"
  WHERE
    (
      (
        "text_logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "text_logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "text_logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "text_logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "text_logs"."environment" = CAST($environment AS TEXT)
    )
), "step_14" AS (
  SELECT
    "step_13"."template_hash" AS "template_hash",
    "step_13"."timestamp" AS "timestamp",
    "step_13"."dimension" AS "dimension",
    "step_13"."is_label" AS "is_label",
    "step_13"."value" AS "value"
  FROM "step_13" AS "step_13"
  UNION ALL
  SELECT
    "text_logs"."template_hash" AS "template_hash",
    "text_logs"."timestamp" AS "timestamp",
    'host' AS "dimension",
    FALSE AS "is_label",
    "text_logs"."host" AS "value"
  FROM {raw}."text_logs" AS "text_logs"
  WHERE
    (
      (
        "text_logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "text_logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "text_logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "text_logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "text_logs"."environment" = CAST($environment AS TEXT)
    )
), "step_15" AS (
  SELECT
    "step_14"."template_hash" AS "template_hash",
    "step_14"."timestamp" AS "timestamp",
    "step_14"."dimension" AS "dimension",
    "step_14"."is_label" AS "is_label",
    "step_14"."value" AS "value"
  FROM "step_14" AS "step_14"
  UNION ALL
  SELECT
    "text_logs"."template_hash" AS "template_hash",
    "text_logs"."timestamp" AS "timestamp",
    'pod_name' AS "dimension",
    FALSE AS "is_label",
    "text_logs"."pod_name" AS "value"
  FROM {raw}."text_logs" AS "text_logs"
  WHERE
    (
      (
        "text_logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "text_logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "text_logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "text_logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "text_logs"."environment" = CAST($environment AS TEXT)
    )
), "step_16" AS (
  SELECT
    "step_15"."template_hash" AS "template_hash",
    "step_15"."timestamp" AS "timestamp",
    "step_15"."dimension" AS "dimension",
    "step_15"."is_label" AS "is_label",
    "step_15"."value" AS "value"
  FROM "step_15" AS "step_15"
  UNION ALL
  SELECT
    "text_logs"."template_hash" AS "template_hash",
    "text_logs"."timestamp" AS "timestamp",
    'logger_name' AS "dimension",
    FALSE AS "is_label",
    "text_logs"."logger_name" AS "value"
  FROM {raw}."text_logs" AS "text_logs"
  WHERE
    (
      (
        "text_logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "text_logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "text_logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "text_logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "text_logs"."environment" = CAST($environment AS TEXT)
    )
), "step_17" AS (
  SELECT
    "step_16"."template_hash" AS "template_hash",
    "step_16"."timestamp" AS "timestamp",
    "step_16"."dimension" AS "dimension",
    "step_16"."is_label" AS "is_label",
    "step_16"."value" AS "value"
  FROM "step_16" AS "step_16"
  UNION ALL
  SELECT
    "text_logs"."template_hash" AS "template_hash",
    "text_logs"."timestamp" AS "timestamp",
    'service' AS "dimension",
    FALSE AS "is_label",
    "text_logs"."service" AS "value"
  FROM {raw}."text_logs" AS "text_logs"
  WHERE
    (
      (
        "text_logs"."batch_id" <= CAST($through_batch AS BIGINT)
        AND (
          "text_logs"."timestamp" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "text_logs"."timestamp" < CAST($until AS TIMESTAMPTZ)
        )
      )
      AND (
        CAST($service AS TEXT) IS NULL OR "text_logs"."service" = CAST($service AS TEXT)
      )
    )
    AND (
      CAST($environment AS TEXT) IS NULL
      OR "text_logs"."environment" = CAST($environment AS TEXT)
    )
), "step_18" AS (
  SELECT
    "step_17"."is_label" AS "is_label",
    "step_17"."dimension" AS "dimension",
    "step_17"."value" AS "value",
    COUNT(
      CASE
        WHEN NOT (
          (
            "step_17"."timestamp" >= CAST($since AS TIMESTAMPTZ)
          )
        )
        THEN 1
      END
    ) AS "before_count",
    COUNT(CASE WHEN "step_17"."timestamp" >= CAST($since AS TIMESTAMPTZ) THEN 1 END) AS "after_count"
  FROM "step_17" AS "step_17"
  LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
    ON "step_17"."template_hash" = "pattern_map"."template_hash"
  WHERE
    (
      CAST($pattern_id AS TEXT) IS NULL
      OR COALESCE("pattern_map"."pattern_id", "step_17"."template_hash") = CAST($pattern_id AS TEXT)
    )
    AND NOT "step_17"."value" IS NULL
  GROUP BY
    "step_17"."is_label",
    "step_17"."dimension",
    "step_17"."value"
), "step_19" AS (
  SELECT
    "step_18"."is_label" AS "is_label",
    "step_18"."dimension" AS "dimension",
    "step_18"."value" AS "value",
    "step_18"."before_count" AS "before_count",
    "step_18"."after_count" AS "after_count",
    (
      CAST("step_18"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
    ) AS "expected_count",
    (
      CAST("step_18"."after_count" AS DOUBLE) - (
        CAST("step_18"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
      )
    ) AS "excess",
    SUM(
      CASE
        WHEN (
          CAST("step_18"."after_count" AS DOUBLE) - (
            CAST("step_18"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
          )
        ) > 0
        THEN (
          CAST("step_18"."after_count" AS DOUBLE) - (
            CAST("step_18"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
          )
        )
        ELSE CAST(0 AS DOUBLE)
      END
    ) OVER (PARTITION BY "step_18"."is_label", "step_18"."dimension") AS "whole_rise",
    SUM(
      (
        CAST("step_18"."after_count" AS DOUBLE) - (
          CAST("step_18"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
        )
      )
    ) OVER (PARTITION BY "step_18"."is_label", "step_18"."dimension") AS "whole_excess",
    SUM("step_18"."before_count") OVER (PARTITION BY "step_18"."is_label", "step_18"."dimension") AS "whole_before"
  FROM "step_18" AS "step_18"
)
SELECT
  "step_19"."is_label" AS "is_label",
  "step_19"."dimension" AS "dimension",
  "step_19"."value" AS "value",
  "step_19"."before_count" AS "before_count",
  "step_19"."after_count" AS "after_count",
  "step_19"."expected_count" AS "expected_count",
  "step_19"."excess" AS "excess",
  (
    CAST("step_19"."excess" AS DOUBLE) / CAST("step_19"."whole_rise" AS DOUBLE)
  ) AS "share",
  COALESCE(
    CASE
      WHEN "step_19"."whole_before" > 0
      THEN (
        CAST("step_19"."before_count" AS DOUBLE) / CAST("step_19"."whole_before" AS DOUBLE)
      )
    END,
    CAST(0 AS DOUBLE)
  ) AS "usual_share",
  ROW_NUMBER() OVER (
    PARTITION BY "step_19"."is_label", "step_19"."dimension"
    ORDER BY (
      (
        CAST("step_19"."excess" AS DOUBLE) / CAST("step_19"."whole_rise" AS DOUBLE)
      ) - COALESCE(
        CASE
          WHEN "step_19"."whole_before" > 0
          THEN (
            CAST("step_19"."before_count" AS DOUBLE) / CAST("step_19"."whole_before" AS DOUBLE)
          )
        END,
        CAST(0 AS DOUBLE)
      )
    ) DESC, "step_19"."excess" DESC, "step_19"."value" ASC
  ) AS "place"
FROM "step_19" AS "step_19"
WHERE
  (
    (
      "step_19"."whole_excess" > 0 AND "step_19"."excess" > 0
    )
    AND "step_19"."after_count" >= CAST($count_from AS BIGINT)
  )
