"""A program that never ends, or whose child keeps its output open, ends with its limit; so do commands of the CLI."""

import os
import sys
from pathlib import Path

import pytest

from faultbook.deployment.bundle_cli import BundleCli, DeploymentFailed
from faultbook.deployment.limited_process import Overdue, run_limited
from tests.deployment.test_bundle_cli import program

LONG = 60


def limited(folder: Path, code: str, limit: float, lines: list[str] | None = None) -> int:
    taken = lines if lines is not None else []
    command = [sys.executable, "-c", code]
    return run_limited(
        command, taken.append, folder=folder, environment=os.environ, limit_seconds=limit, stop_seconds=0.5
    )


def test_lines_and_the_exit_code_come_through(tmp_path):
    lines: list[str] = []
    code = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(5)"
    assert limited(tmp_path, code, LONG, lines) == 5
    assert sorted(lines) == ["one", "two"]


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(600)",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(600)",
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(20)'])",
        "while True: print('busy')",
    ],
    ids=["silent", "deaf", "child", "busy"],
)
def test_it_is_stopped_at_its_limit(tmp_path, code):
    with pytest.raises(Overdue):
        limited(tmp_path, code, 1.0)


def test_it_is_stopped_where_its_lines_cannot_be_shown(tmp_path):
    def broken(_: str) -> None:
        raise ValueError("the terminal is gone")

    code = "import time; print('on', flush=True); time.sleep(600)"
    with pytest.raises(ValueError, match="gone"):
        run_limited(
            [sys.executable, "-c", code],
            broken,
            folder=tmp_path,
            environment=os.environ,
            limit_seconds=LONG,
            stop_seconds=0.2,
        )


@pytest.mark.parametrize("command", ["deploy", "validate", "run", "summary", "--version"])
def test_no_command_of_the_cli_waits_without_a_limit(tmp_path, command):
    hangs = program(tmp_path, "exec sleep 600")
    cli = BundleCli(tmp_path, "dev", program=hangs.program, limits={command: 0.3})
    calls = {
        "deploy": cli.deploy,
        "validate": cli.validate,
        "run": lambda: cli.run("setup"),
        "summary": cli.summary,
        "--version": cli.require,
    }
    with pytest.raises(DeploymentFailed, match=r"did not end within 0\.3 s and was stopped\. Fix: run it by hand"):
        calls[command]()


@pytest.mark.parametrize("text", ["Warn: something", "[]", ""])
def test_a_summary_that_is_no_json_is_a_sentence(tmp_path, text):
    with pytest.raises(DeploymentFailed, match="printed no JSON object"):
        program(tmp_path, f"echo '{text}'").summary()
