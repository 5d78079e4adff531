"""Logs of JSON as their loggers write them, and logs of containers around others."""

import json
from collections.abc import Callable
from typing import Any

from tests.formats.mixed.events import JAVA, Event
from tests.formats.mixed.text_forms import LONG, TEXT_FORMS, Form

PINO = {"DEBUG": 20, "INFO": 30, "WARN": 40, "ERROR": 50, "FATAL": 60}
MONOLOG = {"DEBUG": 100, "INFO": 200, "WARN": 300, "ERROR": 400, "FATAL": 500}
SERILOG = {"DEBUG": "Debug", "INFO": "Information", "WARN": "Warning", "ERROR": "Error", "FATAL": "Fatal"}
OTEL = {"DEBUG": 5, "INFO": 9, "WARN": 13, "ERROR": 17, "FATAL": 21}
AZURE = {"DEBUG": 0, "INFO": 1, "WARN": 2, "ERROR": 3, "FATAL": 4}


def stamp(event: Event) -> str:
    """ISO 8601 with milliseconds."""
    return f"{event.at:%FT%T}.{event.millis}Z"


def ecs(event: Event) -> dict[str, Any]:
    """Elastic's names."""
    found = {
        "@timestamp": stamp(event), "log.level": event.level, "message": event.message, "ecs.version": "1.2.0",
        "service.name": "pay", "event.dataset": "pay", "process.thread.name": "main", "log.logger": event.logger,
    }  # fmt: skip
    if event.number % 5 == 0:
        found |= {"error.type": "java.io.IOException", "error.message": "x", "error.stack_trace": "\n".join(JAVA)}
    return found


def pino(event: Event) -> dict[str, Any]:
    """Names and numbers of pino."""
    at = round(event.at.timestamp() * 1000)
    found: dict[str, Any] = {"level": PINO[event.level], "time": at, "pid": 7, "hostname": "h1", "msg": event.message}
    return found | ({"err": {"type": "TypeError", "message": "x", "stack": "TypeError: x\n    at a (/b.js:1:2)"}}
                    if event.number % 4 == 0 else {})  # fmt: skip


OBJECTS: dict[str, Callable[[Event], dict[str, Any]]] = {
    "ecs": ecs,
    "pino": pino,
    "bunyan": lambda e: {
        "name": "api", "hostname": "h1", "pid": 1, "level": PINO[e.level], "msg": e.message, "time": stamp(e), "v": 0,
    },
    "zap": lambda e: {
        "level": e.level.lower(), "ts": e.at.timestamp(), "caller": "sync/sync.go:88", "msg": e.message, "n": e.number,
    },
    "slog": lambda e: {"time": stamp(e), "level": e.level, "msg": e.message, "source": {"file": "a.go", "line": 3}},
    "serilog": lambda e: {
        "@t": stamp(e), "@mt": "Order {OrderId} failed", "@l": SERILOG[e.level], "OrderId": e.number,
    },
    "dotnet": lambda e: {
        "Timestamp": stamp(e), "EventId": 1, "LogLevel": SERILOG[e.level].replace("Fatal", "Critical"),
        "Category": e.logger, "Message": e.message, "State": {"Message": e.message}, "Scopes": [],
    },
    "monolog": lambda e: {
        "message": e.message, "context": {"n": e.number}, "level": MONOLOG[e.level],
        "level_name": LONG.get(e.level, e.level), "channel": "app", "datetime": f"{e.at:%FT%T.%f}+00:00", "extra": {},
    },
    "log4j2": lambda e: {
        "instant": {"epochSecond": int(e.at.timestamp()), "nanoOfSecond": e.at.microsecond * 1000}, "thread": "main",
        "level": e.level, "loggerName": e.logger, "message": e.message, "endOfBatch": False,
    },
    "logstash": lambda e: {
        "@timestamp": stamp(e), "@version": "1", "message": e.message, "logger_name": e.logger,
        "thread_name": "main", "level": e.level, "level_value": 40000,
    },
    "structlog": lambda e: {"event": e.message, "level": e.level.lower(), "timestamp": stamp(e), "logger": e.logger},
    "azure": lambda e: {
        "TimeGenerated": stamp(e), "AppRoleName": "orders", "ExceptionType": "System.NullReferenceException",
        "OuterMessage": e.message, "SeverityLevel": AZURE[e.level], "Type": "AppExceptions",
    },
    "spark": lambda e: {
        "ts": stamp(e), "level": e.level, "msg": e.message, "context": {"executor_id": "2"}, "logger": e.logger,
        "exception": {"class": "org.apache.spark.SparkException", "msg": "x", "stacktrace": [
            {"class": "com.acme.Load", "method": "run", "file": "Load.scala", "line": "30"}]},
    },
    "gelf": lambda e: {
        "version": "1.1", "host": "web-1", "short_message": e.message, "timestamp": e.at.timestamp(), "level": 3,
    },
    "google": lambda e: {
        "severity": LONG.get(e.level, e.level), "timestamp": stamp(e), "textPayload": e.message, "insertId": "a1",
    },
    "python": lambda e: {
        "asctime": f"{e.at:%F %T},{e.millis}", "levelname": LONG.get(e.level, e.level), "name": e.logger,
        "message": e.message,
    },
}  # fmt: skip


def attributes(event: Event) -> dict[str, Any]:
    """One log record of OTLP."""
    return {
        "timeUnixNano": f"{round(event.at.timestamp() * 1_000_000)}000", "severityNumber": OTEL[event.level],
        "severityText": event.level, "body": {"stringValue": event.message},
        "traceId": "5b8efff798038103d269b633813fc60c",
    }  # fmt: skip


def request(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Log records as one request of OTLP."""
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "pay"}}]}
    return {"resourceLogs": [{"resource": resource, "scopeLogs": [{"scope": {}, "logRecords": records}]}]}


def _lines(name: str, made: Callable[[Event], dict[str, Any]]) -> Form:
    return Form(name, "json_lines", lambda e: json.dumps(made(e), ensure_ascii=e.number % 2 == 0))


def _pretty(name: str, made: Callable[[Event], dict[str, Any]]) -> Form:
    return Form(f"pretty {name}", "json", lambda e: json.dumps(made(e), indent=2))


def _array(name: str, made: Callable[[Event], dict[str, Any]], indent: int | None = None, comma: str = ",") -> Form:
    """Objects of an array whose brackets have lines of their own. `comma` may have one too."""
    return Form(
        f"array of {name}",
        "json",
        lambda e: json.dumps(made(e), indent=indent),
        begin=("[",),
        between=comma,
        end=("]",),
    )


def _inside(name: str, around: Callable[[Event, str, str], str], inner: Form, wrapped: str) -> Form:
    """Every line of the inner form in a line of its own."""

    def write(event: Event) -> str:
        return "\n".join(around(event, line, "stderr") for line in inner.write(event).split("\n"))

    return Form(f"{name} around {inner.name}", wrapped, write)


def _cri(event: Event, line: str, stream: str) -> str:
    return f"{event.at:%FT%T.%f}789Z {stream} F {line}"


def _docker(event: Event, line: str, stream: str) -> str:
    return json.dumps({"log": f"{line}\n", "stream": stream, "time": f"{event.at:%FT%T.%f}789Z"})


def _journal(event: Event, line: str, _: str) -> str:
    return json.dumps(
        {
            "__REALTIME_TIMESTAMP": str(round(event.at.timestamp() * 1_000_000)), "_HOSTNAME": "web-1", "PRIORITY": "3",
            "SYSLOG_IDENTIFIER": "app", "MESSAGE": line,
        }
    )  # fmt: skip


_WORDS = Form("words", "plain", lambda e: e.message)
_BY_NAME = {form.name: form for form in TEXT_FORMS} | {name: _lines(name, made) for name, made in OBJECTS.items()}
WRAPPED_FORMS = (
    *(
        _inside(outer, around, inner, f"{outer}/{inner.format}")
        for outer, around in (("cri", _cri), ("docker", _docker))
        for inner in (
            _BY_NAME["klog"],
            _BY_NAME["log4j"],
            _BY_NAME["pino"],
            _BY_NAME["logfmt"],
            _BY_NAME["tutorial"],
            _WORDS,
        )
    ),
    _inside("journal", _journal, _WORDS, "json_lines"),
)
OBJECT_FORMS = (
    *(_lines(name, made) for name, made in OBJECTS.items()),
    *(_pretty(name, OBJECTS[name]) for name in ("ecs", "pino", "monolog", "azure")),
    _array("ecs", OBJECTS["ecs"]),
    _array("pino", OBJECTS["pino"], indent=4),
    _array("zap", OBJECTS["zap"], indent=2, comma="\n,"),
    Form("otlp", "otlp", lambda e: json.dumps(request([attributes(e)]))),
)
FORMS = (*TEXT_FORMS, *OBJECT_FORMS, *WRAPPED_FORMS)
