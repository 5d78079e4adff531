"""Sigma's documents as rules. pySigma parses; its errors become sentences with the place (`sigma_errors.py`)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sigma.conditions import (
    ConditionAND,
    ConditionIdentifier,
    ConditionNOT,
    ConditionOR,
    ConditionSelector,
)
from sigma.correlations import SigmaCorrelationCondition, SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule
from sigma.rule.detection import SigmaDetection, SigmaDetections

from faultbook.events.severities import normalised
from faultbook.rules.condition import And, Condition, Not, Or, names_in
from faultbook.rules.documents import Document, Place
from faultbook.rules.frame import Frame
from faultbook.rules.mistakes import WrongRule
from faultbook.rules.model import (
    AfterFiring,
    Correlation,
    CorrelationType,
    Extractor,
    Fingerprint,
    Predicate,
    Rule,
    RuleTest,
    Scope,
    SeverityRule,
    Strategy,
)
from faultbook.rules.predicate import read_predicate
from faultbook.rules.sigma_errors import sentence_of
from faultbook.rules.sigma_values import condition_of
from faultbook.rules.written import (
    FaultbookKeys,
    WrittenExplicit,
    WrittenExtractor,
    WrittenFields,
    WrittenSequence,
    WrittenTest,
    checked,
)

DEFAULT_SOURCE = "failures"
NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_OWN_KEYS = {"faultbook", "tests"}
_SIGMA_KEYS = {
    *("title", "id", "name", "taxonomy", "related", "status", "description", "license", "references", "tags", "author"),
    *("date", "modified", "fields", "falsepositives", "level", "scope", "logsource", "detection", "correlation"),
}
_SOURCE_KEYS = {"category", "product", "service", "definition"}
_OPERATORS = {"GT": "gt", "GTE": "gte", "EQ": "eq"}


def rule_of(document: Document, frames: Mapping[str, Frame], file: str, folder: Path | None = None) -> Rule:
    """A rule of one Sigma document; WrongRule with the place of what is wrong.

    `folder` is that of the file, below which a predicate's file is.
    """
    content = document.content
    for key in content:
        if key not in _OWN_KEYS | _SIGMA_KEYS:
            known = ", ".join(sorted(_OWN_KEYS | _SIGMA_KEYS))
            raise WrongRule(f"found the unknown key {key!r}; expected one of {known}.", (key,))
    own = checked(FaultbookKeys, content.get("faultbook") or {}, ("faultbook",))
    name = name_of(content)
    common: dict[str, Any] = {
        "name": name,
        "priority": own.priority,
        "extract": {key: _extractor(value) for key, value in own.extract.items()},
        "fingerprint": _fingerprint(own),
        "scope": Scope(tuple(own.scope)),
        "group_window": own.group_window,
        "tests": tests_of(content.get("tests"), document),
        "file": file,
        "line": document.line,
    }
    if "correlation" in content:
        return _correlation_rule(content, own, common)
    return _event_rule(content, own, common | {"predicate": _predicate(own, folder)}, frames)


def name_of(content: Mapping[str, Any]) -> str:
    """The rule's name: `name`, else its title in small letters with `_` between its words."""
    name = content.get("name")
    if name is None:
        title = content.get("title")
        made = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:100] if isinstance(title, str) else ""
        if not NAME.fullmatch(made):
            raise WrongRule("found no name and no title to make one of; expected `name: some_words`.", ())
        return made
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise WrongRule(
            f"found the name {name!r}; expected small letters, digits and _, beginning with a letter.", ("name",)
        )
    return name


def tests_of(written: Any, document: Document) -> tuple[RuleTest, ...]:
    """The tests below `tests:`."""
    if written is None:
        return ()
    if not isinstance(written, list):
        raise WrongRule(f"tests: found {written!r}; expected a list of tests.", ("tests",))
    return tuple(
        _test(checked(WrittenTest, one, ("tests", number)), document.line_of(("tests", number)))
        for number, one in enumerate(written)
    )


def _test(written: WrittenTest, line: int) -> RuleTest:
    if written.event is not None:
        return RuleTest(((0, written.event),), written.matches, line=line)
    fires = written.fires_at
    fires_at = () if fires == "never" else tuple(fires) if isinstance(fires, list) else (fires,)
    if isinstance(written.events, WrittenSequence):
        several = written.events
        each = several.each or [several.like or {}]
        moments = [(number * several.every, each[number % len(each)]) for number in range(several.count)]
    else:
        moments = [(moment.at, moment.event) for moment in written.events or []]
    return RuleTest(tuple(moments), None, tuple(sorted(at for at in fires_at if isinstance(at, int))), line)


def _extractor(written: str | WrittenExtractor) -> Extractor:
    return Extractor(written) if isinstance(written, str) else Extractor(written.regex, written.field)


def _fingerprint(own: FaultbookKeys) -> Fingerprint:
    match own.fingerprint:
        case WrittenFields(fields=fields):
            return Fingerprint(Strategy.FIELDS, tuple(fields))
        case WrittenExplicit(explicit=field):
            return Fingerprint(Strategy.EXPLICIT, (field,))
        case name:
            return Fingerprint(Strategy(name))


def _predicate(own: FaultbookKeys, folder: Path | None) -> Predicate | None:
    if own.predicate is None:
        return None
    if folder is None:
        raise WrongRule("found a predicate in a rule that is in no folder.", ("faultbook", "predicate"))
    return read_predicate(folder, own.predicate.file, own.predicate.seconds)


def _severity(own: FaultbookKeys, level: str) -> str:
    return own.severity or normalised(level) or "medium"


def _level(parsed: SigmaRule | SigmaCorrelationRule) -> str:
    return str(parsed.level) if parsed.level else "medium"


def _event_rule(
    content: Mapping[str, Any], own: FaultbookKeys, common: Mapping[str, Any], frames: Mapping[str, Frame]
) -> Rule:
    source = _source(content.get("logsource"), frames)
    _refuse_not(content.get("detection"))
    parsed = _parsed(SigmaRule, content)
    keywords = frames[source].keywords
    level = _level(parsed)
    return Rule(
        **common,
        title=parsed.title,
        description=parsed.description or "",
        source=source,
        level=level,
        severity=_severity(own, level),
        severity_rules=tuple(
            SeverityRule(_selection(one.when, keywords, ("faultbook", "severity_rules", number, "when")), one.severity)
            for number, one in enumerate(own.severity_rules)
        ),
        condition=_condition(parsed.detection, content["detection"], keywords),
        fields=tuple(parsed.fields),
    )


def _source(written: Any, frames: Mapping[str, Frame]) -> str:
    """The frame that a logsource names. Keys that would be ignored are refused: they look as if they chose rows."""
    if written is None:
        return DEFAULT_SOURCE
    if not isinstance(written, Mapping):
        raise WrongRule(f"logsource: found {written!r}; expected `category: {DEFAULT_SOURCE}`.", ("logsource",))
    for key in written:
        if key not in {"category", "definition"} and (key, written[key]) != ("product", "faultbook"):
            raise WrongRule(
                f"logsource: found {key}: {written[key]}, which chooses no rows here; expected `category: "
                f"{DEFAULT_SOURCE}`, and a selection such as `{'service' if key == 'service' else 'kind'}: "
                f"{written[key]}`.",
                ("logsource", key),
            )
    name = written.get("category", DEFAULT_SOURCE)
    if name not in frames:
        raise WrongRule(
            f"logsource: found the category {name!r}; expected one of {', '.join(frames)}.", ("logsource", "category")
        )
    return str(name)


def _refuse_not(detection: Any) -> None:
    for name in detection if isinstance(detection, Mapping) else ():
        if str(name).startswith("not_"):
            raise WrongRule(
                f"found the selection {name!r}; expected a name that does not begin with not_, which conditions may "
                f"read as `not`. Fix: call it {str(name)[4:] or 'excluded'} and write `not` in the condition.",
                ("detection", name),
            )


def _parsed(kind: Any, content: Mapping[str, Any]) -> Any:
    """What pySigma makes of a document; WrongRule where it refuses it."""
    known = {key: value for key, value in content.items() if key not in _OWN_KEYS}
    if "detection" in known:
        known.setdefault("logsource", {"category": DEFAULT_SOURCE})
    try:
        return kind.from_dict(known)
    except SigmaError as wrong:
        raise sentence_of(wrong, content) from wrong
    except (AttributeError, TypeError, KeyError, ValueError, IndexError) as wrong:  # its checks leave gaps
        raise WrongRule(
            f"found a form that Sigma does not have ({wrong}); expected that of its specification."
        ) from wrong


def _selection(written: Mapping[str, Any], keywords: tuple[str, ...], path: Place) -> Condition:
    """A single selection as a condition."""
    try:
        return condition_of(SigmaDetection.from_definition(written), keywords)
    except SigmaError as wrong:
        raise WrongRule(str(sentence_of(wrong, {})), path) from wrong


def _condition(detections: SigmaDetections, written: Any, keywords: tuple[str, ...]) -> Condition:
    selections: dict[str, Condition] = {}
    for name, detection in detections.detections.items():
        try:
            selections[name] = condition_of(detection, keywords, name)
        except WrongRule as wrong:
            raise WrongRule(str(wrong), ("detection", name)) from wrong
    conditions = []
    for condition in detections.parsed_condition:
        try:
            tree = condition.parse(postprocess=False)
            conditions.append(_tree(tree, detections, selections))
        except SigmaError as wrong:
            raise sentence_of(wrong, {"detection": written}) from wrong
    whole = conditions[0] if len(conditions) == 1 else Or(tuple(conditions))
    used = set(names_in(whole))
    for name in selections:
        if name not in used:
            raise WrongRule(
                f"found the selection {name!r}, which the condition does not name; expected it there, or not at all.",
                ("detection", name),
            )
    return whole


def _tree(node: Any, detections: SigmaDetections, selections: Mapping[str, Condition]) -> Condition:
    match node:
        case ConditionIdentifier(identifier=name):
            if name not in selections:
                raise WrongRule(
                    f"condition: found the selection {name!r}, which is not there; expected one of "
                    f"{', '.join(selections)}.",
                    ("detection", "condition"),
                )
            return selections[name]
        case ConditionSelector():
            names = [one.identifier for one in node.resolve_referenced_detections(detections)]
            if not names:
                raise WrongRule(
                    f"condition: found `of {node.pattern}`, which no selection's name fits; expected a pattern for "
                    f"some of {', '.join(selections)}.",
                    ("detection", "condition"),
                )
            kind = And if node.cond_class is ConditionAND else Or
            return kind(tuple(selections[name] for name in names))
        case ConditionNOT(args=[part]):
            return Not(_tree(part, detections, selections))
        case ConditionAND(args=parts):
            return And(tuple(_tree(part, detections, selections) for part in parts))
        case ConditionOR(args=parts):
            return Or(tuple(_tree(part, detections, selections) for part in parts))
    raise WrongRule(f"condition: found {node!r}; expected selections with and, or, not and `of`.")


def _correlation_rule(content: Mapping[str, Any], own: FaultbookKeys, common: Mapping[str, Any]) -> Rule:
    parsed: SigmaCorrelationRule = _parsed(SigmaCorrelationRule, content)
    level = _level(parsed)
    if own.severity_rules or own.predicate or own.extract:
        raise WrongRule(
            "faultbook: found severity_rules, predicate or extract beside a correlation; expected them in the rules "
            "that it names, whose matches it counts.",
            ("faultbook",),
        )
    return Rule(
        **common,
        title=parsed.title,
        description=parsed.description or "",
        level=level,
        severity=_severity(own, level),
        correlation=_correlation(parsed, own),
        fields=tuple(parsed.fields),
    )


def _correlation(parsed: SigmaCorrelationRule, own: FaultbookKeys) -> Correlation:
    place = ("correlation",)
    kind = parsed.type.name.lower()
    if kind not in set(CorrelationType):
        raise WrongRule(
            f"correlation: found the type {kind!r}; expected {', '.join(CorrelationType)}.", (*place, "type")
        )
    condition = parsed.condition
    if not isinstance(condition, SigmaCorrelationCondition):
        raise WrongRule(
            "correlation: found a condition of words; expected a number, as in `condition: {gte: 5}`.",
            (*place, "condition"),
        )
    if condition.op.name not in _OPERATORS:
        raise WrongRule(
            f"correlation: found {condition.op.name.lower()}; expected gte, gt or eq: a window is looked at where a "
            "match is, so that nobody sees one that has too few.",
            (*place, "condition"),
        )
    if not isinstance(condition.count, int):
        raise WrongRule(
            f"correlation: found the threshold {condition.count}; expected a whole number.", (*place, "condition")
        )
    names = tuple(reference.reference for reference in parsed.rules or ())
    is_temporal = kind in {CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED}
    if is_temporal and condition.count != len(names):
        raise WrongRule(
            f"correlation: found a condition of {condition.count} beside {len(names)} rules; expected none: each of "
            "the rules must match.",
            (*place, "condition"),
        )
    value = condition.fieldref
    if isinstance(value, list):
        raise WrongRule("correlation: found several fields; expected one.", (*place, "condition"))
    return Correlation(
        type=CorrelationType(kind),
        rules=names,
        group_by=tuple(parsed.group_by or ()),
        timespan=parsed.timespan.seconds,
        threshold=condition.count,
        operator=_OPERATORS[condition.op.name],
        value=value or "",
        after_firing=AfterFiring(own.after_firing),
        aliases={
            one.alias: {reference.reference: field for reference, field in one.mapping.items()}
            for one in parsed.aliases
        },
    )
