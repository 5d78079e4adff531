"""What many loggers write by default is read as they mean it: the table is by hand, from their documentation."""

import json
from dataclasses import replace

import pytest

from faultbook.faults.v2 import traces
from faultbook.formats.checking import EXAMPLE_OPTIONS as OPTIONS
from faultbook.formats.json_lines import JSON_LINES
from tests.formats.reading import read

AT = "2026-02-03T10:09:44.790Z"
MICROS = 1_770_113_384_790_000
JAVA = "java.io.IOException: gone\n\tat com.acme.Db.read(Db.java:1)"
STACK = [{"class": "com.acme.Db", "method": "read", "file": "Db.java", "line": 1}]

LOGGERS = {
    "ecs": (
        {
            "@timestamp": AT,
            "log": {"level": "ERROR", "logger": "l"},
            "message": "m",
            "ecs.version": "1.2.0",
            "service": {"name": "shop"},
            "error": {"type": "java.io.IOException", "stack_trace": JAVA},
            "process": {"pid": 7, "thread": {"name": "main"}},
        },
        {
            "severity": "Error",
            "logger_name": "l",
            "service": "shop",
            "exception_type": "java.io.IOException",
            "stack_trace": JAVA,
            "process_id": "7",
            "thread_name": "main",
        },
    ),
    "opentelemetry": (
        {
            "Timestamp": "1770113384790000000",
            "SeverityNumber": 17,
            "SeverityText": "ERROR",
            "Body": "m",
            "TraceId": "t",
            "SpanId": "s",
            "Resource": {"service.name": "shop"},
            "Attributes": {"exception.type": "E"},
        },
        {
            "severity": "Error",
            "level": "ERROR",
            "service": "shop",
            "trace_id": "t",
            "span_id": "s",
            "exception_type": "E",
        },
    ),
    "bunyan": (
        {
            "name": "app",
            "hostname": "h",
            "pid": 3,
            "level": 60,
            "msg": "m",
            "time": AT,
            "v": 0,
            "err": {"message": "m", "name": "TypeError", "stack": "TypeError: m\n    at f (/a.js:1:2)"},
        },
        {"severity": "Critical", "exception_type": "TypeError", "host": "h", "logger_name": "app", "process_id": "3"},
    ),
    "zap": (
        {"level": "dpanic", "ts": 1770113384.79, "caller": "a/b.go:7", "msg": "m", "stacktrace": "main.f\n\t/a/b.go:7"},
        {"severity": "Critical", "stack_trace": "main.f\n\t/a/b.go:7", "exception_type": None},
    ),
    "slog": (
        {"time": AT, "level": "ERROR+2", "source": {"function": "main.f", "file": "/a.go", "line": 7}, "msg": "m"},
        {"severity": "Error", "level": "ERROR+2", "source_file": "/a.go", "source_line": 7},
    ),
    "zerolog": (
        {
            "level": "error",
            "time": 1770113384790,
            "message": "m",
            "error": "gone",
            "stack": [{"func": "f", "line": "7", "source": "a.go"}],
        },
        {"severity": "Error", "stack_trace": "f\n\ta.go:7", "exception_type": None},
    ),
    "serilog, escaped": (
        {"@t": AT, "@m": "m", "@l": "Warning", "@i": "a1b2", "SourceContext": "Shop.Orders", "@@x": 1},
        {"severity": "Warning", "logger_name": "Shop.Orders"},
    ),
    ".NET 5": (
        {
            "Timestamp": AT,
            "EventId": 0,
            "LogLevel": "Error",
            "Category": "C",
            "Message": "m",
            "Exception": {"Message": "gone", "Type": "System.IO.IOException", "StackTrace": ["at A.B.C()", "at A.D()"]},
        },
        {
            "exception_type": "System.IO.IOException",
            "stack_trace": "System.IO.IOException: gone\n   at A.B.C()\n   at A.D()",
        },
    ),
    "monolog": (
        {
            "message": "m",
            "context": {
                "exception": {
                    "class": "App\\E",
                    "message": "gone",
                    "code": 0,
                    "file": "/s/a.php:7",
                    "trace": ["/s/b.php:9"],
                    "previous": {"class": "PDOException", "message": "x", "file": "/s/c.php:1"},
                }
            },
            "level": 400,
            "level_name": "ERROR",
            "channel": "app",
            "datetime": "2026-02-03T11:09:44.790000+01:00",
            "extra": {},
        },
        {
            "severity": "Error",
            "level": "ERROR",
            "logger_name": "app",
            "exception_type": "App\\E",
            "stack_trace": "PDOException: x in /s/c.php:1\nStack trace:\n#0 {main}\n"
            "Next App\\E: gone in /s/a.php:7\nStack trace:\n#0 /s/b.php:9\n#1 {main}",
        },
    ),
    "monolog 1": (
        {
            "message": "m",
            "context": [],
            "level": 550,
            "channel": "app",
            "datetime": {"date": "2026-02-03 11:09:44.790000", "timezone_type": 3, "timezone": "Europe/Berlin"},
        },
        {"severity": "Critical", "level": "550"},
    ),
    "log4j2 layout": (
        {
            "instant": {"epochSecond": 1770113384, "nanoOfSecond": 790000000},
            "thread": "main",
            "level": "FATAL",
            "loggerName": "l",
            "message": "m",
            "endOfBatch": False,
            "threadId": 1,
            "thrown": {
                "commonElementCount": 0,
                "localizedMessage": "gone",
                "message": "gone",
                "name": "java.io.IOException",
                "extendedStackTrace": STACK,
                "cause": {"name": "a.E", "message": "c", "extendedStackTrace": STACK},
            },
        },
        {
            "severity": "Critical",
            "thread_name": "main",
            "logger_name": "l",
            "exception_type": "java.io.IOException",
            "stack_trace": f"{JAVA}\nCaused by: a.E: c\n\tat com.acme.Db.read(Db.java:1)",
        },
    ),
    "log4j2 layout, trace as text": (
        {
            "timeMillis": 1770113384790,
            "level": "ERROR",
            "message": "m",
            "thrown": {"name": "java.io.IOException", "extendedStackTrace": JAVA},
        },
        {"exception_type": "java.io.IOException", "stack_trace": JAVA},
    ),
    "log4j2 template, logstash": (
        {
            "@version": 1,
            "source_host": "h",
            "message": "m",
            "level": "ERROR",
            "@timestamp": AT,
            "thread_name": "main",
            "exception": {"exception_class": "java.io.IOException", "exception_message": "gone", "stacktrace": JAVA},
        },
        {"exception_type": "java.io.IOException", "stack_trace": JAVA},
    ),
    "logstash-logback-encoder": (
        {
            "@timestamp": "2026-02-03T11:09:44.79+01:00",
            "@version": "1",
            "message": "m",
            "logger_name": "l",
            "thread_name": "main",
            "level": "WARN",
            "level_value": 30000,
            "stack_trace": JAVA,
        },
        {"severity": "Warning", "stack_trace": JAVA, "exception_type": None},
    ),
    "structlog": (
        {
            "event": "m",
            "level": "error",
            "timestamp": AT,
            "logger": "l",
            "exception": [
                {
                    "exc_type": "OSError",
                    "exc_value": "outer",
                    "is_cause": False,
                    "frames": [{"filename": "/a.py", "lineno": 3, "name": "f", "line": "g()"}],
                },
                {
                    "exc_type": "ValueError",
                    "exc_value": "inner",
                    "is_cause": True,
                    "frames": [{"filename": "/b.py", "lineno": 4, "name": "g"}],
                },
            ],
        },
        {
            "exception_type": "OSError",
            "stack_trace": 'Traceback (most recent call last):\n  File "/b.py", line 4, in g\nValueError: inner\n\n'
            "The above exception was the direct cause of the following exception:\n\n"
            'Traceback (most recent call last):\n  File "/a.py", line 3, in f\n    g()\nOSError: outer',
        },
    ),
    "python-json-logger": (
        {
            "asctime": "2026-02-03 10:09:44,790",
            "levelname": "ERROR",
            "name": "app",
            "message": "m",
            "lineno": 3,
            "pathname": "/a.py",
            "process": 7,
            "exc_info": "Traceback (most recent call last):\nValueError: x",
        },
        {"severity": "Error", "source_file": "/a.py", "source_line": 3, "logger_name": "app"},
    ),
    "python, numbers": (
        {"created": 1770113384.79, "timestamp": AT, "level": 30, "funcName": "f", "lineno": 3, "message": "m"},
        {"severity": "Warning", "level": "30"},
    ),
    "azure functions": (
        {
            "TimeGenerated": AT,
            "Level": "Error",
            "Message": "m",
            "Category": "Function.Pay",
            "AppName": "a",
            "ExceptionType": "System.Exception",
            "ExceptionDetails": "System.Exception : gone",
            "FunctionInvocationId": "i",
        },
        {"severity": "Error", "logger_name": "Function.Pay", "exception_type": "System.Exception", "request_id": "i"},
    ),
    "azure traces": (
        {
            "TimeGenerated": AT,
            "Message": "m",
            "SeverityLevel": 2,
            "AppRoleName": "shop",
            "OperationId": "t",
            "ParentId": "p",
            "Properties": {"a": "1"},
            "Type": "AppTraces",
        },
        {"severity": "Warning", "service": "shop", "trace_id": "t", "parent_span_id": "p"},
    ),
    "azure console": (
        {"TimeGenerated": AT, "Level": "Error", "ResultDescription": "m", "Host": "h", "ContainerId": "c"},
        {"severity": "Error", "host": "h", "container_id": "c"},
    ),
    "azure exceptions, details as text": (
        {
            "TimeGenerated": AT,
            "OuterMessage": "m",
            "SeverityLevel": 4,
            "ExceptionType": "A.OuterException",
            "Details": json.dumps(
                [
                    {
                        "id": "1",
                        "outerId": "0",
                        "type": "A.OuterException",
                        "message": "o",
                        "parsedStack": [{"method": "A.B.C"}],
                    },
                    {
                        "id": "2",
                        "outerId": "1",
                        "type": "A.InnerException",
                        "message": "i",
                        "parsedStack": [{"method": "A.B.D"}],
                    },
                ]
            ),
        },
        {
            "severity": "Critical",
            "exception_type": "A.OuterException",
            "stack_trace": "A.OuterException: o\n ---> A.InnerException: i\n   at A.B.D()\n"
            "   --- End of inner exception stack trace ---\n   at A.B.C()",
        },
    ),
    "google cloud": (
        {
            "timestamp": AT,
            "severity": "ERROR",
            "jsonPayload": {"message": "m"},
            "trace": "projects/p/traces/t",
            "spanId": "s",
            "logName": "l",
            "sourceLocation": {"file": "a.py", "line": "7"},
            "httpRequest": {"requestMethod": "GET", "status": 503},
        },
        {"severity": "Error", "trace_id": "projects/p/traces/t", "source_line": 7, "http_status": 503},
    ),
    "google cloud, text": ({"timestamp": AT, "severity": 600, "textPayload": "m"}, {"severity": "Critical"}),
    "gelf": (
        {
            "version": "1.1",
            "host": "h",
            "short_message": "m",
            "level": 4,
            "timestamp": 1770113384.79,
            "_thread": "main",
        },
        {"severity": "Warning", "thread_name": "main"},
    ),
    "journald": (
        {"__REALTIME_TIMESTAMP": "1770113384790000", "MESSAGE": "m", "PRIORITY": "3", "_HOSTNAME": "h", "_PID": "7"},
        {"severity": "Error", "host": "h", "process_id": "7"},
    ),
    "datadog": (
        {
            "timestamp": AT,
            "level": "error",
            "message": "m",
            "dd": {"trace_id": "t", "span_id": "s"},
            "error": {"kind": "KeyError", "stack": "Traceback ..."},
        },
        {"exception_type": "KeyError", "stack_trace": "Traceback ...", "trace_id": "t", "span_id": "s"},
    ),
    "winston": (
        {"level": "error", "message": "m", "timestamp": AT, "stack": "Error: m\n    at f (/a.js:1:2)"},
        {"severity": "Error", "stack_trace": "Error: m\n    at f (/a.js:1:2)"},
    ),
    "a stack that is none": (
        {"level": "info", "message": "m", "timestamp": AT, "stack": "prod"},
        {"stack_trace": None},
    ),
    "semantic logger": (
        {
            "timestamp": AT,
            "level": "error",
            "name": "l",
            "message": "m",
            "exception": {"name": "ArgumentError", "message": "x", "stack_trace": ["a.rb:1:in `f'", "b.rb:2:in `g'"]},
        },
        {"exception_type": "ArgumentError", "stack_trace": "ArgumentError: x\na.rb:1:in `f'\nb.rb:2:in `g'"},
    ),
}


def record_of(found, options=OPTIONS):
    (record,) = read(JSON_LINES, [json.dumps(found)], options).records
    return record


@pytest.mark.parametrize("logger", LOGGERS)
def test_a_logger_is_read_as_it_means_its_fields(logger):
    found, expected = LOGGERS[logger]
    fields = record_of(found).fields
    assert {name: fields.get(name) for name in expected} == expected
    assert (fields["message"], fields["timestamp"]) == ("m", MICROS)


@pytest.mark.parametrize(
    ("logger", "kind", "frames"),
    [
        ("log4j2 layout", "a.E", "com.acme.Db.read"),
        ("structlog", "ValueError", "b:g"),
        ("azure exceptions, details as text", "A.InnerException", "A.B.D"),
        (".NET 5", "System.IO.IOException", "A.B.C\nA.D"),
        ("zap", "", "main.f"),
        ("zerolog", "", "f"),
        ("semantic logger", "ArgumentError", "a:f\nb:g"),
    ],
)
def test_a_trace_that_is_written_as_an_object_is_read_as_one(logger, kind, frames):
    trace = record_of(LOGGERS[logger][0]).fields["stack_trace"]
    assert (traces.exception_type(trace), traces.top_frames(trace)) == (kind, frames)


@pytest.mark.parametrize(
    ("whose", "level", "severity"),
    [
        ("syslog", 3, "Error"),
        ("python", 40, "Error"),
        ("insights", 1, "Info"),
        ("dotnet", 3, "Warning"),
        ("level", 40, "Warning"),
    ],
)
def test_the_setting_of_a_source_decides_whose_numbers_levels_are(whose, level, severity):
    options = replace(OPTIONS, level_numbers=whose)
    assert record_of({"time": AT, "msg": "m", "severityNumber": level}, options).fields["severity"] == severity


NAMES = [
    *("LogLevel", "logLevel", "Severity", "SEVERITY", "level_name", "levelName", "severityLevel", "priority", "lvl"),
    *("@level", "level", "severity", "log.level", "levelname", "Level", "LEVEL", "PRIORITY", "severity_label", "@l"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("level", "severity"), [("Error", "Error"), ("eror", "Unknown"), ("WARNING", "Warning"), ("", "Unknown")]
)
def test_a_level_is_read_under_every_name_and_no_unknown_word_is_harmless(name, level, severity):
    fields = record_of({"time": AT, "msg": "m", name: level}).fields
    assert (fields["severity"], fields.get("level")) == (severity, level or None)
