"""The severities of a lakehouse, from whichever store it is behind."""

from faultbook.faults.severities import Severities, stored_severities
from faultbook.stores.completeness import stored_rows
from faultbook.stores.store import Store
from faultbook.tables import SEVERITY_RANKS


def severities_in(store: Store) -> Severities:
    """The severities of the lakehouse; the default ones where setup has not stored any."""
    return stored_severities(store.rows(stored_rows(SEVERITY_RANKS), {}))
