"""The parts of a deployment: the logs, always; the bill; incidents; and what asks a SQL warehouse.

Each is a folder of resources.

Bundle YAML has no conditions, but a file that `include` does not name is not deployed: that list is the choice.
"""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

RESOURCES = "resources"
PRODUCT = "faultbook.yml"
"""What every deployment shares: variables, the wheel, targets."""

ROW_FILTERS = f"{RESOURCES}/row_filters/*.yml"
"""The entry of `include` that switches row filters on in production. No part: it adds no answer, and takes rights."""


class Part(StrEnum):
    """What can be chosen beside the logs."""

    BILL = "bill"
    INCIDENTS = "incidents"
    GENIE = "genie"
    DASHBOARD = "dashboard"
    ALERTS = "alerts"
    CONSOLE = "console"


HALVES = (Part.BILL, Part.INCIDENTS)
"""Parts with jobs and tables of their own; each may have a folder for each of SURFACES."""
SURFACES = (Part.GENIE, Part.DASHBOARD, Part.ALERTS, Part.CONSOLE)
"""Parts that ask a SQL warehouse."""
EVERYTHING = frozenset(Part)


def folder(half: Part | None = None, surface: Part | None = None) -> Path:
    """Where resources of a half (none: the logs) lie, or those by which a surface shows it."""
    return Path(RESOURCES, *(part.value for part in (half, surface) if part is not None))


def include_patterns(parts: Iterable[Part], root: Path) -> list[str]:
    """The entries of `include` for the chosen parts, of folders in `root` that have a file."""
    chosen = set(parts)
    halves = [None, *(half for half in HALVES if half in chosen)]
    surfaces = [None, *(surface for surface in SURFACES if surface in chosen)]
    patterns = [f"{folder(half, surface).as_posix()}/*.yml" for surface in surfaces for half in halves]
    return [PRODUCT, *(pattern for pattern in patterns if any(root.glob(pattern)))]


def parts_of(include: Iterable[str]) -> frozenset[Part]:
    """The parts that a list of `include` chooses."""
    paths = (Path(pattern) for pattern in include)
    named = {name for path in paths if path.parts[:1] == (RESOURCES,) for name in path.parts[1:-1]}
    return frozenset(part for part in Part if part.value in named)
