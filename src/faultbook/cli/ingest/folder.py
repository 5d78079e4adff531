"""The folder that `ingest` reads: whether it can be read, and which of its files are left out and why."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from faultbook.errors import SettingError
from faultbook.sources.landing import LandingRoot, braces_expanded, is_hidden, is_text

HIDDEN = "hidden: its name or its folder's name begins with . or _"
NO_FILE = "not a regular file"
LINK = "a link to a folder, which is not followed: ingest the folder that it leads to"
NO_TEXT = "its path is no UTF-8: rename it"
EMPTY = "empty"
NO_LINE = "no line in it yet, or landed during this run"


@dataclass(frozen=True)
class FoundFile:
    """A file below the folder: its path relative to it, its size in bytes, the reason why it is not read (or None)."""

    path: str
    size: int
    reason: str | None = None


@dataclass(frozen=True)
class LedgerEntry:
    """What the ledger has of a landed file: `ingest` or `unreadable`, its size in bytes, why it is unreadable."""

    entry: str
    file_bytes: int
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


def found_files(folder: Path, file_pattern: str) -> Iterator[FoundFile]:
    """Every file below the folder, sorted by path within each sub-folder, and links to folders."""
    patterns = braces_expanded(file_pattern)
    not_a_log = f"no log by its name; logs are {file_pattern}"
    for where, folders, names in os.walk(folder, onerror=_refuse):
        folders.sort()
        for link in (Path(where, name) for name in folders if Path(where, name).is_symlink()):
            yield FoundFile(link.relative_to(folder).as_posix(), 0, LINK)
        for name in sorted(names):
            path = Path(where) / name
            relative = path.relative_to(folder)
            reason = None
            if any(is_hidden(part) for part in relative.parts):
                reason = HIDDEN
            elif not path.is_file():
                reason = NO_FILE
            elif not is_text(relative.as_posix()):
                reason = NO_TEXT
            elif not any(fnmatch(name, pattern) for pattern in patterns):
                reason = not_a_log
            yield FoundFile(relative.as_posix(), path.stat().st_size if path.is_file() else 0, reason)


def require_logs(folder: Path, files: list[FoundFile], file_pattern: str) -> None:
    """SettingError where the folder has no file, or none that is a log by its name."""
    if not files:
        raise SettingError(f"DIR: {folder} has no files; expected log files named {file_pattern}. Fix: check the path.")
    if all(file.reason for file in files):
        names = ", ".join(file.path for file in files[:3]) + (" ..." if len(files) > 3 else "")
        raise SettingError(
            f"DIR: none of the {len(files):,} files in {folder} is a log by its name (found {names}); expected "
            f"{file_pattern}. Fix: rename them, or set FAULTBOOK_FILE_PATTERN to a glob that fits."
        )


def left_out(files: list[FoundFile], root: LandingRoot, ledger: Mapping[str, LedgerEntry]) -> dict[str, list[str]]:
    """The files that are not read, or not whole, by reason; `ledger` has the entries of the root's files by name."""
    found: dict[str, list[str]] = {}
    for file in files:
        reason = file.reason or _reason(file, ledger.get(f"{root.prefix}{file.path}"))
        if reason:
            found.setdefault(reason, []).append(file.path)
    return found


def _reason(file: FoundFile, entry: LedgerEntry | None) -> str | None:
    if entry is None:
        return NO_LINE if file.size else EMPTY
    if entry.entry == "unreadable":
        return f"cannot be read: {entry.detail}"
    if entry.file_bytes != file.size:
        return "changed after it was read: what was added is not read; land it under another name"
    return None


def _refuse(failure: OSError) -> None:
    raise SettingError(
        f"DIR: {failure.filename} cannot be read ({failure.strerror}); expected sub-folders that you may list. "
        "Fix: run as a user who may, or change its permissions."
    ) from failure
