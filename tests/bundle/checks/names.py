"""Names: keys unique across kinds, one resource per file, characters that every cloud takes."""

import re
from collections import Counter
from collections.abc import Iterator

from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import PRODUCT
from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.tree import Bundle
from tests.bundle.checks.models import MODELS

OBJECT = re.compile(r"[A-Za-z0-9_-]{1,255}")
# What AWS, Azure and Google Cloud all take as label.
TAG = re.compile(r"[a-z][a-z0-9_-]{0,62}")


def resource_keys_are_unique_across_kinds(bundle: Bundle) -> Iterator[str]:
    counted = Counter(resource.key for resource in bundle.resources())
    yield from (f"{key} is the key of {count} resources" for key, count in counted.items() if count > 1)


def every_file_is_named_by_its_one_resource(bundle: Bundle) -> Iterator[str]:
    for path, content in bundle.files.items():
        if path.name in {"databricks.yml", PRODUCT}:
            continue
        whole, *targets = content, *((target or {}) for target in (content.get("targets") or {}).values())
        found = {
            f"{key}.{MODELS[kind].singular_name if kind in MODELS else kind}.yml"
            for part in (whole, *targets)
            for kind, by_key in (part.get("resources") or {}).items()
            for key in by_key
        }
        if found != {path.name}:
            yield f"{path.name} holds {', '.join(sorted(found)) or 'no resource'}"
        if unknown := sorted(content.keys() - {"resources", "targets"}):
            yield f"{path.name} holds {', '.join(unknown)} beside its resource"


def catalog_objects_have_plain_names(bundle: Bundle) -> Iterator[str]:
    for resource in bundle.resources():
        for name in {"schemas": ["catalog_name", "name"], "volumes": ["catalog_name", "schema_name", "name"]}.get(
            resource.kind, []
        ):
            try:
                text = resolved(str(resource.fields.get(name, "")), meanings(bundle))
            except BundleError as wrong:
                yield f"{resource.name}.{name}: {wrong}"
                continue
            if not OBJECT.fullmatch(text):
                yield f"{resource.name}.{name} is {text!r}; expected letters, digits, _ and - only"


def tags_are_plain(bundle: Bundle) -> Iterator[str]:
    for resource in bundle.resources():
        tags = resource.fields.get("tags") or {}
        if isinstance(tags, str):
            tags = bundle.variables.get(tags.removeprefix("${var.").removesuffix("}"), {}).get("default")
        for key, value in tags.items() if isinstance(tags, dict) else ():
            if not TAG.fullmatch(str(key)) or not TAG.fullmatch(str(value)):
                yield f"{resource.name}: tag {key}: {value}; expected lower-case letters, digits, _ and -"


CHECKS = (
    resource_keys_are_unique_across_kinds,
    every_file_is_named_by_its_one_resource,
    catalog_objects_have_plain_names,
    tags_are_plain,
)
