"""The formats and rules that the commands work with: built in, and of the file of one's own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from faultbook.bundle.tree import find_bundle
from faultbook.catalog.formats import read_formats_file
from faultbook.errors import FaultbookError, SettingError
from faultbook.formats.choice import Choice, choose
from faultbook.formats.damage import DamagedFile
from faultbook.formats.own_formats import own_formats
from faultbook.formats.port import Format, ReadOptions
from faultbook.formats.registered import FORMATS
from faultbook.formats.source_rules import SourceRules
from faultbook.settings import Settings, make_settings


@dataclass(frozen=True)
class Known:
    """All formats by name, own ones first; the rules of sources; the options of a run here. `file`: of own ones."""

    formats: Mapping[str, Format]
    own: frozenset[str]
    rules: SourceRules
    options: ReadOptions
    file: Path | None


def known_formats(catalog: Path | None) -> Known:
    """What is known here. `catalog`: the file of own formats; None: that of the bundle, where it has one.

    InvalidCatalog where the file is missing or wrong.
    """
    settings = make_settings()
    file = catalog or bundle_formats_file()
    rules = read_formats_file(str(file) if file else "", severities=settings.severities)
    own = own_formats(rules)
    return Known({**own, **FORMATS}, frozenset(own), rules, read_options(settings), file)


def read_options(settings: Settings) -> ReadOptions:
    """How lines are read under the settings of a run."""
    return ReadOptions(
        severities=settings.severities,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
        max_record_bytes=settings.max_line_bytes,
        max_unpacked_bytes=settings.max_unpacked_bytes,
    )


def bundle_formats_file() -> Path | None:
    """catalog/formats.yml of the bundle here; None where it has none."""
    path = find_bundle(Path.cwd()) / "catalog" / "formats.yml"
    return path if path.is_file() else None


def log_files(paths: Sequence[Path], landing: Path) -> Iterator[tuple[Path, str]]:
    """Each file with its path below the landing root; all files of a folder, which is then the root itself.

    Files that lie elsewhere have the path that was given. SettingError where there is none.
    """
    root = landing.resolve()
    for path in paths:
        _check_there(path)
        if path.is_dir():
            inner = sorted(each for each in path.rglob("*") if each.is_file())
            top = root if path.resolve().is_relative_to(root) else path.resolve()
            yield from ((each, each.resolve().relative_to(top).as_posix()) for each in inner)
        else:
            below = path.resolve().is_relative_to(root)
            yield path, (path.resolve().relative_to(root) if below else path).as_posix().lstrip("/")


def check_file(path: Path) -> None:
    """SettingError where the path is no file."""
    _check_there(path)
    if path.is_dir():
        raise SettingError(f"file: found the folder {path}, expected a file. Fix: give one of its files.")


def _check_there(path: Path) -> None:
    if not path.exists():
        raise SettingError(f"file: found nothing at {path}, expected a log file. Fix: give one that is there.")


def chosen(path: Path, name: str, file: BinaryIO, known: Known) -> Choice:
    """How a file is read. FaultbookError where it cannot be decompressed."""
    options = replace(known.options, file_time=path.stat().st_mtime_ns // 1_000)
    try:
        return choose(name, file, known.rules, formats=known.formats, options=options)
    except DamagedFile as wrong:
        raise damaged(path, wrong) from wrong


def damaged(path: Path, wrong: DamagedFile) -> FaultbookError:
    """The error for a file that cannot be decompressed."""
    return FaultbookError(f"{path} cannot be read: {wrong}. Fix: land the whole file again.")
