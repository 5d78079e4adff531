"""Alerts: what they ask is there, what they judge is a column of it, and an empty answer means something."""

import re
from collections.abc import Iterator

from faultbook.bundle.errors import BundleError
from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.tree import Bundle
from tests.bundle.checks.sql import columns_of, strangers

STATES = ("OK", "TRIGGERED", "ERROR")
OTHER_VARIABLES = re.compile(r"\$\{var\.(?!catalog\})\w+\}")


def alerts_read_answers(bundle: Bundle) -> Iterator[str]:
    for alert in bundle.resources("alerts"):
        if odd := strangers(_asked(alert.fields.get("query_text"))):
            yield f"{alert.name} reads {', '.join(odd)}"


def alerts_judge_a_column_that_they_ask_for(bundle: Bundle) -> Iterator[str]:
    for alert in bundle.resources("alerts"):
        evaluation = alert.fields.get("evaluation") or {}
        columns = columns_of(_asked(alert.fields.get("query_text")))
        if (name := (evaluation.get("source") or {}).get("name")) not in columns:
            yield f"{alert.name} judges {name}; it asks for {', '.join(columns)}"
        if (state := evaluation.get("empty_result_state")) not in STATES:
            yield f"{alert.name}: empty_result_state is {state}; expected {', '.join(STATES)}"


def thresholds_are_numbers(bundle: Bundle) -> Iterator[str]:
    for alert in bundle.resources("alerts"):
        threshold = (alert.fields.get("evaluation") or {}).get("threshold") or {}
        text = str((threshold.get("value") or {}).get("double_value"))
        try:
            float(resolved(text, meanings(bundle)))
        except (BundleError, ValueError) as wrong:
            yield f"{alert.name}: threshold {text}: {wrong}"


def _asked(text: object) -> str:
    """The SQL with a number for every variable but the catalog."""
    return OTHER_VARIABLES.sub("0", str(text))


CHECKS = (alerts_read_answers, alerts_judge_a_column_that_they_ask_for, thresholds_are_numbers)
