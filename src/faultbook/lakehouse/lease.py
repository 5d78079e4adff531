"""Leases by name: one writer at a time for the tables of a lease, in a folder as in a catalog.

docs/decisions/leases.md: which tables belong together, and how older versions, which know one lease, are kept out.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from faultbook.errors import LeaseHeld
from faultbook.lakehouse.lease_locks import locked_folder
from faultbook.lakehouse.lease_rows import leased_rows, not_held
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import Lease


@contextmanager
def writer_lease(lakehouse: Lakehouse, *leases: Lease) -> Iterator[str]:
    """Holds `leases` while inside and yields the holder's name. Within it, `lakehouse` may write their tables.

    LeaseHeld where another run holds one of them for longer than `lease_wait_seconds`. Leases are taken in the order of
    `Lease`, whatever the order of the arguments. ValueError where the caller holds a lease that comes after one of
    them: two runs could wait for each other.
    """
    wanted = [lease for lease in Lease if lease in leases]
    _require_order(lakehouse, wanted)
    holder = lakehouse.settings.run_id or f"{socket.gethostname()}:{os.getpid()}"
    hold = locked_folder if lakehouse.settings.is_local else leased_rows
    with hold(lakehouse, holder, wanted), lakehouse.holding(wanted):
        yield holder


def require_lease(lakehouse: Lakehouse, holder: str) -> None:
    """LeaseHeld where `holder` has lost a lease of `lakehouse`: another run took it after it had lapsed."""
    if lakehouse.settings.is_local:
        return  # a lock cannot lapse
    lost = not_held(lakehouse, holder, lakehouse.held)
    if lost:
        lease, other = lost
        raise LeaseHeld(
            f"{holder} lost the lease `{lease}` to {other or 'no run'}; nothing more is written. Run the job again."
        )


def _require_order(lakehouse: Lakehouse, wanted: list[Lease]) -> None:
    order = list(Lease)
    for lease in lakehouse.held:
        too_early = [name for name in wanted if order.index(name) <= order.index(lease)]
        if too_early:
            raise ValueError(
                f"The lease {too_early[0]} is taken while {lease} is held; expected: {' before '.join(order)}."
            )
