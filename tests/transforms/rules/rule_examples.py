"""Rules and failures of tests, and what of them belongs together, in plain Python."""

import json
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.rules.condition import Leaf, Operator
from faultbook.rules.model import (
    Correlation,
    CorrelationType,
    Extractor,
    Fingerprint,
    Rule,
    Scope,
    SeverityRule,
    Strategy,
)

Event = Mapping[str, Any]
EPOCH = datetime(2026, 11, 30, 23, 59, 58, 500_000, tzinfo=UTC)
MEETS: dict[str, Callable[[Event], bool]] = {
    "server_error": lambda event: str(event["http_status"] or "").startswith("5"),
    "timeout": lambda event: "timeout" in (event["message"] or "").lower(),
    "all_failed": lambda event: event["state"] == "failed",
    "by_sender": lambda event: event["alert_id"] is not None,
    "exactly": lambda event: event["error_code"] == "E1",
}
"""Rule -> its condition, written anew."""


def _leaf(field: str, operator: Operator, *values: Any) -> Leaf:
    return Leaf(field, operator, values)


def _counting(kind: CorrelationType, rules: tuple[str, ...], **others: Any) -> Correlation:
    return Correlation(type=kind, rules=rules, timespan=600, threshold=2, **others)


RULES = [
    Rule(
        "server_error",
        "Server errors",
        "failures",
        severity="high",
        condition=_leaf("http_status", Operator.STARTSWITH, "5"),
        severity_rules=(SeverityRule(_leaf("environment", Operator.EQUALS, "dev"), "low"),),
    ),
    Rule(
        "timeout",
        "Timeouts",
        "failures",
        condition=_leaf("message", Operator.CONTAINS, "timeout"),
        extract={"user": Extractor(r"user=(\w+)")},
    ),
    Rule(
        "all_failed",
        "All failures",
        "failures",
        condition=_leaf("state", Operator.EQUALS, "failed"),
        fingerprint=Fingerprint(Strategy.FIELDS, ("job_id", "error_code")),
        scope=Scope(("workspace_id",)),
        fields=("attempt", "facts.region"),
    ),
    Rule(
        "by_sender",
        "Alerts",
        "failures",
        condition=_leaf("alert_id", Operator.EXISTS, True),
        fingerprint=Fingerprint(Strategy.EXPLICIT, ("alert_id",)),
    ),
    Rule(
        "exactly",
        "E1",
        "failures",
        condition=_leaf("error_code", Operator.EQUALS, "E1"),
        fingerprint=Fingerprint(Strategy.EXACT),
    ),
    Rule(
        "several",
        "Several of two kinds",
        severity="critical",
        correlation=_counting(
            CorrelationType.VALUE_COUNT,
            ("server_error", "timeout"),
            group_by=("service", "who"),
            value="job_id",
            aliases={"who": {"server_error": "environment", "timeout": "user_name"}},
        ),
    ),
    Rule(
        "both",
        "Both",
        correlation=_counting(CorrelationType.TEMPORAL, ("timeout", "server_error"), group_by=("service",)),
    ),
    Rule("elsewhere", "Logs", "logs", condition=_leaf("message", Operator.CONTAINS, "x")),
]
COUNTED = {"several": ("server_error", "timeout"), "both": ("timeout", "server_error")}
"""Correlation -> the rules that it counts; those open nothing by themselves."""


def make_failures(seed: int, count: int) -> list[dict[str, Any]]:
    """Failures with absent, empty and non-ASCII texts."""
    chance = random.Random(seed)
    texts = ("billing", "", None, "añ:b;", "a\nb\tc")
    made = []
    for number in range(count):
        event: dict[str, Any] = {
            "event_id": f"e{number}",
            "event_key": f"k{number}",
            "kind": "run",
            "state": chance.choice(("failed", "warning")),
            "happened_at": EPOCH + timedelta(milliseconds=chance.randint(0, 4_000)),
            "occurred_on": EPOCH.date(),
            "facts": chance.choice(({}, {"region": "west"})),
            "sources": [],
            "reports": 1,
            "first_reported_at": EPOCH,
            "last_reported_at": EPOCH,
            "batch_id": 7,
            "severity": "Sev1",
        }
        for name in (
            *("service", "environment", "job_name", "pipeline", "user_name", "job_id", "workspace_id", "title"),
            *("error_type", "code_hint", "termination_code", "template"),
        ):
            event[name] = chance.choice((*texts, "dev") if name == "environment" else texts)
        event["http_status"] = chance.choice((None, "500", "503", "404"))
        event["alert_id"] = chance.choice((None, "", "a-1"))
        event["error_code"] = chance.choice((None, "E1", "E2"))
        event["message"] = chance.choice((None, "", "Timeout of user=ann", "timeout", "other 😀"))
        event["attempt"] = chance.choice((None, "2"))
        made.append(event)
    return made


def group_key(parts: Mapping[str, str | None]) -> str | None:
    """The key of a group as JSON text; None where a part is missing or empty."""
    if not all(parts.values()):
        return None
    return json.dumps(dict(sorted(parts.items())), separators=(",", ":"), ensure_ascii=False)
