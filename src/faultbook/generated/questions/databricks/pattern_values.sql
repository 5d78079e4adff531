-- Written by `make generate` from src/faultbook/transforms/queries/patterns.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
  WHERE
    `ingest_ledger`.`batch_id` <= CAST(:through_batch AS BIGINT)
), `step_2` AS (
  SELECT
    `logs`.`timestamp` AS `timestamp`,
    `logs`.`environment` AS `environment`,
    `logs`.`template_hash` AS `template_hash`,
    `logs`.`host` AS `host`,
    `logs`.`pod_name` AS `pod_name`,
    `logs`.`logger_name` AS `logger_name`,
    `logs`.`labels` AS `labels`,
    `logs`.`http_endpoint` AS `http_endpoint`,
    `logs`.`source_file` AS `source_file`
  FROM {raw}.`logs` AS `logs`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `logs`.`batch_id` <= `step_1`.`newest_batch`
), `step_3` AS (
  SELECT
    `step_2`.`template_hash` AS `template_hash`,
    CAST(1 AS BIGINT) AS `record_count`,
    `step_2`.`timestamp` AS `first_seen`,
    EXPLODE(MAP_ENTRIES(`step_2`.`labels`)) AS `entry`
  FROM `step_2` AS `step_2`
), `step_4` AS (
  SELECT
    `error_logs_parsed`.`template_hash` AS `template_hash`,
    `error_logs_parsed`.`file_path` AS `file_path`,
    `error_logs_parsed`.`environment` AS `environment`,
    COUNT(*) AS `record_count`,
    MIN(`error_logs_parsed`.`timestamp`) AS `first_seen`
  FROM {raw}.`error_logs_parsed` AS `error_logs_parsed`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `error_logs_parsed`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    `error_logs_parsed`.`template_hash`,
    `error_logs_parsed`.`file_path`,
    `error_logs_parsed`.`environment`
), `step_5` AS (
  SELECT
    `step_3`.`template_hash` AS `template_hash`,
    `step_3`.`record_count` AS `record_count`,
    `step_3`.`first_seen` AS `first_seen`,
    `step_3`.`entry`.`key` AS `dimension`,
    TRUE AS `is_label`,
    `step_3`.`entry`.`value` AS `value`
  FROM `step_3` AS `step_3`
  UNION ALL
  SELECT
    `step_4`.`template_hash` AS `template_hash`,
    `step_4`.`record_count` AS `record_count`,
    `step_4`.`first_seen` AS `first_seen`,
    'code_file' AS `dimension`,
    FALSE AS `is_label`,
    `step_4`.`file_path` AS `value`
  FROM `step_4` AS `step_4`
), `step_6` AS (
  SELECT
    `step_5`.`template_hash` AS `template_hash`,
    `step_5`.`record_count` AS `record_count`,
    `step_5`.`first_seen` AS `first_seen`,
    `step_5`.`dimension` AS `dimension`,
    `step_5`.`is_label` AS `is_label`,
    `step_5`.`value` AS `value`
  FROM `step_5` AS `step_5`
  UNION ALL
  SELECT
    `step_4`.`template_hash` AS `template_hash`,
    `step_4`.`record_count` AS `record_count`,
    `step_4`.`first_seen` AS `first_seen`,
    'environment' AS `dimension`,
    FALSE AS `is_label`,
    `step_4`.`environment` AS `value`
  FROM `step_4` AS `step_4`
), `step_7` AS (
  SELECT
    `step_2`.`template_hash` AS `template_hash`,
    `step_2`.`source_file` AS `source_file`,
    `step_2`.`environment` AS `environment`,
    `step_2`.`host` AS `host`,
    `step_2`.`pod_name` AS `pod_name`,
    `step_2`.`logger_name` AS `logger_name`,
    `step_2`.`http_endpoint` AS `http_endpoint`,
    COUNT(*) AS `record_count`,
    MIN(`step_2`.`timestamp`) AS `first_seen`
  FROM `step_2` AS `step_2`
  GROUP BY
    `step_2`.`template_hash`,
    `step_2`.`source_file`,
    `step_2`.`environment`,
    `step_2`.`host`,
    `step_2`.`pod_name`,
    `step_2`.`logger_name`,
    `step_2`.`http_endpoint`
), `step_8` AS (
  SELECT
    `step_6`.`template_hash` AS `template_hash`,
    `step_6`.`record_count` AS `record_count`,
    `step_6`.`first_seen` AS `first_seen`,
    `step_6`.`dimension` AS `dimension`,
    `step_6`.`is_label` AS `is_label`,
    `step_6`.`value` AS `value`
  FROM `step_6` AS `step_6`
  UNION ALL
  SELECT
    `step_7`.`template_hash` AS `template_hash`,
    `step_7`.`record_count` AS `record_count`,
    `step_7`.`first_seen` AS `first_seen`,
    'code_file' AS `dimension`,
    FALSE AS `is_label`,
    `step_7`.`source_file` AS `value`
  FROM `step_7` AS `step_7`
), `step_9` AS (
  SELECT
    `step_8`.`template_hash` AS `template_hash`,
    `step_8`.`record_count` AS `record_count`,
    `step_8`.`first_seen` AS `first_seen`,
    `step_8`.`dimension` AS `dimension`,
    `step_8`.`is_label` AS `is_label`,
    `step_8`.`value` AS `value`
  FROM `step_8` AS `step_8`
  UNION ALL
  SELECT
    `step_7`.`template_hash` AS `template_hash`,
    `step_7`.`record_count` AS `record_count`,
    `step_7`.`first_seen` AS `first_seen`,
    'environment' AS `dimension`,
    FALSE AS `is_label`,
    `step_7`.`environment` AS `value`
  FROM `step_7` AS `step_7`
), `step_10` AS (
  SELECT
    `step_9`.`template_hash` AS `template_hash`,
    `step_9`.`record_count` AS `record_count`,
    `step_9`.`first_seen` AS `first_seen`,
    `step_9`.`dimension` AS `dimension`,
    `step_9`.`is_label` AS `is_label`,
    `step_9`.`value` AS `value`
  FROM `step_9` AS `step_9`
  UNION ALL
  SELECT
    `step_7`.`template_hash` AS `template_hash`,
    `step_7`.`record_count` AS `record_count`,
    `step_7`.`first_seen` AS `first_seen`,
    'host' AS `dimension`,
    FALSE AS `is_label`,
    `step_7`.`host` AS `value`
  FROM `step_7` AS `step_7`
), `step_11` AS (
  SELECT
    `step_10`.`template_hash` AS `template_hash`,
    `step_10`.`record_count` AS `record_count`,
    `step_10`.`first_seen` AS `first_seen`,
    `step_10`.`dimension` AS `dimension`,
    `step_10`.`is_label` AS `is_label`,
    `step_10`.`value` AS `value`
  FROM `step_10` AS `step_10`
  UNION ALL
  SELECT
    `step_7`.`template_hash` AS `template_hash`,
    `step_7`.`record_count` AS `record_count`,
    `step_7`.`first_seen` AS `first_seen`,
    'pod_name' AS `dimension`,
    FALSE AS `is_label`,
    `step_7`.`pod_name` AS `value`
  FROM `step_7` AS `step_7`
), `step_12` AS (
  SELECT
    `step_11`.`template_hash` AS `template_hash`,
    `step_11`.`record_count` AS `record_count`,
    `step_11`.`first_seen` AS `first_seen`,
    `step_11`.`dimension` AS `dimension`,
    `step_11`.`is_label` AS `is_label`,
    `step_11`.`value` AS `value`
  FROM `step_11` AS `step_11`
  UNION ALL
  SELECT
    `step_7`.`template_hash` AS `template_hash`,
    `step_7`.`record_count` AS `record_count`,
    `step_7`.`first_seen` AS `first_seen`,
    'logger_name' AS `dimension`,
    FALSE AS `is_label`,
    `step_7`.`logger_name` AS `value`
  FROM `step_7` AS `step_7`
), `step_13` AS (
  SELECT
    `step_12`.`template_hash` AS `template_hash`,
    `step_12`.`record_count` AS `record_count`,
    `step_12`.`first_seen` AS `first_seen`,
    `step_12`.`dimension` AS `dimension`,
    `step_12`.`is_label` AS `is_label`,
    `step_12`.`value` AS `value`
  FROM `step_12` AS `step_12`
  UNION ALL
  SELECT
    `step_7`.`template_hash` AS `template_hash`,
    `step_7`.`record_count` AS `record_count`,
    `step_7`.`first_seen` AS `first_seen`,
    'http_endpoint' AS `dimension`,
    FALSE AS `is_label`,
    `step_7`.`http_endpoint` AS `value`
  FROM `step_7` AS `step_7`
), `step_14` AS (
  SELECT
    `text_logs`.`template_hash` AS `template_hash`,
    `text_logs`.`source_file` AS `source_file`,
    `text_logs`.`environment` AS `environment`,
    `text_logs`.`host` AS `host`,
    `text_logs`.`pod_name` AS `pod_name`,
    `text_logs`.`logger_name` AS `logger_name`,
    COUNT(*) AS `record_count`,
    MIN(`text_logs`.`timestamp`) AS `first_seen`
  FROM {raw}.`text_logs` AS `text_logs`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `text_logs`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    `text_logs`.`template_hash`,
    `text_logs`.`source_file`,
    `text_logs`.`environment`,
    `text_logs`.`host`,
    `text_logs`.`pod_name`,
    `text_logs`.`logger_name`
), `step_15` AS (
  SELECT
    `step_13`.`template_hash` AS `template_hash`,
    `step_13`.`record_count` AS `record_count`,
    `step_13`.`first_seen` AS `first_seen`,
    `step_13`.`dimension` AS `dimension`,
    `step_13`.`is_label` AS `is_label`,
    `step_13`.`value` AS `value`
  FROM `step_13` AS `step_13`
  UNION ALL
  SELECT
    `step_14`.`template_hash` AS `template_hash`,
    `step_14`.`record_count` AS `record_count`,
    `step_14`.`first_seen` AS `first_seen`,
    'code_file' AS `dimension`,
    FALSE AS `is_label`,
    `step_14`.`source_file` AS `value`
  FROM `step_14` AS `step_14`
), `step_16` AS (
  SELECT
    `step_15`.`template_hash` AS `template_hash`,
    `step_15`.`record_count` AS `record_count`,
    `step_15`.`first_seen` AS `first_seen`,
    `step_15`.`dimension` AS `dimension`,
    `step_15`.`is_label` AS `is_label`,
    `step_15`.`value` AS `value`
  FROM `step_15` AS `step_15`
  UNION ALL
  SELECT
    `step_14`.`template_hash` AS `template_hash`,
    `step_14`.`record_count` AS `record_count`,
    `step_14`.`first_seen` AS `first_seen`,
    'environment' AS `dimension`,
    FALSE AS `is_label`,
    `step_14`.`environment` AS `value`
  FROM `step_14` AS `step_14`
), `step_17` AS (
  SELECT
    `step_16`.`template_hash` AS `template_hash`,
    `step_16`.`record_count` AS `record_count`,
    `step_16`.`first_seen` AS `first_seen`,
    `step_16`.`dimension` AS `dimension`,
    `step_16`.`is_label` AS `is_label`,
    `step_16`.`value` AS `value`
  FROM `step_16` AS `step_16`
  UNION ALL
  SELECT
    `step_14`.`template_hash` AS `template_hash`,
    `step_14`.`record_count` AS `record_count`,
    `step_14`.`first_seen` AS `first_seen`,
    'host' AS `dimension`,
    FALSE AS `is_label`,
    `step_14`.`host` AS `value`
  FROM `step_14` AS `step_14`
), `step_18` AS (
  SELECT
    `step_17`.`template_hash` AS `template_hash`,
    `step_17`.`record_count` AS `record_count`,
    `step_17`.`first_seen` AS `first_seen`,
    `step_17`.`dimension` AS `dimension`,
    `step_17`.`is_label` AS `is_label`,
    `step_17`.`value` AS `value`
  FROM `step_17` AS `step_17`
  UNION ALL
  SELECT
    `step_14`.`template_hash` AS `template_hash`,
    `step_14`.`record_count` AS `record_count`,
    `step_14`.`first_seen` AS `first_seen`,
    'pod_name' AS `dimension`,
    FALSE AS `is_label`,
    `step_14`.`pod_name` AS `value`
  FROM `step_14` AS `step_14`
), `step_19` AS (
  SELECT
    `step_18`.`template_hash` AS `template_hash`,
    `step_18`.`record_count` AS `record_count`,
    `step_18`.`first_seen` AS `first_seen`,
    `step_18`.`dimension` AS `dimension`,
    `step_18`.`is_label` AS `is_label`,
    `step_18`.`value` AS `value`
  FROM `step_18` AS `step_18`
  UNION ALL
  SELECT
    `step_14`.`template_hash` AS `template_hash`,
    `step_14`.`record_count` AS `record_count`,
    `step_14`.`first_seen` AS `first_seen`,
    'logger_name' AS `dimension`,
    FALSE AS `is_label`,
    `step_14`.`logger_name` AS `value`
  FROM `step_14` AS `step_14`
), `step_20` AS (
  SELECT
    COALESCE(`pattern_map`.`pattern_id`, `step_19`.`template_hash`) AS `pattern_id`,
    `step_19`.`is_label` AS `is_label`,
    `step_19`.`dimension` AS `dimension`,
    `step_19`.`value` AS `value`,
    CAST(SUM(`step_19`.`record_count`) AS BIGINT) AS `pattern_count`,
    MIN(`step_19`.`first_seen`) AS `first_seen`
  FROM `step_19` AS `step_19`
  LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
    ON `step_19`.`template_hash` = `pattern_map`.`template_hash`
  WHERE
    NOT `step_19`.`value` IS NULL
  GROUP BY
    COALESCE(`pattern_map`.`pattern_id`, `step_19`.`template_hash`),
    `step_19`.`is_label`,
    `step_19`.`dimension`,
    `step_19`.`value`
), `step_21` AS (
  SELECT
    `step_20`.`pattern_id` AS `pattern_id`,
    `step_20`.`is_label` AS `is_label`,
    `step_20`.`dimension` AS `dimension`,
    `step_20`.`value` AS `value`,
    `step_20`.`pattern_count` AS `pattern_count`,
    `step_20`.`first_seen` AS `first_seen`,
    SUM(`step_20`.`pattern_count`) OVER (PARTITION BY `step_20`.`pattern_id`, `step_20`.`is_label`, `step_20`.`dimension`) AS `pattern_total`,
    SUM(`step_20`.`pattern_count`) OVER (PARTITION BY `step_20`.`is_label`, `step_20`.`dimension`, `step_20`.`value`) AS `value_count`,
    SUM(`step_20`.`pattern_count`) OVER (PARTITION BY `step_20`.`is_label`, `step_20`.`dimension`) AS `total`
  FROM `step_20` AS `step_20`
)
SELECT
  CAST(`step_21`.`pattern_id` AS STRING) AS `pattern_id`,
  CAST(`step_21`.`dimension` AS STRING) AS `dimension`,
  CAST(`step_21`.`is_label` AS BOOLEAN) AS `is_label`,
  CAST(`step_21`.`value` AS STRING) AS `value`,
  CAST(`step_21`.`pattern_count` AS BIGINT) AS `pattern_count`,
  CAST(`step_21`.`pattern_total` AS BIGINT) AS `pattern_total`,
  CAST(`step_21`.`value_count` AS BIGINT) AS `value_count`,
  CAST(`step_21`.`total` AS BIGINT) AS `total`,
  CAST(`step_21`.`first_seen` AS TIMESTAMP) AS `first_seen`
FROM `step_21` AS `step_21`
WHERE
  CAST(`step_21`.`pattern_id` AS STRING) = CAST(:pattern_id AS STRING)
