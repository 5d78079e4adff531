"""Targets: production keeps what it made and knows its folder; development has a folder of its own."""

from collections.abc import Iterator

from faultbook.bundle.tree import Bundle

KEPT = {"schemas": None, "volumes": {"landing"}}
OWN = ("${workspace.current_user.userName}", "${workspace.current_user.short_name}")


def production_is_not_destroyed_by_a_slip(bundle: Bundle) -> Iterator[str]:
    if bundle.config["target"].get("mode") != "production":
        return
    for kind, keys in KEPT.items():
        for resource in bundle.resources(kind):
            kept = (resource.fields.get("lifecycle") or {}).get("prevent_destroy") is True
            if (keys is None or resource.key in keys) and not kept:
                yield f"{resource.name} has no lifecycle.prevent_destroy: true in target {bundle.target}"


def every_target_has_a_mode_and_a_folder(bundle: Bundle) -> Iterator[str]:
    mode = bundle.config["target"].get("mode")
    root_path = (bundle.config.get("workspace") or {}).get("root_path")
    if mode not in {"development", "production"}:
        yield f"target {bundle.target} has mode {mode!r}; expected development or production"
    if mode == "production" and not root_path:
        yield f"target {bundle.target} has no workspace.root_path"
    if mode == "production" and "${bundle.target}" not in str(root_path or ""):
        yield f"target {bundle.target} shares its workspace.root_path; expected ${{bundle.target}} in it"
    if mode == "production" and "current_user" in str(root_path or ""):
        yield (
            f"target {bundle.target}: workspace.root_path {root_path} is another for each who deploys; a second "
            "engineer would plan everything as new. Expected ${var.owner}"
        )
    if mode == "development" and root_path and not any(name in root_path for name in OWN):
        yield f"target {bundle.target}: workspace.root_path {root_path} is not the user's own"


def one_target_is_the_default(bundle: Bundle) -> Iterator[str]:
    defaults = [
        name
        for content in bundle.files.values()
        for name, target in (content.get("targets") or {}).items()
        if (target or {}).get("default") is True
    ]
    if len(defaults) != 1:
        yield f"{len(defaults)} targets are the default; expected one"


CHECKS = (production_is_not_destroyed_by_a_slip, every_target_has_a_mode_and_a_folder, one_target_is_the_default)
