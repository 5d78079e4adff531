"""Leases of a local lakehouse: one lock file of the operating system for each lease. A lock ends with its process.

Older versions know one lock, `.writer.lock`, and hold it alone. Runs of today hold it together, as readers do: while
one of them works no older run begins, and while an older run works none of them does.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from faultbook.lakehouse.lease_errors import OLDER_LEASE, lease_held
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import Lease

_POLL_SECONDS = 0.1


@contextmanager
def locked_folder(lakehouse: Lakehouse, holder: str, leases: Sequence[Lease]) -> Iterator[None]:
    """Holds the locks of `leases`. LeaseHeld where another process holds one for too long.

    The holder's name is written beside each lock, for the error message of a run that waits.
    """
    folder = Path(lakehouse.settings.catalog).absolute()
    deadline = time.monotonic() + lakehouse.settings.lease_wait_seconds
    with ExitStack() as locks:
        for name, lock in ((OLDER_LEASE, _lock_together), *((lease, _lock_alone) for lease in leases)):
            path = folder / f".{name}.lock"
            while not lock(path, locks):
                if time.monotonic() >= deadline:
                    raise lease_held(lakehouse, name, _holder(path), "until that process ends")
                time.sleep(_POLL_SECONDS)
            with suppress(OSError):  # a full disk: the lock is held all the same
                _holder_file(path).write_text(holder)
        yield


def _lock_alone(path: Path, locks: ExitStack) -> bool:
    from filelock import FileLock, Timeout  # noqa: PLC0415  (only a laptop has it)

    try:
        locks.enter_context(FileLock(path, timeout=0))
    except Timeout:
        return False
    return True


def _lock_together(path: Path, locks: ExitStack) -> bool:
    try:
        import fcntl  # noqa: PLC0415  (only where the system has it)
    except ImportError:
        return _lock_alone(path, locks)  # a system without shared locks: one run at a time, as older versions do
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return False
    locks.callback(os.close, file)
    return True


def _holder_file(path: Path) -> Path:
    return path.with_suffix(".holder")


def _holder(path: Path) -> str:
    file = _holder_file(path)
    return file.read_text() if file.is_file() else "another run"
