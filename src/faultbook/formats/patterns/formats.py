"""Formats of definitions: those of users, and the shipped ones, one YAML file each, read when they are first used."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from faultbook.formats.examples import example_of
from faultbook.formats.port import Example, Format, LineReader, ReadOptions, RecordTable, Sample

if TYPE_CHECKING:
    from faultbook.formats.patterns.compiled import Compiled
    from faultbook.formats.patterns.definition import Definition

FOLDER = "faultbook.formats.definitions"
_ENDING = ".yml"
_ABOUT = re.compile(r"^about: (.+)$", re.MULTILINE)
_RANK = re.compile(r"^rank: (\d+)$", re.MULTILINE)
_DEFAULT_RANK = 100


def format_of(definition: "Definition") -> Format:
    """The format of a definition."""

    @cache
    def made() -> "Compiled":
        from faultbook.formats.patterns.compiled import compiled  # noqa: PLC0415  (slow, and only where it is used)

        return compiled(definition)

    return _format(definition.name, definition.about, made)


def definition_formats() -> tuple[Format, ...]:
    """The formats of the shipped definitions, preferred ones first: by `rank`, then by name.

    Of their files only name, `about` and `rank` are read here, by their lines.
    """
    found = []
    for file in files(FOLDER).iterdir():
        if file.name.endswith(_ENDING):
            name = file.name.removesuffix(_ENDING)
            text = file.read_text("utf-8")
            about, rank = _ABOUT.search(text), _RANK.search(text)
            found.append((int(rank[1]) if rank else _DEFAULT_RANK, name, about[1] if about else ""))
    return tuple(_format(name, about, _shipped(name)) for _, name, about in sorted(found))


def _shipped(name: str) -> Callable[[], "Compiled"]:
    @cache
    def made() -> "Compiled":
        from faultbook.formats.patterns.compiled import compiled, shipped_definition  # noqa: PLC0415  (as above)

        return compiled(shipped_definition(name))

    return made


def _format(name: str, about: str, compiled: Callable[[], "Compiled"]) -> Format:
    def confidence(sample: Sample) -> float:
        return compiled().confidence.of(sample)

    def reader(options: ReadOptions) -> LineReader:
        return compiled().reader(options)

    def examples() -> Sequence[Example]:
        return tuple(example_of(entry) for entry in compiled().definition.examples)

    return Format(name, about, RecordTable.TEXT, confidence, reader, examples=examples)
