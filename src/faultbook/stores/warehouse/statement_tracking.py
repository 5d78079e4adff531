"""Which statements of a warehouse one call sent, so that its line of the audit finds them in the query history."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SENT: ContextVar[list[str] | None] = ContextVar("sent_statements", default=None)


@contextmanager
def statements_sent() -> Iterator[list[str]]:
    """The ids of the statements sent in this time, in order; also by threads that were given this context."""
    ids: list[str] = []
    token = _SENT.set(ids)
    try:
        yield ids
    finally:
        _SENT.reset(token)


def note_sent(statement_id: str) -> None:
    """Adds a statement to the call under way, if there is one."""
    ids = _SENT.get()
    if ids is not None:
        ids.append(statement_id)
