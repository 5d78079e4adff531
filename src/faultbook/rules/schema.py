"""The JSON Schema of a rules file, for editors: Sigma's keys, faultbook's, and the short form."""

from collections.abc import Iterable, Mapping
from typing import Any

from faultbook.rules.frame import Frame
from faultbook.rules.model import LEVELS, CorrelationType
from faultbook.rules.short_form import ShortFile
from faultbook.rules.written import FaultbookKeys, WrittenTest

_TEXTS = {"type": "array", "items": {"type": "string"}}
_NAME = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,99}$"}
_VALUE = {"type": ["string", "number", "boolean", "null"]}
_SPAN = {"type": "string", "pattern": "^[0-9]+[smhdw]$"}


def json_schema(frames: Mapping[str, Frame]) -> dict[str, Any]:
    """The schema of one document. `frames` are the sources by name, whose columns are offered as fields."""
    definitions: dict[str, Any] = {}
    own, test, short = (_of(model, definitions) for model in (FaultbookKeys, WrittenTest, ShortFile))
    fields = sorted({column for frame in frames.values() for column in frame.columns})
    definitions["selection"] = _selection(fields)
    definitions["value"] = {"anyOf": [_VALUE, {"type": "array", "items": _VALUE}]}
    common = {
        "title": {"type": "string", "maxLength": 256},
        "name": _NAME | {"description": "Identity of the rule; without it, made of the title."},
        "description": {"type": "string"},
        "level": {"enum": list(LEVELS)},
        "fields": _TEXTS | {"description": "Fields that are taken into the incident."},
        "faultbook": own,
        "tests": {"type": "array", "items": test},
        **dict.fromkeys(("id", "status", "author", "date", "modified", "license", "taxonomy", "related"), True),
        **dict.fromkeys(("references", "tags", "falsepositives", "scope"), _TEXTS),
    }
    rule = {
        "type": "object",
        "required": ["title", "detection"],
        "additionalProperties": False,
        "properties": common | {"logsource": _source(frames), "detection": _detection()},
    }
    correlation = {
        "type": "object",
        "required": ["title", "correlation"],
        "additionalProperties": False,
        "properties": common | {"correlation": _correlation()},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule of faultbook",
        "anyOf": [rule, correlation, short],
        "$defs": definitions,
    }


def _of(model: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """A model's schema; what it refers to is added to the definitions."""
    schema: dict[str, Any] = model.model_json_schema(ref_template="#/$defs/{model}")
    definitions |= schema.pop("$defs", {})
    return schema


def _source(frames: Iterable[str]) -> dict[str, Any]:
    properties = {
        "category": {"enum": list(frames)},
        "product": {"const": "faultbook"},
        "definition": {"type": "string"},
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _selection(fields: Iterable[str]) -> dict[str, Any]:
    values = {"$ref": "#/$defs/value"}
    fielded = {"type": "object", "properties": dict.fromkeys(fields, values), "additionalProperties": values}
    return {"anyOf": [fielded, {"type": "array", "items": {"anyOf": [fielded, _VALUE]}}, {"type": "string"}]}


def _detection() -> dict[str, Any]:
    texts = {"anyOf": [{"type": "string"}, _TEXTS]}
    return {
        "type": "object",
        "required": ["condition"],
        "properties": {"condition": texts},
        "propertyNames": {"not": {"pattern": "^not_"}},
        "additionalProperties": {"$ref": "#/$defs/selection"},
    }


def _correlation() -> dict[str, Any]:
    compared = {name: {"type": "integer", "minimum": 1} for name in ("gte", "gt", "eq")} | {"field": {"type": "string"}}
    return {
        "type": "object",
        "required": ["type", "rules", "timespan"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": [str(one) for one in CorrelationType]},
            "rules": {"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]},
            "group-by": {"anyOf": [{"type": "string"}, _TEXTS]},
            "timespan": _SPAN,
            "condition": {"type": "object", "additionalProperties": False, "properties": compared},
            "aliases": {
                "type": "object",
                "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
            },
            "generate": {"type": "boolean"},
        },
    }
