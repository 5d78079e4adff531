"""Exceptions that loggers write as objects, as stack traces in the form of their language.

So frames are read where they are read of every trace. An object of no known shape is none.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

_MOST_CAUSES = 20
_MOST_FRAMES = 2_000
_NATIVE_LINE = -2
_HEAD = re.compile(
    r"\s*(?:Unhandled exception\. )?((?:[A-Za-z_][\w`]*[.+])+[A-Za-z_]\w*(?:`\d+)?)(?=: |:?\r?$)", re.MULTILINE
)
_SQUEEZED = re.compile(r"(?<=\S) {3,4}(?=at \S+\()")


class ExceptionText(NamedTuple):
    """An exception's type and its trace as text, empty where not known; `is_all`: nothing else is in the object."""

    kind: str
    trace: str
    is_all: bool = False


def exception_of(value: Any) -> ExceptionText | None:
    """The exception that an object or array describes; None where it is none that is known."""
    if isinstance(value, str):
        # Application Insights exports its array as a text.
        if not value.startswith('[{"') and not value.startswith("[ {"):
            return None
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, list):
        shapes: Sequence[Callable[[Any], ExceptionText | None]] = _ARRAYS
        if not value or not all(isinstance(each, dict) for each in value):
            return None
    elif isinstance(value, dict):
        shapes = _OBJECTS
    else:
        return None
    return next((found for shape in shapes if (found := shape(value)) is not None), None)


def head_type(trace: str) -> str:
    """The type that .NET's text of an exception begins with; `''` where it begins with something else."""
    found = _HEAD.match(trace)
    return found[1] if found else ""


def with_lines(trace: str) -> str:
    """The text of a .NET exception with its lines, which the JSON console joins by blanks. Other text as it is."""
    return trace if "\n" in trace or "   at " not in trace else _SQUEEZED.sub("\n   ", trace)


# --- Java: Spark's structured logs, log4j2


def _java_objects(value: Mapping[str, Any]) -> ExceptionText | None:
    """`{class, msg, stacktrace: [{class, method, file, line}]}` and log4j2's `thrown`, with its causes."""
    frames = value.get("stacktrace", value.get("extendedStackTrace"))
    kind = _text(value, "class", "name", "exception_class")
    if isinstance(frames, str):
        return ExceptionText(kind, frames) if kind and "extendedStackTrace" in value else None
    is_empty = frames is None and "name" in value and ("localizedMessage" in value or "commonElementCount" in value)
    if not kind or not (is_empty or (isinstance(frames, list) and _are_objects(frames, "method"))):
        return None
    lines = "\n".join(_java_lines(value))
    return ExceptionText(kind, lines, value.keys() <= {"class", "msg", "stacktrace"})


def _java_lines(value: Mapping[str, Any]) -> Iterator[str]:
    found: Any = value
    for place in range(_MOST_CAUSES):
        if not isinstance(found, dict):
            return
        head = _head(
            _text(found, "class", "name", "exception_class"), _text(found, "msg", "message", "localizedMessage")
        )
        yield f"Caused by: {head}" if place else head
        frames = found.get("stacktrace", found.get("extendedStackTrace"))
        if isinstance(frames, str):
            yield frames
        for frame in _objects(frames):
            yield f"\tat {_text(frame, 'class')}.{_text(frame, 'method')}({_java_place(frame)})"
        found = found.get("cause")


def _java_place(frame: Mapping[str, Any]) -> str:
    file, line = _text(frame, "file"), _text(frame, "line")
    if line == str(_NATIVE_LINE):
        return "Native Method"
    if not file:
        return "Unknown Source"
    return f"{file}:{line}" if line and not line.startswith("-") else file


# --- Python: structlog


def _python_objects(value: Sequence[Mapping[str, Any]]) -> ExceptionText | None:
    """structlog's `[{exc_type, exc_value, is_cause, frames: [{filename, lineno, name}]}]`, the last raised first."""
    if not all("exc_type" in each for each in value):
        return None
    parts: list[str] = []
    for place, each in enumerate(reversed(value[:_MOST_CAUSES])):
        if place:
            is_cause = value[len(value[:_MOST_CAUSES]) - place].get("is_cause")
            parts.append(_PYTHON_CAUSE if is_cause else _PYTHON_CONTEXT)
        parts.append("Traceback (most recent call last):")
        for frame in _objects(each.get("frames")):
            parts.append(
                f'  File "{_text(frame, "filename")}", line {_text(frame, "lineno")}, in {_text(frame, "name")}'
            )
            if line := _text(frame, "line").strip():
                parts.append(f"    {line}")
        parts.append(_head(_text(each, "exc_type"), _text(each, "exc_value")))
    return ExceptionText(_text(value[0], "exc_type"), "\n".join(parts))


_PYTHON_CAUSE = "\nThe above exception was the direct cause of the following exception:\n"
_PYTHON_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n"


# --- PHP: Monolog


def _php_objects(value: Mapping[str, Any]) -> ExceptionText | None:
    """Monolog's `{class, message, code, file: "/a.php:7", trace: ["/b.php:9"], previous}`; the first raised first."""
    if not isinstance(value.get("class"), str) or not isinstance(value.get("file"), str):
        return None
    chain: list[Mapping[str, Any]] = []
    found: Any = value
    while isinstance(found, dict) and len(chain) < _MOST_CAUSES:
        chain.append(found)
        found = found.get("previous")
    lines: list[str] = []
    for place, each in enumerate(reversed(chain)):
        head = f"{_head(_text(each, 'class'), _text(each, 'message'))} in {_text(each, 'file')}"
        lines += [f"Next {head}" if place else head, "Stack trace:"]
        frames = each.get("trace")
        calls = frames[:_MOST_FRAMES] if isinstance(frames, list) else []
        lines += [f"#{number} {call}" for number, call in enumerate(calls) if isinstance(call, str)]
        lines.append(f"#{len(calls)} {{main}}")
    return ExceptionText(_text(value, "class"), "\n".join(lines))


# --- .NET: the JSON console of .NET 5, Application Insights


def _dotnet_objects(value: Mapping[str, Any]) -> ExceptionText | None:
    """`{Type, Message, StackTrace: ["at ..."]}`."""
    kind, frames = _text(value, "Type", "ClassName"), value.get("StackTrace", value.get("StackTraceString"))
    if not kind or not isinstance(frames, list | str):
        return None
    lines = [frames] if isinstance(frames, str) else [f"   {each.strip()}" for each in frames if isinstance(each, str)]
    return ExceptionText(kind, "\n".join([_head(kind, _text(value, "Message")), *lines]))


def _insights_objects(value: Sequence[Mapping[str, Any]]) -> ExceptionText | None:
    """Application Insights' `[{type, message, parsedStack: [{method, fileName, line}]}]`, outermost first."""
    if not all(isinstance(each.get("type"), str) for each in value):
        return None
    if not any("parsedStack" in each or "rawStack" in each or "outerId" in each for each in value):
        return None
    shown = value[:_MOST_CAUSES]
    heads = [_head(_text(each, "type"), _text(each, "message")) for each in shown]
    lines = [heads[0], *(f" ---> {head}" for head in heads[1:])]
    for place, each in enumerate(reversed(shown)):
        raw = each.get("rawStack", each.get("stack"))
        lines += (
            [raw] if isinstance(raw, str) and raw else [_dotnet_frame(one) for one in _objects(each.get("parsedStack"))]
        )
        if place < len(shown) - 1:
            lines.append("   --- End of inner exception stack trace ---")
    return ExceptionText(_text(value[0], "type"), "\n".join(lines))


def _dotnet_frame(frame: Mapping[str, Any]) -> str:
    method, file, line = _text(frame, "method"), _text(frame, "fileName"), _text(frame, "line")
    call = method if method.endswith(")") else f"{method}()"
    return f"   at {call} in {file}:line {line or 0}" if file else f"   at {call}"


# --- Go: zerolog


def _go_objects(value: Sequence[Mapping[str, Any]]) -> ExceptionText | None:
    """zerolog's `[{func, line, source}]`. Go has no names of exceptions."""
    if not all("func" in each and "source" in each for each in value):
        return None
    lines = [f"{_text(each, 'func')}\n\t{_text(each, 'source')}:{_text(each, 'line')}" for each in _objects(value)]
    return ExceptionText("", "\n".join(lines))


# --- Ruby and others: a type, and lines as they are


def _listed_lines(value: Mapping[str, Any]) -> ExceptionText | None:
    """`{class, message, backtrace: ["...", ...]}`."""
    kind = _text(value, "class", "type", "name", "kind")
    for name in ("backtrace", "stacktrace", "stack_trace", "stackTrace", "stack", "trace"):
        lines = value.get(name)
        if kind and isinstance(lines, list) and lines and all(isinstance(line, str) for line in lines):
            head = _head(kind, _text(value, "message", "msg"))
            return ExceptionText(kind, "\n".join([head, *lines[:_MOST_FRAMES]]))
    return None


_OBJECTS = (_java_objects, _php_objects, _dotnet_objects, _listed_lines)
_ARRAYS = (_python_objects, _insights_objects, _go_objects)


def _head(kind: str, message: str) -> str:
    return f"{kind}: {message}" if message else kind


def _text(value: Mapping[str, Any], *names: str) -> str:
    """The first of some names that has a text or a number."""
    for name in names:
        found = value.get(name)
        if isinstance(found, str):
            return found
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
    return ""


def _are_objects(values: Sequence[Any], name: str) -> bool:
    return all(isinstance(each, dict) and name in each for each in values)


def _objects(values: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in values[:_MOST_FRAMES] if isinstance(each, dict)] if isinstance(values, list) else []
