"""A deployment as the text of `databricks.yml`, and back. What else is written there by hand is kept, or refused.

Production and dev may differ: each target has variables and a workspace of its own. The parts are those of both.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from faultbook.bundle.deployment import Deployment, check_variables, deployment_from
from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import HALVES, PRODUCT, ROW_FILTERS, Part, include_patterns, parts_of
from faultbook.bundle.yaml_file import read_yaml

FILE = "databricks.yml"
NAME, ENGINE, LEAST_CLI = "faultbook", "direct", ">= 1.10.0"
_HEAD = """\
# What this deployment decides. Written by `faultbook init`, which reads it back; edit it as you like.
# Values stand under a target. All variables, with their defaults: faultbook.yml. How to deploy: docs/deploy.md.
"""
_VARIABLE_OF = {"catalog": "catalog", "schema": "schema_name", "raw_schema": "raw_schema_name"}
_GROUPS = ("readers_group", "operators_group", "admins_group")
_TABLES = ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"]
_GRANTS_OF_JOBS = (
    ("schemas", "answers", _TABLES),
    ("schemas", "raw", _TABLES),
    ("volumes", "landing", ["READ_VOLUME"]),
    ("volumes", "checkpoints", ["READ_VOLUME", "WRITE_VOLUME"]),
)
"""What a principal that runs the jobs and does not own the schemas needs: docs/grants.md."""
_GRANTS_OF_FILTERS = tuple(("schemas", key, ["USE_SCHEMA", "SELECT", "CREATE_TABLE"]) for key in ("filtered", "access"))
"""And where row filters are on: setup makes views there."""
_GRANTS_OF_PARTS = {Part.INCIDENTS: (("volumes", "events", ["READ_VOLUME", "WRITE_VOLUME"]),)}


def render(deployment: Deployment, root: Path) -> str:
    """The text of `databricks.yml` in `root`; BundleError where a value names no variable of the bundle."""
    check_variables(deployment, read_yaml(root / PRODUCT).get("variables") or {})
    text = yaml.safe_dump(_tree(deployment, root), sort_keys=False, allow_unicode=True, width=110)
    return _HEAD + str(text)


def read_deployment(root: Path) -> Deployment | None:
    """The deployment that `databricks.yml` in `root` holds; None where nothing was decided yet (no `uuid`).

    BundleError where the file holds what is neither an answer nor beside one: writing it anew would lose that.
    """
    found: dict[str, Any] = _unmarked(read_yaml(root / FILE))
    if "uuid" not in _mapping(found, "bundle"):
        return None
    targets = _mapping(found, "targets")
    production = next((name for name in ("prod", "classic") if name in targets), None)
    deployment = deployment_from(_answers(found, root, production))
    if production:
        dev = _mapping(targets, "dev")
        host = str(_mapping(dev, "workspace").get("host", ""))
        values = _mapping(dev, "variables")
        deployment = deployment.model_copy(
            update={
                "dev_host": host if host != deployment.host else "",
                "dev_values": None if values == _variables(deployment) else dict(values),
            }
        )
    deployment = deployment.model_copy(update={"extra": _beside(found, _tree(deployment, root))})
    if lost := _first_difference(found, _tree(deployment, root)):
        raise BundleError(
            f"{root / FILE} holds {lost}, which is not of `faultbook init` and would be lost if it wrote the file. "
            "Expected it in a file of its own that `include` names, or edit the file by hand."
        )
    return deployment


def as_in_dev(given: Deployment) -> Deployment:
    """What the target dev of a deployment decides, as if there were no production."""
    found = _fields(dict(_of_dev(given)))
    same = {"uuid": given.uuid, "parts": given.parts, "own_files": given.own_files, "extra": given.extra}
    return deployment_from({**found, **same, "host": given.dev_host or given.host})


def with_dev(given: Deployment, dev: Deployment) -> Deployment:
    """A deployment with production, whose dev decides what `dev` does; parts are chosen for both."""
    answers = given.model_dump() | {"parts": dev.parts, "dev_host": dev.host if dev.host != given.host else ""}
    if dev.needs_warehouse and not given.needs_warehouse:
        answers |= {"warehouse_id": dev.warehouse_id, "warehouse_name": dev.warehouse_name}
    found = deployment_from(answers)
    values = _variables(dev)
    return found.model_copy(update={"dev_values": None if values == _variables(found) else values})


def write_deployment(deployment: Deployment, root: Path) -> None:
    """Writes `databricks.yml` in `root`: all of it, or nothing where it cannot be rendered or written."""
    write_whole(root / FILE, render(deployment, root))


def write_whole(path: Path, text: str) -> None:
    """Replaces a file at once, so that nobody reads half of it, and a full disk leaves the old one."""
    whole = path.resolve()
    new = whole.with_name(f".{whole.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(whole)
    except OSError as refused:
        new.unlink(missing_ok=True)
        raise BundleError(f"{path} could not be written: {refused.strerror or refused}.") from refused


def host_of(root: Path, target: str) -> str:
    """Address of the workspace that `databricks.yml` names for a target; '' where it names none."""
    found = read_yaml(root / FILE)
    of_target = _mapping(_mapping(_mapping(found, "targets"), target), "workspace").get("host")
    return str(of_target or _mapping(found, "workspace").get("host") or "")


def _mapping(tree: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The mapping under a name, empty where there is none; BundleError where something else is written there."""
    found = tree.get(name)
    if found is not None and not isinstance(found, dict):
        raise BundleError(f"{FILE}: {name} holds {str(found)[:80]!r}; expected a mapping.")
    return found or {}


def _tree(given: Deployment, root: Path) -> dict[str, Any]:
    targets = {"dev": {**_workspace(given.dev_host or given.host), "variables": _of_dev(given)}}
    if given.has_production:
        targets[given.production] = _production(given)
    tree = {
        "bundle": {
            "name": NAME,
            "uuid": str(given.uuid),
            "engine": ENGINE,
            "databricks_cli_version": LEAST_CLI,
        },
        "include": [
            *include_patterns(given.parts, root),
            *([ROW_FILTERS] if given.row_filters else []),
            *given.own_files,
        ],
        "targets": targets,
    }
    return _with(tree, given.extra)


def _workspace(host: str) -> dict[str, Any]:
    return {"workspace": {"host": host}} if host else {}


def _of_dev(given: Deployment) -> dict[str, Any]:
    """The variables of dev. What follows from the parts is that of production, because the parts are."""
    usual = _variables(given)
    if given.dev_values is None:
        return usual
    own = {name: value for name, value in given.dev_values.items() if name != "without"}
    if given.needs_warehouse and not own.get("warehouse_id"):
        own["warehouse_id"] = usual["warehouse_id"]
    return {**own, **({"without": usual["without"]} if "without" in usual else {})}


def _variables(given: Deployment) -> dict[str, Any]:
    warehouse = {"lookup": {"warehouse": given.warehouse_name}} if given.warehouse_name else given.warehouse_id
    lists = {
        "failure_emails": list(given.failure_emails),
        "failure_webhooks": [{"id": each} for each in given.failure_webhooks],
        "alert_subscriptions": [{"user_email": each} for each in given.alert_emails],
    }
    return {
        **{name: getattr(given, field) for name, field in _VARIABLE_OF.items()},
        "warehouse_id": warehouse,
        **{name: value for name, value in lists.items() if value},
        **({"without": ",".join(absent)} if (absent := [half for half in HALVES if half not in given.parts]) else {}),
        **({"dev_app_name": given.dev_app_name} if given.dev_app_name else {}),
        **given.values,
    }


def _production(given: Deployment) -> dict[str, Any]:
    own = {"owner": given.owner, **{name: getattr(given, name) for name in _GROUPS}}
    named = {"app_name": given.app_name} if given.app_name else {}
    target = {**_workspace(given.host), "variables": {**_variables(given), **own, **named}}
    if not given.run_as:
        return target
    principal = {"service_principal_name": given.run_as}
    if given.run_as == given.owner:
        return {**target, "run_as": principal}
    resources: dict[str, Any] = {}
    of_parts = [grant for part, grants in _GRANTS_OF_PARTS.items() if part in given.parts for grant in grants]
    of_filters = _GRANTS_OF_FILTERS if given.row_filters else ()
    for kind, key, privileges in (*_GRANTS_OF_JOBS, *of_parts, *of_filters):
        grant = {"principal": given.run_as, "privileges": list(privileges)}
        resources.setdefault(kind, {})[key] = {"grants": [grant]}
    # It reads the synced files in the owner's folder; a job may evaluate only alerts that it may run.
    permissions = [{"level": "CAN_RUN" if Part.ALERTS in given.parts else "CAN_VIEW", **principal}]
    return {**target, "run_as": principal, "permissions": permissions, "resources": resources}


def _answers(found: Mapping[str, Any], root: Path, production: str | None) -> dict[str, Any]:
    include = [str(pattern) for pattern in found.get("include") or []]
    parts = parts_of(include)
    of_parts = [*include_patterns(parts, root), ROW_FILTERS]
    target = _mapping(_mapping(found, "targets"), production or "dev")
    return {
        "uuid": found["bundle"]["uuid"],
        "host": _mapping(target, "workspace").get("host", ""),
        "parts": parts,
        "row_filters": ROW_FILTERS in include,
        "own_files": tuple(pattern for pattern in include if pattern not in of_parts),
        "run_as": _mapping(target, "run_as").get("service_principal_name", ""),
        **({"production": production} if production else {}),
        **_fields(dict(_mapping(target, "variables"))),
    }


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    """Variables of a target as fields of a deployment; the rest is in `values`."""
    warehouse = values.pop("warehouse_id", "")
    name = _mapping(warehouse, "lookup").get("warehouse", "") if isinstance(warehouse, dict) else ""
    values.pop("without", None)  # follows from the parts
    answers = {
        "warehouse_name": name,
        "warehouse_id": "" if isinstance(warehouse, dict) else warehouse,
        "failure_webhooks": _plain(values, "failure_webhooks", "id"),
        "alert_emails": _plain(values, "alert_subscriptions", "user_email"),
    }
    answers |= {field: values.pop(name) for name, field in _VARIABLE_OF.items() if name in values}
    for name in ("owner", *_GROUPS, "failure_emails", "app_name", "dev_app_name"):
        if name in values:
            answers[name] = values.pop(name)
    return answers | {"values": values}


def _plain(values: dict[str, Any], name: str, field: str) -> tuple[str, ...]:
    """Takes a list out of the values where each entry holds `field` only; else it stays, as it was written."""
    entries = values.get(name) or []
    if not isinstance(entries, list) or not all(isinstance(each, dict) and each.keys() == {field} for each in entries):
        return ()
    values.pop(name, None)
    return tuple(str(each[field]) for each in entries)


def _unmarked(tree: Any) -> Any:
    """The same without the places of texts, which cannot be written."""
    if isinstance(tree, dict):
        return {str(key): _unmarked(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_unmarked(value) for value in tree]
    return str(tree) if isinstance(tree, str) else tree


def _beside(found: Mapping[str, Any], tree: Mapping[str, Any]) -> dict[str, Any]:
    """What `found` has and `tree` has not, as a tree of its own; nothing of what both have."""
    beside: dict[str, Any] = {}
    for key, value in found.items():
        if key not in tree:
            # Values at the top level lose against those of faultbook.yml, and variables are answers.
            if key != "variables":
                beside[key] = value
        elif isinstance(value, dict) and isinstance(tree[key], dict) and key != "variables":
            beside[key] = _beside(value, tree[key])
    return {key: value for key, value in beside.items() if value != {}}


def _with(tree: dict[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    both = {key: _with(tree[key], extra[key]) for key in tree if key in extra and isinstance(tree[key], dict)}
    return {**extra, **tree, **both}


def _first_difference(found: Any, expected: Any, place: str = "") -> str:
    """The first place in which two trees differ; nothing where they are the same."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in {**expected, **found}:
            inside = f"{place}.{key}" if place else str(key)
            if found.get(key) != expected.get(key):
                return _first_difference(found.get(key), expected.get(key), inside)
        return ""
    return "" if found == expected else place
