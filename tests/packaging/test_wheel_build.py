"""The command by which a deployment builds the wheel: uv, else pip, else one sentence that names what is missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

from faultbook.bundle.tree import read_bundle
from tests.packaging.builds import ROOT

BUILD = str(read_bundle(ROOT).config["artifacts"]["wheel"]["build"])
TOOLS = ("uv", "python3", "pip")
SHELLS = [shell for shell in ("sh", "bash") if shutil.which(shell)]


def run_build(tmp_path: Path, works: dict[str, bool], shell: str = "sh") -> tuple[int, str, list[str]]:
    """Exit code, output and the calls of a build where only the tools of `works` exist, and work or not."""
    tools, calls = tmp_path / "tools", tmp_path / "calls"
    tools.mkdir()
    calls.touch()
    for name, does in works.items():
        answer = "exit 0" if does else f"echo {name} has no hatchling >&2; exit 1"
        (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"{calls}"\n{answer}\n', "utf-8")
        (tools / name).chmod(0o755)
    command = [str(shutil.which(shell)), "-c", BUILD]
    # Both streams as one, as the CLI shows them.
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    run = subprocess.run(command, cwd=tmp_path, env={"PATH": str(tools)}, text=True, check=False, timeout=60, **both)
    return run.returncode, run.stdout, calls.read_text("utf-8").splitlines()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("works", TOOLS)
def test_the_first_tool_that_works_builds_it(tmp_path, works, shell):
    code, output, calls = run_build(tmp_path, {name: name == works for name in TOOLS}, shell)
    assert code == 0
    assert [call.split()[0] for call in calls] == list(TOOLS[: TOOLS.index(works) + 1])
    assert "no wheel was built" not in output


@pytest.mark.parametrize("present", [(), ("pip",), TOOLS])
def test_where_none_works_the_last_sentence_names_the_remedy_and_each_answer_is_above_it(tmp_path, present):
    code, output, _ = run_build(tmp_path, dict.fromkeys(present, False))
    assert code != 0
    last = output.strip().splitlines()[-1]
    assert last.startswith("faultbook: no wheel was built")
    assert "Install uv" in last
    assert "faultbook vendor" in last
    assert all(f"{name} has no hatchling" in output for name in present)
    assert all("not found" in line for line in output.strip().splitlines()[:-1] if "no hatchling" not in line)


def test_only_the_wheel_of_faultbook_gets_a_version_of_its_own():
    files = read_bundle(ROOT).config["artifacts"]["wheel"]["files"]
    assert files == [{"source": "dist/faultbook-*.whl"}]
