"""A rule's condition as a tree. Three readings of it agree: Spark SQL, DuckDB and plain Python.

A leaf is true or false, never unknown: where the field is NULL or not comparable it is false, and so `Not` of it is
true. Texts compare without case unless the leaf is cased; case is that of single letters (`docs/rules.md`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

Value = str | int | float | bool


class Operator(StrEnum):
    """How a leaf compares a field with its values."""

    EQUALS = "equals"
    """Equal to one of the values: texts whole, numbers by their value, true and false."""
    CONTAINS = "contains"
    STARTSWITH = "startswith"
    ENDSWITH = "endswith"
    LIKE = "like"
    r"""A whole text with wildcards: `*` any characters, `?` one; `\*`, `\?` and `\\` are the characters."""
    REGEX = "regex"
    """An RE2 regular expression, found anywhere in the text; its case counts unless it begins with `(?i)`."""
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    EXISTS = "exists"
    """True: the field is not NULL; False: it is."""
    FIELD = "field"
    """Equal to another field, as texts; the value is that field's name."""


COMPARISONS = (Operator.LT, Operator.LTE, Operator.GT, Operator.GTE)
"""Operators on numbers; a text that is a number compares by its value."""
TEXTUAL = (Operator.CONTAINS, Operator.STARTSWITH, Operator.ENDSWITH, Operator.LIKE, Operator.REGEX)
"""Operators on texts."""


@dataclass(frozen=True)
class Leaf:
    """One comparison: true where it holds for one of the values."""

    field: str
    operator: Operator
    values: tuple[Value, ...]
    cased: bool = False


@dataclass(frozen=True)
class And:
    """True where all parts are. `name` is the selection of the rule's text that it is; empty for none."""

    parts: "tuple[Condition, ...]"
    name: str = ""


@dataclass(frozen=True)
class Or:
    """True where one part is. `name` as in And."""

    parts: "tuple[Condition, ...]"
    name: str = ""


@dataclass(frozen=True)
class Not:
    """True where the part is not."""

    part: "Condition"


Condition = And | Or | Not | Leaf


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The leaves, from left to right."""
    match condition:
        case Leaf():
            yield condition
        case Not(part=part):
            yield from leaves(part)
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from leaves(part)


def names_in(condition: Condition) -> Iterator[str]:
    """The selections that a condition is made of."""
    match condition:
        case And(parts=parts, name=name) | Or(parts=parts, name=name):
            if name:
                yield name
            for part in parts:
                yield from names_in(part)
        case Not(part=part):
            yield from names_in(part)
