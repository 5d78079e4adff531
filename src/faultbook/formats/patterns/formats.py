"""Formats of definitions: those of users, and the shipped ones, one YAML file each, read when they are first used."""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from faultbook.formats.examples import example_of
from faultbook.formats.patterns.confidence import Confidence
from faultbook.formats.patterns.definition import SHIPPED, Definition
from faultbook.formats.patterns.lines import LinePattern, by_first_character, line_patterns
from faultbook.formats.patterns.reader import PatternReader
from faultbook.formats.port import Example, Format, LineReader, ReadOptions, RecordTable, Sample

FOLDER = "faultbook.formats.definitions"
_ENDING = ".yml"
_ABOUT = re.compile(r"^about: (.+)$", re.MULTILINE)
_RANK = re.compile(r"^rank: (\d+)$", re.MULTILINE)
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Compiled(NamedTuple):
    definition: Definition
    patterns: Sequence[LinePattern]
    places: dict[str, tuple[int, ...]]
    confidence: Confidence


def format_of(definition: Definition) -> Format:
    """The format of a definition."""
    return _format(definition.name, definition.about, cache(lambda: _compiled(definition)))


def definition_formats() -> tuple[Format, ...]:
    """The formats of the shipped definitions, preferred ones first: by `rank`, then by name."""
    found = []
    for file in files(FOLDER).iterdir():
        if file.name.endswith(_ENDING):
            name = file.name.removesuffix(_ENDING)
            text = file.read_text("utf-8")
            about, rank = _ABOUT.search(text), _RANK.search(text)
            found.append((int(rank[1]) if rank else 100, name, about[1] if about else ""))
    return tuple(_format(name, about, _loader(name)) for _, name, about in sorted(found))


@lru_cache(maxsize=256)
def shipped_definition(name: str) -> Definition:
    """The shipped definition of a name. FileNotFoundError where there is none."""
    text = files(FOLDER).joinpath(name + _ENDING).read_text("utf-8")
    return Definition.model_validate(yaml.load(text, _Loader), context=SHIPPED)  # noqa: S506


def _loader(name: str) -> Callable[[], _Compiled]:
    return cache(lambda: _compiled(shipped_definition(name)))


def _compiled(definition: Definition) -> _Compiled:
    patterns = line_patterns(definition)
    places = by_first_character(patterns)
    return _Compiled(definition, patterns, places, Confidence(definition, patterns, places))


def _format(name: str, about: str, compiled: Callable[[], _Compiled]) -> Format:
    def confidence(sample: Sample) -> float:
        return compiled().confidence.of(sample)

    def reader(options: ReadOptions) -> LineReader:
        found = compiled()
        return PatternReader(found.definition, found.patterns, found.places, options)

    def examples() -> Sequence[Example]:
        return tuple(example_of(entry) for entry in compiled().definition.examples)

    return Format(name, about, RecordTable.TEXT, confidence, reader, examples=examples)
