r"""The query language of the search field: text in, terms with their positions out. Knows no fields and no tables.

    code:CC-3005 -service:checkout time:2026-03-01..2026-03-03 "timed out"

A term is a text or `field:value`; `-` before it excludes. A value is a word, "quoted" (with \" and \\), a range `a..b`
(either side may be absent), or >=a, <=a, >a, <a. Adjacent words are one text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from faultbook.stores.errors import InvalidQuery

LONGEST = 2_000
COMPARISONS = (">=", "<=", ">", "<")


class InvalidFilter(InvalidQuery):
    """The search cannot be parsed: where, what was found, what is expected."""

    def __init__(self, text: str, at: int, what: str) -> None:
        """`at`: position in the text, from 0."""
        self.text = text
        self.at = min(at, len(text))
        self.what = what
        super().__init__(f"At character {self.at + 1} of the search: {what}")


@dataclass(frozen=True)
class Term:
    """One condition. `field` None: a text. `sign`: `=`, `..` or a comparison; `low` and `high` bound a range."""

    at: int
    field: str | None
    low: str | None
    high: str | None = None
    sign: str = "="
    is_not: bool = False

    def same(self) -> tuple[str | None, str | None, str | None, str, bool]:
        """The condition without its position, for comparisons."""
        return self.field, self.low, self.high, self.sign, self.is_not


def parse(text: str) -> list[Term]:
    """The terms; InvalidFilter where the text cannot be parsed."""
    if len(text) > LONGEST:
        raise InvalidFilter(text, LONGEST, f"it is longer than {LONGEST:,} characters.")
    if "\x00" in text:
        raise InvalidFilter(text, text.index("\x00"), "a NUL character, which no record holds.")
    terms: list[Term] = []
    may_join = False
    for term, is_word in _terms(text):
        before = terms[-1] if terms else None
        if is_word and may_join and before is not None:
            terms[-1] = Term(before.at, None, f"{before.low} {term.low}", is_not=before.is_not)
        else:
            terms.append(term)
        may_join = is_word
    return terms


def written(terms: Sequence[Term]) -> str:
    """The terms as text, which parse reads back."""
    return " ".join(_written(term) for term in terms)


def quoted(value: str) -> str:
    """The value in quotes."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written(term: Term) -> str:
    sign = "-" if term.is_not else ""
    if term.field is None:
        return sign + quoted(term.low or "")
    low, high = (None if value is None else quoted(value) for value in (term.low, term.high))
    if term.sign == "..":
        return f"{sign}{term.field}:{low or ''}..{high or ''}"
    return f"{sign}{term.field}:{'' if term.sign == '=' else term.sign}{low}"


def _terms(text: str) -> Iterator[tuple[Term, bool]]:
    """The terms, and whether each is a plain word, which is joined with the words before it."""
    at = 0
    while (at := _skipped(text, at)) < len(text):
        start, is_not = at, text[at] == "-" and at + 1 < len(text) and not text[at + 1].isspace()
        at += is_not
        if text[at] == '"':
            value, at = _quote(text, at)
            yield Term(start, None, value, is_not=is_not), False
            continue
        field, after = _field(text, at)
        if field is not None:
            term, at = _condition(text, start, field, after, is_not)
            yield term, False
            continue
        value, at = _word(text, at)
        yield Term(start, None, value, is_not=is_not), not is_not


def _skipped(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _field(text: str, at: int) -> tuple[str | None, int]:
    """The field name before a colon, where there is one at this position."""
    end = at
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    is_field = end > at and text[end : end + 1] == ":"
    return (text[at:end], end + 1) if is_field else (None, at)


def _condition(text: str, start: int, field: str, at: int, is_not: bool) -> tuple[Term, int]:
    sign = next((each for each in COMPARISONS if text.startswith(each, at)), "=")
    at += 0 if sign == "=" else len(sign)
    low, at = (None, at) if text.startswith("..", at) else _value(text, at, field)
    if not text.startswith("..", at):
        return Term(start, field, low, None, sign, is_not), at
    if sign != "=":
        raise InvalidFilter(text, at, f"a range after {sign}; give one or the other.")
    high, end = (None, at + 2) if _ends(text, at + 2) else _value(text, at + 2, field)
    if low is None and high is None:
        raise InvalidFilter(text, at, f"a range without ends; expected {field}:from..to.")
    return Term(start, field, low, high, "..", is_not), end


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or text[at].isspace()


def _value(text: str, at: int, field: str) -> tuple[str, int]:
    if _ends(text, at):
        raise InvalidFilter(text, at, f"no value after {field}:")
    return _quote(text, at) if text[at] == '"' else _word(text, at, in_field=True)


def _word(text: str, at: int, *, in_field: bool = False) -> tuple[str, int]:
    end = at
    while not _ends(text, end) and not (in_field and end > at and text.startswith("..", end)):
        if text[end] == '"':
            raise InvalidFilter(text, end, 'a " within a word; put the whole text in quotes.')
        end += 1
    return text[at:end], end


def _quote(text: str, at: int) -> tuple[str, int]:
    """The text between the quotes that begin here."""
    letters: list[str] = []
    end = at + 1
    while end < len(text) and text[end] != '"':
        if text[end] == "\\" and text[end + 1 : end + 2] in ('"', "\\"):
            end += 1
        letters.append(text[end])
        end += 1
    if end >= len(text):
        raise InvalidFilter(text, at, 'a " that is never closed.')
    if not letters:
        raise InvalidFilter(text, at, "an empty text.")
    after = text[end + 1 : end + 2]
    if after and not after.isspace() and not text.startswith("..", end + 1):
        raise InvalidFilter(text, end + 1, "no space after the closing quote.")
    return "".join(letters), end + 1
