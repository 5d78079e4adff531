-- Written by `make generate` from src/faultbook/transforms/views/field_coverage.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
), `step_2` AS (
  SELECT
    `logs`.`service` AS `service`,
    `logs`.`environment` AS `environment`,
    CAST(COUNT(*) AS BIGINT) AS `record_count`,
    CAST(COUNT(`logs`.`level`) AS BIGINT) AS `level`,
    CAST(COUNT(`logs`.`code_hint`) AS BIGINT) AS `code_hint`,
    CAST(COUNT(`logs`.`host`) AS BIGINT) AS `host`,
    CAST(COUNT(`logs`.`pod_name`) AS BIGINT) AS `pod_name`,
    CAST(COUNT(`logs`.`container_id`) AS BIGINT) AS `container_id`,
    CAST(COUNT(`logs`.`logger_name`) AS BIGINT) AS `logger_name`,
    CAST(COUNT(`logs`.`thread_name`) AS BIGINT) AS `thread_name`,
    CAST(COUNT(`logs`.`stack_trace`) AS BIGINT) AS `stack_trace`,
    CAST(COUNT(`logs`.`exception_type`) AS BIGINT) AS `exception_type`,
    CAST(COUNT(`logs`.`root_exception_type`) AS BIGINT) AS `root_exception_type`,
    CAST(COUNT(`logs`.`top_frames`) AS BIGINT) AS `top_frames`,
    CAST(COUNT(`logs`.`stack_hash_all_frames`) AS BIGINT) AS `stack_hash_all_frames`,
    CAST(COUNT(`logs`.`trace_id`) AS BIGINT) AS `trace_id`,
    CAST(COUNT(`logs`.`span_id`) AS BIGINT) AS `span_id`,
    CAST(COUNT(`logs`.`parent_span_id`) AS BIGINT) AS `parent_span_id`,
    CAST(COUNT(`logs`.`user_id`) AS BIGINT) AS `user_id`,
    CAST(COUNT(`logs`.`request_id`) AS BIGINT) AS `request_id`,
    CAST(COUNT(`logs`.`correlation_id`) AS BIGINT) AS `correlation_id`,
    CAST(COUNT(`logs`.`labels`) AS BIGINT) AS `labels`,
    CAST(COUNT(`logs`.`http_method`) AS BIGINT) AS `http_method`,
    CAST(COUNT(`logs`.`http_endpoint`) AS BIGINT) AS `http_endpoint`,
    CAST(COUNT(`logs`.`http_status`) AS BIGINT) AS `http_status`,
    CAST(COUNT(`logs`.`http_duration_ms`) AS BIGINT) AS `http_duration_ms`,
    CAST(COUNT(`logs`.`http_remote_address`) AS BIGINT) AS `http_remote_address`,
    CAST(COUNT(`logs`.`http_user_agent`) AS BIGINT) AS `http_user_agent`,
    CAST(COUNT(`logs`.`source_type`) AS BIGINT) AS `source_type`,
    CAST(COUNT(`logs`.`source_file`) AS BIGINT) AS `source_file`,
    CAST(COUNT(`logs`.`source_line`) AS BIGINT) AS `source_line`,
    CAST(COUNT(`logs`.`metadata`) AS BIGINT) AS `metadata`,
    CAST(COUNT(`logs`.`process_id`) AS BIGINT) AS `process_id`
  FROM {raw}.`logs` AS `logs`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `logs`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    `logs`.`service`,
    `logs`.`environment`
), `step_3` AS (
  SELECT
    `text_logs`.`service` AS `service`,
    `text_logs`.`environment` AS `environment`,
    CAST(COUNT(*) AS BIGINT) AS `record_count`,
    CAST(COUNT(`text_logs`.`level`) AS BIGINT) AS `level`,
    CAST(COUNT(`text_logs`.`code_hint`) AS BIGINT) AS `code_hint`,
    CAST(COUNT(`text_logs`.`host`) AS BIGINT) AS `host`,
    CAST(COUNT(`text_logs`.`pod_name`) AS BIGINT) AS `pod_name`,
    CAST(COUNT(`text_logs`.`container_id`) AS BIGINT) AS `container_id`,
    CAST(COUNT(`text_logs`.`logger_name`) AS BIGINT) AS `logger_name`,
    CAST(COUNT(`text_logs`.`thread_name`) AS BIGINT) AS `thread_name`,
    CAST(COUNT(`text_logs`.`stack_trace`) AS BIGINT) AS `stack_trace`,
    CAST(COUNT(`text_logs`.`exception_type`) AS BIGINT) AS `exception_type`,
    CAST(COUNT(`text_logs`.`root_exception_type`) AS BIGINT) AS `root_exception_type`,
    CAST(COUNT(`text_logs`.`top_frames`) AS BIGINT) AS `top_frames`,
    CAST(COUNT(`text_logs`.`stack_hash_all_frames`) AS BIGINT) AS `stack_hash_all_frames`,
    CAST(COUNT(`text_logs`.`trace_id`) AS BIGINT) AS `trace_id`,
    CAST(COUNT(`text_logs`.`span_id`) AS BIGINT) AS `span_id`,
    CAST(COUNT(CAST(NULL AS STRING)) AS BIGINT) AS `parent_span_id`,
    CAST(COUNT(`text_logs`.`user_id`) AS BIGINT) AS `user_id`,
    CAST(COUNT(`text_logs`.`request_id`) AS BIGINT) AS `request_id`,
    CAST(COUNT(`text_logs`.`correlation_id`) AS BIGINT) AS `correlation_id`,
    CAST(COUNT(CAST(NULL AS STRING)) AS BIGINT) AS `labels`,
    CAST(COUNT(CAST(NULL AS STRING)) AS BIGINT) AS `http_method`,
    CAST(COUNT(CAST(NULL AS STRING)) AS BIGINT) AS `http_endpoint`,
    CAST(COUNT(CAST(NULL AS STRING)) AS BIGINT) AS `http_status`,
    CAST(COUNT(CAST(NULL AS STRING)) AS BIGINT) AS `http_duration_ms`,
    CAST(COUNT(CAST(NULL AS STRING)) AS BIGINT) AS `http_remote_address`,
    CAST(COUNT(CAST(NULL AS STRING)) AS BIGINT) AS `http_user_agent`,
    CAST(COUNT(CAST(NULL AS STRING)) AS BIGINT) AS `source_type`,
    CAST(COUNT(`text_logs`.`source_file`) AS BIGINT) AS `source_file`,
    CAST(COUNT(`text_logs`.`source_line`) AS BIGINT) AS `source_line`,
    CAST(COUNT(`text_logs`.`metadata`) AS BIGINT) AS `metadata`,
    CAST(COUNT(`text_logs`.`process_id`) AS BIGINT) AS `process_id`
  FROM {raw}.`text_logs` AS `text_logs`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `text_logs`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    `text_logs`.`service`,
    `text_logs`.`environment`
), `step_4` AS (
  SELECT
    `step_2`.`service` AS `service`,
    `step_2`.`environment` AS `environment`,
    `step_2`.`record_count` AS `record_count`,
    `step_2`.`level` AS `level`,
    `step_2`.`code_hint` AS `code_hint`,
    `step_2`.`host` AS `host`,
    `step_2`.`pod_name` AS `pod_name`,
    `step_2`.`container_id` AS `container_id`,
    `step_2`.`logger_name` AS `logger_name`,
    `step_2`.`thread_name` AS `thread_name`,
    `step_2`.`stack_trace` AS `stack_trace`,
    `step_2`.`exception_type` AS `exception_type`,
    `step_2`.`root_exception_type` AS `root_exception_type`,
    `step_2`.`top_frames` AS `top_frames`,
    `step_2`.`stack_hash_all_frames` AS `stack_hash_all_frames`,
    `step_2`.`trace_id` AS `trace_id`,
    `step_2`.`span_id` AS `span_id`,
    `step_2`.`parent_span_id` AS `parent_span_id`,
    `step_2`.`user_id` AS `user_id`,
    `step_2`.`request_id` AS `request_id`,
    `step_2`.`correlation_id` AS `correlation_id`,
    `step_2`.`labels` AS `labels`,
    `step_2`.`http_method` AS `http_method`,
    `step_2`.`http_endpoint` AS `http_endpoint`,
    `step_2`.`http_status` AS `http_status`,
    `step_2`.`http_duration_ms` AS `http_duration_ms`,
    `step_2`.`http_remote_address` AS `http_remote_address`,
    `step_2`.`http_user_agent` AS `http_user_agent`,
    `step_2`.`source_type` AS `source_type`,
    `step_2`.`source_file` AS `source_file`,
    `step_2`.`source_line` AS `source_line`,
    `step_2`.`metadata` AS `metadata`,
    `step_2`.`process_id` AS `process_id`
  FROM `step_2` AS `step_2`
  UNION ALL
  SELECT
    `step_3`.`service` AS `service`,
    `step_3`.`environment` AS `environment`,
    `step_3`.`record_count` AS `record_count`,
    `step_3`.`level` AS `level`,
    `step_3`.`code_hint` AS `code_hint`,
    `step_3`.`host` AS `host`,
    `step_3`.`pod_name` AS `pod_name`,
    `step_3`.`container_id` AS `container_id`,
    `step_3`.`logger_name` AS `logger_name`,
    `step_3`.`thread_name` AS `thread_name`,
    `step_3`.`stack_trace` AS `stack_trace`,
    `step_3`.`exception_type` AS `exception_type`,
    `step_3`.`root_exception_type` AS `root_exception_type`,
    `step_3`.`top_frames` AS `top_frames`,
    `step_3`.`stack_hash_all_frames` AS `stack_hash_all_frames`,
    `step_3`.`trace_id` AS `trace_id`,
    `step_3`.`span_id` AS `span_id`,
    `step_3`.`parent_span_id` AS `parent_span_id`,
    `step_3`.`user_id` AS `user_id`,
    `step_3`.`request_id` AS `request_id`,
    `step_3`.`correlation_id` AS `correlation_id`,
    `step_3`.`labels` AS `labels`,
    `step_3`.`http_method` AS `http_method`,
    `step_3`.`http_endpoint` AS `http_endpoint`,
    `step_3`.`http_status` AS `http_status`,
    `step_3`.`http_duration_ms` AS `http_duration_ms`,
    `step_3`.`http_remote_address` AS `http_remote_address`,
    `step_3`.`http_user_agent` AS `http_user_agent`,
    `step_3`.`source_type` AS `source_type`,
    `step_3`.`source_file` AS `source_file`,
    `step_3`.`source_line` AS `source_line`,
    `step_3`.`metadata` AS `metadata`,
    `step_3`.`process_id` AS `process_id`
  FROM `step_3` AS `step_3`
), `step_5` AS (
  SELECT
    `step_4`.`service` AS `service`,
    `step_4`.`environment` AS `environment`,
    CAST(SUM(`step_4`.`record_count`) AS BIGINT) AS `record_count`,
    CAST(SUM(`step_4`.`level`) AS BIGINT) AS `level`,
    CAST(SUM(`step_4`.`code_hint`) AS BIGINT) AS `code_hint`,
    CAST(SUM(`step_4`.`host`) AS BIGINT) AS `host`,
    CAST(SUM(`step_4`.`pod_name`) AS BIGINT) AS `pod_name`,
    CAST(SUM(`step_4`.`container_id`) AS BIGINT) AS `container_id`,
    CAST(SUM(`step_4`.`logger_name`) AS BIGINT) AS `logger_name`,
    CAST(SUM(`step_4`.`thread_name`) AS BIGINT) AS `thread_name`,
    CAST(SUM(`step_4`.`stack_trace`) AS BIGINT) AS `stack_trace`,
    CAST(SUM(`step_4`.`exception_type`) AS BIGINT) AS `exception_type`,
    CAST(SUM(`step_4`.`root_exception_type`) AS BIGINT) AS `root_exception_type`,
    CAST(SUM(`step_4`.`top_frames`) AS BIGINT) AS `top_frames`,
    CAST(SUM(`step_4`.`stack_hash_all_frames`) AS BIGINT) AS `stack_hash_all_frames`,
    CAST(SUM(`step_4`.`trace_id`) AS BIGINT) AS `trace_id`,
    CAST(SUM(`step_4`.`span_id`) AS BIGINT) AS `span_id`,
    CAST(SUM(`step_4`.`parent_span_id`) AS BIGINT) AS `parent_span_id`,
    CAST(SUM(`step_4`.`user_id`) AS BIGINT) AS `user_id`,
    CAST(SUM(`step_4`.`request_id`) AS BIGINT) AS `request_id`,
    CAST(SUM(`step_4`.`correlation_id`) AS BIGINT) AS `correlation_id`,
    CAST(SUM(`step_4`.`labels`) AS BIGINT) AS `labels`,
    CAST(SUM(`step_4`.`http_method`) AS BIGINT) AS `http_method`,
    CAST(SUM(`step_4`.`http_endpoint`) AS BIGINT) AS `http_endpoint`,
    CAST(SUM(`step_4`.`http_status`) AS BIGINT) AS `http_status`,
    CAST(SUM(`step_4`.`http_duration_ms`) AS BIGINT) AS `http_duration_ms`,
    CAST(SUM(`step_4`.`http_remote_address`) AS BIGINT) AS `http_remote_address`,
    CAST(SUM(`step_4`.`http_user_agent`) AS BIGINT) AS `http_user_agent`,
    CAST(SUM(`step_4`.`source_type`) AS BIGINT) AS `source_type`,
    CAST(SUM(`step_4`.`source_file`) AS BIGINT) AS `source_file`,
    CAST(SUM(`step_4`.`source_line`) AS BIGINT) AS `source_line`,
    CAST(SUM(`step_4`.`metadata`) AS BIGINT) AS `metadata`,
    CAST(SUM(`step_4`.`process_id`) AS BIGINT) AS `process_id`
  FROM `step_4` AS `step_4`
  GROUP BY
    `step_4`.`service`,
    `step_4`.`environment`
), `step_6` AS (
  SELECT
    `step_5`.`service` AS `service`,
    `step_5`.`environment` AS `environment`,
    `step_5`.`record_count` AS `record_count`,
    `step_5`.`level` AS `level`,
    `step_5`.`code_hint` AS `code_hint`,
    `step_5`.`host` AS `host`,
    `step_5`.`pod_name` AS `pod_name`,
    `step_5`.`container_id` AS `container_id`,
    `step_5`.`logger_name` AS `logger_name`,
    `step_5`.`thread_name` AS `thread_name`,
    `step_5`.`stack_trace` AS `stack_trace`,
    `step_5`.`exception_type` AS `exception_type`,
    `step_5`.`root_exception_type` AS `root_exception_type`,
    `step_5`.`top_frames` AS `top_frames`,
    `step_5`.`stack_hash_all_frames` AS `stack_hash_all_frames`,
    `step_5`.`trace_id` AS `trace_id`,
    `step_5`.`span_id` AS `span_id`,
    `step_5`.`parent_span_id` AS `parent_span_id`,
    `step_5`.`user_id` AS `user_id`,
    `step_5`.`request_id` AS `request_id`,
    `step_5`.`correlation_id` AS `correlation_id`,
    `step_5`.`labels` AS `labels`,
    `step_5`.`http_method` AS `http_method`,
    `step_5`.`http_endpoint` AS `http_endpoint`,
    `step_5`.`http_status` AS `http_status`,
    `step_5`.`http_duration_ms` AS `http_duration_ms`,
    `step_5`.`http_remote_address` AS `http_remote_address`,
    `step_5`.`http_user_agent` AS `http_user_agent`,
    `step_5`.`source_type` AS `source_type`,
    `step_5`.`source_file` AS `source_file`,
    `step_5`.`source_line` AS `source_line`,
    `step_5`.`metadata` AS `metadata`,
    `step_5`.`process_id` AS `process_id`,
    EXPLODE(
      ARRAY(
        'level',
        'code_hint',
        'host',
        'pod_name',
        'container_id',
        'logger_name',
        'thread_name',
        'stack_trace',
        'exception_type',
        'root_exception_type',
        'top_frames',
        'stack_hash_all_frames',
        'trace_id',
        'span_id',
        'parent_span_id',
        'user_id',
        'request_id',
        'correlation_id',
        'labels',
        'http_method',
        'http_endpoint',
        'http_status',
        'http_duration_ms',
        'http_remote_address',
        'http_user_agent',
        'source_type',
        'source_file',
        'source_line',
        'metadata',
        'process_id'
      )
    ) AS `field`
  FROM `step_5` AS `step_5`
)
SELECT
  CAST(`step_6`.`service` AS STRING) AS `service`,
  CAST(`step_6`.`environment` AS STRING) AS `environment`,
  CAST(`step_6`.`field` AS STRING) AS `field`,
  CAST(`step_6`.`record_count` AS BIGINT) AS `record_count`,
  CAST(CASE
    WHEN `step_6`.`field` = 'level'
    THEN `step_6`.`level`
    WHEN `step_6`.`field` = 'code_hint'
    THEN `step_6`.`code_hint`
    WHEN `step_6`.`field` = 'host'
    THEN `step_6`.`host`
    WHEN `step_6`.`field` = 'pod_name'
    THEN `step_6`.`pod_name`
    WHEN `step_6`.`field` = 'container_id'
    THEN `step_6`.`container_id`
    WHEN `step_6`.`field` = 'logger_name'
    THEN `step_6`.`logger_name`
    WHEN `step_6`.`field` = 'thread_name'
    THEN `step_6`.`thread_name`
    WHEN `step_6`.`field` = 'stack_trace'
    THEN `step_6`.`stack_trace`
    WHEN `step_6`.`field` = 'exception_type'
    THEN `step_6`.`exception_type`
    WHEN `step_6`.`field` = 'root_exception_type'
    THEN `step_6`.`root_exception_type`
    WHEN `step_6`.`field` = 'top_frames'
    THEN `step_6`.`top_frames`
    WHEN `step_6`.`field` = 'stack_hash_all_frames'
    THEN `step_6`.`stack_hash_all_frames`
    WHEN `step_6`.`field` = 'trace_id'
    THEN `step_6`.`trace_id`
    WHEN `step_6`.`field` = 'span_id'
    THEN `step_6`.`span_id`
    WHEN `step_6`.`field` = 'parent_span_id'
    THEN `step_6`.`parent_span_id`
    WHEN `step_6`.`field` = 'user_id'
    THEN `step_6`.`user_id`
    WHEN `step_6`.`field` = 'request_id'
    THEN `step_6`.`request_id`
    WHEN `step_6`.`field` = 'correlation_id'
    THEN `step_6`.`correlation_id`
    WHEN `step_6`.`field` = 'labels'
    THEN `step_6`.`labels`
    WHEN `step_6`.`field` = 'http_method'
    THEN `step_6`.`http_method`
    WHEN `step_6`.`field` = 'http_endpoint'
    THEN `step_6`.`http_endpoint`
    WHEN `step_6`.`field` = 'http_status'
    THEN `step_6`.`http_status`
    WHEN `step_6`.`field` = 'http_duration_ms'
    THEN `step_6`.`http_duration_ms`
    WHEN `step_6`.`field` = 'http_remote_address'
    THEN `step_6`.`http_remote_address`
    WHEN `step_6`.`field` = 'http_user_agent'
    THEN `step_6`.`http_user_agent`
    WHEN `step_6`.`field` = 'source_type'
    THEN `step_6`.`source_type`
    WHEN `step_6`.`field` = 'source_file'
    THEN `step_6`.`source_file`
    WHEN `step_6`.`field` = 'source_line'
    THEN `step_6`.`source_line`
    WHEN `step_6`.`field` = 'metadata'
    THEN `step_6`.`metadata`
    WHEN `step_6`.`field` = 'process_id'
    THEN `step_6`.`process_id`
  END AS BIGINT) AS `with_field_count`
FROM `step_6` AS `step_6`
