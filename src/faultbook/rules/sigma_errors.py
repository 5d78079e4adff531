"""pySigma's errors as sentences. Its own name the class of a modifier, or nothing but a rule of its grammar."""

import re
from collections.abc import Mapping
from typing import Any

from sigma.exceptions import SigmaError
from sigma.rule.detection import SigmaDetection

from faultbook.rules.mistakes import WrongRule

_LEVELS = "critical, high, medium, low or informational"
_MODIFIERS = "contains, startswith, endswith, re, i, m, s, cased, all, exists, lt, lte, gt, gte, fieldref, neq"
_SENTENCES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"must have a title", "found no title; expected one, as in `title: Functions answer 5xx`.", ()),
    (r"title must be a string", "found a title that is no text; expected a text.", ("title",)),
    (r"title length", "found a title of more than 256 characters; expected a shorter one.", ("title",)),
    (r"'(.*)' is not a valid Sigma rule level", f"found the level {{0!r}}; expected {_LEVELS}.", ("level",)),
    (r"rule level must be a string", f"found a level that is no text; expected {_LEVELS}.", ("level",)),
    (r"must have a detection", "found no detection; expected selections and a condition.", ()),
    (
        r"detection must be a valid",
        "found a detection that is no mapping; expected selections and a condition.",
        ("detection",),
    ),
    (r"No detections defined", "found no selection; expected one, as in `failed: {{state: failed}}`.", ("detection",)),
    (r"at least one condition", "found no condition; expected one, as in `condition: failed`.", ("detection",)),
    (r"Detection is empty", "found an empty selection; expected fields with values.", ("detection",)),
    (
        r"Detection '(.*)' not defined",
        "condition: found the selection {0!r}, which is not there.",
        ("detection", "condition"),
    ),
    (
        r"Selector '(.*)' doesn't match",
        "condition: found {0!r}, which no selection's name fits.",
        ("detection", "condition"),
    ),
    (
        r"pipe syntax",
        "condition: found `|`; expected a correlation, a document of its own.",
        ("detection", "condition"),
    ),
    (r"Unknown modifier '(.*)'", f"found the modifier {{0!r}}; expected one of {_MODIFIERS}.", ("detection",)),
    (
        r"Regular expression '(.*)' is invalid: (.*)",
        "found the regular expression {0!r}: {1}; expected RE2's syntax, without look-around.",
        ("detection",),
    ),
    (
        r"Compare operator expects number|Modifier Sigma(?:Less|Greater)\w+ incompatible to value type of '(.*)'",
        "found {0!r} beside lt, lte, gt or gte; expected a number without quotes.",
        ("detection",),
    ),
    (
        r"Modifier SigmaExistsModifier incompatible",
        "found a value beside exists that is no flag; expected true or false.",
        ("detection",),
    ),
    (
        r"Modifier Sigma(\w+)Modifier incompatible to value type of '(.*)'",
        "found {1!r} beside the modifier {0}; expected a text in quotes.",
        ("detection",),
    ),
    (
        r"only applicable to unmodified",
        "found another modifier before re or exists; expected these first.",
        ("detection",),
    ),
    (
        r"Unsupported (?:detection definition )?type: (.*)",
        "found a value of the type {0}; expected texts, numbers, true, false or null.",
        ("detection",),
    ),
    (
        r"Timespan '(.*)' must be greater than zero",
        "correlation: found the timespan {0}; expected a longer one than nothing, as in `timespan: 10m`.",
        ("correlation", "timespan"),
    ),
    (
        r"Timespan '(.*)' is invalid",
        "correlation: found the timespan {0!r}; expected a number and a unit, as in 30s, 10m, 1h, 7d.",
        ("correlation", "timespan"),
    ),
    (r"without timespan", "correlation: found no timespan; expected one, as in `timespan: 10m`.", ("correlation",)),
    (
        r"'(.*)' is no valid Sigma correlation type",
        "correlation: found the type {0!r}; expected event_count, value_count, temporal or temporal_ordered.",
        ("correlation", "type"),
    ),
    (
        r"rule without type",
        "correlation: found no type; expected event_count, value_count, temporal or temporal_ordered.",
        ("correlation",),
    ),
    (
        r"without rule(?:s list| references)",
        "correlation: found no rules; expected the names of some, as in `rules: [http_5xx]`.",
        ("correlation",),
    ),
    (
        r"Rule reference must be",
        "correlation: found rules that are no list; expected names, as in `rules: [http_5xx]`.",
        ("correlation", "rules"),
    ),
    (
        r"exactly one condition item",
        "correlation: found a condition without one comparison; expected one, as in `condition: {{gte: 5}}`.",
        ("correlation", "condition"),
    ),
    (
        r"condition contains invalid items: (.*)",
        "correlation: found {0} in the condition; expected gte, gt or eq, and for value_count field.",
        ("correlation", "condition"),
    ),
    (
        r"'(.*)' is no valid Sigma correlation condition count",
        "correlation: found the threshold {0!r}; expected a number.",
        ("correlation", "condition"),
    ),
    (
        r"rule without condition",
        "correlation: found no condition; expected one, as in `condition: {{gte: 5}}`.",
        ("correlation",),
    ),
    (
        r"without field reference",
        "correlation: found no field in the condition; expected the one whose values are counted, as in "
        "`condition: {{field: user_name, gte: 3}}`.",
        ("correlation", "condition"),
    ),
    (
        r"'correlation' field must be a dict",
        "found a correlation that is no mapping; expected type, rules, group-by, timespan and condition.",
        ("correlation",),
    ),
    (
        r"group-by definition",
        "correlation: found a group-by that is no list; expected names of fields.",
        ("correlation", "group-by"),
    ),
    (
        r"aliases? (?:definition|mapping) must be",
        "correlation: found aliases that are no mapping; expected `name: {{rule: field}}`.",
        ("correlation", "aliases"),
    ),
    (r"Rule (date|modified) '(.*)' is invalid", "found {0}: {1}; expected a day, as in 2026-11-30.", ()),
    (
        r"identifier must be an UUID",
        "found an id that is no UUID; expected one, or none: `name` identifies a rule.",
        ("id",),
    ),
    (
        r"'(.*)' is not a valid Sigma rule status",
        "found the status {0!r}; expected stable, test, experimental, deprecated or unsupported.",
        ("status",),
    ),
    (
        r"Sigma (?:rule |tags? )?(\w+)(?: fields)? must be a (list|string)",
        "found {0} that is no {1}; expected a {1}.",
        (),
    ),
    (
        r"Expected (.*), found '?(.*?)'? *\(at char (\d+)\)",
        "condition: found {1!r} at character {2}; expected selections with and, or, not and parentheses.",
        ("detection", "condition"),
    ),
    (
        r"Expected (.*) +\(at char (\d+)\)",
        "condition: found its end at character {1}; expected selections with and, or, not and parentheses.",
        ("detection", "condition"),
    ),
)
"""What pySigma writes, the sentence for it with the groups of the expression, and the place in the document."""


def sentence_of(wrong: SigmaError, content: Mapping[str, Any]) -> WrongRule:
    """The sentence for an error, with its place; `content` is the document that it is about."""
    reason = " ".join(str(wrong).split())
    for pattern, sentence, path in _SENTENCES:
        if found := re.search(pattern, reason):
            groups = [group or "" for group in found.groups()]
            return WrongRule(sentence.format(*groups), _exact(path, reason, content))
    return WrongRule(f"found what Sigma does not allow: {reason}; expected what its specification describes.")


def _exact(path: tuple[str, ...], reason: str, content: Mapping[str, Any]) -> tuple[str | int, ...]:
    """The selection and field of an error in a detection: the first that gives the same error alone."""
    detection = content.get("detection")
    if path != ("detection",) or not isinstance(detection, Mapping):
        return path
    for name, selection in detection.items():
        if name != "condition" and _fails(selection, reason):
            fields = selection if isinstance(selection, Mapping) else {}
            inside = [field for field in fields if _fails({field: fields[field]}, reason)]
            return ("detection", name, *inside[:1])
    return path


def _fails(selection: Any, reason: str) -> bool:
    try:
        SigmaDetection.from_definition(selection)
    except SigmaError as wrong:
        return " ".join(str(wrong).split()) == reason
    return False
