"""The class-data archive: Java's record of the classes a session loaded, which saves about 2 s of every later start.

Recorded by a session with FAULTBOOK_CLASS_ARCHIVE=record, written by Java itself after Python has exited.
Only a cache: one that is missing, cut short or foreign is ignored.
"""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from faultbook.engine.java import Java
from faultbook.engine.machine import ClassArchive

# Java writes this number last, so a file that begins with it is whole (the order of bytes is the machine's).
WHOLE = frozenset({bytes.fromhex("f00baba8"), bytes.fromhex("f00baba8")[::-1]})
DUMP_TIMEOUT_SECONDS = 60
QUIET = ("-Xlog:cds=off", "-Xlog:cds+dynamic=off")


def archive_path(java: Java, jars: tuple[Path, ...], cache: Path) -> Path:
    """Where the archive of exactly this Java, these jars and this virtual environment is, if it was made."""
    parts = [str(java.program), java.version, sys.prefix, *map(str, jars)]
    return cache / "archives" / f"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:16]}.jsa"


def is_whole(path: Path) -> bool:
    """Whether there is a finished archive at `path`."""
    try:
        with path.open("rb") as file:
            return file.read(4) in WHOLE
    except OSError:
        return False


def archive_options(java: Java, path: Path, use: ClassArchive) -> tuple[str, ...]:
    """The Java options that use the archive at `path`, or record it where there is none; none of these: no options."""
    if use is ClassArchive.OFF:
        return ()
    base = _base_archive(java, path.parent)
    if is_whole(path):
        return (f'"-XX:SharedArchiveFile={":".join(map(str, [*base, path]))}"', *QUIET)
    if use is not ClassArchive.RECORD:
        return ()
    path.parent.mkdir(parents=True, exist_ok=True)
    if base and not base[0].is_file():
        _dump_base(java, base[0])
    given = [f'"-XX:SharedArchiveFile={base[0]}"'] if base else []
    return (*given, f'"-XX:ArchiveClassesAtExit={path}"', *QUIET)


def _base_archive(java: Java, folder: Path) -> tuple[Path, ...]:
    """Where the archive of Java's own classes is that ours is based on; none where Java has it built in."""
    if (java.program.parent.parent / "lib" / "server" / "classes.jsa").is_file():
        return ()
    identity = f"{java.program} {java.version}"
    return (folder / f"base-{hashlib.sha256(identity.encode()).hexdigest()[:16]}.jsa",)


def _dump_base(java: Java, path: Path) -> None:
    """Has Java write the archive of its own classes (1 s); without it nothing is recorded, and nothing else is lost."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        written = Path(scratch, "base.jsa")
        command = [str(java.program), "-Xshare:dump", f"-XX:SharedArchiveFile={written}", "-XX:+UseSerialGC"]
        try:
            subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=DUMP_TIMEOUT_SECONDS, check=False
            )
            written.replace(path)
        except (OSError, subprocess.TimeoutExpired):
            return
