"""Archives among the landed files: their members are read as files of their own."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from faultbook.formats.archives import UnpackLimits, archive_kind, member_name, unpack
from faultbook.formats.damage import DamagedFile
from faultbook.jobs.ingestion.landed_files import text_of_landed
from faultbook.settings import Settings
from faultbook.sources.landing import EMPTY, LandedFile, LandingRoot
from faultbook.transforms.landed.file_reader import CANNOT_OPEN

UNPACKED_BYTES = 512 * 2**20
"""About so many bytes of archives' members lie unpacked at a time."""
_THREADS = 32
_FOLDER = "unpacked"


@dataclass
class UnpackedArchives:
    """Some archives and their members. `damaged`: archives that cannot be read, with the reason."""

    archives: list[LandedFile] = field(default_factory=list)
    members: list[LandedFile] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)

    def detail(self, archive: LandedFile) -> str:
        """What became of an archive, in words."""
        if archive.source_file in self.damaged:
            return self.damaged[archive.source_file]
        own = [file for file in self.members if file.source_file.startswith(member_name(archive.source_file, ""))]
        out = sum(file.left_out is not None for file in own)
        return f"an archive of {len(own):,} files" + (f", of which {out:,} are left out" if out else "")


def archives_among(root: LandingRoot, files: Sequence[LandedFile], *, is_local: bool) -> list[LandedFile]:
    """The archives among some landed files, by their contents."""
    if is_local:
        return [file for file in files if _is_archive(root, file)]
    with ThreadPoolExecutor(_THREADS) as threads:
        found = threads.map(lambda file: _is_archive(root, file), files)
        return [file for file, is_archive in zip(files, found, strict=True) if is_archive]


def unpacked(root: LandingRoot, archives: Iterable[LandedFile], settings: Settings) -> Iterator[UnpackedArchives]:
    """The archives with their members unpacked, some at a time. The members lie beside the checkpoints until the next
    ones are asked for.
    """
    with _folder(settings) as folder:
        group, size = UnpackedArchives(), 0
        for number, archive in enumerate(archives):
            into = folder / str(number)
            into.mkdir(parents=True)
            size += _unpack(root, archive, into, group, settings)
            if size >= UNPACKED_BYTES:
                yield group
                shutil.rmtree(folder)
                group, size = UnpackedArchives(), 0
        if group.archives:
            yield group


@contextmanager
def _folder(settings: Settings) -> Iterator[Path]:
    folder = Path(settings.checkpoints).absolute() / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(root: LandingRoot, archive: LandedFile, into: Path, group: UnpackedArchives, settings: Settings) -> int:
    group.archives.append(archive)
    size = 0
    try:
        opened = text_of_landed(root, archive).open()
    except OSError as trouble:
        group.damaged[archive.source_file] = f"{CANNOT_OPEN}: {trouble.strerror}"
        return 0
    try:
        with opened as file:
            members = unpack(file, into, UnpackLimits(settings.max_unpacked_bytes))
    except DamagedFile as damage:
        group.damaged[archive.source_file] = str(damage)
        return 0
    seen: set[str] = set()
    for member in members:
        if member.name in seen:  # left out: the first one has the name
            continue
        seen.add(member.name)
        length = member.path.stat().st_size if member.path else member.size
        size += length
        group.members.append(
            LandedFile(
                member_name(archive.source_file, member.name),
                length,
                member.modified_micros or archive.file_modified_micros,
                member.left_out or (None if length else EMPTY),
                None if member.path is None else str(member.path),
            )
        )
    return size


def _is_archive(root: LandingRoot, file: LandedFile) -> bool:
    try:
        with text_of_landed(root, file).open() as opened:
            return archive_kind(opened) is not None
    except OSError:
        return False
