"""Fields: every resource as Databricks' own models know it, and the keys around resources."""

from collections.abc import Iterator

from databricks.bundles.core._resource_type import _ResourceType

from faultbook.bundle.tree import Bundle

MODELS = {kind.plural_name: kind for kind in _ResourceType.all()}

KNOWN_KEYS = {
    "": {
        *("artifacts", "bundle", "experimental", "include", "permissions", "presets", "python", "resources", "run_as"),
        *("scripts", "sync", "target", "targets", "variables", "workspace"),
    },
    "bundle": {"name", "uuid", "databricks_cli_version", "engine", "deployment", "git"},
    "target": {"mode", "default", "git", "cluster_id"},
    "sync": {"paths", "include", "exclude"},
    "workspace": {"host", "profile", "root_path", "file_path", "artifact_path", "state_path", "resource_path"},
}
KNOWN_ENTRY_KEYS = {
    "variables": {"description", "default", "type", "lookup"},
    "artifacts": {"type", "path", "build", "executable", "files", "dynamic_version"},
}


def every_resource_passes_its_model(bundle: Bundle) -> Iterator[str]:
    for resource in bundle.resources():
        if resource.kind not in MODELS:
            yield f"{resource.name}: no such kind of resource"
            continue
        try:
            MODELS[resource.kind].resource_type.from_dict(resource.fields)
        except (ValueError, TypeError, KeyError) as wrong:
            yield f"{resource.name}: {wrong}"


def keys_around_resources_are_known(bundle: Bundle) -> Iterator[str]:
    for part, known in KNOWN_KEYS.items():
        found = bundle.config if part == "" else bundle.config.get(part) or {}
        yield from (f"{part or 'top level'}: unknown key {key!r}" for key in found if key not in known)
    for part, known in KNOWN_ENTRY_KEYS.items():
        for name, entry in (bundle.config.get(part) or {}).items():
            yield from (f"{part}.{name}: unknown key {key!r}" for key in entry if key not in known)


CHECKS = (every_resource_passes_its_model, keys_around_resources_are_known)
