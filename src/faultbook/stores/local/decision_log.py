"""Appends decisions of people to a local lakehouse, by delta-rs; no Spark. The only table that a server writes."""

import os
from pathlib import Path

import pyarrow as pa
from filelock import FileLock, Timeout

from faultbook.lakehouse.local_files import append_rows, fetch_rows
from faultbook.stores.decisions import ID, MayNotDecide, Row
from faultbook.stores.errors import LakehouseBusy
from faultbook.tables import INCIDENT_DECISIONS, Lease
from faultbook.tables.arrow import arrow_schema

LOCK_SECONDS = 10.0


def append_decision(lakehouse: Path, table: Path, row: Row) -> None:
    """Appends the row to the table in `table`, unless there is one of its id.

    LakehouseBusy while another process holds the lease `decisions`, as maintenance does; MayNotDecide where the folder
    is read-only.
    """
    if not is_writable(table):
        raise MayNotDecide(read_only(lakehouse))
    try:
        # The lock file of the lease, as runs of jobs take it.
        with FileLock(lakehouse / f".{Lease.DECISIONS}.lock", timeout=LOCK_SECONDS):
            if not fetch_rows(table, (ID,), [(ID, "=", row[ID])]).num_rows:
                append_rows(table, pa.Table.from_pylist([dict(row)], arrow_schema(INCIDENT_DECISIONS)))
    except Timeout as held:
        raise LakehouseBusy(f"Another process writes decisions into {lakehouse}. Try again in a moment.") from held
    except PermissionError as refused:
        raise MayNotDecide(read_only(lakehouse)) from refused


def is_writable(table: Path) -> bool:
    """Whether this process may add files to the table."""
    return os.access(table, os.W_OK)


def read_only(lakehouse: Path) -> str:
    """Why nothing can be decided there, and what to do."""
    return (
        f"{lakehouse} is read-only here. Fix: mount it writable, or decide by the command, as `faultbook acknowledge`."
    )
