"""The office, opened for statements: what the tests of questions, alerts and dashboard share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pages.statements import LocalAnswers


@contextmanager
def changed(answers: LocalAnswers, statements: Sequence[str]) -> Iterator[None]:
    """The answers with their tables changed by DuckDB statements, and unchanged again afterwards."""
    answers.connection.begin()
    try:
        for statement in statements:
            answers.connection.execute(statement)
        yield
    finally:
        answers.connection.rollback()
