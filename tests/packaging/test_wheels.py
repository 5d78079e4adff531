"""What the two wheels contain, and that faultbook's alone finds everything that it reads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.builds import ROOT, build_wheel

GENERATED_BY_PYTHON = {"__pycache__"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder that has what pip would install."""
    folder = tmp_path_factory.mktemp("installed")
    wheel.extractall(folder)
    return folder


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder.parent).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not GENERATED_BY_PYTHON & set(path.parts)
    }


def test_faultbook_s_wheel_has_the_package_and_the_bundle_s_files_and_nothing_else(wheel):
    found = {name for name in wheel.namelist() if ".dist-info/" not in name}
    bundle = {"databricks.yml", "faultbook.yml", *files_below(ROOT / "resources"), *files_below(ROOT / "catalog")}
    assert found == files_below(ROOT / "src" / "faultbook") | {f"faultbook/bundle/project/{name}" for name in bundle}
    for needed in (
        "faultbook/py.typed",
        "faultbook/engine/log4j2.properties",
        "faultbook/generated/views.json",
        "faultbook/generated/databricks/error_frequency.sql",
        "faultbook/serve/console/templates/base.html.j2",
        "faultbook/serve/web/grafana.json",
        "faultbook/bundle/project/resources/ingest.job.yml",
    ):
        assert needed in found


def test_the_samples_wheel_has_the_samples_only(tmp_path):
    found = {name for name in build_wheel(ROOT / "samples", tmp_path).namelist() if ".dist-info/" not in name}
    assert found == files_below(ROOT / "samples" / "src" / "faultbook_samples")
    assert "faultbook_samples/py.typed" in found


def test_an_installed_faultbook_runs_without_a_clone(installed, tmp_path):
    program = (
        "import faultbook, pathlib\n"
        "from faultbook.bundle.tree import find_bundle\n"
        "from faultbook.stores.views import published_views\n"
        "print(faultbook.__file__, find_bundle(pathlib.Path.cwd()), len(published_views()))"
    )
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONPATH": str(installed), "COLUMNS": "200"}

    def python(*words: str) -> str:
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    module, bundle, views = python("-c", program).split()
    assert Path(module).is_relative_to(installed) and Path(bundle).is_relative_to(installed)
    assert int(views) > 30
    assert "ingest > patterns" in python("-m", "faultbook.cli", "jobs")
