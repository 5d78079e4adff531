"""Under which names loggers write the fields of a record in flat text: keys of logfmt, columns of delimited files.

Names are compared in lower case, with `_` for every dot, dash, space and `@` inside of them.
"""

import re
from collections.abc import Iterable

_NAMES: dict[str, tuple[str, ...]] = {
    "timestamp": (
        "timestamp", "ts", "time", "datetime", "date_time", "time_stamp", "event_time", "eventtime", "log_time",
        "logtime", "time_generated", "timegenerated", "asctime", "logged_at", "created_at", "t", "date",
    ),
    "message": ("message", "msg", "log_message", "event_message", "text", "description", "desc", "body", "event"),
    "level": (
        "level", "severity", "lvl", "log_level", "loglevel", "levelname", "level_name", "severity_text",
        "severity_label", "severity_level", "sev", "priority", "prio",
    ),
    "service": ("service", "service_name", "servicename", "application", "app"),
    "environment": ("environment", "env", "deployment_environment"),
    "host": ("host", "hostname", "host_name", "machine", "node"),
    "pod_name": ("pod_name", "pod", "k8s_pod_name", "kubernetes_pod_name"),
    "container_id": ("container_id", "containerid"),
    "process_id": ("process_id", "pid", "processid"),
    "logger_name": (
        "logger_name", "logger", "loggername", "log_logger", "component", "module", "category", "class", "source_class",
    ),
    "thread_name": ("thread_name", "thread", "threadname", "thread_id", "tid"),
    "stack_trace": (
        "stack_trace", "stacktrace", "stack", "traceback", "error_stack", "exception_stacktrace", "exc_info",
    ),
    "exception_type": ("exception_type", "exception_class", "error_type", "exc_type"),
    "error_code": ("error_code", "errorcode", "code", "err_code", "errcode"),
    "trace_id": ("trace_id", "traceid", "trace"),
    "span_id": ("span_id", "spanid"),
    "user_id": ("user_id", "userid", "user"),
    "request_id": ("request_id", "requestid", "req_id", "reqid", "x_request_id"),
    "correlation_id": ("correlation_id", "correlationid", "x_correlation_id"),
    "source_file": ("source_file", "file_path", "filepath", "filename", "file_name", "file", "pathname"),
    "source_line": ("source_line", "line_number", "lineno", "line"),
}  # fmt: skip
"""Field -> its names, in the order in which they are preferred. Fields that text_logs has no column for are missing."""

_FIELD_AND_RANK = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names)}
_SIGNS = re.compile(r"[\s.\-/]+")


def normal(name: str) -> str:
    """A name in the form in which names are compared."""
    return _SIGNS.sub("_", name.strip().lower().lstrip("@"))


def places_of_fields(names: Iterable[str]) -> dict[str, int]:
    """Field -> the place of the name that means it, from 0. Of several names of one field the preferred one, and of
    equal ones the first: a logger writes its own fields before those of its caller.
    """
    best: dict[str, tuple[int, int]] = {}
    for place, name in enumerate(names):
        if found := _FIELD_AND_RANK.get(normal(name)):
            field, rank = found
            best[field] = min(best.get(field, (rank, place)), (rank, place))
    return {field: place for field, (_, place) in best.items()}
