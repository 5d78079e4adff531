"""The questions that assistants, programs and people ask. This list is their registration."""

from faultbook.registry import registered
from faultbook.serve.questions import alerts, changes, costs, counts, overviews, patterns, records
from faultbook.serve.questions.question import Question

QUESTIONS: dict[str, Question] = registered(
    "question",
    (
        question
        for module in (records, counts, patterns, changes, alerts, costs, overviews)
        for question in module.QUESTIONS
    ),
)
"""The questions by name."""

__all__ = ["QUESTIONS", "Question"]
