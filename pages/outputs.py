"""Runs the commands that README.md shows, as a reader would: in a folder that one demonstration has filled."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from pages.blocks import Block, fenced, only_parts

ROOT = Path(__file__).parents[1]
FAULTBOOK = Path(sys.executable).parent / "faultbook"
# A reader's screen that fits the page; and nothing of this machine's settings but where its jars and Java are.
COLUMNS = "96"
KEPT = ("FAULTBOOK_CACHE", "FAULTBOOK_JARS", "FAULTBOOK_CLASS_ARCHIVE", "FAULTBOOK_DRIVER_MEMORY")
COLOUR = ("FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "GITHUB_ACTIONS", "TTY_COMPATIBLE", "TERMINAL_WIDTH")
DEMO_COMMAND = "make demo"
TEST_COMMAND = "make test"
DEMO_SAID = "demo.txt"
# What README.md tells its reader to set before asking.
LAKEHOUSE = {"FAULTBOOK_CATALOG": ".demo/lakehouse"}


def demonstrated(folder: Path) -> Path:
    """The folder with a fresh demonstration in `.demo`, and what it said in `demo.txt`; one that is there is kept."""
    said = folder / DEMO_SAID
    if not said.exists():
        said.write_text(run([str(FAULTBOOK), "demo"], folder), encoding="utf-8")
    return folder


def output(block: Block, folder: Path) -> str:
    """What the block's command says, fenced."""
    if block.what == DEMO_COMMAND:
        said = (folder / DEMO_SAID).read_text(encoding="utf-8")
    elif block.what == TEST_COMMAND:
        said = results(run(shlex.split(block.what), ROOT))
    else:
        program, *words = shlex.split(block.what)
        if program != "faultbook":
            raise ValueError(f"README.md shows the output of {block.what!r}; expected faultbook, make demo, make test")
        said = run([str(FAULTBOOK), *words], folder, LAKEHOUSE)
    return fenced(block.what, only_parts(said, block.parts) if block.parts else said)


def results(said: str) -> str:
    """Of what `make test` said: its commands, and how many tests passed."""
    kept: list[str] = []
    for line in said.splitlines():
        if "-m pytest" in line or " passed" in line:
            kept.append(line.strip("= "))
        elif line.strip() and kept[-1:] != ["…"]:
            kept.append("…")
    return "\n".join(kept)


def run(command: list[str], folder: Path, settings: Mapping[str, str] | None = None) -> str:
    """What a command says, on both of its streams; RuntimeError with all of it where it fails."""
    kept = {name: value for name, value in os.environ.items() if _is_neutral(name)}
    screen = {"COLUMNS": COLUMNS, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=kept | screen | dict(settings or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def _is_neutral(name: str) -> bool:
    return name in KEPT or not (name.startswith("FAULTBOOK_") or name in COLOUR)
