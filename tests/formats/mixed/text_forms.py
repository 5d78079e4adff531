"""Text logs as their programs write them: one line for each event, and its trace below it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.formats.mixed.events import JAVA, PYTHON, Event

Write = Callable[[Event], str]
LETTER = {"DEBUG": "I", "INFO": "I", "WARN": "W", "ERROR": "E", "FATAL": "F"}
LONG = {"WARN": "WARNING", "FATAL": "CRITICAL"}
PRIORITY = {"DEBUG": 15, "INFO": 14, "WARN": 12, "ERROR": 11, "FATAL": 10}
SERILOG = {"DEBUG": "DBG", "INFO": "INF", "WARN": "WRN", "ERROR": "ERR", "FATAL": "FTL"}
SIGN = {"DEBUG": ".", "INFO": "*", "WARN": "#", "ERROR": "#", "FATAL": "#"}


@dataclass(frozen=True)
class Form:
    """How a logger writes: `format` is the name under which it must be detected, `begin` lines that come first."""

    name: str
    format: str
    write: Write
    traces: tuple[str, ...] = ()
    begin: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Names that are as right, because the lines are of both."""
    between: str = ""
    """What stands between two events, at the end of the first one's last line."""
    end: tuple[str, ...] = ()
    """Lines that come last."""
    several: bool = True
    """False where the form is one document or line for all events."""


def long(event: Event) -> str:
    """Python's name of a level."""
    return LONG.get(event.level, event.level)


def simple(event: Event) -> str:
    """A logger without a package."""
    return event.logger.rsplit(".", 1)[-1]


def java(name: str, write: Write, format_: str = "log4j", also: tuple[str, ...] = ()) -> Form:
    """A form with Java's traces."""
    return Form(name, format_, write, JAVA, also=also)


def python(name: str, write: Write) -> Form:
    """A form of Python's logging, with its traces."""
    return Form(name, "python_logging", write, PYTHON)


TEXT_FORMS = (
    java("log4j", lambda e: f"{e.at:%F %T},{e.millis} {e.level:<5} [main] {e.logger} - {e.message}"),
    java("log4j2", lambda e: f"{e.at:%T}.{e.millis} [main] {e.level:<5} {e.logger} - {e.message}"),
    java("hadoop", lambda e: f"{e.at:%F %T},{e.millis} {e.level} {e.logger}: {e.message}"),
    java(
        "spring",
        lambda e: f"{e.at:%FT%T}.{e.millis}Z {e.level:>5} 1 --- [pay] [main] {e.logger[-40:]:<40} : {e.message}",
    ),
    java(
        "spring2", lambda e: f"{e.at:%F %T}.{e.millis}  {e.level:>5} 7 --- [  main] {e.logger[-40:]:<40} : {e.message}"
    ),
    java("kafka", lambda e: f"[{e.at:%F %T},{e.millis}] {e.level} {e.message} ({e.logger})"),
    java("elastic", lambda e: f"[{e.at:%FT%T},{e.millis}][{e.level:<5}][o.e.c.r.Allocation] [node-1] {e.message}"),
    java("zookeeper", lambda e: f"{e.at:%F %T},{e.millis} - {e.level:<5} [main:{simple(e)}@{e.number}] - {e.message}"),
    java("driver", lambda e: f"{e.at:%y/%m/%d %T} {e.level} {simple(e)}: {e.message}", "databricks_driver"),
    java("executor", lambda e: f"{e.at:%y/%m/%d %T} {e.level} {simple(e)}$: {e.message}", "databricks_driver"),
    java("serilog", lambda e: f"{e.at:%F %T}.{e.millis} +00:00 [{SERILOG[e.level]}] {e.message}", "dotnet_text"),
    java("nlog", lambda e: f"{e.at:%F %T}.{e.millis}7|{e.level}|{e.logger}|{e.message}", "dotnet_text", ("delimited",)),
    python("tutorial", lambda e: f"{e.at:%F %T},{e.millis} - {e.logger} - {long(e)} - {e.message}"),
    python("default", lambda e: f"{long(e)}:{e.logger}:{e.message}"),
    python("gunicorn", lambda e: f"[{e.at:%F %T} +0000] [{e.number}] [{long(e)}] {e.message}"),
    python("celery", lambda e: f"[{e.at:%F %T},{e.millis}: {long(e)}/MainProcess] {e.message}"),
    python(
        "airflow", lambda e: f"[{e.at:%FT%T}.{e.millis}+0000] {{taskinstance.py:{e.number}}} {long(e)} - {e.message}"
    ),
    python("flask", lambda e: f"[{e.at:%F %T},{e.millis}] {long(e)} in app: {e.message}"),
    python("scrapy", lambda e: f"{e.at:%F %T} [{e.logger}] {long(e)}: {e.message}"),
    python("loguru", lambda e: f"{e.at:%F %T}.{e.millis} | {long(e):<8} | {e.logger}:run:{e.number} - {e.message}"),
    python("structlog", lambda e: f"{e.at:%FT%T}.{e.millis}Z [{long(e).lower():<9}] {e.message}"),
    python("brackets", lambda e: f"{e.at:%F %T},{e.millis} [{long(e)}] {e.logger}: {e.message}"),
    Form("klog", "klog", lambda e: f"{LETTER[e.level]}{e.at:%m%d %T.%f}       1 server.go:{e.number}] {e.message}"),
    Form("go", "go_log", lambda e: f"{e.at:%Y/%m/%d %T} main.go:{e.number}: {e.message}"),
    Form("go plain", "go_log", lambda e: f"{e.at:%Y/%m/%d %T} {e.level} {e.message}"),
    Form(
        "zap console",
        "go_log",
        lambda e: f"{e.at:%FT%T}.{e.millis}Z\t{e.level.lower()}\tsync/sync.go:{e.number}\t{e.message}",
    ),
    Form(
        "access",
        "access_log",
        lambda e: (
            f'10.0.0.{e.number % 250} - - [{e.at:%d/%b/%Y:%T} +0000] "GET /o/{e.number} HTTP/1.1" 200 {e.number} '
            f'"-" "curl/8.{e.number}"'
        ),
    ),
    Form(
        "common",
        "access_log",
        lambda e: f'::1 - bob [{e.at:%d/%b/%Y:%T} +0000] "POST /o/{e.number} HTTP/1.0" 503 -',
    ),
    Form(
        "apache error",
        "apache_error",
        lambda e: f"[{e.at:%a %b %d %T.%f %Y}] [core:error] [pid {e.number}:tid 12] [client 10.0.0.1:80] {e.message}",
    ),
    Form("nginx error", "nginx_error", lambda e: f"{e.at:%Y/%m/%d %T} [error] {e.number}#7: *{e.number} {e.message}"),
    Form(
        "mysql",
        "mysql_error",
        lambda e: f"{e.at:%FT%T.%f}Z {e.number} [ERROR] [MY-0{e.number % 90_000 + 10_000}] [InnoDB] {e.message}",
    ),
    Form("postgres", "postgres", lambda e: f"{e.at:%F %T}.{e.millis} UTC [{e.number}] ERROR:  {e.message}"),
    Form("rds", "postgres", lambda e: f"{e.at:%F %T} UTC:10.0.0.5(5123):app@shop:[{e.number}]:LOG:  {e.message}"),
    Form("laravel", "php_text", lambda e: f"[{e.at:%F %T}] production.{long(e)}: {e.message}"),
    Form(
        "php", "php_text", lambda e: f"[{e.at:%d-%b-%Y %T} UTC] PHP Warning:  {e.message} in /a.php on line {e.number}"
    ),
    Form("redis", "redis", lambda e: f"{e.number}:M {e.at:%d %b %Y %T}.{e.millis} {SIGN[e.level]} {e.message}"),
    Form(
        "ruby",
        "ruby_logger",
        lambda e: f"{e.level[0]}, [{e.at:%FT%T.%f} #{e.number}] {e.level:>5} -- pay: {e.message}",
    ),
    Form("env_logger", "rust_text", lambda e: f"[{e.at:%FT%T}Z {rust(e):<5} pay::db] {e.message}"),
    Form("tracing", "rust_text", lambda e: f"{e.at:%FT%T.%f}Z {rust(e):>5} pay::db: {e.message}"),
    Form("syslog", "syslog_3164", lambda e: f"{e.at:%b} {e.at.day:>2} {e.at:%T} web-1 sshd[{e.number}]: {e.message}"),
    Form(
        "syslog priority",
        "syslog_3164",
        lambda e: f"<{PRIORITY[e.level]}>{e.at:%b} {e.at.day:>2} {e.at:%T} web-1 app: {e.message}",
    ),
    Form("rsyslog", "syslog_3164", lambda e: f"{e.at:%FT%T.%f}+00:00 web-1 nginx[{e.number}]: {e.message}"),
    Form(
        "syslog 5424",
        "syslog_5424",
        lambda e: f'<{PRIORITY[e.level]}>1 {e.at:%FT%T.%f}Z web-1 app {e.number} ID1 [a@1 b="c"] {e.message}',
    ),
    Form("own", "timestamped", lambda e: f"{e.at:%F %T} {e.message}"),
    Form("own german", "timestamped", lambda e: f"{e.at:%d.%m.%Y %T} | {e.level} | {e.message}", also=("delimited",)),
    Form(
        "logfmt",
        "logfmt",
        lambda e: (
            f"level={e.level.lower()} ts={e.at:%FT%T}.{e.millis}Z caller=tee.go:{e.number} msg={quoted(e.message)}"
        ),
    ),
    Form("logrus", "logfmt", lambda e: f'time="{e.at:%FT%T}Z" level={e.level.lower()} msg={quoted(e.message)} n=1'),
    Form("heroku", "heroku/logfmt", lambda e: f"{e.at:%FT%T.%f}+00:00 heroku[router]: {router(e)}"),
    Form(
        "tab-separated",
        "tab_separated",
        lambda e: f"{e.at:%FT%T}Z\tAPP-{e.number}\tapp/a.py\t{e.level}\t{e.message}",
        PYTHON,
        ("# Application Error Log", "# Format: TIMESTAMP\tERROR_CODE\tFILE\tSEVERITY\tMESSAGE"),
    ),
    Form("tabs bare", "tab_separated", lambda e: f"{e.at:%F %T}\tAPP-1\tapp/a.java\t{e.level}\t{e.message}", JAVA),
    Form(
        "comma",
        "delimited",
        lambda e: f"{e.at:%FT%T}Z,{e.level},APP-{e.number},{cell(e.message)}",
        begin=("timestamp,level,code,message",),
    ),
    Form(
        "semicolon",
        "delimited",
        lambda e: f"{e.level};{e.at:%F %T};{simple(e)};{cell(e.message)}",
        begin=("severity;time;logger;message",),
    ),
    Form("pipe", "delimited", lambda e: f"{e.at:%FT%T}Z|{e.level}|APP-{e.number}|{e.message.replace('|', '/')}"),
    Form("comma bare", "delimited", lambda e: f"{e.at:%FT%T}Z,{e.level},app/a.py,{cell(e.message)}"),
    Form(
        "other order",
        "delimited",
        lambda e: f"{e.level}\t{e.at:%FT%T}Z\tAPP-1\tapp/a.py\t{e.message}",
        begin=("severity\ttimestamp\tcode\tfile\tmessage",),
    ),
)


def quoted(text: str) -> str:
    """A value of logfmt."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if " " in text or '"' in text else text


def cell(text: str) -> str:
    """A cell of a delimited file."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',;"|') else text


def rust(event: Event) -> str:
    """Rust has no level above error."""
    return event.level.replace("FATAL", "ERROR")


def router(event: Event) -> str:
    """What Heroku's router writes."""
    return (
        f'at=error code=H12 desc="Request timeout" method=GET path="/o/{event.number}" host=a.example.com '
        f"dyno=web.1 connect=1ms service={event.number}ms status=503 bytes=0"
    )
