"""The severities of a lakehouse, from whoever answers questions about one table."""

from collections.abc import Callable

from faultbook.faults.severities import Severities, stored_severities
from faultbook.stores.answers import Answer, Question


def asked_severities(ask: Callable[[Question], Answer]) -> Severities:
    """The severities of the lakehouse; the default ones where setup has not stored any."""
    columns = ("severity", "rank", "is_error", "spellings")
    return stored_severities(ask(Question("severity_ranks", columns=columns, order=("rank",), limit=0)).records())
