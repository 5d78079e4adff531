"""Wheels and source distributions of this repository, built as pip builds them, without a network."""

import tarfile
import zipfile
from pathlib import Path

from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


def build_wheel(project: Path, folder: Path) -> zipfile.ZipFile:
    """The wheel of a project's folder."""
    return zipfile.ZipFile(next(WheelBuilder(str(project)).build(directory=str(folder), versions=["standard"])))


def build_sdist(project: Path, folder: Path) -> tarfile.TarFile:
    """The source distribution of a project's folder."""
    return tarfile.open(next(SdistBuilder(str(project)).build(directory=str(folder), versions=["standard"])))
