"""Under which names the fields of a log record come. A name more is one word here.

In the order in which they are tried. `a/b` is the field b of an object a, whose other fields nobody needs to know.
Sources: Elastic Common Schema, OpenTelemetry's log data model and semantic conventions, and the default names of
python-json-logger, structlog, logstash-logback-encoder, log4j2, pino, bunyan, zap, slog, hclog, Serilog, Monolog,
journald, GELF, Google Cloud, Azure Monitor, Application Insights and .NET's JSON console.
"""

FIELDS: dict[str, tuple[str, ...]] = {
    "timestamp": (
        "timestamp", "@timestamp", "time", "ts", "Timestamp", "datetime", "asctime", "@t", "TimeGenerated",
        "timeGenerated", "timeMillis", "timeUnixNano", "observedTimeUnixNano", "eventTime", "__REALTIME_TIMESTAMP",
        "instant",
    ),
    "message": (
        "message", "msg", "Message", "body", "Body", "@message", "event", "@m", "OuterMessage", "short_message",
        "textPayload", "jsonPayload/message", "jsonPayload/msg", "MESSAGE", "properties/message",
        "properties/Message", "ResultDescription", "resultDescription", "InnermostMessage", "errorMessage",
        "eventName", "text",
    ),
    # Words before numbers: Monolog, Logstash and OpenTelemetry write both.
    "level": (
        "level_name", "levelName", "levelname", "severity_label", "severity_text", "severityText", "SeverityText",
        "level", "severity", "log.level", "log/level", "log_level", "loglevel", "logLevel", "LogLevel", "Level",
        "LEVEL", "Severity", "SEVERITY", "severityLevel", "SeverityLevel", "lvl", "@level", "levelno", "level_number",
        "severityNumber", "severity_number", "SeverityNumber", "syslog_severity", "log.syslog.severity.name",
        "log/syslog/severity/name", "log.syslog.severity.code", "log/syslog/severity/code", "PRIORITY", "priority",
        "syslog_priority", "syslog_pri", "@l", "jsonPayload/level", "properties/level",
    ),
    "service": (
        "service/name", "service", "service.name", "service_name", "serviceName", "resource/service.name",
        "Resource/service.name", "application", "app", "AppRoleName", "serviceContext/service", "properties/appName",
        "SYSLOG_IDENTIFIER",
    ),
    "environment": (
        "environment", "env", "service.environment", "service/environment", "deployment.environment",
        "deployment.environment.name", "resource/deployment.environment", "Resource/deployment.environment",
    ),
    "host": (
        "host/name", "host", "host.name", "hostname", "resource/host.name", "Resource/host.name", "AppRoleInstance",
        "Host", "HostName", "MachineName", "_HOSTNAME", "RoleInstance", "properties/roleInstance",
    ),
    "pod_name": (
        "pod_name", "pod", "k8s.pod.name", "kubernetes.pod.name", "kubernetes/pod_name", "kubernetes/pod/name",
        "resource/k8s.pod.name", "Resource/k8s.pod.name", "PodName", "resource/labels/pod_name",
    ),
    "container_id": (
        "container_id", "container.id", "container/id", "kubernetes/container_id", "docker/container_id",
        "ContainerId", "ContainerID",
    ),
    "process_id": ("process_id", "process.pid", "process/pid", "pid", "processId", "ProcessId", "_PID"),
    "logger_name": (
        "logger_name", "logger", "log.logger", "log/logger", "loggerName", "name", "SourceContext", "Category",
        "LoggerName", "channel", "properties/category",
    ),
    "thread_name": (
        "thread_name", "thread", "threadName", "process.thread.name", "process/thread/name", "ThreadName",
    ),
    "stack_trace": (
        "stack_trace", "stacktrace", "stackTrace", "error.stack_trace", "error/stack_trace", "exception.stacktrace",
        "exception/stacktrace", "attributes/exception.stacktrace", "Attributes/exception.stacktrace", "err/stack",
        "exc_info", "traceback", "exception", "@x", "Exception", "thrown/extendedStackTrace", "error/stack",
        "error/stackTrace", "exc_text", "ExceptionDetails", "jsonPayload/stack_trace", "jsonPayload/exception",
        "properties/exceptionDetails",
    ),
    "exception_type": (
        "exception_type", "error.type", "error/type", "exception.type", "exception/type", "attributes/exception.type",
        "Attributes/exception.type", "err/type", "exc_type", "exception_class", "ExceptionType", "exceptionType",
        "thrown/name", "exception/class", "exception/exception_class", "err/name", "error/name", "error/kind",
        "properties/exceptionType",
    ),
    "error_code": ("error_code", "errorCode", "error.code", "error/code", "code"),
    "trace_id": (
        "trace_id", "traceId", "traceID", "TraceId", "trace.id", "trace/id", "OperationId", "operationId", "@tr",
        "dd.trace_id", "dd/trace_id",
    ),
    "span_id": ("span_id", "spanId", "spanID", "SpanId", "span.id", "span/id", "@sp", "dd.span_id", "dd/span_id"),
    "parent_span_id": (
        "parent_span_id", "parentSpanId", "ParentSpanId", "parent.id", "parent/id", "parent_id", "ParentId",
    ),
    "user_id": ("user_id", "userId", "user.id", "user/id", "enduser.id", "UserId"),
    "request_id": (
        "request_id", "requestId", "req_id", "reqId", "http.request.id", "x_request_id", "req/id", "RequestId",
        "FunctionInvocationId",
    ),
    "correlation_id": ("correlation_id", "correlationId", "x_correlation_id", "CorrelationId"),
    "labels": ("labels",),
    "source_type": ("source_type", "sourcetype", "event.dataset"),
    "source_file": (
        "source_file", "log.origin.file.name", "log/origin/file/name", "code.filepath", "code.file.path", "pathname",
        "caller_file_name", "file", "source/file", "sourceLocation/file",
    ),
    "source_line": (
        "source_line", "log.origin.file.line", "log/origin/file/line", "code.lineno", "code.line.number", "lineno",
        "caller_line_number", "line", "source/line", "sourceLocation/line",
    ),
    "http_method": (
        "http_method", "http.request.method", "http/request/method", "http.method", "http/method", "req/method",
        "RequestMethod", "httpRequest/requestMethod",
    ),
    "http_endpoint": (
        "http_endpoint", "http.route", "url.path", "url/path", "http.target", "http.url", "http/endpoint",
        "http/path", "http/url", "req/url", "RequestPath", "httpRequest/requestUrl",
    ),
    "http_status": (
        "http_status", "http.response.status_code", "http/response/status_code", "http.status_code", "http/status",
        "http/status_code", "res/statusCode", "status_code", "statusCode", "StatusCode", "httpRequest/status",
    ),
    "http_duration_ms": (
        "http_duration_ms", "http/duration_ms", "duration_ms", "responseTime", "latency_ms", "elapsed_ms", "Elapsed",
        "DurationMs",
    ),
    "http_remote_address": (
        "http_remote_address", "client.ip", "client/ip", "client.address", "http.client_ip", "http/remote_address",
        "remote_addr", "req/remoteAddress", "httpRequest/remoteIp",
    ),
    "http_user_agent": (
        "http_user_agent", "user_agent.original", "user_agent/original", "http.user_agent", "http/user_agent",
        "user_agent", "httpRequest/userAgent",
    ),
}  # fmt: skip

NUMBERS = {"source_line": "int", "http_status": "int", "http_duration_ms": "double"}
"""Fields that are numbers, and their types. Another value is no such field: it stays in the metadata."""
