"""A format whose definition is read and made ready when it is first used: that is slow, and most are never used."""

from collections.abc import Callable, Sequence
from typing import Protocol

from faultbook.formats.port import Example, Format, LineReader, ReadOptions, RecordTable, Sample


class Ready(Protocol):
    """A definition, ready to read."""

    def confidence(self, sample: Sample) -> float:
        """How much of a sample it explains, 0 to 1."""

    def reader(self, options: ReadOptions) -> LineReader:
        """The reader of one file."""

    def examples(self) -> Sequence[Example]:
        """The oracle of its tests."""


def format_when_used(name: str, about: str, ready: Callable[[], Ready]) -> Format:
    """The format of a definition that `ready` returns, the same one at every call."""
    return Format(
        name=name,
        about=about,
        table=RecordTable.TEXT,
        confidence=lambda sample: ready().confidence(sample),
        reader=lambda options: ready().reader(options),
        examples=lambda: ready().examples(),
    )
