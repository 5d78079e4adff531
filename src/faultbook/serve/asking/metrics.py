"""The port by which the question service counts its questions."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from pydantic import BaseModel


class QuestionMetrics(Protocol):
    """Counts questions and keeps the newest facts that answers contain."""

    def question(self, name: str) -> AbstractContextManager[None]:
        """The time of one question: counts how it ended and how long it took."""
        ...

    def update(self, answer: BaseModel) -> None:
        """Takes over what the answer contains of the lakehouse's state."""
        ...


class NoMetrics:
    """For a transport that publishes no metrics."""

    def question(self, _: str) -> AbstractContextManager[None]:
        """Counts nothing."""
        return nullcontext()

    def update(self, _: BaseModel) -> None:
        """Keeps nothing."""
