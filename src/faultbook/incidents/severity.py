"""Severities of incidents, in the words of everyone who has some, and priorities.

Sources: levels of Sigma rules (sigma-specification, rule schema: informational, low, medium, high, critical); Azure
Monitor (alerts-overview of azure-monitor-docs: Sev0 critical to Sev4 verbose); PagerDuty Events v2 (critical, error,
warning, info); RFC 5424 for the names of log levels.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from faultbook.events.severities import SEVERITIES, normalised

UNKNOWN = "medium"
"""Severity of what has none, or one that is no known word."""


class Scale(StrEnum):
    """Who has words for severities."""

    SIGMA = "sigma"
    AZURE = "azure"
    LOG_LEVEL = "log_level"
    ALERT = "alert"


WORDS: Mapping[Scale, Mapping[str, str]] = MappingProxyType(
    {
        Scale.SIGMA: MappingProxyType(
            {"critical": "critical", "high": "high", "medium": "medium", "low": "low", "info": "informational"}
        ),
        Scale.AZURE: MappingProxyType(
            {"critical": "Sev0", "high": "Sev1", "medium": "Sev2", "low": "Sev3", "info": "Sev4"}
        ),
        Scale.LOG_LEVEL: MappingProxyType(
            {"critical": "CRITICAL", "high": "ERROR", "medium": "WARNING", "low": "NOTICE", "info": "INFO"}
        ),
        Scale.ALERT: MappingProxyType(
            {"critical": "critical", "high": "error", "medium": "warning", "low": "warning", "info": "info"}
        ),
    }
)
"""Scale -> severity -> the word of the scale. Back: `severity_of`. An alert has four words: its `warning` is medium."""

TIERS = ("critical", "high", "normal", "low")
"""How important a service is, by the numbers 1 to 4 of catalog/services.yml; larger numbers are low."""
_NO_TIER = "normal"
_ROWS: Mapping[str, str] = {  # a priority for each tier, in the order of TIERS
    "critical": "1123",
    "high": "1234",
    "medium": "2345",
    "low": "3455",
    "info": "4555",
}


def severity_of(word: str | None) -> str:
    """The severity that a word of any scale means, whatever its case; medium where it is no known word or None."""
    return normalised(word.strip().lower()) or UNKNOWN if word else UNKNOWN


def word_of(severity: str, scale: Scale) -> str:
    """The word of a scale for a severity; ValueError where it is none of SEVERITIES."""
    return WORDS[scale][_known(severity)]


def worst(severities: Iterable[str]) -> str:
    """The worst of some severities; medium for none."""
    return min(severities, key=rank, default=UNKNOWN)


def rank(severity: str) -> int:
    """0 for critical to 4 for info; ValueError where it is none of SEVERITIES."""
    return SEVERITIES.index(_known(severity))


def is_worse(severity: str, other: str) -> bool:
    """Whether a severity is worse than another."""
    return rank(severity) < rank(other)


def tier_of(number: int | None) -> str:
    """The tier of a number in catalog/services.yml, 1 is critical; normal for None."""
    if number is None:
        return _NO_TIER
    if number < 1:
        raise ValueError(f"found tier {number}; expected 1 or more")
    return TIERS[min(number, len(TIERS)) - 1]


def priority(severity: str, tier: str | None = None) -> str:
    """P1 to P5 of a severity and a tier of TIERS; None: normal. ValueError where either is unknown.

    |          | critical | high | normal | low |
    |----------|----------|------|--------|-----|
    | critical | P1       | P1   | P2     | P3  |
    | high     | P1       | P2   | P3     | P4  |
    | medium   | P2       | P3   | P4     | P5  |
    | low      | P3       | P4   | P5     | P5  |
    | info     | P4       | P5   | P5     | P5  |
    """
    chosen = tier or _NO_TIER
    if chosen not in TIERS:
        raise ValueError(f"found tier {chosen!r}; expected one of {', '.join(TIERS)}")
    return "P" + _ROWS[_known(severity)][TIERS.index(chosen)]


def _known(severity: str) -> str:
    if severity not in SEVERITIES:
        raise ValueError(f"found severity {severity!r}; expected one of {', '.join(SEVERITIES)}")
    return severity
