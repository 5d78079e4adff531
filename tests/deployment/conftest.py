"""A clone, a workspace with its people, and a CLI: what a deployment on this machine needs.

FAULTBOOK_DATABRICKS_CLI names the real program; without it, tests use an imitation (fake_cli.py).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from faultbook.cli import run_command_line
from tests.workspace.server import serving
from tests.workspace.state import Person, Request, Workspace

PROJECT = Path(__file__).resolve().parents[2]
CLONED = ("databricks.yml", "faultbook.yml", "pyproject.toml", "resources", "dashboards")
ADA = Person("ada@example.com", ("engineers", "log-admins"))
BOB = Person("bob@example.com", ("engineers",))
CI = Person("11111111-2222-3333-4444-555555555555", ("engineers", "log-admins"))
PEOPLE = {"ada": ADA, "bob": BOB, "ci": CI}
WAREHOUSE = {"id": "0123456789abcdef", "name": "small", "state": "STOPPED", "cluster_size": "2X-Small"}
GROUPS = {"log-readers": "Group", "log-operators": "Group", "log-admins": "Group", "users": "WorkspaceGroup"}
PRODUCTION = ("--readers", "log-readers", "--operators", "log-operators", "--admins", "log-admins")
IN_PRODUCTION = ("--target", "prod", *PRODUCTION)


def usual_workspace(*, with_warehouse: bool = True, with_bill: bool = True) -> Workspace:
    """A workspace with a catalog of its own, one that may only be seen, and three people."""
    workspace = Workspace(people=PEOPLE, groups=dict(GROUPS), warehouses=[dict(WAREHOUSE)] if with_warehouse else [])
    workspace.add("catalog", "acme", grants={"engineers": {"USE_CATALOG", "CREATE_SCHEMA"}})
    workspace.add("catalog", "locked", grants={"account users": {"BROWSE"}})
    bill = {"USE_CATALOG", "USE_SCHEMA", "SELECT"} if with_bill else {"BROWSE"}
    workspace.add("catalog", "system", grants={"account users": bill})
    workspace.add("schema", "system.billing")
    return workspace


@dataclass
class Desk:
    """Where people work: clones, the CLI, and the workspace. `calls`: the file of the CLI's calls."""

    workspace: Workspace
    host: str
    folder: Path
    calls: Path
    clones: dict[str, Path] = field(default_factory=dict)

    def clone_of(self, who: str) -> Path:
        """The clone of a person; made where there is none."""
        if who not in self.clones:
            self.clones[who] = self.folder / f"clone-of-{who}"
            self.clones[who].mkdir()
            for name in CLONED:
                source = PROJECT / name
                (shutil.copytree if source.is_dir() else shutil.copy)(source, self.clones[who] / name)
        return self.clones[who]

    def hand_over(self, giver: str, receiver: str) -> None:
        """Commits and pulls: the file that one wrote is in the other's clone."""
        shutil.copy(self.clone_of(giver) / "databricks.yml", self.clone_of(receiver) / "databricks.yml")

    def faultbook(self, who: str, *words: str) -> int:
        """Runs a command of faultbook as a person, in the person's clone; its exit code."""
        os.environ.update(DATABRICKS_HOST=self.host, DATABRICKS_TOKEN=who)
        return run_command_line([*words, "--folder", str(self.clone_of(who))])

    def databricks(self, who: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs the CLI as a person, in the person's clone."""
        os.environ.update(DATABRICKS_HOST=self.host, DATABRICKS_TOKEN=who)
        command = ["databricks", *words]
        return subprocess.run(command, cwd=self.clone_of(who), capture_output=True, text=True, check=False, timeout=300)

    def cli_calls(self) -> list[str]:
        """What the CLI was called with, in order."""
        return self.calls.read_text("utf-8").splitlines() if self.calls.exists() else []

    def made(self) -> list[Request]:
        """The requests that changed something, in order."""
        return [one for one in self.workspace.requests if one.method != "GET" and "/workspace" not in one.path]


OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenDesk]:
    """Opens a desk at a workspace; one for each test."""
    tools = tmp_path / "tools"
    tools.mkdir()
    real = os.environ.get("FAULTBOOK_DATABRICKS_CLI", "")
    _install(tools / "databricks", _recording(real) if real else _python("fake_cli"))
    _install(tools / "uv", _python("fake_uv"))
    calls = tmp_path / "calls"
    for name in ("HOST", "TOKEN", "CONFIG_PROFILE", "CLIENT_ID", "CLIENT_SECRET", "WAREHOUSE_ID"):
        monkeypatch.setenv(f"DATABRICKS_{name}", "")
        monkeypatch.delenv(f"DATABRICKS_{name}")
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "no-databrickscfg"))
    monkeypatch.setenv("FAKE_CLI_CALLS", str(calls))
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "200")
    with _closing() as enter:

        def opened(workspace: Workspace | None = None) -> Desk:
            used = workspace or usual_workspace()
            return Desk(used, enter(serving(used)), tmp_path, calls)

        yield opened


def _install(program: Path, text: str) -> None:
    program.write_text(text, "utf-8")
    program.chmod(0o755)


def _python(module: str) -> str:
    paths = [str(PROJECT), str(PROJECT / "src")]
    call = f"from tests.deployment.{module} import main\nmain()\n"
    return f"#!{sys.executable}\nimport sys\nsys.path[:0] = {paths!r}\n{call}"


def _recording(real: str) -> str:
    """A script that writes down its call, and is the real CLI then."""
    quiet = ("CACHE_ENABLED=false", "CLI_DISABLE_UPDATE_CHECK=true", "CLI_DISABLE_TELEMETRY=true")
    exported = " ".join(f"DATABRICKS_{each}" for each in quiet)
    return f'#!/bin/sh\necho "$*" >>"$FAKE_CLI_CALLS"\nexport {exported}\nexec "{real}" "$@"\n'


@contextmanager
def _closing() -> Iterator[Callable[..., str]]:
    from contextlib import ExitStack  # noqa: PLC0415

    with ExitStack() as stack:
        yield stack.enter_context
