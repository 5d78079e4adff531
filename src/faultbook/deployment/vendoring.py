"""Wheels for a workspace that reaches no package index: what the job wheel needs, downloaded beside it by pip.

They lie in `dist/`, whose every wheel a deployment uploads and each job installs by its path: pip looks nothing up.
`dist/build/` has what building the wheel needs, for a machine that deploys and reaches no index either.
"""

import importlib.util
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faultbook.errors import MissingDependency

SERVERLESS_PYTHON = "3.12"
"""Python of serverless environment 5."""
PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64")
LIMIT_SECONDS = 1_800.0
"""Longest time of one download."""
BUILD = "build"
_OWN = "faultbook"


@dataclass(frozen=True)
class Vendored:
    """What was downloaded: names of the wheels for jobs, and of those for the build."""

    wheels: tuple[str, ...]
    build: tuple[str, ...]


def vendor(root: Path, python: str = SERVERLESS_PYTHON, platforms: Sequence[str] = PLATFORMS) -> Vendored:
    """Downloads into `dist/` of a clone, in place of an earlier call's wheels; MissingDependency where pip cannot."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    dist = root / "dist"
    new, new_build = dist / "new", dist / "new" / BUILD
    shutil.rmtree(new, ignore_errors=True)
    new_build.mkdir(parents=True)
    target = ["--python-version", python, "--implementation", "cp"]
    target += [word for platform in platforms for word in ("--platform", platform)]
    _download(project["project"]["dependencies"], new, target)
    _download(project["build-system"]["requires"], new_build, [])
    for old in vendored_wheels(root):
        old.unlink()
    shutil.rmtree(dist / BUILD, ignore_errors=True)
    for wheel in new.glob("*.whl"):
        wheel.rename(dist / wheel.name)
    new_build.rename(dist / BUILD)
    new.rmdir()
    return Vendored(
        tuple(wheel.name for wheel in vendored_wheels(root)),
        tuple(sorted(each.name for each in (dist / BUILD).iterdir())),
    )


def vendored_wheels(root: Path) -> list[Path]:
    """The wheels of other packages in `dist/`, sorted."""
    return sorted(wheel for wheel in (root / "dist").glob("*.whl") if wheel.name.split("-")[0] != _OWN)


def build_environment(root: Path) -> dict[str, str]:
    """Variables by which uv and pip build from what was vendored; none where nothing was."""
    folder = root / "dist" / BUILD
    if not folder.is_dir():
        return {}
    place = str(folder.resolve())
    return {"UV_OFFLINE": "1", "UV_FIND_LINKS": place, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": place}


def _download(requirements: Sequence[str], folder: Path, target: Sequence[str]) -> None:
    command = [*_pip(), "download", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    try:
        run = subprocess.run(
            [*command, *target, "--dest", str(folder), *requirements],
            stdin=subprocess.DEVNULL,  # an index with a password would ask for it
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        raise MissingDependency(
            f"pip did not download {', '.join(requirements)} within {LIMIT_SECONDS:g} s. Fix: look at the index that "
            "it is set up for (pip config list), or at the proxy."
        ) from late
    if run.returncode:
        errors = [line for line in run.stderr.splitlines() if line.startswith("ERROR")] or run.stderr.splitlines()[-1:]
        raise MissingDependency(
            f"pip could not download {', '.join(requirements)}: {' '.join(errors[:2])[:500]} "
            "Fix: run this where a package index is reached (PIP_INDEX_URL names another than the usual one), "
            "and copy the "
            "folder dist to the machine that deploys."
        )


def _pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if uv := shutil.which("uv"):
        return [uv, "tool", "run", "pip"]
    raise MissingDependency(f"{sys.executable} has no pip, and uv is not on the PATH. Fix: install one of them.")
