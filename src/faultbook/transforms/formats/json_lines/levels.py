"""What a level of a JSON line means: words by the spellings of the setting, numbers by the logger that writes them.

A number means different things under different names, so it is read only where the field name identifies its scale. Any
other is no known level.
"""

from collections.abc import Mapping, Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.faults.severities import UNKNOWN
from faultbook.transforms.formats.tab_separated.parsing import spelled_severity

_TRACE, _DEBUG, _INFO = ("trace", "debug"), ("debug", "trace"), ("info", "information")
_NOTICE, _WARNING = ("notice", "info"), ("warning", "warn")
_ERROR, _CRITICAL, _FATAL = ("error", "err"), ("critical", "crit", "fatal"), ("fatal", "critical", "crit")
_ALERT, _EMERGENCY = ("alert", "critical", "fatal"), ("emergency", "emerg", "critical", "fatal")
Words = tuple[str, ...]
"""Spellings that mean the same; the first that the setting has counts."""

_SYSLOG: dict[int, Words] = dict(enumerate((_EMERGENCY, _ALERT, _CRITICAL, _ERROR, _WARNING, _NOTICE, _INFO, _DEBUG)))
NUMBERS: dict[str, dict[int, Words]] = {
    # pino and bunyan in tens, Monolog in hundreds.
    "level": {
        **{10: _TRACE, 20: _DEBUG, 30: _INFO, 40: _WARNING, 50: _ERROR, 60: _FATAL},
        **{100: _DEBUG, 200: _INFO, 250: _NOTICE, 300: _WARNING},
        **{400: _ERROR, 500: _CRITICAL, 550: _ALERT, 600: _EMERGENCY},
    },
    # Python's logging and structlog.
    "python": {10: _DEBUG, 20: _INFO, 30: _WARNING, 40: _ERROR, 50: _CRITICAL},
    # OpenTelemetry's log data model: four numbers of each range.
    "opentelemetry": {
        first + step: words
        for first, words in {1: _TRACE, 5: _DEBUG, 9: _INFO, 13: _WARNING, 17: _ERROR, 21: _FATAL}.items()
        for step in range(4)
    },
    # RFC 5424, section 6.2.1; journald's PRIORITY.
    "syslog": _SYSLOG,
    # PRI of a syslog line is eight times the facility and the severity.
    "syslog priority": {value: _SYSLOG[value % 8] for value in range(192)},
    # Logstash's syslog input writes syslog digits, Google Cloud hundreds; its 0 means nothing.
    "severity": {
        **{digit: words for digit, words in _SYSLOG.items() if digit},
        **{100: _DEBUG, 200: _INFO, 300: _NOTICE, 400: _WARNING},
        **{500: _ERROR, 600: _CRITICAL, 700: _ALERT, 800: _EMERGENCY},
    },
    # Application Insights' SeverityLevel, and .NET's LogLevel.
    "insights": {0: _TRACE, 1: _INFO, 2: _WARNING, 3: _ERROR, 4: _CRITICAL},
    "dotnet": {0: _TRACE, 1: _DEBUG, 2: _INFO, 3: _WARNING, 4: _ERROR, 5: _CRITICAL},
}
"""Whose numbers -> number -> what it means."""

NUMBERS_UNDER: dict[str, str] = {
    **dict.fromkeys(("level", "Level"), "level"),
    **dict.fromkeys(("levelno", "level_number"), "python"),
    **dict.fromkeys(("severityNumber", "severity_number", "SeverityNumber"), "opentelemetry"),
    **dict.fromkeys(("PRIORITY", "priority", "syslog_severity", "log.syslog.severity.code"), "syslog"),
    "log/syslog/severity/code": "syslog",
    **dict.fromkeys(("syslog_pri", "syslog_priority"), "syslog priority"),
    **dict.fromkeys(("severity", "Severity", "SEVERITY"), "severity"),
    **dict.fromkeys(("severityLevel", "SeverityLevel"), "insights"),
    **dict.fromkeys(("LogLevel", "logLevel"), "dotnet"),
}
"""Name of a level field -> whose numbers it holds. Names that are not here hold words only."""


def level_severity(
    level: Column, numbers: Column, severities: Mapping[str, Sequence[str]], *, is_access_record: Column
) -> Column:
    """The canonical severity of a level; Unknown where there is none or it is not known.

    In: `level` as written, `numbers` the key of NUMBERS for its name, both NULL where absent;
    `is_access_record`: the line records a request and no failure, a kind of line that has no level: it is as mild as
    the mildest of `severities`. A spelling of the setting wins over what a number usually means; its empty spelling is
    what a line without a level means. Nulls: none.
    """
    key = F.concat(numbers, F.lit(" "), level)
    by_number = F.lit(None).cast("string")
    for name, keys in _keys(severities).items():
        by_number = F.when(key.isin(*keys), F.lit(name)).otherwise(by_number)
    mildest = F.when(level.isNull() & is_access_record, F.lit(tuple(severities)[-1]))
    return F.coalesce(spelled_severity(level, severities), by_number, mildest, F.lit(UNKNOWN))


def _keys(severities: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Canonical severity -> the numbers that mean it, as `whose number`."""
    spelled = {spelling.lower(): name for name, others in severities.items() for spelling in (name, *others)}
    found: dict[str, list[str]] = {}
    for whose, numbers in NUMBERS.items():
        for number, words in numbers.items():
            name = next((spelled[word] for word in words if word in spelled), None)
            if name is not None:
                found.setdefault(name, []).append(f"{whose} {number}")
    return found
