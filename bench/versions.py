"""The versions and settings that a bench compares: this checkout with each form of reading, and an earlier checkout."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Version:
    """A checkout of faultbook as a bench runs it. `read_with` is its setting; empty where it knows none."""

    title: str
    checkout: Path
    read_with: str = ""

    def environment(self) -> dict[str, str]:
        """The variables of its processes: its sources, the benches of this checkout, no setting but `read_with`."""
        kept = {name: value for name, value in os.environ.items() if not _is_setting(name)}
        sources = (self.checkout / "src", self.checkout / "samples" / "src", HERE)
        kept["PYTHONPATH"] = os.pathsep.join(map(str, sources))
        return kept | ({"FAULTBOOK_READ_WITH": self.read_with} if self.read_with else {})

    def program(self, module: str, *arguments: str) -> list[str]:
        """The command that runs a module."""
        return [sys.executable, "-m", module, *arguments]


PYTHON = Version("faultbook, read_with=python", HERE, "python")
SPARK = Version("faultbook, read_with=spark", HERE, "spark")


def versions(read_with: str, before: Path | None) -> list[Version]:
    """This version with each form of `read_with` (names with commas), and the one of the checkout `before`."""
    here = [version for version in (PYTHON, SPARK) if version.read_with in read_with.split(",")]
    return [*here, *([Version("faultbook before", before.absolute())] if before else [])]


def _is_setting(name: str) -> bool:
    machine = ("FAULTBOOK_CACHE", "FAULTBOOK_JARS", "FAULTBOOK_DRIVER_MEMORY", "FAULTBOOK_CLASS_ARCHIVE")
    return name.startswith("FAULTBOOK_") and name not in machine
