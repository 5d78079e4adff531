"""The severities of a store's lakehouse, as its table says."""

from faultbook.faults.severities import Severities, stored_severities
from faultbook.stores.store import Statement, Store

_TEXT = "SELECT severity, rank, is_error, spellings FROM {answers}.severity_ranks"
STORED = Statement("severity_ranks", _TEXT, _TEXT, ("severity_ranks",))


def severities_in(store: Store) -> Severities:
    """The severities of the lakehouse; the default ones where setup has not stored any."""
    return stored_severities(store.rows(STORED, {}))
