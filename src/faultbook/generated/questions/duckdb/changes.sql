-- Written by `make generate` from src/faultbook/transforms/queries/changes.py; do not edit.
WITH "step_1" AS (
  SELECT
    "error_counts"."template_hash" AS "template_hash",
    "error_counts"."error_code" AS "error_code",
    "error_counts"."service" AS "service",
    "error_counts"."severity" AS "severity",
    CAST(SUM(
      CASE
        WHEN "error_counts"."hour" >= CAST($since AS TIMESTAMPTZ)
        THEN 0
        ELSE "error_counts"."occurrence_count"
      END
    ) AS BIGINT) AS "before",
    CAST(SUM(
      CASE
        WHEN "error_counts"."hour" >= CAST($since AS TIMESTAMPTZ)
        THEN "error_counts"."occurrence_count"
        ELSE 0
      END
    ) AS BIGINT) AS "after"
  FROM {answers}."error_counts" AS "error_counts"
  WHERE
    (
      (
        (
          "error_counts"."hour" >= CAST($baseline_since AS TIMESTAMPTZ)
          AND "error_counts"."hour" < CAST($until AS TIMESTAMPTZ)
        )
        AND (
          CAST($service AS TEXT) IS NULL
          OR "error_counts"."service" = CAST($service AS TEXT)
        )
      )
      AND (
        CAST($environment AS TEXT) IS NULL
        OR "error_counts"."environment" = CAST($environment AS TEXT)
      )
    )
    AND "error_counts"."batch_id" <= CAST($through_batch AS BIGINT)
  GROUP BY
    "error_counts"."template_hash",
    "error_counts"."error_code",
    "error_counts"."service",
    "error_counts"."severity"
), "step_2" AS (
  SELECT
    "step_1"."error_code" AS "error_code",
    "step_1"."service" AS "service",
    "step_1"."severity" AS "severity",
    "step_1"."before" AS "before",
    "step_1"."after" AS "after",
    COALESCE("pattern_map"."pattern_id", "step_1"."template_hash") AS "pattern_id"
  FROM "step_1" AS "step_1"
  LEFT OUTER JOIN {answers}."pattern_map" AS "pattern_map"
    ON "step_1"."template_hash" = "pattern_map"."template_hash"
), "step_3" AS (
  SELECT
    "step_2"."pattern_id" AS "pattern_id",
    CAST(SUM("step_2"."before") AS BIGINT) AS "before_count",
    CAST(SUM("step_2"."after") AS BIGINT) AS "after_count"
  FROM "step_2" AS "step_2"
  GROUP BY
    "step_2"."pattern_id"
), "step_4" AS (
  SELECT
    "step_2"."error_code" AS "error_code",
    CAST(SUM("step_2"."before") AS BIGINT) AS "before_count",
    CAST(SUM("step_2"."after") AS BIGINT) AS "after_count"
  FROM "step_2" AS "step_2"
  GROUP BY
    "step_2"."error_code"
), "step_5" AS (
  SELECT
    'pattern_id' AS "dimension",
    "step_3"."pattern_id" AS "value",
    "step_3"."before_count" AS "before_count",
    "step_3"."after_count" AS "after_count"
  FROM "step_3" AS "step_3"
  UNION ALL
  SELECT
    'error_code' AS "dimension",
    "step_4"."error_code" AS "value",
    "step_4"."before_count" AS "before_count",
    "step_4"."after_count" AS "after_count"
  FROM "step_4" AS "step_4"
), "step_6" AS (
  SELECT
    "step_2"."service" AS "service",
    CAST(SUM("step_2"."before") AS BIGINT) AS "before_count",
    CAST(SUM("step_2"."after") AS BIGINT) AS "after_count"
  FROM "step_2" AS "step_2"
  GROUP BY
    "step_2"."service"
), "step_7" AS (
  SELECT
    "step_5"."dimension" AS "dimension",
    "step_5"."value" AS "value",
    "step_5"."before_count" AS "before_count",
    "step_5"."after_count" AS "after_count"
  FROM "step_5" AS "step_5"
  UNION ALL
  SELECT
    'service' AS "dimension",
    "step_6"."service" AS "value",
    "step_6"."before_count" AS "before_count",
    "step_6"."after_count" AS "after_count"
  FROM "step_6" AS "step_6"
), "step_8" AS (
  SELECT
    "step_2"."severity" AS "severity",
    CAST(SUM("step_2"."before") AS BIGINT) AS "before_count",
    CAST(SUM("step_2"."after") AS BIGINT) AS "after_count"
  FROM "step_2" AS "step_2"
  GROUP BY
    "step_2"."severity"
), "step_9" AS (
  SELECT
    "step_7"."dimension" AS "dimension",
    "step_7"."value" AS "value",
    "step_7"."before_count" AS "before_count",
    "step_7"."after_count" AS "after_count"
  FROM "step_7" AS "step_7"
  UNION ALL
  SELECT
    'severity' AS "dimension",
    "step_8"."severity" AS "value",
    "step_8"."before_count" AS "before_count",
    "step_8"."after_count" AS "after_count"
  FROM "step_8" AS "step_8"
)
SELECT
  "step_9"."dimension" AS "dimension",
  "step_9"."value" AS "value",
  "step_9"."before_count" AS "before_count",
  "step_9"."after_count" AS "after_count",
  (
    CAST("step_9"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
  ) AS "expected_count",
  CASE
    WHEN "step_9"."before_count" = 0
    THEN 'new'
    WHEN "step_9"."after_count" = 0
    THEN 'gone'
    WHEN (
      (
        SQRT((
          CAST("step_9"."after_count" AS DOUBLE) + 0.375
        )) - SQRT(
          (
            (
              CAST("step_9"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
            ) + 0.375
          )
        )
      ) * 2.0
    ) > 0
    THEN 'more'
    ELSE 'fewer'
  END AS "kind",
  (
    (
      SQRT((
        CAST("step_9"."after_count" AS DOUBLE) + 0.375
      )) - SQRT(
        (
          (
            CAST("step_9"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
          ) + 0.375
        )
      )
    ) * 2.0
  ) AS "surprise",
  CASE
    WHEN (
      (
        SQRT((
          CAST("step_9"."after_count" AS DOUBLE) + 0.375
        )) - SQRT(
          (
            (
              CAST("step_9"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
            ) + 0.375
          )
        )
      ) * 2.0
    ) < 0
    THEN -(
      (
        (
          SQRT((
            CAST("step_9"."after_count" AS DOUBLE) + 0.375
          )) - SQRT(
            (
              (
                CAST("step_9"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
              ) + 0.375
            )
          )
        ) * 2.0
      )
    )
    ELSE (
      (
        SQRT((
          CAST("step_9"."after_count" AS DOUBLE) + 0.375
        )) - SQRT(
          (
            (
              CAST("step_9"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
            ) + 0.375
          )
        )
      ) * 2.0
    )
  END AS "size"
FROM "step_9" AS "step_9"
WHERE
  (
    (
      (
        CAST($dimension AS TEXT) IS NULL
        OR "step_9"."dimension" = CAST($dimension AS TEXT)
      )
      AND (
        "step_9"."after_count" >= CAST($count_from AS BIGINT)
        OR "step_9"."before_count" >= CAST($count_from AS BIGINT)
      )
    )
    AND CASE
      WHEN (
        (
          SQRT((
            CAST("step_9"."after_count" AS DOUBLE) + 0.375
          )) - SQRT(
            (
              (
                CAST("step_9"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
              ) + 0.375
            )
          )
        ) * 2.0
      ) < 0
      THEN -(
        (
          (
            SQRT((
              CAST("step_9"."after_count" AS DOUBLE) + 0.375
            )) - SQRT(
              (
                (
                  CAST("step_9"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
                ) + 0.375
              )
            )
          ) * 2.0
        )
      )
      ELSE (
        (
          SQRT((
            CAST("step_9"."after_count" AS DOUBLE) + 0.375
          )) - SQRT(
            (
              (
                CAST("step_9"."before_count" AS DOUBLE) * CAST($ratio AS DOUBLE)
              ) + 0.375
            )
          )
        ) * 2.0
      )
    END >= 3.0
  )
