"""The rows that a rule reads: columns with their types, and where names that are no column are looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from faultbook.errors import InvalidCatalog


class Kind(StrEnum):
    """What a field can be compared with."""

    TEXT = "texts"
    WHOLE = "whole numbers"
    NUMBER = "numbers"
    FLAG = "true or false"
    TEXTS = "lists of texts"
    """Holds where one of its texts does."""
    OTHER = "instants, days or structures"
    """Only `exists`."""


class UnknownField(InvalidCatalog):
    """A field that a frame does not have: the name, and the nearest one."""


class WrongType(InvalidCatalog):
    """A comparison that the type of a field does not allow."""


@dataclass(frozen=True)
class Field:
    """A column, or an entry of a map column (`key`)."""

    column: str
    kind: Kind
    key: str | None = None


@dataclass(frozen=True)
class Frame:
    """A source of rules: a name, and columns with their Spark SQL types.

    `at` is the column of the instant at which a row happened, `key` the columns that identify a row, `keywords` those
    that a value without a field is looked for in.

    The field `a.b` is the entry `b` of the column `a` where that is a MAP<STRING,STRING>, else the entry `a.b` of
    `facts` where the frame has that column.
    """

    name: str
    columns: Mapping[str, str]
    at: str = ""
    key: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    never_null: frozenset[str] = frozenset()
    """Columns in which NULL does not occur."""
    people: frozenset[str] = frozenset()
    """Columns that name a person: matches store a pseudonym."""

    def field(self, name: str) -> Field:
        """The field that a name means; UnknownField where it means none."""
        if name in self.columns:
            return Field(name, kind_of(self.columns[name]))
        before, dot, after = name.partition(".")
        if dot and after and _is_map(self.columns.get(before, "")):
            return Field(before, Kind.TEXT, after)
        if dot and before and after and _is_map(self.columns.get("facts", "")):
            return Field("facts", Kind.TEXT, name)
        raise UnknownField(f"found the field {name!r}, which {self.name} does not have; {self._nearest(name)}")

    def is_map(self, column: str) -> bool:
        """Whether a column is a MAP<STRING,STRING>, whose entries are fields."""
        return _is_map(self.columns.get(column, ""))

    def _nearest(self, name: str) -> str:
        near = get_close_matches(name, self.columns, n=1, cutoff=0.5)
        facts = ", or facts.NAME for what has no column" if "facts" in self.columns else ""
        if near:
            return f"expected {near[0]!r}{facts}"
        return f"expected one of {', '.join(sorted(self.columns))}{facts}"


def _is_map(type_name: str) -> bool:
    return type_name.upper().replace(" ", "") == "MAP<STRING,STRING>"


def kind_of(type_name: str) -> Kind:
    """What a column of a Spark SQL type can be compared with."""
    name = type_name.upper().replace(" ", "")
    if name in {"TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT", "LONG"}:
        return Kind.WHOLE
    if name in {"DOUBLE", "FLOAT"} or name.startswith("DECIMAL"):
        return Kind.NUMBER
    return {"STRING": Kind.TEXT, "BOOLEAN": Kind.FLAG, "ARRAY<STRING>": Kind.TEXTS}.get(name, Kind.OTHER)
