"""Desks: with the Azure CLI's stand-in on the PATH, and with a workspace; both have an events folder."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from faultbook.cli import run_command_line
from tests.connecting.azure_resources import usual_state
from tests.connecting.jobs_desk import PASSWORD as PASSWORD_OF_JOBS
from tests.connecting.jobs_desk import JobsDesk, usual_jobs
from tests.workspace.server import serving

PROJECT = Path(__file__).resolve().parents[2]
SECRET = "pa/ss:w@rd-4711"
CREDENTIAL = f"azure:{SECRET}"
RECEIVER = "https://events.example.com"
USUAL = ("--receiver", RECEIVER, "--factory", "all")


@dataclass
class AzureDesk:
    """Where a person works: `file` has Azure's state, `events` is the events folder."""

    file: Path
    events: Path

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.file.read_text())
        return found

    def change(self, **fields: Any) -> None:
        """Sets fields of Azure's state."""
        self.file.write_text(json.dumps({**self.state, **fields}))

    def connect(self, *words: str) -> int:
        """Runs `faultbook connect azure`; its exit code."""
        self.change(calls=[])
        return run_command_line(["connect", "azure", "--wait", "0", *words])

    def connect_and_die(self, call: int) -> int:
        """Runs it in a process of its own, which is killed after that call of az; its exit code."""
        self.change(calls=[], kill_at=call)
        command = [sys.executable, "-m", "faultbook.cli", "connect", "azure", "--wait", "0", *USUAL]
        code = subprocess.run(command, capture_output=True, check=False, timeout=60).returncode
        self.change(kill_at=None)
        return code

    @property
    def calls(self) -> list[list[str]]:
        return [call["words"] for call in self.state["calls"]]

    @property
    def writes(self) -> list[tuple[str, str]]:
        """Method and last two parts of the path of each request that changes something, in order."""
        found = []
        for words in self.calls:
            if words[0] == "rest" and words[2] != "get":
                path = words[4].partition("?")[0]
                found.append((words[2], "/".join(path.split("/")[-2:])))
        return found

    @property
    def made(self) -> dict[str, dict[str, Any]]:
        """What is there beside what was there from the start, by the end of its id."""
        before = usual_state()["resources"]
        return {
            re.sub(r".*/factories/", "", key.replace("/providers/microsoft.insights", "")).rsplit("resourcegroups/")[
                -1
            ]: row
            for key, row in self.state["resources"].items()
            if key not in before
        }


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AzureDesk]:
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "az"
    paths = os.pathsep.join(map(str, (PROJECT, PROJECT / "src")))
    # Without site-packages: a start of 20 ms in place of 150.
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{paths}" exec "{sys.executable}" -S -m tests.connecting.fake_az "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", paths)
    monkeypatch.setenv("FAKE_AZ", str(tmp_path / "azure.json"))
    monkeypatch.setenv("FAULTBOOK_RECEIVER_CREDENTIAL", CREDENTIAL)
    monkeypatch.setenv("FAULTBOOK_EVENTS", str(tmp_path / "events"))
    found = AzureDesk(tmp_path / "azure.json", tmp_path / "events")
    found.file.write_text(json.dumps({**usual_state(), "events": str(found.events)}))
    yield found


@pytest.fixture
def jobs_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobsDesk]:
    workspace = usual_jobs()
    found = JobsDesk(workspace, tmp_path / "events")
    workspace.run_listeners.append(found.deliver)
    monkeypatch.setenv("FAULTBOOK_RECEIVER_CREDENTIAL", f"databricks:{PASSWORD_OF_JOBS}")
    monkeypatch.setenv("FAULTBOOK_EVENTS", str(found.events))
    with serving(workspace) as host:
        monkeypatch.setenv("DATABRICKS_HOST", host)
        monkeypatch.setenv("DATABRICKS_TOKEN", "ada")
        yield found
