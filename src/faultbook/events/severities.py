"""How bad a failure is, in one scale: what vendors call it, and which of five words that is.

Azure Monitor counts from 0, the worst (alerts-overview of azure-monitor-docs: 0 critical, 1 error, 2 warning,
3 informational, 4 verbose); Alertmanager has whatever its rules say, by custom critical, warning, info; log levels are
those of syslog and of the loggers; activity logs say Critical, Error, Warning, Informational. Numbers alone are in no
list: 4 is the worst of AppExceptions, and an error in FunctionAppLogs.
"""

from collections.abc import Mapping

SEVERITY_WORDS: Mapping[str, tuple[str, ...]] = {
    "critical": ("critical", "crit", "fatal", "emergency", "emerg", "panic", "page", "disaster", "sev0", "p1"),
    "high": ("high", "error", "err", "major", "severe", "failure", "sev1", "p2"),
    "medium": ("medium", "warning", "warn", "minor", "average", "moderate", "sev2", "p3"),
    "low": ("low", "notice", "sev3", "p4"),
    "info": ("info", "information", "informational", "debug", "verbose", "trace", "none", "ok", "sev4", "p5"),
}
"""Word of the scale, the worst first -> words of vendors, in lower case."""

SEVERITIES = tuple(SEVERITY_WORDS)
"""The scale, the worst first."""


def spellings(severity: str) -> tuple[str, ...]:
    """The words of vendors that mean a severity, as they are written: small, capital, and with a capital first."""
    return tuple(dict.fromkeys(made for word in SEVERITY_WORDS[severity] for made in _cases(word)))


def normalised(word: str | None) -> str | None:
    """The severity that a vendor's word means; None where there is none or it is not known."""
    if word is None:
        return None
    return next((severity for severity in SEVERITIES if word in spellings(severity)), None)


def _cases(word: str) -> tuple[str, str, str]:
    return word, word.upper(), word.capitalize()
