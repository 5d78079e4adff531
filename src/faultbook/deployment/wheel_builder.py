"""What builds the wheel of the jobs: uv, else a pip. The same three tries as `build` in faultbook.yml.

Looked for before the first question and any deployment: the CLI notices it only after it has begun.
"""

import re
import shutil
import subprocess
from collections.abc import Callable

from faultbook.errors import MissingDependency

LEAST_PYTHON = (3, 11)
LIMIT_SECONDS = 60.0
_PIPS = (["python3", "-m", "pip"], ["pip"])


def require_builder(find: Callable[[str], str | None] = shutil.which) -> str:
    """The program that will build; MissingDependency that lists what was found where none can."""
    if find("uv"):
        return "uv"
    found = ["uv is not on the PATH"]
    for command in _PIPS:
        name = " ".join(command)
        program = find(command[0])
        refusal = _refusal([program, *command[1:]]) if program else "is not on the PATH"
        if not refusal:
            return name
        found.append(f"{name} {refusal}")
    least = ".".join(map(str, LEAST_PYTHON))
    raise MissingDependency(
        f"The wheel of the jobs cannot be built: {'; '.join(found)}. Fix: install uv (docs.astral.sh/uv), or Python "
        f"{least} or newer with pip."
    )


def _refusal(pip: list[str]) -> str:
    """Why a pip cannot build; '' where it can. It prints its own version, and that of its Python."""
    try:
        run = subprocess.run(
            [*pip, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=LIMIT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        return f"does not run ({type(failure).__name__})"
    version = re.search(r"\(python (\d+)\.(\d+)", run.stdout)
    if run.returncode or version is None:
        return "has no pip"
    if (int(version[1]), int(version[2])) < LEAST_PYTHON:
        return f"is of Python {version[1]}.{version[2]}"
    return ""
