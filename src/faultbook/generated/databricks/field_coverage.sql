-- Written by `make generate` from src/faultbook/transforms/views/field_coverage.py; do not edit.
WITH `step_1` AS (
  SELECT
    MAX(`ingest_ledger`.`batch_id`) AS `newest_batch`
  FROM {answers}.`ingest_ledger` AS `ingest_ledger`
), `step_2` AS (
  SELECT
    `logs`.`service` AS `service`,
    `logs`.`environment` AS `environment`,
    COUNT(*) AS `record_count`,
    COUNT(`logs`.`level`) AS `level`,
    COUNT(`logs`.`code_hint`) AS `code_hint`,
    COUNT(`logs`.`host`) AS `host`,
    COUNT(`logs`.`pod_name`) AS `pod_name`,
    COUNT(`logs`.`container_id`) AS `container_id`,
    COUNT(`logs`.`logger_name`) AS `logger_name`,
    COUNT(`logs`.`thread_name`) AS `thread_name`,
    COUNT(`logs`.`stack_trace`) AS `stack_trace`,
    COUNT(`logs`.`exception_type`) AS `exception_type`,
    COUNT(`logs`.`root_exception_type`) AS `root_exception_type`,
    COUNT(`logs`.`top_frames`) AS `top_frames`,
    COUNT(`logs`.`stack_hash_all_frames`) AS `stack_hash_all_frames`,
    COUNT(`logs`.`trace_id`) AS `trace_id`,
    COUNT(`logs`.`span_id`) AS `span_id`,
    COUNT(`logs`.`parent_span_id`) AS `parent_span_id`,
    COUNT(`logs`.`user_id`) AS `user_id`,
    COUNT(`logs`.`request_id`) AS `request_id`,
    COUNT(`logs`.`correlation_id`) AS `correlation_id`,
    COUNT(`logs`.`labels`) AS `labels`,
    COUNT(`logs`.`http_method`) AS `http_method`,
    COUNT(`logs`.`http_endpoint`) AS `http_endpoint`,
    COUNT(`logs`.`http_status`) AS `http_status`,
    COUNT(`logs`.`http_duration_ms`) AS `http_duration_ms`,
    COUNT(`logs`.`http_remote_address`) AS `http_remote_address`,
    COUNT(`logs`.`http_user_agent`) AS `http_user_agent`,
    COUNT(`logs`.`source_type`) AS `source_type`,
    COUNT(`logs`.`source_file`) AS `source_file`,
    COUNT(`logs`.`source_line`) AS `source_line`,
    COUNT(`logs`.`metadata`) AS `metadata`
  FROM {raw}.`logs` AS `logs`
  CROSS JOIN `step_1` AS `step_1`
  WHERE
    `logs`.`batch_id` <= `step_1`.`newest_batch`
  GROUP BY
    `logs`.`service`,
    `logs`.`environment`
), `step_3` AS (
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
        'metadata'
      )
    ) AS `field`
  FROM `step_2` AS `step_2`
)
SELECT
  CAST(`step_3`.`service` AS STRING) AS `service`,
  CAST(`step_3`.`environment` AS STRING) AS `environment`,
  CAST(`step_3`.`field` AS STRING) AS `field`,
  CAST(`step_3`.`record_count` AS BIGINT) AS `record_count`,
  CAST(CASE
    WHEN `step_3`.`field` = 'level'
    THEN `step_3`.`level`
    WHEN `step_3`.`field` = 'code_hint'
    THEN `step_3`.`code_hint`
    WHEN `step_3`.`field` = 'host'
    THEN `step_3`.`host`
    WHEN `step_3`.`field` = 'pod_name'
    THEN `step_3`.`pod_name`
    WHEN `step_3`.`field` = 'container_id'
    THEN `step_3`.`container_id`
    WHEN `step_3`.`field` = 'logger_name'
    THEN `step_3`.`logger_name`
    WHEN `step_3`.`field` = 'thread_name'
    THEN `step_3`.`thread_name`
    WHEN `step_3`.`field` = 'stack_trace'
    THEN `step_3`.`stack_trace`
    WHEN `step_3`.`field` = 'exception_type'
    THEN `step_3`.`exception_type`
    WHEN `step_3`.`field` = 'root_exception_type'
    THEN `step_3`.`root_exception_type`
    WHEN `step_3`.`field` = 'top_frames'
    THEN `step_3`.`top_frames`
    WHEN `step_3`.`field` = 'stack_hash_all_frames'
    THEN `step_3`.`stack_hash_all_frames`
    WHEN `step_3`.`field` = 'trace_id'
    THEN `step_3`.`trace_id`
    WHEN `step_3`.`field` = 'span_id'
    THEN `step_3`.`span_id`
    WHEN `step_3`.`field` = 'parent_span_id'
    THEN `step_3`.`parent_span_id`
    WHEN `step_3`.`field` = 'user_id'
    THEN `step_3`.`user_id`
    WHEN `step_3`.`field` = 'request_id'
    THEN `step_3`.`request_id`
    WHEN `step_3`.`field` = 'correlation_id'
    THEN `step_3`.`correlation_id`
    WHEN `step_3`.`field` = 'labels'
    THEN `step_3`.`labels`
    WHEN `step_3`.`field` = 'http_method'
    THEN `step_3`.`http_method`
    WHEN `step_3`.`field` = 'http_endpoint'
    THEN `step_3`.`http_endpoint`
    WHEN `step_3`.`field` = 'http_status'
    THEN `step_3`.`http_status`
    WHEN `step_3`.`field` = 'http_duration_ms'
    THEN `step_3`.`http_duration_ms`
    WHEN `step_3`.`field` = 'http_remote_address'
    THEN `step_3`.`http_remote_address`
    WHEN `step_3`.`field` = 'http_user_agent'
    THEN `step_3`.`http_user_agent`
    WHEN `step_3`.`field` = 'source_type'
    THEN `step_3`.`source_type`
    WHEN `step_3`.`field` = 'source_file'
    THEN `step_3`.`source_file`
    WHEN `step_3`.`field` = 'source_line'
    THEN `step_3`.`source_line`
    WHEN `step_3`.`field` = 'metadata'
    THEN `step_3`.`metadata`
  END AS BIGINT) AS `with_field_count`
FROM `step_3` AS `step_3`
