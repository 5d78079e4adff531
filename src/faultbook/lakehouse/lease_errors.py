"""The error of a run that finds a lease held: the lease, its holder, until when, and how to wait."""

from faultbook.errors import LeaseHeld
from faultbook.lakehouse.store import Lakehouse

OLDER_LEASE = "writer"
"""The name of the one lease that versions before leases had names take for all tables."""


def lease_held(lakehouse: Lakehouse, lease: str, holder: str, until: str) -> LeaseHeld:
    """The error about `lease`, which `holder` has `until` (words, as in "until 2026-03-01 12:00 UTC")."""
    whole = " of an older version, which excludes every other run" if lease == OLDER_LEASE else ""
    return LeaseHeld(
        f"{holder} is writing to {lakehouse.settings.catalog}: it holds the lease `{lease}`{whole}, {until}. "
        "Run this again when it has ended, or wait for it: --lease_wait_seconds=600."
    )
