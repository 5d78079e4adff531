"""A deployment as the text of `databricks.yml`, and back. What else is written there by hand is never lost."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from faultbook.bundle.deployment import Deployment, check_variables, deployment_from
from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import HALVES, PRODUCT, include_patterns, parts_of
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


def render(deployment: Deployment, root: Path) -> str:
    """The text of `databricks.yml` in `root`; BundleError where a value names no variable of the bundle."""
    check_variables(deployment, read_yaml(root / PRODUCT).get("variables") or {})
    text = yaml.safe_dump(_tree(deployment, root), sort_keys=False, allow_unicode=True, width=110)
    return _HEAD + str(text)


def read_deployment(root: Path) -> Deployment | None:
    """The deployment that `databricks.yml` in `root` holds; None where nothing was decided yet (no `uuid`).

    BundleError where the file holds what a deployment does not know: writing it anew would lose that.
    """
    found = read_yaml(root / FILE)
    if "uuid" not in (found.get("bundle") or {}):
        return None
    deployment = deployment_from(_answers(found, root))
    if lost := _first_difference(found, _tree(deployment, root)):
        raise BundleError(
            f"{root / FILE} holds {lost}, which is not of `faultbook init` and would be lost if it wrote the file. "
            "Expected it in a file of its own that `include` names, or edit the file by hand."
        )
    return deployment


def _tree(given: Deployment, root: Path) -> dict[str, Any]:
    targets = {"dev": {**_workspace(given), "variables": _variables(given)}}
    if given.has_production:
        targets[given.production] = _production(given)
    return {
        "bundle": {
            "name": NAME,
            "uuid": str(given.uuid),
            "engine": ENGINE,
            "databricks_cli_version": LEAST_CLI,
        },
        "include": [*include_patterns(given.parts, root), *given.own_files],
        "targets": targets,
    }


def _workspace(given: Deployment) -> dict[str, Any]:
    return {"workspace": {"host": given.host}} if given.host else {}


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
    target = {**_workspace(given), "variables": {**_variables(given), **own, **named}}
    if not given.run_as:
        return target
    principal = {"service_principal_name": given.run_as}
    if given.run_as == given.owner:
        return {**target, "run_as": principal}
    resources: dict[str, Any] = {}
    for kind, key, privileges in _GRANTS_OF_JOBS:
        grant = {"principal": given.run_as, "privileges": list(privileges)}
        resources.setdefault(kind, {})[key] = {"grants": [grant]}
    # It reads the synced files in the owner's folder.
    permissions = [{"level": "CAN_VIEW", **principal}]
    return {**target, "run_as": principal, "permissions": permissions, "resources": resources}


def _answers(found: Mapping[str, Any], root: Path) -> dict[str, Any]:
    include = list(found.get("include") or [])
    parts = parts_of(include)
    of_parts = include_patterns(parts, root)
    targets = found.get("targets") or {}
    production = next((name for name in ("prod", "classic") if name in targets), None)
    target = targets.get(production or "dev") or {}
    values = dict(target.get("variables") or {})
    warehouse = values.pop("warehouse_id", "")
    values.pop("without", None)  # follows from the parts
    answers = {
        "uuid": found["bundle"]["uuid"],
        "host": (target.get("workspace") or {}).get("host", ""),
        "parts": parts,
        "own_files": tuple(pattern for pattern in include if pattern not in of_parts),
        "run_as": (target.get("run_as") or {}).get("service_principal_name", ""),
        "warehouse_name": warehouse["lookup"].get("warehouse", "") if isinstance(warehouse, dict) else "",
        "warehouse_id": "" if isinstance(warehouse, dict) else warehouse,
        "failure_webhooks": tuple(each["id"] for each in values.pop("failure_webhooks", [])),
        "alert_emails": tuple(each["user_email"] for each in values.pop("alert_subscriptions", [])),
        **({"production": production} if production else {}),
    }
    answers |= {field: values.pop(name) for name, field in _VARIABLE_OF.items() if name in values}
    for name in ("owner", *_GROUPS, "failure_emails", "app_name", "dev_app_name"):
        if name in values:
            answers[name] = values.pop(name)
    return answers | {"values": values}


def _first_difference(found: Any, expected: Any, place: str = "") -> str:
    """The first place in which two trees differ; nothing where they are the same."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in {**expected, **found}:
            inside = f"{place}.{key}" if place else str(key)
            if found.get(key) != expected.get(key):
                return _first_difference(found.get(key), expected.get(key), inside)
        return ""
    return "" if found == expected else place
