"""What a rule must be before it runs: fields that its source has, comparisons that their types allow, right windows."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import partial

from faultbook.errors import InvalidCatalog
from faultbook.rules.condition import And, Condition, Not, Operator, Or, leaves
from faultbook.rules.frame import Frame
from faultbook.rules.mistakes import WrongRule
from faultbook.rules.model import LONGEST_WINDOW, Correlation, CorrelationType, Rule
from faultbook.rules.regexes.ambiguity import refuse_ambiguous
from faultbook.rules.regexes.parsing import compiled, parsed
from faultbook.rules.sql import as_text_sql, extract_sql, sql_of
from faultbook.rules.written import span_text


def check_rule(rule: Rule, frame: Frame) -> None:
    """WrongRule with the place of what is wrong with a rule that reads a source."""
    if rule.condition is not None:
        _check_condition(rule.condition, frame)
    for number, one in enumerate(rule.severity_rules):
        _at(("faultbook", "severity_rules", number, "when"), partial(_checked, one.condition, frame))
    for name, extractor in rule.extract.items():
        place = ("faultbook", "extract", name)
        _at(place, partial(extract_sql, extractor, frame))
        if compiled(extractor.pattern).groups < 1:
            raise WrongRule(
                f"extract: found no group in {extractor.pattern!r} of {name}; expected one around the value, as in "
                "user_id=([0-9]+).",
                place,
            )
        _at(place, partial(_unambiguous, extractor.pattern))
    for field in rule.fields:
        _at(("fields",), partial(frame.field, field))
    for key, fields in (("fingerprint", rule.fingerprint.fields), ("scope", rule.scope.fields)):
        for field in fields:
            _at(("faultbook", key), partial(as_text_sql, field, frame))
    _check_group_window(rule)


def check_correlation(rule: Rule, rules: Mapping[str, Rule], frames: Mapping[str, Frame]) -> None:
    """WrongRule where a correlation's rules, fields or window are wrong. `rules` are all by name."""
    correlation = rule.correlation
    assert correlation is not None
    if not correlation.rules:
        raise WrongRule("correlation: found no rules; expected the names of some.", ("correlation", "rules"))
    for name in correlation.rules:
        if name not in rules:
            near = f", the nearest is {_nearest(name, rules)}" if _nearest(name, rules) else ""
            raise WrongRule(
                f"correlation: found the rule {name!r}, which is not there or is wrong itself; expected the name of a "
                f"rule{near}.",
                ("correlation", "rules"),
            )
        if rules[name].correlation is not None:
            raise WrongRule(
                f"correlation: found {name!r}, which is a correlation; expected rules with a detection.",
                ("correlation", "rules"),
            )
    _check_window(correlation)
    for name in correlation.rules:
        frame = frames[rules[name].source]
        for group in correlation.group_by:
            _at(
                ("correlation", "group-by"),
                partial(as_text_sql, correlation.field_of(group, name), frame),
            )
        if correlation.type is CorrelationType.VALUE_COUNT:
            value = correlation.field_of(correlation.value, name)
            _at(("correlation", "condition"), partial(as_text_sql, value, frame))
    for alias, fields in correlation.aliases.items():
        for name in fields:
            if name not in correlation.rules:
                raise WrongRule(
                    f"correlation: found the rule {name!r} in the alias {alias}; expected one of "
                    f"{', '.join(correlation.rules)}.",
                    ("correlation", "aliases"),
                )
    _check_group_window(rule)


def _check_window(correlation: Correlation) -> None:
    place = ("correlation", "timespan")
    if correlation.timespan <= 0:
        raise WrongRule("correlation: found a window of 0; expected one of a second at least, as in 10m.", place)
    if correlation.timespan > LONGEST_WINDOW:
        raise WrongRule(
            f"correlation: found a window of {span_text(correlation.timespan)}; expected 31 days at most: matches are "
            "counted that long.",
            place,
        )
    if correlation.threshold < 1:
        raise WrongRule(
            f"correlation: found the threshold {correlation.threshold}; expected 1 or more.",
            ("correlation", "condition"),
        )


def _check_group_window(rule: Rule) -> None:
    if rule.group_window is not None and not 0 < rule.group_window <= LONGEST_WINDOW:
        raise WrongRule(
            f"faultbook.group_window: found {span_text(rule.group_window)}; expected more than nothing and 31 days at "
            "most.",
            ("faultbook", "group_window"),
        )


def _nearest(name: str, rules: Mapping[str, Rule]) -> str:
    return next(iter(get_close_matches(name, rules, n=1, cutoff=0.5)), "")


def _check_condition(condition: Condition, frame: Frame) -> None:
    """Selections one by one, so that a mistake is in the one that has it."""
    for part in _named(condition):
        _at(("detection", part.name), partial(_checked, part, frame))
    _at(("detection",), partial(_checked, condition, frame))


def _named(condition: Condition) -> Iterator[And | Or]:
    match condition:
        case And(parts=parts) | Or(parts=parts):
            if condition.name:
                yield condition
            else:
                for part in parts:
                    yield from _named(part)
        case Not(part=part):
            yield from _named(part)


def _checked(condition: Condition, frame: Frame) -> None:
    for leaf in leaves(condition):
        _at((leaf.field,), partial(sql_of, leaf, frame))
        if leaf.operator is Operator.REGEX:
            for value in leaf.values:
                _at((leaf.field,), partial(_unambiguous, str(value)))


def _unambiguous(pattern: str) -> None:
    refuse_ambiguous(parsed(pattern), pattern)


def _at(place: tuple[str | int, ...], check: Callable[[], object]) -> None:
    """Runs a check; its error gets the place in front of its own."""
    try:
        check()
    except WrongRule as wrong:
        raise WrongRule(str(wrong), (*place, *wrong.path)) from wrong
    except InvalidCatalog as wrong:
        raise WrongRule(f"{str(wrong).rstrip('.')}.", place) from wrong
