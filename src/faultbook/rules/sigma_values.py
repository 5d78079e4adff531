"""Values of Sigma's detections as leaves of a condition."""

from collections.abc import Iterator
from dataclasses import replace

from sigma.conditions import ConditionAND
from sigma.modifiers import SigmaCaseSensitiveModifier
from sigma.rule.detection import SigmaDetection, SigmaDetectionItem
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaType,
    SpecialChars,
)

from faultbook.rules.condition import And, Condition, Leaf, Not, Operator, Or, Value
from faultbook.rules.mistakes import WrongRule

_COMPARED = {
    CompareOperators.LT: Operator.LT,
    CompareOperators.LTE: Operator.LTE,
    CompareOperators.GT: Operator.GT,
    CompareOperators.GTE: Operator.GTE,
}
_MANY, _ONE = SpecialChars.WILDCARD_MULTI, SpecialChars.WILDCARD_SINGLE


def condition_of(detection: SigmaDetection, keywords: tuple[str, ...], name: str = "") -> And | Or:
    """A selection as a condition. `keywords`: fields in which a value without a field is looked for."""
    parts = tuple(
        _of_item(item, keywords) if isinstance(item, SigmaDetectionItem) else condition_of(item, keywords)
        for item in detection.detection_items
    )
    return And(parts, name) if detection.item_linking is ConditionAND else Or(parts, name)


def _of_item(item: SigmaDetectionItem, keywords: tuple[str, ...]) -> Condition:
    fields = (item.field,) if item.field is not None else keywords
    if not fields:
        raise WrongRule("found values without a field; expected `field: value`: this source has no text to search.")
    values = item.value or [SigmaNull()]
    cased = SigmaCaseSensitiveModifier in item.modifiers
    linked = [[_with_case(leaf, cased) for leaf in _any_of(value, fields, item.field is None)] for value in values]
    if item.value_linking is ConditionAND:
        made = _one(And, tuple(_one(Or, tuple(_merged(leaves))) for leaves in linked))
    else:
        made = _one(Or, tuple(_merged([leaf for leaves in linked for leaf in leaves])))
    return Not(made) if item.negated else made


def _one(kind: type[And] | type[Or], parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else kind(parts)


def _with_case(leaf: Leaf, cased: bool) -> Leaf:
    return replace(leaf, cased=True) if cased and leaf.operator is Operator.FIELD else leaf


def _any_of(value: SigmaType, fields: tuple[str, ...], is_keyword: bool) -> list[Leaf]:
    values = value.values if isinstance(value, SigmaExpansion) else [value]
    return [_leaf(field, one, is_keyword=is_keyword) for one in values for field in fields]


def _merged(leaves: list[Leaf]) -> Iterator[Leaf]:
    """Leaves that differ in their values only are one."""
    values: dict[tuple[str, Operator, bool], list[Value]] = {}
    for leaf in leaves:
        values.setdefault((leaf.field, leaf.operator, leaf.cased), []).extend(leaf.values)
    for (field, operator, cased), several in values.items():
        yield Leaf(field, operator, tuple(several), cased)


def _leaf(field: str, value: SigmaType, *, is_keyword: bool) -> Leaf:  # noqa: PLR0911 - one return for each type
    match value:
        case SigmaRegularExpression():
            return Leaf(field, Operator.REGEX, (_flag_text(value) + value.regexp.original,), cased=True)
        case SigmaString():
            return _of_text(field, value, is_keyword=is_keyword)
        case SigmaNumber():
            number = value.number
            if is_keyword:
                return Leaf(field, Operator.CONTAINS, (str(number),))
            return Leaf(field, Operator.EQUALS, (int(number) if float(number).is_integer() else float(number),))
        case SigmaBool():
            return Leaf(field, Operator.EQUALS, (bool(value.boolean),))
        case SigmaNull():
            return Leaf(field, Operator.EXISTS, (False,))
        case SigmaExists():
            return Leaf(field, Operator.EXISTS, (bool(value.exists),))
        case SigmaCompareExpression(op=op) if op in _COMPARED:
            number = value.number.number
            return Leaf(field, _COMPARED[op], (int(number) if float(number).is_integer() else float(number),))
        case SigmaFieldReference(starts_with=False, ends_with=False):
            return Leaf(field, Operator.FIELD, (value.field,))
    raise WrongRule(
        f"found a comparison of {field} that is not supported ({type(value).__name__.removeprefix('Sigma')}); expected "
        "contains, startswith, endswith, re, cased, all, exists, lt, lte, gt, gte, fieldref, neq or none."
    )


def _flag_text(value: SigmaRegularExpression) -> str:
    names = "".join(sorted(value.sigma_to_re_flag[flag] for flag in value.flags))
    return f"(?{names})" if names else ""


def _of_text(field: str, value: SigmaString, *, is_keyword: bool) -> Leaf:
    cased = isinstance(value, SigmaCasedString)
    parts = list(value.s)
    if not all(isinstance(part, str) or part in {_MANY, _ONE} for part in parts):
        raise WrongRule(f"found a placeholder in a value of {field}; expected the values written out.")
    if is_keyword:
        parts = [_MANY, *parts, _MANY]
    match parts:
        case []:
            return Leaf(field, Operator.EQUALS, ("",), cased)
        case [str(text)]:
            return Leaf(field, Operator.EQUALS, (text,), cased)
        case [str(text), last] if last is _MANY:
            return Leaf(field, Operator.STARTSWITH, (text,), cased)
        case [first, str(text)] if first is _MANY:
            return Leaf(field, Operator.ENDSWITH, (text,), cased)
        case [first, str(text), last] if first is _MANY and last is _MANY:
            return Leaf(field, Operator.CONTAINS, (text,), cased)
    return Leaf(field, Operator.LIKE, ("".join(map(_pattern, parts)),), cased)


def _pattern(part: object) -> str:
    if part is _MANY:
        return "*"
    if part is _ONE:
        return "?"
    return "".join("\\" + character if character in "*?\\" else character for character in str(part))
