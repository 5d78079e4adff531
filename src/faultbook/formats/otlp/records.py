"""From OTLP's nested lists to one object for each log record, under the names that fields are found under."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from faultbook.formats.json_fields.parts import shared_by_all

_VALUES = ("stringValue", "intValue", "doubleValue", "boolValue", "bytesValue")
_MOST_LEVELS = 50
_MESSAGES = ("message", "msg", "event", "Message")
"""Names of the message in a body that is an object."""
_OWN_NAMES = (
    *("timeUnixNano", "observedTimeUnixNano", "severityNumber", "severityText", "eventName", "traceId", "spanId"),
    *("flags", "droppedAttributesCount"),
)
_TIMES = ("timeUnixNano", "observedTimeUnixNano")
_NO_TIMES = ("", "0", 0, None)


def records_of(found: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The log records of an export request, each with attributes, resource and scope beside its own fields.

    None where it is no such request. Of an attribute and a field of the resource with one name, the resource's is
    under `resource.<name>`. What is too long to be with each of many records is with the first.
    """
    resources = _list(found, "resourceLogs", "resource_logs")
    if resources is None:
        return None
    return [record for resource in resources for record in _of_resource(resource)]


def _of_resource(entry: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(entry, dict):
        yield {"resourceLogs": entry}
        return
    resource = _attributes(_object(entry, "resource"))
    scopes = _list(entry, "scopeLogs", "scope_logs", "instrumentationLibraryLogs") or ()
    is_shared = shared_by_all(resource, sum(len(_records(scoped)) for scoped in scopes))
    for scoped in scopes:
        if not isinstance(scoped, dict):
            yield {**resource, "scopeLogs": scoped}
            continue
        scope = _object(scoped, "scope") or _object(scoped, "instrumentationLibrary")
        beside = {f"scope.{name}": scope[name] for name in ("version",) if scope.get(name)}
        beside |= {f"scope.{name}": value for name, value in _attributes(scope).items()}
        if scope.get("name"):
            beside["logger"] = scope["name"]
        records = _records(scoped)
        is_scope_shared = shared_by_all(beside, len(records))
        for record in records:
            yield _flat(record, resource, beside) if isinstance(record, dict) else {**resource, "logRecord": record}
            resource = resource if is_shared else {}
            beside = beside if is_scope_shared else {}


def _records(scoped: Any) -> Sequence[Any]:
    found = _list(scoped, "logRecords", "log_records", "logs") if isinstance(scoped, dict) else None
    return found or ()


def _flat(record: Mapping[str, Any], resource: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: record[name] for name in _OWN_NAMES if record.get(name) not in _NO_TIMES}
    # Under the names that are looked for first, whatever attributes there are.
    for name in _TIMES:
        if name in own:
            own["timestamp"] = own.pop(name)
            break
    attributes = _attributes(record)
    body = _value(record.get("body"))
    if isinstance(body, dict) and (message := next((name for name in _MESSAGES if _is_text(body, name)), None)):
        attributes |= {name: value for name, value in body.items() if name != message}
        own["message"] = body[message]
    elif body is not None:
        own["message"] = body
    elif _is_text(attributes, "exception.message"):
        own["message"] = attributes.pop("exception.message")
    unknown = {name: value for name, value in record.items() if name not in _READ and value not in _NO_TIMES}
    return _merged({**unknown, **own}, ("attributes", attributes), ("scope", scope), ("resource", resource))


def _is_text(values: Mapping[str, Any], name: str) -> bool:
    return isinstance(values.get(name), str)


def _merged(own: Mapping[str, Any], *others: tuple[str, Mapping[str, Any]]) -> dict[str, Any]:
    """All in one object. What has the name of something before it is under its holder's name: `resource.version`."""
    flat = dict(own)
    for holder, values in others:
        for name, value in values.items():
            flat[f"{holder}.{name}" if name in flat else name] = value
    return flat


_READ = frozenset((*_OWN_NAMES, "attributes", "body"))


def _attributes(holder: Mapping[str, Any]) -> dict[str, Any]:
    return _members(holder.get("attributes"), 0)


def _members(pairs: Any, level: int) -> dict[str, Any]:
    """`[{"key": ..., "value": {...}}]` as an object."""
    found: dict[str, Any] = {}
    for pair in pairs if isinstance(pairs, list) else ():
        if isinstance(pair, dict) and isinstance(pair.get("key"), str):
            found[pair["key"]] = _value(pair.get("value"), level + 1)
    return found


def _value(value: Any, level: int = 0) -> Any:
    """The value of an AnyValue; another value as it is."""
    if not isinstance(value, dict) or level > _MOST_LEVELS:
        return value
    for name in _VALUES:
        if name in value:
            return _int(value[name]) if name == "intValue" else value[name]
    if "kvlistValue" in value:
        return _members(_object(value, "kvlistValue").get("values"), level)
    if "arrayValue" in value:
        return [_value(each, level + 1) for each in _list(_object(value, "arrayValue"), "values") or ()]
    return value or None


def _int(value: Any) -> Any:
    """The mapping of 64-bit integers to JSON is text."""
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) <= 20 and value.isascii():
        return int(value)
    return value


def _object(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def _list(holder: Mapping[str, Any], *names: str) -> Sequence[Any] | None:
    return next((holder[name] for name in names if isinstance(holder.get(name), list)), None)
