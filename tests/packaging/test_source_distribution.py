"""The source distribution has its tests, and they pass in it."""

import os
import subprocess
import sys

import pytest

from tests.packaging.builds import ROOT, build_sdist

TESTS = ["tests/bundle", "tests/packaging", "tests/cli/test_command_line.py", "tests/test_architecture.py"]


@pytest.mark.verify
def test_the_source_distribution_passes_its_own_tests(tmp_path):
    with build_sdist(ROOT, tmp_path) as archive:
        archive.extractall(tmp_path, filter="data")
    [unpacked] = [path for path in tmp_path.iterdir() if path.is_dir()]
    paths = [unpacked / "src", unpacked / "samples" / "src", unpacked]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-m", "pytest", "-m", "not spark and not verify", *TESTS]

    run = subprocess.run(command, cwd=unpacked, env=environment, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout[-3000:]
    assert " passed" in run.stdout
