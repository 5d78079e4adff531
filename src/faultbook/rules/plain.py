"""Whether a condition holds for one event, in plain Python: the third reading, which shares no code with the SQL."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from faultbook.rules.condition import And, Condition, Leaf, Not, Operator, Or, Value
from faultbook.rules.regexes.parsing import compiled

_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?", re.ASCII)
_DOTTED_I, _CAPITAL_SIGMA = "\u0130", "\u03a3"


def holds(condition: Condition, event: Mapping[str, Any]) -> bool:
    """Whether it holds. `event`: fields by name, with values as rows of the source have them; `facts` a mapping.

    A field that is not there is NULL. Texts, whole numbers, floats, decimals, true and false, and lists of texts are
    compared; of all others only whether they are there.
    """
    match condition:
        case And(parts=parts):
            return all(holds(part, event) for part in parts)
        case Or(parts=parts):
            return any(holds(part, event) for part in parts)
        case Not(part=part):
            return not holds(part, event)
        case Leaf():
            return any(leaf_holds(condition, value, event) for value in condition.values)


def leaf_holds(leaf: Leaf, value: Value, event: Mapping[str, Any]) -> bool:
    """Whether a leaf holds for one of its values."""
    found = value_of(leaf.field, event)
    if leaf.operator is Operator.EXISTS:
        return (found is not None) is bool(value)
    if found is None:
        return False
    if leaf.operator is Operator.FIELD:
        other = value_of(str(value), event)
        return other is not None and _same(_text(found), _text(other), leaf.cased)
    if isinstance(found, list):
        return any(one is not None and _compares(leaf, value, one) for one in found)
    return _compares(leaf, value, found)


def value_of(field: str, event: Mapping[str, Any]) -> Any:
    """The value of a field; None where it is not there."""
    if field in event:
        return event[field]
    before, _, after = field.partition(".")
    inner = event.get(before)
    if isinstance(inner, Mapping):
        return inner.get(after)
    facts = event.get("facts")
    return facts.get(field) if after and isinstance(facts, Mapping) else None


def _compares(leaf: Leaf, value: Value, found: Any) -> bool:  # noqa: PLR0911 - one return for each comparison
    operator = leaf.operator
    if operator in {Operator.LT, Operator.LTE, Operator.GT, Operator.GTE}:
        number = _number(found)
        return number is not None and _ordered(operator, number, value)
    if operator is Operator.EQUALS and isinstance(found, bool):
        return str(found).lower() == str(value).lower()
    if operator is Operator.EQUALS and _is_number(found):
        return bool(_exactly(found) == _exactly(int(value) if isinstance(value, str) else value))
    if operator is Operator.EQUALS and _is_number(value):
        number = _number(found)
        return number is not None and float(number) == float(value)
    text = _text(found)
    if operator is Operator.REGEX:
        return compiled(str(value)).search(text) is not None
    wanted = str(value).lower() if isinstance(value, bool) else str(value)
    if not leaf.cased:
        text, wanted = without_case(text), without_case(wanted)
    match operator:
        case Operator.EQUALS:
            return text == wanted
        case Operator.CONTAINS:
            return wanted in text
        case Operator.STARTSWITH:
            return text.startswith(wanted)
        case Operator.ENDSWITH:
            return text.endswith(wanted)
        case _:
            return _fits(wanted, text)


def without_case(text: str) -> str:
    """A text as it is compared without case."""
    return "".join("i" if one == _DOTTED_I else "σ" if one == _CAPITAL_SIGMA else one.lower() for one in text)


def _same(ours: str, theirs: str, cased: bool) -> bool:
    return ours == theirs if cased else without_case(ours) == without_case(theirs)


def _text(found: Any) -> str:
    if isinstance(found, list):
        return ",".join(one for one in found if one is not None)
    return str(found).lower() if isinstance(found, bool) else str(found)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _exactly(value: Any) -> Any:
    """A whole number as it is; any other as a double."""
    return value if isinstance(value, int) else float(value)


def _number(found: Any) -> Any:
    """The number that a value is or that its text is; None where it is none."""
    if _is_number(found):
        return _exactly(found)
    return float(found) if isinstance(found, str) and _NUMBER.fullmatch(found) else None


def _ordered(operator: Operator, number: Any, value: Value) -> bool:
    match operator:
        case Operator.LT:
            return bool(number < value)
        case Operator.LTE:
            return bool(number <= value)
        case Operator.GT:
            return bool(number > value)
        case _:
            return bool(number >= value)


def _fits(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern of `*`, `?` and escaped characters: the places that each letter leads to."""
    tokens = _tokens(pattern)
    at = _passed({0}, tokens)
    for letter in text:
        at = _passed(
            {
                place if tokens[place] == "*" else place + 1
                for place in at
                if place < len(tokens) and tokens[place] in {"*", "?", "=" + letter}
            },
            tokens,
        )
    return len(tokens) in at


def _tokens(pattern: str) -> list[str]:
    """Wildcards, and each other character behind an equals sign."""
    made: list[str] = []
    letters = iter(pattern)
    for letter in letters:
        made.append("=" + next(letters) if letter == "\\" else letter if letter in "*?" else "=" + letter)
    return made


def _passed(places: set[int], tokens: list[str]) -> set[int]:
    """The places, with those behind each `*` that takes nothing."""
    found = set(places)
    for place in sorted(places):
        while place < len(tokens) and tokens[place] == "*":
            place += 1  # noqa: PLW2901
            found.add(place)
    return found
