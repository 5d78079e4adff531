"""What is allowed in a rule and probably not meant: warnings, where `checks.py` has errors."""

from collections.abc import Iterator, Mapping

from faultbook.rules.condition import And, Condition, Leaf, Not, Operator, Or
from faultbook.rules.frame import Frame
from faultbook.rules.mistakes import Mistake
from faultbook.rules.model import Rule
from faultbook.rules.rows import row_of
from faultbook.rules.testing import extracted, matching


def warnings(rules: Mapping[str, Rule], frames: Mapping[str, Frame]) -> list[Mistake]:
    """What to look at again, for each of the rules of a book."""
    return [
        Mistake(rule.file, rule.line, rule.name, text) for rule in rules.values() for text in _of(rule, rules, frames)
    ]


def _of(rule: Rule, rules: Mapping[str, Rule], frames: Mapping[str, Frame]) -> Iterator[str]:
    yield from _about_tests(rule)
    if rule.correlation is not None:
        yield from _about_groups(rule, rules, frames)
    if rule.extract:
        yield from _about_extractors(rule, frames[rule.source])


def _about_tests(rule: Rule) -> Iterator[str]:
    positive = [test for test in rule.tests if test.matches or test.fires_at]
    negative = [test for test in rule.tests if not (test.matches or test.fires_at)]
    kinds = ("`matches: true`", "`matches: false`") if rule.correlation is None else ("a time", "`fires_at: never`")
    if not positive:
        yield f"found no test with {kinds[0]}; expected one, so that the rule is known to match something."
    if not negative:
        yield f"found no test with {kinds[1]}; expected one, so that the rule is known not to match everything."


def _about_groups(rule: Rule, rules: Mapping[str, Rule], frames: Mapping[str, Frame]) -> Iterator[str]:
    correlation = rule.correlation
    assert correlation is not None
    for name in correlation.rules:
        frame = frames[rules[name].source]
        for group in correlation.group_by:
            field = correlation.field_of(group, name)
            condition = rules[name].condition
            if field not in frame.never_null and not (condition and needs(condition, field)):
                yield (
                    f"found the group field {field!r}, which can be NULL in {frame.name}: events without it are in no "
                    f"group, so that they are refused and counted; expected `{field}|exists: true` in {name}, or "
                    "another field."
                )


def _about_extractors(rule: Rule, frame: Frame) -> Iterator[str]:
    """An extractor that takes nothing from any event which the rule's tests match."""
    rows = [row_of(event, frame) for test in rule.tests if test.matches for _, event in test.events]
    rows = [row for row, held in zip(rows, matching(rule, frame, rows), strict=True) if held]
    taken = extracted(rule, frame, rows)
    for name, extractor in rule.extract.items():
        if not any(row[name] for row in taken):
            yield (
                f"found the extractor {name!r}, which takes nothing from any event of the tests; expected a test whose "
                f"{extractor.field} has the expression {extractor.pattern}."
            )


def needs(condition: Condition, field: str) -> bool:
    """Whether a condition holds only where a field is there."""
    match condition:
        case Leaf(operator=Operator.EXISTS):
            return condition.field == field and all(condition.values)
        case Leaf():
            return condition.field == field or (condition.operator is Operator.FIELD and condition.values == (field,))
        case And(parts=parts):
            return any(needs(part, field) for part in parts)
        case Or(parts=parts):
            return bool(parts) and all(needs(part, field) for part in parts)
        case Not(part=Leaf(operator=Operator.EXISTS, values=values) as leaf):
            return leaf.field == field and not any(values)
        case _:
            return False
