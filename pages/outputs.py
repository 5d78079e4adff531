"""Runs the commands that README.md shows, in a folder that one demonstration has filled."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from pages.blocks import Block, fenced, only_parts

ROOT = Path(__file__).parents[1]
FAULTBOOK = Path(sys.executable).parent / "faultbook"
# A terminal as wide as the page. Of this machine's settings only those that name its jars and Java are kept.
COLUMNS = "84"
KEPT = ("FAULTBOOK_CACHE", "FAULTBOOK_JARS", "FAULTBOOK_CLASS_ARCHIVE", "FAULTBOOK_DRIVER_MEMORY")
COLOUR = ("FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "GITHUB_ACTIONS", "TTY_COMPATIBLE", "TERMINAL_WIDTH")
DEMO_COMMAND = "make demo"
TEST_COMMAND = "make test"
DEMO_OUTPUT = "demo.txt"
# The environment that README.md exports before its commands.
LAKEHOUSE = {"FAULTBOOK_CATALOG": ".demo/lakehouse"}


def demonstrated(folder: Path) -> Path:
    """The folder with a demonstration in `.demo` and its output in `demo.txt`; an existing one is used again."""
    text = folder / DEMO_OUTPUT
    if not text.exists():
        text.write_text(run([str(FAULTBOOK), "demo"], folder), encoding="utf-8")
    return folder


def output(block: Block, folder: Path) -> str:
    """The output of the block's command, as a code block."""
    if block.what == DEMO_COMMAND:
        text = (folder / DEMO_OUTPUT).read_text(encoding="utf-8")
    elif block.what == TEST_COMMAND:
        text = results(run(shlex.split(block.what), ROOT))
    else:
        program, *words = shlex.split(block.what)
        if program != "faultbook":
            raise ValueError(f"README.md shows the output of {block.what!r}; expected faultbook, make demo, make test")
        text = run([str(FAULTBOOK), *words], folder, LAKEHOUSE)
    return fenced(block.what, only_parts(text, block.parts) if block.parts else text)


def results(text: str) -> str:
    """Of the output of `make test`: how many tests passed, in each of its runs."""
    kept: list[str] = []
    for line in text.splitlines():
        if " passed" in line:
            kept.append(line.strip("= "))
        elif line.strip() and kept[-1:] != ["…"]:
            kept.append("…")
    return "\n".join(kept)


def run(command: list[str], folder: Path, settings: Mapping[str, str] | None = None) -> str:
    """The output of a command, of both streams; RuntimeError with the whole output where it fails."""
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
