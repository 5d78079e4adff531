"""Redaction of the text of a JSON document: edited where secrets stand, everything else stays to the letter."""

import json
import re
from functools import lru_cache
from typing import NamedTuple, Protocol

from faultbook.faults.redaction.marks import REDACTED
from faultbook.faults.redaction.names import Name, is_secret, secret_name

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]++')
_PIECE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
_CONSTANTS = frozenset(("true", "false", "null", "NaN", "Infinity", "-Infinity"))
# {"name": "password", "value": "x"}
_NAME_FIELDS = frozenset(("name", "key", "field", "param", "parameter", "header", "k", "id", "property"))
_VALUE_FIELDS = frozenset(("value", "val", "v", "values"))
# No text with a mark in it is a name, so that redacting again finds no other names.
_NAME_WRITTEN = re.compile(r'"[\w .$:/-]{1,80}"')
_LONGEST_SHORT_NUMBER = 5


class _Level:
    """An object or array that is open. `name`: the secret name that it is the value of, or lies below."""

    __slots__ = ("first", "is_object", "key", "name", "values")

    def __init__(self, *, is_object: bool, name: Name | None) -> None:
        self.is_object = is_object
        self.name = name
        self.key: str | None = None
        # The member `name` of an object, or the first element of an array, names another.
        self.first: Name | None = None
        self.values = 0


class _Value(NamedTuple):
    start: int
    end: int
    name: Name | None
    key: str


class TextRedactor(Protocol):
    """What redacts the texts in a document."""

    def redact(self, text: str) -> str:
        """The text without secrets."""

    def redact_pieces(self, pieces: list[str], text: str) -> bool:
        """Redacts what is written otherwise than it reads."""

    def may_hold_secret(self, text: str) -> bool:
        """False where nothing can be found."""

    def redacts(self, value: str) -> bool:
        """False where the value may stay."""

    def finds_number(self, key: str, number: str) -> bool:
        """True where a number is a secret by itself."""


def redacted_document(text: str, redactor: TextRedactor) -> str:
    """The JSON text of an object or array without secrets; other texts are redacted as they are."""
    # An escape may hide a name: "p\\u0061ssword".
    if not redactor.may_hold_secret(text) and "\\u" not in text:
        return text
    if text.lstrip()[:1] not in ("{", "["):
        return redactor.redact(text)
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return redactor.redact(text)
    pieces: list[str] = []
    behind = 0
    for value in _values(text):
        written = text[value.start : value.end]
        edited = (
            _redacted_string(written, value, redactor)
            if written[0] == '"'
            else _redacted_number(written, value, redactor)
        )
        if edited != written:
            pieces += (text[behind : value.start], edited)
            behind = value.end
    return "".join(pieces) + text[behind:] if pieces else text


def _values(text: str) -> list[_Value]:
    """Every string and number that is a value, with the secret name that it stands under."""
    found: list[_Value] = []
    levels: list[_Level] = []
    expects_key = False
    named: dict[int, list[tuple[int, str]]] = {}
    for token in _TOKEN.finditer(text):
        written = token.group()
        level = levels[-1] if levels else None
        if written in ("{", "["):
            name = _name_of(level)
            levels.append(_Level(is_object=written == "{", name=name))
            expects_key = written == "{"
        elif written in ("}", "]"):
            _tell_siblings(levels.pop(), found, named.pop(len(levels) + 1, []))
            expects_key = False
        elif written == ",":
            expects_key = level is not None and level.is_object
        elif written == ":":
            expects_key = False
        elif expects_key and level is not None:
            level.key = _read(written)
        elif written not in _CONSTANTS and level is not None:
            key = level.key or ""
            found.append(_Value(*token.span(), _name_of(level), key))
            named.setdefault(len(levels), []).append((len(found) - 1, key.lower()))
            _learn(level, written, key.lower())
        if level is not None and written not in ",:" and not expects_key:
            level.values += written not in ("}", "]")
    return found


def _read(written: str) -> str:
    """The string that is written in quotes."""
    return str(json.loads(written)) if "\\" in written else written[1:-1]


@lru_cache(maxsize=4096)
def _named(key: str) -> Name | None:
    """The fields of records are few and come again."""
    return secret_name(key)


def _name_of(level: _Level | None) -> Name | None:
    """The secret name of the next value: its own key, else what it lies below."""
    if level is None:
        return None
    own = _named(level.key) if level.is_object and level.key else None
    return own or level.name


def _learn(level: _Level, written: str, key: str) -> None:
    """`{"name": "password", ...}` and `["password", ...]`: the value names another."""
    names_another = key in _NAME_FIELDS if level.is_object else level.values == 0
    if names_another and _NAME_WRITTEN.fullmatch(written):
        level.first = _named(_read(written))


def _tell_siblings(level: _Level, found: list[_Value], members: list[tuple[int, str]]) -> None:
    if level.first is None:
        return
    if level.is_object:
        values = [index for index, key in members if key in _VALUE_FIELDS]
    else:
        values = [members[1][0]] if level.values == len(members) == 2 else []
    for index in values:
        # What stands under a secret name stays under it.
        if found[index].name is None:
            found[index] = found[index]._replace(name=level.first)


def _redacted_string(written: str, value: _Value, redactor: TextRedactor) -> str:
    text = _read(written)
    if value.name is not None and is_secret(value.name, text, quoted=True) and redactor.redacts(text):
        return f'"{REDACTED}"'
    if not redactor.may_hold_secret(text):
        return written
    pieces = _PIECE.findall(written[1:-1])
    if len(pieces) != len(text):
        return json.dumps(redactor.redact(text))
    return f'"{"".join(pieces)}"' if redactor.redact_pieces(pieces, text) else written


def _redacted_number(written: str, value: _Value, redactor: TextRedactor) -> str:
    if value.name is not None and redactor.redacts(written):
        is_long = len(written) > _LONGEST_SHORT_NUMBER
        if value.name.is_password or is_long:
            return f'"{REDACTED}"'
    # With its key, which decides whether a number is an id.
    return f'"{REDACTED}"' if redactor.finds_number(value.key, written) else written
