"""Alerts: their tables exist, the column that they evaluate is in the query, an empty answer has a state."""

import re
from collections.abc import Iterator

from faultbook.bundle.errors import BundleError
from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.tree import Bundle
from tests.bundle.checks.sql import columns_of, unknown_tables

STATES = ("OK", "TRIGGERED", "ERROR")
OTHER_VARIABLES = re.compile(r"\$\{var\.(?!catalog\})\w+\}")


def alerts_read_answers(bundle: Bundle) -> Iterator[str]:
    for alert in bundle.resources("alerts"):
        if odd := unknown_tables(_without_references(alert.fields.get("query_text"))):
            yield f"{alert.name} reads {', '.join(odd)}"


def alerts_evaluate_a_column_of_their_query(bundle: Bundle) -> Iterator[str]:
    for alert in bundle.resources("alerts"):
        evaluation = alert.fields.get("evaluation") or {}
        columns = columns_of(_without_references(alert.fields.get("query_text")))
        if (name := (evaluation.get("source") or {}).get("name")) not in columns:
            yield f"{alert.name} judges {name}; its query returns {', '.join(columns)}"
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


def _without_references(text: object) -> str:
    """The SQL with a number for every variable but the catalog."""
    return OTHER_VARIABLES.sub("0", str(text))


CHECKS = (alerts_read_answers, alerts_evaluate_a_column_of_their_query, thresholds_are_numbers)
