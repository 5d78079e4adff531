"""The landing roots of a lakehouse: which folder is which root, and which folder may become a new one.

A workspace has one root, the volume. A folder of tables may have several; the first is the one whose files are named
without the id of a root.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

from faultbook.errors import SettingError
from faultbook.jobs.ingestion.continuing.known_files import known_files
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import CLOCK_GRAIN_MICROS, FIRST_ROOT, LandingRoot
from faultbook.tables import LANDING_ROOTS

_COMPARED = 20
"""So many landed files of a root are compared with a folder that may be the root under a new path."""


def landing_folder(settings: Settings) -> str:
    """The setting `landing` as an absolute path; `..` is resolved by name, as Hadoop does."""
    return os.path.abspath(settings.landing)


def checkpoint_of(settings: Settings, root: LandingRoot) -> str:
    """The checkpoint of a root's stream; each root has its own."""
    name = "ingest" if root.root_id == FIRST_ROOT else f"ingest-{root.root_id}"
    return f"{settings.checkpoints.rstrip('/')}/{name}"


def stored_roots(lakehouse: Lakehouse) -> list[LandingRoot]:
    """The roots that the lakehouse remembers, the first one first."""
    rows = lakehouse.fetch(LANDING_ROOTS, ("root_id", "path", "first_seen_at")).to_pylist()
    return [
        LandingRoot(row["root_id"], row["path"])
        for row in sorted(rows, key=lambda row: (row["first_seen_at"], row["root_id"]))
    ]


def landing_roots(lakehouse: Lakehouse) -> list[LandingRoot]:
    """Every root, for reading. The setting `landing` is the first root of a workspace, of a lakehouse that remembers no
    first root, and where it contains the files of a root whose own folder is gone.
    """
    path = landing_folder(lakehouse.settings)
    if not lakehouse.settings.is_local:
        return [LandingRoot(FIRST_ROOT, path)]
    stored = stored_roots(lakehouse)
    if any(root.path == path for root in stored):
        return stored
    if (moved := _moved_to(lakehouse, path, stored)) is not None:
        return [moved if root.root_id == moved.root_id else root for root in stored]
    has_first = any(root.root_id == FIRST_ROOT for root in stored)
    return stored if has_first else [LandingRoot(FIRST_ROOT, path), *stored]


def current_root(lakehouse: Lakehouse) -> LandingRoot:
    """The root that the setting `landing` names: one that is stored, one that was moved there, or a new one.

    Stores what is new. SettingError where the folder lies inside another root or contains one. The caller holds the
    lease.
    """
    path = landing_folder(lakehouse.settings)
    stored = stored_roots(lakehouse)
    if not lakehouse.settings.is_local:
        return _store(lakehouse, LandingRoot(FIRST_ROOT, path), stored)
    for root in stored:
        if root.path == path:
            return root
    if (moved := _moved_to(lakehouse, path, stored)) is not None:
        return _store(lakehouse, moved, stored)
    _require_apart(path, stored)
    if not any(root.root_id == FIRST_ROOT for root in stored) and _may_be_first(lakehouse, path):
        return _store(lakehouse, LandingRoot(FIRST_ROOT, path), stored)
    return _store(lakehouse, LandingRoot(new_root_id(path, (root.root_id for root in stored)), path), stored)


def new_root_id(path: str, taken: Iterable[str]) -> str:
    """An id for a folder: its name in letters, digits, `.`, `_` and `-`, with a number where another root has it."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(path).name).strip("-.") or "root"
    used = {FIRST_ROOT, *taken}
    return next(found for at in count(1) if (found := name if at == 1 else f"{name}-{at}") not in used)


def _store(lakehouse: Lakehouse, root: LandingRoot, stored: Sequence[LandingRoot]) -> LandingRoot:
    if root in stored:
        return root
    if any(other.root_id == root.root_id for other in stored):
        path = root.path.replace("\\", "\\\\").replace("'", "\\'")
        lakehouse.update(LANDING_ROOTS, assign=f"path = '{path}'", where=f"root_id = '{root.root_id}'")
    else:
        row = {"root_id": root.root_id, "path": root.path, "first_seen_at": datetime.now(UTC)}
        lakehouse.append_rows(LANDING_ROOTS, table_of(LANDING_ROOTS, [row]))
    return root


def _moved_to(lakehouse: Lakehouse, path: str, stored: Sequence[LandingRoot]) -> LandingRoot | None:
    """The root whose folder is gone and whose files lie in `path`, with that path; None where there is none."""
    gone = (root for root in stored if not Path(root.path).is_dir())
    return next(
        (LandingRoot(root.root_id, path) for root in gone if _has_files_of(lakehouse, root.root_id, path)), None
    )


def _require_apart(path: str, stored: Sequence[LandingRoot]) -> None:
    for root in stored:
        if not Path(root.path).is_dir():
            continue
        inside = Path(path).is_relative_to(root.path)
        if inside or Path(root.path).is_relative_to(path):
            raise SettingError(
                f"landing: found {path}, which {'lies inside' if inside else 'contains'} {root.path}; expected that "
                "folder itself or one apart from it, because this lakehouse reads it already and would count its "
                f"lines twice. Fix: read {root.path}, or give another --lakehouse."
            )


def _may_be_first(lakehouse: Lakehouse, path: str) -> bool:
    """True unless the lakehouse, which remembers no first root, has read it from another folder.

    Versions of November 2026 and older did not store roots; the checkpoint contains the paths that they read.
    """
    if _has_files_of(lakehouse, FIRST_ROOT, path):
        return True
    log = Path(checkpoint_of(lakehouse.settings, LandingRoot(FIRST_ROOT, path))) / "sources" / "0"
    read = next(_paths_in(log), None)
    return read is None or Path(read).is_relative_to(path)


def _paths_in(log: Path) -> Iterator[str]:
    for file in sorted(log.glob("[0-9]*")) if log.is_dir() else ():
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("{"):
                yield unquote(urlsplit(json.loads(line)["path"]).path)


def _has_files_of(lakehouse: Lakehouse, root_id: str, path: str) -> bool:
    """True where of the root's newest landed files that lie in the folder, at least half are as the ledger knows them.

    Name, size and time: a folder taken for a root by mistake would have files left out as known. Files go on and are
    rotated while a root is moved; what became of those is seen in their contents.
    """
    root = LandingRoot(root_id, path)
    own = [(name, known) for name, known in known_files(lakehouse).items() if root.contains(name)]
    newest = sorted(
        (pair for pair in own if pair[1].entry != "left_out"), key=lambda pair: (-pair[1].batch_id, pair[0])
    )
    # Members of archives, and files that were removed since, are none that lie there.
    there = islice(((file, known) for name, known in newest if (file := Path(root.file_of(name))).is_file()), _COMPARED)
    same = [_is_same(file, known.file_bytes, known.file_modified_micros) for file, known in there]
    return bool(same) and 2 * sum(same) >= len(same)


def _is_same(file: Path, size: int, micros: int) -> bool:
    facts = file.stat()
    return facts.st_size == size and abs(facts.st_mtime_ns // 1_000 - micros) <= CLOCK_GRAIN_MICROS
