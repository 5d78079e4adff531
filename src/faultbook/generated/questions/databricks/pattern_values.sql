-- Written by `make generate` from src/faultbook/transforms/questions/patterns.py; do not edit.
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
    `step_2`.`timestamp` AS `timestamp`,
    EXPLODE(MAP_ENTRIES(`step_2`.`labels`)) AS `entry`
  FROM `step_2` AS `step_2`
), `step_4` AS (
  SELECT
    `error_logs_parsed`.`timestamp` AS `timestamp`,
    `error_logs_parsed`.`file_path` AS `file_path`,
    `error_logs_parsed`.`template_hash` AS `template_hash`,
    `error_logs_parsed`.`environment` AS `environment`
  FROM {raw}.`error_logs_parsed` AS `error_logs_parsed`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `error_logs_parsed`.`batch_id` <= `step_1`.`newest_batch`
), `step_5` AS (
  SELECT
    `step_3`.`template_hash` AS `template_hash`,
    `step_3`.`timestamp` AS `timestamp`,
    `step_3`.`entry`.`key` AS `dimension`,
    TRUE AS `is_label`,
    `step_3`.`entry`.`value` AS `value`
  FROM `step_3` AS `step_3`
  UNION ALL
  SELECT
    `step_4`.`template_hash` AS `template_hash`,
    `step_4`.`timestamp` AS `timestamp`,
    'code_file' AS `dimension`,
    FALSE AS `is_label`,
    `step_4`.`file_path` AS `value`
  FROM `step_4` AS `step_4`
), `step_6` AS (
  SELECT
    `step_5`.`template_hash` AS `template_hash`,
    `step_5`.`timestamp` AS `timestamp`,
    `step_5`.`dimension` AS `dimension`,
    `step_5`.`is_label` AS `is_label`,
    `step_5`.`value` AS `value`
  FROM `step_5` AS `step_5`
  UNION ALL
  SELECT
    `step_4`.`template_hash` AS `template_hash`,
    `step_4`.`timestamp` AS `timestamp`,
    'environment' AS `dimension`,
    FALSE AS `is_label`,
    `step_4`.`environment` AS `value`
  FROM `step_4` AS `step_4`
), `step_7` AS (
  SELECT
    `step_6`.`template_hash` AS `template_hash`,
    `step_6`.`timestamp` AS `timestamp`,
    `step_6`.`dimension` AS `dimension`,
    `step_6`.`is_label` AS `is_label`,
    `step_6`.`value` AS `value`
  FROM `step_6` AS `step_6`
  UNION ALL
  SELECT
    `step_2`.`template_hash` AS `template_hash`,
    `step_2`.`timestamp` AS `timestamp`,
    'code_file' AS `dimension`,
    FALSE AS `is_label`,
    `step_2`.`source_file` AS `value`
  FROM `step_2` AS `step_2`
), `step_8` AS (
  SELECT
    `step_7`.`template_hash` AS `template_hash`,
    `step_7`.`timestamp` AS `timestamp`,
    `step_7`.`dimension` AS `dimension`,
    `step_7`.`is_label` AS `is_label`,
    `step_7`.`value` AS `value`
  FROM `step_7` AS `step_7`
  UNION ALL
  SELECT
    `step_2`.`template_hash` AS `template_hash`,
    `step_2`.`timestamp` AS `timestamp`,
    'environment' AS `dimension`,
    FALSE AS `is_label`,
    `step_2`.`environment` AS `value`
  FROM `step_2` AS `step_2`
), `step_9` AS (
  SELECT
    `step_8`.`template_hash` AS `template_hash`,
    `step_8`.`timestamp` AS `timestamp`,
    `step_8`.`dimension` AS `dimension`,
    `step_8`.`is_label` AS `is_label`,
    `step_8`.`value` AS `value`
  FROM `step_8` AS `step_8`
  UNION ALL
  SELECT
    `step_2`.`template_hash` AS `template_hash`,
    `step_2`.`timestamp` AS `timestamp`,
    'host' AS `dimension`,
    FALSE AS `is_label`,
    `step_2`.`host` AS `value`
  FROM `step_2` AS `step_2`
), `step_10` AS (
  SELECT
    `step_9`.`template_hash` AS `template_hash`,
    `step_9`.`timestamp` AS `timestamp`,
    `step_9`.`dimension` AS `dimension`,
    `step_9`.`is_label` AS `is_label`,
    `step_9`.`value` AS `value`
  FROM `step_9` AS `step_9`
  UNION ALL
  SELECT
    `step_2`.`template_hash` AS `template_hash`,
    `step_2`.`timestamp` AS `timestamp`,
    'pod_name' AS `dimension`,
    FALSE AS `is_label`,
    `step_2`.`pod_name` AS `value`
  FROM `step_2` AS `step_2`
), `step_11` AS (
  SELECT
    `step_10`.`template_hash` AS `template_hash`,
    `step_10`.`timestamp` AS `timestamp`,
    `step_10`.`dimension` AS `dimension`,
    `step_10`.`is_label` AS `is_label`,
    `step_10`.`value` AS `value`
  FROM `step_10` AS `step_10`
  UNION ALL
  SELECT
    `step_2`.`template_hash` AS `template_hash`,
    `step_2`.`timestamp` AS `timestamp`,
    'logger_name' AS `dimension`,
    FALSE AS `is_label`,
    `step_2`.`logger_name` AS `value`
  FROM `step_2` AS `step_2`
), `step_12` AS (
  SELECT
    `step_11`.`template_hash` AS `template_hash`,
    `step_11`.`timestamp` AS `timestamp`,
    `step_11`.`dimension` AS `dimension`,
    `step_11`.`is_label` AS `is_label`,
    `step_11`.`value` AS `value`
  FROM `step_11` AS `step_11`
  UNION ALL
  SELECT
    `step_2`.`template_hash` AS `template_hash`,
    `step_2`.`timestamp` AS `timestamp`,
    'http_endpoint' AS `dimension`,
    FALSE AS `is_label`,
    `step_2`.`http_endpoint` AS `value`
  FROM `step_2` AS `step_2`
), `step_13` AS (
  SELECT
    COALESCE(`pattern_map`.`pattern_id`, `step_12`.`template_hash`) AS `pattern_id`,
    `step_12`.`is_label` AS `is_label`,
    `step_12`.`dimension` AS `dimension`,
    `step_12`.`value` AS `value`,
    COUNT(*) AS `pattern_count`,
    MIN(`step_12`.`timestamp`) AS `first_seen`
  FROM `step_12` AS `step_12`
  LEFT OUTER JOIN {answers}.`pattern_map` AS `pattern_map`
    ON `step_12`.`template_hash` = `pattern_map`.`template_hash`
  WHERE
    NOT `step_12`.`value` IS NULL
  GROUP BY
    COALESCE(`pattern_map`.`pattern_id`, `step_12`.`template_hash`),
    `step_12`.`is_label`,
    `step_12`.`dimension`,
    `step_12`.`value`
), `step_14` AS (
  SELECT
    `step_13`.`pattern_id` AS `pattern_id`,
    `step_13`.`is_label` AS `is_label`,
    `step_13`.`dimension` AS `dimension`,
    `step_13`.`value` AS `value`,
    `step_13`.`pattern_count` AS `pattern_count`,
    `step_13`.`first_seen` AS `first_seen`,
    SUM(`step_13`.`pattern_count`) OVER (PARTITION BY `step_13`.`pattern_id`, `step_13`.`is_label`, `step_13`.`dimension`) AS `pattern_total`,
    SUM(`step_13`.`pattern_count`) OVER (PARTITION BY `step_13`.`is_label`, `step_13`.`dimension`, `step_13`.`value`) AS `value_count`,
    SUM(`step_13`.`pattern_count`) OVER (PARTITION BY `step_13`.`is_label`, `step_13`.`dimension`) AS `total`
  FROM `step_13` AS `step_13`
)
SELECT
  CAST(`step_14`.`pattern_id` AS STRING) AS `pattern_id`,
  CAST(`step_14`.`dimension` AS STRING) AS `dimension`,
  CAST(`step_14`.`is_label` AS BOOLEAN) AS `is_label`,
  CAST(`step_14`.`value` AS STRING) AS `value`,
  CAST(`step_14`.`pattern_count` AS BIGINT) AS `pattern_count`,
  CAST(`step_14`.`pattern_total` AS BIGINT) AS `pattern_total`,
  CAST(`step_14`.`value_count` AS BIGINT) AS `value_count`,
  CAST(`step_14`.`total` AS BIGINT) AS `total`,
  CAST(`step_14`.`first_seen` AS TIMESTAMP) AS `first_seen`
FROM `step_14` AS `step_14`
WHERE
  CAST(`step_14`.`pattern_id` AS STRING) = CAST(:pattern_id AS STRING)
