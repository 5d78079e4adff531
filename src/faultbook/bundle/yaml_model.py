"""A YAML file that people write in, a checked model out. The one reader of such files.

An error names file and line, the place in the file, what was found and what is expected.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from faultbook.bundle.errors import BundleError
from faultbook.bundle.yaml_file import Written, read_yaml


class YamlModel(BaseModel):
    """A mapping of a file: unknown keys are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=YamlModel)
Place = tuple[int | str, ...]
KEY = "[key]"  # pydantic's mark for the key of a mapping


def read_model(path: Path, kind: type[Model], context: Mapping[str, Any] | None = None) -> Model:
    """The file as a model; BundleError where it is no YAML or does not fit, with a sentence for each error.

    `context` is what the model's validators compare with.
    """
    content = read_yaml(path)
    try:
        return kind.model_validate(content, context=context)
    except ValidationError as wrong:
        sentences = [_sentence(path, content, kind, error) for error in wrong.errors()]
        raise BundleError(" ".join(sentences)) from wrong


def _sentence(path: Path, content: Mapping[str, Any], kind: type[YamlModel], error: Any) -> str:
    place = tuple(part for part in error["loc"] if part != KEY)
    line = _line(content, place)
    where = f"{path}:{line}" if line else str(path)
    named = ".".join(str(part) for part, _ in _steps(content, place)) or "the file"
    return f"{where}: {named}: {_found_and_expected(kind, error, place)}."


def _found_and_expected(kind: type[YamlModel], error: Any, place: Place) -> str:
    found, expected = repr(error["input"]), str(error["msg"]).replace("Input should be", "expected", 1)
    match error["type"]:
        case "string_type" if error["loc"][-1] == KEY:
            found, expected = f"the name {found}, which YAML reads as no text", "expected it in quotes"
        case "string_type":
            expected = "expected a text: put it in quotes"
        case "missing":
            found, expected = f"no {place[-1]}", "expected one"
        case "extra_forbidden":
            known = _keys_at(kind, place[:-1])
            found, expected = "an unknown key", f"expected {'some of' if len(known) > 1 else 'only'} {', '.join(known)}"
        case "dict_type" | "model_type":
            keys = ", ".join(_keys_at(kind, place)) or "names, each with its fields"
            found, expected = _kind_of(error["input"]), f"expected a mapping: {keys}"
        case "value_error":
            expected = str(error["ctx"]["error"])
            if "found " in expected or isinstance(error["input"], Mapping):
                return expected
    return f"found {found}; {expected}"


def _kind_of(value: object) -> str:
    return f"a {type(value).__name__}" if isinstance(value, (list, dict)) else repr(value)


def _steps(content: Any, place: Place) -> Iterator[tuple[object, Any]]:
    """The keys and positions of a place that are in the file, each with its value; marks of unions are left out."""
    node = content
    for part in place:
        if isinstance(node, dict) and part in node:
            key = next(key for key in node if key == part)
            node = node[part]
            yield key, node
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
            yield part, node


def _line(content: Any, place: Place) -> int:
    """The line of the innermost text on the way to a place, counted from 1; 0 where none is known."""
    lines = [text.line for step in _steps(content, place) for text in _texts(*step) if isinstance(text, Written)]
    return lines[-1] if lines else 0


def _texts(part: object, node: Any) -> tuple[object, ...]:
    """The texts of a step; a list's entry that is a mapping begins at its first key."""
    first = next(iter(node), None) if isinstance(part, int) and isinstance(node, dict) else None
    return part, first, node


def _keys_at(kind: Any, place: Place) -> list[str]:
    """The keys that the model takes at a place; none where it is no model."""
    for part in place:
        kind = _inner(kind, part)
    models = [each for each in _alternatives(kind) if _is_model(each)]
    return list(dict.fromkeys(name for model in models for name in model.model_fields))


def _inner(kind: Any, part: int | str) -> Any:
    for each in _alternatives(kind):
        if _is_model(each) and part in each.model_fields:
            return each.model_fields[str(part)].annotation
        if get_origin(each) in (dict, tuple, list):
            return get_args(each)[1 if get_origin(each) is dict else 0]
    return kind  # the mark of a union


def _alternatives(kind: Any) -> list[Any]:
    if get_origin(kind) is Annotated:
        return _alternatives(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [alternative for each in get_args(kind) for alternative in _alternatives(each)]
    return [kind]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
