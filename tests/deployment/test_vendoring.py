"""Wheels for closed networks: downloaded once, installed while the index is switched off."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from faultbook.bundle.deployment_file import read_deployment
from faultbook.deployment import vendoring
from faultbook.deployment.vendoring import build_environment, vendor, vendored_wheels
from faultbook.errors import MissingDependency
from tests.deployment.conftest import OpenDesk, usual_workspace
from tests.deployment.index import index, small_wheel

PROJECT = Path(__file__).parents[2]
WANTED = {
    "alpha": ("1.2", ("beta>=2",)),
    "beta": ("2.0", ()),
    "hatchling": ("1.30", ("pluggy",)),
    "pluggy": ("1.0", ()),
}
WHEELS = dict(small_wheel(name, version, needs) for name, (version, needs) in WANTED.items())


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A clone whose wheel needs alpha, which needs beta."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_RETRIES", "0")
    root = tmp_path / "clone"
    (root / "dist").mkdir(parents=True)
    text = '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "faultbook"\ndependencies = ["alpha>=1"]\n'
    (root / "pyproject.toml").write_text(text, "utf-8")
    name, content = small_wheel("faultbook", "0.1.0", ("alpha>=1",))
    (root / "dist" / name).write_bytes(content)
    return root


def install(root: Path, monkeypatch) -> subprocess.CompletedProcess[str]:
    """What a job's environment does: pip installs every wheel of dist by its path; the index is switched off."""
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    wheels = sorted(str(wheel) for wheel in (root / "dist").glob("*.whl"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    target = ["--target", str(root / "installed")]
    return subprocess.run([*command, *target, *wheels], capture_output=True, text=True, check=False, timeout=300)


def test_wheels_install_while_the_index_is_switched_off(project, monkeypatch):
    requests: list[str] = []
    with index(WHEELS, requests) as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        found = vendor(project)
    assert found.wheels == ("alpha-1.2-py3-none-any.whl", "beta-2.0-py3-none-any.whl")
    assert found.build == ("hatchling-1.30-py3-none-any.whl", "pluggy-1.0-py3-none-any.whl")
    assert requests
    done = install(project, monkeypatch)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (project / "installed").glob("*.py")} == {"alpha.py", "beta.py", "faultbook.py"}


def test_without_them_the_same_installation_fails(project, monkeypatch):
    assert install(project, monkeypatch).returncode != 0


def test_a_second_call_replaces_what_the_first_put_there(project, monkeypatch):
    newer = dict([small_wheel("alpha", "1.3"), small_wheel("hatchling", "1.31")])
    for wheels in (WHEELS, newer):
        with index(wheels, []) as address:
            monkeypatch.setenv("PIP_INDEX_URL", address)
            vendor(project)
    assert [wheel.name for wheel in vendored_wheels(project)] == ["alpha-1.3-py3-none-any.whl"]
    assert [wheel.name for wheel in (project / "dist" / "build").iterdir()] == ["hatchling-1.31-py3-none-any.whl"]
    assert (project / "dist" / "faultbook-0.1.0-py3-none-any.whl").exists()


def test_without_an_index_nothing_is_lost_and_the_remedy_is_named(project, monkeypatch):
    with index(WHEELS, []) as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        vendor(project)
    before = vendored_wheels(project)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(MissingDependency, match="Fix: run this where a package index is reached"):
        vendor(project)
    assert vendored_wheels(project) == before


def test_a_machine_that_deploys_builds_from_what_was_vendored(project):
    assert build_environment(project) == {}
    (project / "dist" / "build").mkdir()
    found = build_environment(project)
    assert found["UV_OFFLINE"] == found["PIP_NO_INDEX"] == "1"
    assert Path(found["UV_FIND_LINKS"]) == (project / "dist" / "build").resolve()


def test_the_job_wheel_needs_only_what_has_a_name_on_an_index():
    needed = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert all(Requirement(text).url is None for text in needed)


def test_a_volume_is_made_and_written_into_the_deployment(open_desk: OpenDesk, monkeypatch, capsys):
    desk = open_desk()
    desk.workspace.add("schema", "acme.tools", grants={"engineers": {"USE_SCHEMA", "CREATE_VOLUME"}})
    monkeypatch.setattr("faultbook.deployment.vendoring.vendor", lambda *_: _nothing())
    assert desk.faultbook("ada", "vendor", "--volume", "/Volumes/acme/tools/wheels") == 2
    assert "faultbook init --no-deploy" in " ".join(capsys.readouterr().err.split())
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy") == 0
    for words in ("Made /Volumes/acme/tools/wheels", "Found /Volumes/acme/tools/wheels"):
        assert desk.faultbook("ada", "vendor", "--volume", "/Volumes/acme/tools/wheels") == 0
        assert words in capsys.readouterr().out
    assert "acme.tools.wheels" in desk.workspace.named("volume")
    values = read_deployment(desk.clone_of("ada")).values
    assert values == {"artifact_path": "/Volumes/acme/tools/wheels/${workspace.current_user.short_name}"}


@pytest.mark.parametrize(
    ("volume", "code", "words"),
    [
        ("wheels", 2, "expected /Volumes/catalog/schema/volume"),
        ("/Volumes/acme/none/wheels", 3, "There is no such schema"),
        ("/Volumes/locked/tools/wheels", 3, "It needs CREATE VOLUME on the schema"),
    ],
)
def test_a_volume_that_cannot_be_is_refused(open_desk: OpenDesk, capsys, volume, code, words):
    workspace = usual_workspace()
    workspace.add("schema", "locked.tools")
    desk = open_desk(workspace)
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy") == 0
    assert desk.faultbook("ada", "vendor", "--volume", volume) == code
    assert words in " ".join(capsys.readouterr().err.split())


def _nothing():
    from faultbook.deployment.vendoring import Vendored  # noqa: PLC0415

    return Vendored((), ())


def test_a_pip_that_does_not_end_is_stopped(project, monkeypatch, tmp_path):
    hangs = tmp_path / "pip"
    hangs.write_text("#!/bin/sh\nexec sleep 600\n", "utf-8")
    hangs.chmod(0o755)
    monkeypatch.setattr(vendoring, "_pip", lambda: [str(hangs)])
    monkeypatch.setattr(vendoring, "LIMIT_SECONDS", 0.3)
    before = sorted(path.name for path in (project / "dist").glob("*.whl"))
    with pytest.raises(
        MissingDependency, match=r"pip did not download alpha>=1 within 0\.3 s\. Fix: look at the index"
    ):
        vendor(project)
    assert sorted(path.name for path in (project / "dist").glob("*.whl")) == before
