"""Definitions made ready to read, and formats of them."""

from collections.abc import Sequence
from functools import cache, lru_cache

import yaml

from faultbook.formats.examples import example_of
from faultbook.formats.patterns.confidence import Confidence
from faultbook.formats.patterns.definition import SHIPPED, Definition
from faultbook.formats.patterns.lines import by_first_character, line_patterns
from faultbook.formats.patterns.reader import PatternReader
from faultbook.formats.patterns.ready import format_when_used
from faultbook.formats.patterns.shipped import shipped_text
from faultbook.formats.port import Example, Format, LineReader, ReadOptions, Sample

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ReadyDefinition:
    """A definition, its patterns, and which of them a line's first character allows."""

    def __init__(self, definition: Definition) -> None:
        """Compiles nothing yet: a pattern is compiled for the first line that may fit it."""
        self._definition = definition
        self._patterns = line_patterns(definition)
        self._places = by_first_character(self._patterns)
        self._confidence = Confidence(definition, self._patterns, self._places)

    def confidence(self, sample: Sample) -> float:
        """How much of a sample it explains, 0 to 1."""
        return self._confidence.of(sample)

    def reader(self, options: ReadOptions) -> LineReader:
        """The reader of one file."""
        return PatternReader(self._definition, self._patterns, self._places, options)

    def examples(self) -> Sequence[Example]:
        """The oracle of its tests."""
        return tuple(example_of(entry) for entry in self._definition.examples)


def format_of(definition: Definition) -> Format:
    """The format of a definition."""
    return format_when_used(definition.name, definition.about, cache(lambda: ReadyDefinition(definition)))


@lru_cache(maxsize=256)
def ready_shipped(name: str) -> ReadyDefinition:
    """A shipped definition by its name. FileNotFoundError where there is none."""
    return ReadyDefinition(shipped_definition(name))


def shipped_definition(name: str) -> Definition:
    """A shipped definition by its name, as it is: tests check it. FileNotFoundError where there is none."""
    return Definition.model_validate(yaml.load(shipped_text(name), _Loader), context=SHIPPED)
