"""OpenAPI parameters of a route, made from the type of its arguments."""

from typing import Any

from pydantic import BaseModel


def parameters(arguments: type[BaseModel], in_path: str | None = None) -> list[dict[str, Any]]:
    """One per argument. `in_path`: the argument that is part of the path."""
    schema = arguments.model_json_schema()
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "path" if name == in_path else "query",
            "required": name in required or name == in_path,
            **({"description": found["description"]} if "description" in found else {}),
            "schema": _plain(found),
        }
        for name, found in schema.get("properties", {}).items()
    ]


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    """The schema without null (an absent argument is not sent) and without the keys of the parameter itself."""
    choices = [each for each in found.get("anyOf", []) if each.get("type") != "null"]
    merged = {**found, **(choices[0] if choices else {})}
    unwanted = {"anyOf", "title", "description"} | ({"default"} if merged.get("default") is None else set())
    return {key: value for key, value in merged.items() if key not in unwanted}
