"""References in a bundle's texts: `${...}`, which deployment resolves, and `{{...}}`, which each run resolves.

Texts in, their references or resolved texts out. The caller gives the meaning of a reference as a function.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from faultbook.bundle.errors import BundleError
from faultbook.bundle.tree import Bundle

DEPLOYED = re.compile(r"\$\{([^{}]*)\}")
AT_RUN = re.compile(r"\{\{([^{}]*)\}\}")
DEEPEST = 10


def texts(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a tree with its path (`tasks[0].task_key`), in order."""
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from texts(value, f"{path}.{key}" if path else str(key))
    elif isinstance(tree, list):
        for position, value in enumerate(tree):
            yield from texts(value, f"{path}[{position}]")


def deployed_references(text: str) -> list[str]:
    """What the text's `${...}` refer to, as written: `var.catalog`, `resources.schemas.raw.name`."""
    return [inside.strip() for inside in DEPLOYED.findall(text)]


def run_references(text: str) -> list[str]:
    """What the text's `{{...}}` refer to, as written: `job.parameters.catalog`, `job.run_id`."""
    return [inside.strip() for inside in AT_RUN.findall(text)]


def resolved(text: str, meaning: Callable[[str], str]) -> str:
    """The text without `${...}`; `meaning` gives each reference's text, which may refer further."""
    for _ in range(DEEPEST):
        if not DEPLOYED.search(text):
            return str(text)
        text = DEPLOYED.sub(lambda match: meaning(match[1].strip()), text)
    raise BundleError(
        f"{text!r} still refers on after {DEEPEST} rounds; expected no reference that leads back to itself."
    )


def resolved_at_run(text: str, values: dict[str, str]) -> str:
    """The text without `{{...}}`; BundleError that names what is known where a reference is none of `values`."""

    def value(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name not in values:
            raise BundleError(f"{{{{{name}}}}} is unknown here; known: {', '.join(sorted(values))}.")
        return values[name]

    return AT_RUN.sub(value, text)


def meanings(bundle: Bundle, known: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """What references mean once deployed: `known` first, then variables, `bundle.*`, fields of resources, volume paths.

    BundleError where a reference leads nowhere, or to something that only a workspace knows.
    """
    known = known or {}

    def meaning(reference: str) -> str:
        if reference in known:
            return known[reference]
        found = _lookup(bundle, reference.split("."))
        if found is None or isinstance(found, (dict, list)):
            where = f"target {bundle.target!r} of {bundle.root / 'databricks.yml'}"
            raise BundleError(f"${{{reference}}} has no value in {where}.")
        return str(found)

    return meaning


def _lookup(bundle: Bundle, parts: list[str]) -> Any:
    match parts:
        case ["var", name]:
            return (bundle.variables.get(name) or {}).get("default")
        case ["bundle", "target" | "environment"]:
            return bundle.target
        case ["bundle", name]:
            return (bundle.config.get("bundle") or {}).get(name)
        case ["resources", "volumes", key, "volume_path"]:
            volume = bundle.resource("volumes", key).fields
            return "/Volumes/{catalog_name}/{schema_name}/{name}".format_map(volume)
        case ["resources", kind, key, name]:
            return bundle.resource(kind, key).fields.get(name)
    return None
