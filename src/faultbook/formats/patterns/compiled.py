"""Definitions made ready to read: what is needed only when a format is first used, for it is slow to import and make."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from faultbook.formats.patterns.confidence import Confidence
from faultbook.formats.patterns.definition import SHIPPED, Definition
from faultbook.formats.patterns.lines import LinePattern, by_first_character, line_patterns
from faultbook.formats.patterns.reader import PatternReader
from faultbook.formats.port import LineReader, ReadOptions

FOLDER = "faultbook.formats.definitions"
ENDING = ".yml"
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Compiled(NamedTuple):
    """A definition, its patterns, and which of them a line's first character allows."""

    definition: Definition
    patterns: Sequence[LinePattern]
    places: dict[str, tuple[int, ...]]
    confidence: Confidence

    def reader(self, options: ReadOptions) -> LineReader:
        """The reader of one file."""
        return PatternReader(self.definition, self.patterns, self.places, options)


def compiled(definition: Definition) -> Compiled:
    """A definition, ready to read."""
    patterns = line_patterns(definition)
    places = by_first_character(patterns)
    return Compiled(definition, patterns, places, Confidence(definition, patterns, places))


@lru_cache(maxsize=256)
def shipped_definition(name: str) -> Definition:
    """The shipped definition of a name. FileNotFoundError where there is none."""
    text = files(FOLDER).joinpath(name + ENDING).read_text("utf-8")
    return Definition.model_validate(yaml.load(text, _Loader), context=SHIPPED)
