"""The questions that assistants, programs and people ask. This list is their registration."""

from faultbook.registry import registered
from faultbook.serve.questions import (
    alerts,
    changes,
    costs,
    counts,
    deliveries,
    failures,
    incidents,
    overviews,
    patterns,
    records,
    rules,
    sources,
    why_not_fired,
)
from faultbook.serve.questions.question import Question

_OF_LOGS = (records, counts, patterns, changes, alerts)
_OF_INCIDENTS = (failures, incidents, rules, why_not_fired, deliveries, sources)
_OF_COST = (costs, overviews)

QUESTIONS: dict[str, Question] = registered(
    "question",
    (question for module in (*_OF_LOGS, *_OF_INCIDENTS, *_OF_COST) for question in module.QUESTIONS),
)
"""The questions by name."""

__all__ = ["QUESTIONS", "Question"]
