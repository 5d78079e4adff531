"""The class-data archive: Java's record of the classes a session loaded, which saves about 2 s of every later start.

Recorded by a session that is told so (FAULTBOOK_CLASS_ARCHIVE=record), written by Java itself after Python has left.
A cache and nothing more: one that is missing, cut short or foreign is passed over in silence.
"""

import hashlib
import sys
from pathlib import Path

from faultbook.engine.java import Java
from faultbook.engine.machine import ClassArchive

# Java writes this number last, so a file that begins with it is whole (the order of bytes is the machine's).
WHOLE = frozenset({bytes.fromhex("f00baba8"), bytes.fromhex("f00baba8")[::-1]})
QUIET = ("-Xlog:cds=off", "-Xlog:cds+dynamic=off")


def archive_path(java: Java, jars: tuple[Path, ...], cache: Path) -> Path:
    """Where the archive of exactly this Java, these jars and this virtual environment lies, if it was made."""
    parts = [str(java.program), java.version, sys.prefix, *map(str, jars)]
    return cache / "archives" / f"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:16]}.jsa"


def is_whole(path: Path) -> bool:
    """Whether a finished archive lies at `path`."""
    try:
        with path.open("rb") as file:
            return file.read(4) in WHOLE
    except OSError:
        return False


def archive_options(path: Path, told: ClassArchive) -> tuple[str, ...]:
    """The Java options that use the archive at `path`, or record it where there is none; none of these: no options."""
    if told is ClassArchive.OFF:
        return ()
    if is_whole(path):
        return (f'"-XX:SharedArchiveFile={path}"', *QUIET)
    if told is ClassArchive.RECORD:
        path.parent.mkdir(parents=True, exist_ok=True)
        return (f'"-XX:ArchiveClassesAtExit={path}"', *QUIET)
    return ()
