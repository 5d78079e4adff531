"""Writes the envelopes of one page of a poller as one file, once: lines of JSON below the events folder."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from faultbook.errors import MissingDependency
from faultbook.events.envelope import ID_LENGTH, Envelope

SUFFIX = ".jsonl"
_PART = ".part"


def page_path(folder: Path, envelopes: Sequence[Envelope]) -> Path:
    """The file of a page, `<source>/<yyyy-mm-dd>/<hash of the ids>.jsonl`: the same page is the same file."""
    ids = hashlib.sha256("\n".join(sorted(each.envelope_id for each in envelopes)).encode())
    day = envelopes[0].path.parent
    return folder / day / f"{ids.hexdigest()[:ID_LENGTH]}{SUFFIX}"


def write_page(folder: Path, envelopes: Sequence[Envelope]) -> Path:
    """The file, on disk when this returns; one that is there stays as it is. All envelopes are of one source and day.

    Readers see the whole file or none: it is written under a name that they leave out, and renamed. One writer at a
    time is assumed (the lease `polls`), since a volume has no link that refuses to replace. MissingDependency where
    the folder cannot be written.
    """
    path = page_path(folder, envelopes)
    part = path.parent / f".{uuid4().hex}{_PART}"
    try:
        if path.exists():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.writelines(each.to_line() for each in envelopes)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as failure:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise MissingDependency(
            f"{folder} (events) cannot be written: {failure.strerror or type(failure).__name__}. Fix: give the setting "
            "`events` a folder or volume that who runs the job may write, with space left."
        ) from failure
    _sync_folder(path.parent)
    return path


def _sync_folder(folder: Path) -> None:
    # A volume has no folders that can be synced: its rename is durable.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
