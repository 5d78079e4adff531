"""Debian's Alertmanager and its amtool, for the time of a test."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.verify.processes import POOL, eventually, free_port, process

INSTALL = "is not installed (Debian: prometheus-alertmanager)"


def alertmanager(what_else: str) -> str:
    """The program; the test is skipped where it is not installed, with what was not done."""
    found = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    if found is None:
        pytest.skip(f"Alertmanager {INSTALL}, so {what_else}.")
    return found


def amtool(what_else: str) -> str:
    """The program; the test is skipped where it is not installed, with what was not done."""
    found = shutil.which("amtool")
    if found is None:
        pytest.skip(f"amtool {INSTALL}, so {what_else}.")
    return found


@contextmanager
def running_alertmanager(
    program: str, folder: Path, configuration: str, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of a running one, with a configuration, its files in a folder."""
    file, port = folder / "alertmanager.yml", free_port()
    file.write_text(configuration, "utf-8")
    command = [
        program,
        f"--config.file={file}",
        f"--storage.path={folder / 'storage'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    with process(command, folder, {**os.environ, **(environment or {})}):
        address = f"http://127.0.0.1:{port}"
        eventually(lambda: POOL.request("GET", f"{address}/-/ready").status == 200)
        yield address


def accepted(program: str, folder: Path, texts: list[str]) -> list[bool]:
    """Whether `amtool check-config` accepts each text as a part of a configuration."""
    files = []
    for number, text in enumerate(texts):
        file = folder / f"{number:04}.yml"
        file.write_text(f"route: {{receiver: all}}\nreceivers: [{{name: all}}]\n{text}", "utf-8")
        files.append(file)
    done = subprocess.run([program, "check-config", *files], capture_output=True, text=True, check=False, timeout=300)
    verdicts = {}
    for part in done.stdout.split("Checking '")[1:]:
        name, _, rest = part.partition("'")
        verdicts[name] = rest.split()[0] == "SUCCESS"
    assert len(verdicts) == len(files), done.stdout[-2000:] + done.stderr[-2000:]
    return [verdicts[str(file)] for file in files]


def as_yaml(text: str) -> str:
    """A text in double quotes: JSON's escapes are YAML's within the first 65,536 characters."""
    return json.dumps(text)


def does_not_raise(call_it: Callable[[], Any], error: type[Exception]) -> bool:
    try:
        call_it()
    except error:
        return False
    return True
