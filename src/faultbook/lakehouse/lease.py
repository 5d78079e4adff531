"""One writer at a time: a lock file of the operating system for a folder, a lease row in Unity Catalog.

The lock ends with its process, whatever ends it. The row is taken by compare-and-set and renewed while its holder
works: UPDATE statements on one Delta row conflict, appends do not, so two runs that try at once cannot both win.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faultbook.errors import LeaseHeld
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import WRITER_LEASE

_POLL_SECONDS = 2.0


@contextmanager
def writer_lease(lakehouse: Lakehouse) -> Iterator[str]:
    """Keeps other writers out while inside, and gives the holder's name; LeaseHeld where another keeps it too long."""
    holder = lakehouse.settings.run_id or f"{socket.gethostname()}:{os.getpid()}"
    with locked_folder(lakehouse, holder) if lakehouse.settings.is_local else leased_row(lakehouse, holder):
        yield holder


def require_lease(lakehouse: Lakehouse, holder: str) -> None:
    """LeaseHeld where `holder` no longer has the lease: another run took it after it had lapsed."""
    if lakehouse.settings.is_local:
        return  # a lock cannot lapse
    now_holds, _ = _read(lakehouse)
    if now_holds != holder:
        raise LeaseHeld(
            f"{holder} lost the lease to {now_holds or 'nobody'}; nothing more is written. Run the job again."
        )


@contextmanager
def locked_folder(lakehouse: Lakehouse, holder: str) -> Iterator[None]:
    """Holds the lock file of a local lakehouse; who holds it stands beside it, for the one who has to wait."""
    from filelock import FileLock, Timeout  # noqa: PLC0415  (only a laptop has it)

    lock = Path(lakehouse.settings.catalog).absolute() / ".writer.lock"
    name = lock.with_suffix(".holder")
    try:
        with FileLock(lock, timeout=lakehouse.settings.lease_wait_seconds, poll_interval=0.1):
            name.write_text(holder)
            yield
    except Timeout as held:
        other = name.read_text() if name.is_file() else "another run"
        raise _held(lakehouse, other, "it ends with that process") from held


@contextmanager
def leased_row(lakehouse: Lakehouse, holder: str) -> Iterator[None]:
    """Holds the lease row and renews it; a renewal that finds another holder is found out by `require_lease`."""
    _acquire(lakehouse, holder)
    ended = threading.Event()
    heart = threading.Thread(target=_renew_until, args=(lakehouse, holder, ended), daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()
        _set(lakehouse, "holder = '', acquired_at = NULL, expires_at = NULL", f"holder = '{_quoted(holder)}'")


def _acquire(lakehouse: Lakehouse, holder: str) -> None:
    deadline = time.monotonic() + lakehouse.settings.lease_wait_seconds
    while not _try_acquire(lakehouse, holder):
        if time.monotonic() >= deadline:
            other, expires_at = _read(lakehouse)
            raise _held(lakehouse, other, f"its lease runs until {expires_at}")
        time.sleep(_POLL_SECONDS)


def _try_acquire(lakehouse: Lakehouse, holder: str) -> bool:
    now = datetime.now(UTC)
    other, expires_at = _read(lakehouse)
    if other not in ("", holder) and (expires_at is None or expires_at > now):
        return False
    taken = f"holder = '{_quoted(holder)}', acquired_at = {_instant(now)}, expires_at = {_expiry(lakehouse, now)}"
    return _set(lakehouse, taken, f"lease = 'writer' AND holder = '{_quoted(other)}'")


def _renew_until(lakehouse: Lakehouse, holder: str, ended: threading.Event) -> None:
    while not ended.wait(lakehouse.settings.lease_seconds / 3):
        try:
            _set(lakehouse, f"expires_at = {_expiry(lakehouse, datetime.now(UTC))}", f"holder = '{_quoted(holder)}'")
        except Exception:  # a hiccup of the store: the next beat tries again, and require_lease finds out
            continue


def _set(lakehouse: Lakehouse, assign: str, where: str) -> bool:
    try:
        return lakehouse.update(WRITER_LEASE, assign=assign, where=where) == 1
    except Exception as conflict:
        if "Concurrent" in type(conflict).__name__ or "CONCURRENT" in str(conflict) or "Concurrent" in str(conflict):
            return False
        raise


def _read(lakehouse: Lakehouse) -> tuple[str, datetime | None]:
    row = lakehouse.read(WRITER_LEASE).collect()[0]
    return row["holder"], row["expires_at"].astimezone(UTC) if row["expires_at"] else None


def _held(lakehouse: Lakehouse, other: str, until: str) -> LeaseHeld:
    return LeaseHeld(
        f"{other} is writing to {lakehouse.settings.catalog} ({until}). "
        "Try again when it has ended, or wait for it: --lease_wait_seconds=600."
    )


def _expiry(lakehouse: Lakehouse, now: datetime) -> str:
    return _instant(now + timedelta(seconds=lakehouse.settings.lease_seconds))


def _instant(instant: datetime) -> str:
    return f"TIMESTAMP '{instant.strftime('%Y-%m-%d %H:%M:%S.%f')}Z'"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
