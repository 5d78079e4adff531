"""The severities of a lakehouse, as its table says: read by whoever answers or draws something that has an order."""

from collections.abc import Callable

from faultbook.serve.answers import Answer, Question
from faultbook.serve.questions.store import Statement, Store
from faultbook.severities import Severities, stored_severities

_COLUMNS = ("severity", "rank", "is_error", "spellings")
_TEXT = f"SELECT {', '.join(_COLUMNS)} FROM {{answers}}.severity_ranks"
STORED = Statement("severity_ranks", _TEXT, _TEXT, ("severity_ranks",))


def severities_in(store: Store) -> Severities:
    """The severities of the store's lakehouse; the default ones where setup has not stored any."""
    return stored_severities(store.rows(STORED, {}))


def asked_severities(ask: Callable[[Question], Answer]) -> Severities:
    """The same from whoever answers questions about one table."""
    return stored_severities(ask(Question("severity_ranks", columns=_COLUMNS, order=("rank",), limit=0)).records())
