"""What templates get: values that cannot be read as texts, so that no filter can undo what makes them harmless.

In a template a value is a mark of characters that no text has; `composing` puts the harmless text in its place. It can
be compared with a text, counted, and be used as a condition.
"""

from dataclasses import dataclass
from enum import Enum, auto

MARK = "\ue000{}\ue001"
MARKS = ("\ue000", "\ue001")


class Form(Enum):
    """How a value is shown."""

    WORDS = auto()
    BLOCK = auto()
    ADDRESS = auto()


@dataclass(frozen=True)
class Source:
    """What is behind a value: the text as it came, how it is shown, and how long it may be."""

    name: str
    text: str
    form: Form
    longest: int


class Value:
    """A value in a template. It has no attribute that a template can read."""

    __slots__ = ("_mark", "_text")

    def __init__(self, text: str, mark: str) -> None:
        """The text, which no template gets, and the mark that it gets."""
        self._text, self._mark = text, mark

    def __str__(self) -> str:
        """The mark; empty where the text is."""
        return self._mark if self._text else ""

    def __bool__(self) -> bool:
        """Whether there is a text."""
        return bool(self._text)

    def __len__(self) -> int:
        """Characters of the text."""
        return len(self._text)

    def __eq__(self, other: object) -> bool:
        """Whether the text is another one."""
        return self._text == (other._text if isinstance(other, Value) else other)

    def __hash__(self) -> int:
        """That of the text."""
        return hash(self._text)

    def __contains__(self, part: object) -> bool:
        """Whether a text is part of it."""
        text = part._text if isinstance(part, Value) else part
        return isinstance(text, str) and text in self._text


class Values:
    """The values of one text, each with its mark."""

    def __init__(self) -> None:
        """None so far."""
        self.sources: list[Source] = []

    def value(self, name: str, text: str | None, form: Form, longest: int) -> Value:
        """A value of a text; None is the empty text."""
        self.sources.append(Source(name, text or "", form, longest))
        return Value(text or "", MARK.format(len(self.sources) - 1))
