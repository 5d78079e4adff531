"""The shipped definitions as formats: one YAML file each, which is its registration."""

import re
from functools import partial
from importlib.resources import files

from faultbook.formats.patterns.ready import Ready, format_when_used
from faultbook.formats.port import Format

FOLDER = "faultbook.formats.definitions"
ENDING = ".yml"
DEFAULT_RANK = 100
_ABOUT = re.compile(r"^about: (.+)$", re.MULTILINE)
_RANK = re.compile(r"^rank: (\d+)$", re.MULTILINE)


def definition_formats() -> tuple[Format, ...]:
    """The formats of the shipped definitions, preferred ones first: by `rank`, then by name.

    Of their files only `about` and `rank` are read here, by their lines: YAML takes longer than all else.
    """
    found = []
    for file in files(FOLDER).iterdir():
        if file.name.endswith(ENDING):
            name = file.name.removesuffix(ENDING)
            text = file.read_text("utf-8")
            about, rank = _ABOUT.search(text), _RANK.search(text)
            found.append((int(rank[1]) if rank else DEFAULT_RANK, name, about[1] if about else ""))
    return tuple(format_when_used(name, about, partial(_ready, name)) for _, name, about in sorted(found))


def shipped_text(name: str) -> str:
    """The YAML of a shipped definition. FileNotFoundError where there is none."""
    return files(FOLDER).joinpath(name + ENDING).read_text("utf-8")


def _ready(name: str) -> Ready:
    from faultbook.formats.patterns.formats import ready_shipped  # noqa: PLC0415  (slow to import)

    return ready_shipped(name)
