"""What a level means: words by the spellings of the setting, numbers by the logger that writes them.

A number means different things under different names, so it is read only where it is known whose it is. Any other is no
known level.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from faultbook.faults.severities import UNKNOWN

Spellings = Mapping[str, Sequence[str]]

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
    **dict.fromkeys(("level", "Level", "jsonPayload/level", "properties/level"), "level"),
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

_WORDS_OF_NUMBERS = {whose: {str(number): words for number, words in of.items()} for whose, of in NUMBERS.items()}
MOST_OF_A_LEVEL = 100
"""Characters of a level whose meaning is remembered."""
_BETWEEN = re.compile(r"([A-Za-z]+)[+-]\d{1,3}", re.ASCII)
"""How slog writes a level between two words: ERROR+2."""


class Levels:
    """The meaning of levels under one setting. A level that is no known spelling is Unknown, never harmless."""

    def __init__(self, severities: Spellings) -> None:
        """`severities`: canonical severity -> spellings in lower case, worst first."""
        self.mildest = tuple(severities)[-1]
        # The first severity that has a spelling counts.
        self._by_spelling: dict[str, str] = {}
        for name, spellings in severities.items():
            for spelling in (name, *spellings):
                self._by_spelling.setdefault(spelling.lower(), name)
        self._remembered_word = lru_cache(maxsize=1_024)(self._of_word)
        self._remembered_level = lru_cache(maxsize=1_024)(self._of_level)

    def spelled(self, level: str | None) -> str | None:
        """The severity of a spelling in any case; None where it is none. No level is looked for as the empty one."""
        return self._by_spelling.get((level or "").lower())

    def of_word(self, level: str | None) -> str:
        """The severity of a level as written; Unknown where it is no spelling."""
        is_short = level is None or len(level) <= MOST_OF_A_LEVEL
        return self._remembered_word(level) if is_short else self._of_word(level)

    def of_level(self, level: str | None, whose: str | None) -> str:
        """The severity of a level that may be a number of NUMBERS[whose]; a spelling of the setting wins.

        None of `whose`: numbers are no levels. Unknown where it is neither.
        """
        is_short = level is None or len(level) <= MOST_OF_A_LEVEL
        return self._remembered_level(level, whose) if is_short else self._of_level(level, whose)

    def _of_word(self, level: str | None) -> str:
        return self.spelled(level) or UNKNOWN

    def _of_level(self, level: str | None, whose: str | None) -> str:
        found = self.spelled(level)
        if found is None and level is not None:
            if whose is not None:
                found = self._first_spelled(_WORDS_OF_NUMBERS[whose].get(level, ()))
            if found is None and (between := _BETWEEN.fullmatch(level)):
                found = self.spelled(between[1])
        return found or UNKNOWN

    def _first_spelled(self, words: Words) -> str | None:
        return next((name for word in words if (name := self._by_spelling.get(word))), None)
