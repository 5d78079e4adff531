"""The folder that `ingest` reads: whether it can be read, and which of its files are left out and why."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from faultbook.errors import SettingError
from faultbook.sources.landing import LandedFile, LandingRoot

NOT_YET = "landed during this run: the next one reads it"


@dataclass(frozen=True)
class LedgerEntry:
    """The newest entry of a landed file in the ledger: its kind, and why it was not read."""

    entry: str
    detail: str | None


def require_folder(folder: Path, lakehouse: Path) -> None:
    """SettingError where DIR is missing, a file, unreadable, or inside or around the lakehouse."""
    if not folder.exists():
        raise SettingError(f"DIR: {folder} does not exist; expected a folder of log files. Fix: check the path.")
    if not folder.is_dir():
        raise SettingError(f"DIR: {folder} is a file; expected a folder. Fix: faultbook ingest {folder.parent}")
    try:
        with os.scandir(folder):
            pass
    except OSError as failure:
        raise SettingError(
            f"DIR: {folder} cannot be read ({failure.strerror}); expected a folder that you may list. "
            "Fix: run as a user who may, or change its permissions."
        ) from failure
    # By resolved paths: a link leads into the lakehouse as well.
    inner, outer = folder.resolve(), lakehouse.absolute().resolve()
    if inner.is_relative_to(outer):
        raise SettingError(
            f"DIR: {folder} lies inside the lakehouse {lakehouse}; expected a folder outside it, because a lakehouse "
            "must not read its own files. Fix: give another DIR."
        )
    if outer.is_relative_to(inner):
        raise SettingError(
            f"DIR: {folder} contains the lakehouse {lakehouse}; expected a lakehouse outside DIR, because a lakehouse "
            "must not read its own files. Fix: give --lakehouse=FOLDER outside DIR."
        )


def require_logs(folder: Path, files: Sequence[LandedFile], file_pattern: str) -> None:
    """SettingError where the folder has no file, or none that can be read."""
    if not files:
        raise SettingError(f"DIR: {folder} has no files; expected log files named {file_pattern}. Fix: check the path.")
    if all(file.left_out for file in files):
        names = ", ".join(file.source_file for file in files[:3]) + (" ..." if len(files) > 3 else "")
        raise SettingError(
            f"DIR: none of the {len(files):,} files in {folder} can be read (found {names}: {files[0].left_out}); "
            f"expected log files named {file_pattern}. Fix: rename them, or set FAULTBOOK_FILE_PATTERN to a glob that "
            "fits."
        )


def left_out(files: Iterable[LandedFile], root: LandingRoot, ledger: Mapping[str, LedgerEntry]) -> dict[str, list[str]]:
    """The files that are not read, by reason; `ledger` has the newest entries of the root's files by name."""
    found: dict[str, list[str]] = {}
    for file in files:
        reason = _reason(ledger.get(f"{root.prefix}{file.source_file}"))
        if reason:
            found.setdefault(reason, []).append(file.source_file)
    return found


def _reason(entry: LedgerEntry | None) -> str | None:
    if entry is None:
        return NOT_YET
    reasons = {"unreadable": f"cannot be read: {entry.detail}", "left_out": entry.detail, "duplicate": entry.detail}
    return reasons.get(entry.entry)
