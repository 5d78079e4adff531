"""The short form: `failure_definitions`, one condition each and a threshold, read as the same rules as Sigma's."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from faultbook.rules.condition import And, Condition, Leaf, Not, Operator, Value
from faultbook.rules.documents import Document
from faultbook.rules.frame import Frame
from faultbook.rules.mistakes import WrongRule
from faultbook.rules.model import (
    AfterFiring,
    Correlation,
    CorrelationType,
    Extractor,
    Rule,
    SeverityRule,
)
from faultbook.rules.sigma import DEFAULT_SOURCE, NAME, tests_of
from faultbook.rules.written import Severity, Written, checked

KEY = "failure_definitions"
SUFFIX = "_each"
"""Of the rule that a definition with a threshold counts."""
_OPERATORS: Mapping[str, tuple[Operator, bool]] = {
    "equals": (Operator.EQUALS, True),
    "not_equals": (Operator.EQUALS, False),
    "in": (Operator.EQUALS, True),
    "not_in": (Operator.EQUALS, False),
    "contains": (Operator.CONTAINS, True),
    "not_contains": (Operator.CONTAINS, False),
    "starts_with": (Operator.STARTSWITH, True),
    "ends_with": (Operator.ENDSWITH, True),
    "regex": (Operator.REGEX, True),
    "not_regex": (Operator.REGEX, False),
    "gt": (Operator.GT, True),
    "gte": (Operator.GTE, True),
    "lt": (Operator.LT, True),
    "lte": (Operator.LTE, True),
    "exists": (Operator.EXISTS, True),
    "not_exists": (Operator.EXISTS, False),
}
"""Name of an operator, and whether it is that or the opposite."""
OperatorName = Literal[
    "equals",
    "not_equals",
    "in",
    "not_in",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "regex",
    "not_regex",
    "gt",
    "gte",
    "lt",
    "lte",
    "exists",
    "not_exists",
]


class ShortCondition(Written):
    """One comparison."""

    field: str
    operator: OperatorName
    value: str | int | float | bool | list[str | int | float | bool] | None = None
    pattern: str | None = Field(default=None, description="RE2 regular expression, of regex and not_regex.")

    @model_validator(mode="after")
    def _has_what_it_compares_with(self) -> "ShortCondition":
        needs = "pattern" if "regex" in self.operator else "" if "exists" in self.operator else "value"
        given = {name for name in ("value", "pattern") if getattr(self, name) is not None}
        if given != ({needs} if needs else set()):
            found = " and ".join(sorted(given)) or "nothing"
            raise ValueError(f"found {found} beside {self.operator}; expected {needs or 'neither'}")
        return self


class ShortThreshold(Written):
    """How often within which time."""

    count: int = Field(ge=1)
    window_minutes: int = Field(ge=1)
    reset_window: bool = Field(default=True, description="Start to count again after it was reached.")
    group_by: list[str] = Field(default=[])


class ShortSeverityRule(Written):
    """A severity for some of the events."""

    condition: ShortCondition
    severity: Severity


class ShortExtractor(Written):
    """A value that is taken from a text."""

    name: str
    pattern: str
    field: str = "message"


class ShortDefinition(Written):
    """One definition."""

    name: str
    description: str = ""
    source: str = DEFAULT_SOURCE
    condition: ShortCondition | list[ShortCondition]
    severity: Severity = "medium"
    severity_rules: list[ShortSeverityRule] = Field(default=[])
    context_fields: list[str] = Field(default=[])
    context_extractors: dict[str, str] | list[ShortExtractor] = Field(default={})
    threshold: ShortThreshold | None = None
    tests: list[dict[str, Any]] = Field(default=[])


class ShortFile(Written):
    """A document of the short form."""

    failure_definitions: list[ShortDefinition]


def is_short(document: Document) -> bool:
    """Whether a document is of the short form."""
    return KEY in document.content


def definition_of(document: Document, number: int, frames: Mapping[str, Frame], file: str) -> list[Rule]:
    """The rules of one definition: one, or two where it has a threshold: what is counted, and the count."""
    path = (KEY, number)
    short = checked(ShortDefinition, document.content[KEY][number], path)
    if not NAME.fullmatch(short.name):
        raise WrongRule(
            f"found the name {short.name!r}; expected small letters, digits and _, beginning with a letter.",
            (*path, "name"),
        )
    if short.source not in frames:
        raise WrongRule(f"found the source {short.source!r}; expected one of {', '.join(frames)}.", (*path, "source"))
    several = short.condition if isinstance(short.condition, list) else [short.condition]
    listed = short.context_extractors
    extract = (
        {name: Extractor(pattern) for name, pattern in listed.items()}
        if isinstance(listed, dict)
        else {one.name: Extractor(one.pattern, one.field) for one in listed}
    )
    tests = tests_of(short.tests or None, document)
    title = short.description.split("\n", maxsplit=1)[0][:256] or short.name.replace("_", " ")
    common: dict[str, Any] = {"title": title, "description": short.description, "file": file}
    common |= {"severity": short.severity, "level": "informational" if short.severity == "info" else short.severity}
    common |= {"line": document.line_of(path), "fields": tuple(short.context_fields)}
    rule = Rule(
        **common,
        name=short.name if short.threshold is None else short.name + SUFFIX,
        source=short.source,
        condition=And(tuple(map(_condition, several)), "condition"),
        severity_rules=tuple(SeverityRule(_condition(one.condition), one.severity) for one in short.severity_rules),
        extract=extract,
        tests=tests if short.threshold is None else tuple(test for test in tests if test.matches is not None),
    )
    if short.threshold is None:
        return [rule]
    correlation = Correlation(
        CorrelationType.EVENT_COUNT,
        (rule.name,),
        tuple(short.threshold.group_by),
        short.threshold.window_minutes * 60,
        short.threshold.count,
        after_firing=AfterFiring.RESET if short.threshold.reset_window else AfterFiring.CONTINUE,
    )
    counted = tuple(test for test in tests if test.matches is None)
    return [rule, Rule(**common, name=short.name, correlation=correlation, tests=counted)]


def _condition(short: ShortCondition) -> Condition:
    operator, is_it = _OPERATORS[short.operator]
    if operator is Operator.EXISTS:
        return Leaf(short.field, operator, (is_it,))
    if operator is Operator.REGEX:
        values: tuple[Value, ...] = (str(short.pattern),)
    else:
        given = short.value if isinstance(short.value, list) else [short.value]
        values = tuple(one for one in given if one is not None)
    leaf = Leaf(short.field, operator, values, cased=operator is Operator.REGEX)
    return leaf if is_it else Not(leaf)
