"""Apps: names that the platform takes, values that come from somewhere, a command that exists, and reading only.

The platform's own rule, which `validate` tells only with a workspace: a bundle with an app runs as who deploys it.
"""

import importlib.util
import re
from collections.abc import Iterator
from typing import Any

import yaml

from faultbook.bundle.errors import BundleError
from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.tree import Bundle

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,28}[a-z0-9]")
READING = {"CAN_USE", "CAN_VIEW", "CAN_READ", "READ", "SELECT", "READ_VOLUME"}
SCOPES = {"sql"}
SOMEBODY = {
    f"workspace.current_user.{name}": "christopher-montgomery" for name in ("domain_friendly_name", "short_name")
}
DEPLOYER = "${workspace.current_user.userName}"


def app_names_are_plain(bundle: Bundle) -> Iterator[str]:
    for app in bundle.resources("apps"):
        try:
            name = resolved(str(app.fields.get("name", "")), meanings(bundle, SOMEBODY))
        except BundleError as wrong:
            yield f"{app.name}.name: {wrong}"
            continue
        if not NAME.fullmatch(name):
            yield f"{app.name}.name is {name!r}; expected at most 30 lower-case letters, digits and hyphens"


def consoles_of_two_developers_have_two_names(bundle: Bundle) -> Iterator[str]:
    """Names of apps are global in a workspace, and the CLI puts no prefix before them."""
    for app in bundle.resources("apps"):
        if bundle.config["target"].get("mode") == "development":
            names = {_name_of(bundle, app.fields, user) for user in ("first", "second")}
            if len(names) == 1:
                yield f"{app.name}.name is the same for two developers; expected ${{workspace.current_user...}} in it"


def _name_of(bundle: Bundle, fields: dict[str, Any], user: str) -> str:
    known = dict.fromkeys(SOMEBODY, user)
    try:
        return resolved(str(fields.get("name", "")), meanings(bundle, known))
    except BundleError as wrong:
        return str(wrong)


def every_variable_of_an_app_has_a_text(bundle: Bundle) -> Iterator[str]:
    """The CLI leaves out an empty text, and the platform refuses a variable without a value."""
    # What a lookup finds in the workspace is an id.
    found = {f"var.{name}": "an-id" for name, variable in bundle.variables.items() if "lookup" in variable}
    for app in bundle.resources("apps"):
        for entry in (app.fields.get("config") or {}).get("env") or []:
            try:
                empty = "value_from" not in entry and not resolved(str(entry.get("value", "")), meanings(bundle, found))
            except BundleError as wrong:
                yield f"{app.name}.config.env: {wrong}"
                continue
            if empty:
                yield f"{app.name}.config.env: {entry.get('name')} is empty; expected a text"


def values_come_from_a_resource_of_the_app(bundle: Bundle) -> Iterator[str]:
    for app in bundle.resources("apps"):
        named = {each.get("name") for each in app.fields.get("resources") or []}
        for entry in (app.fields.get("config") or {}).get("env") or []:
            given = entry.get("value_from")
            if given is not None and given not in named:
                yield f"{app.name}.config.env: {entry.get('name')} comes from {given!r}, no resource of the app"


def apps_and_another_identity_exclude_each_other(bundle: Bundle) -> Iterator[str]:
    run_as = bundle.config.get("run_as") or {}
    others = [name for name in run_as.values() if name != DEPLOYER]
    if others and any(bundle.resources("apps")):
        yield f"run_as {others[0]}: a bundle with an app runs as who deploys it; leave out one of the two"


def consoles_show_what_is_deployed(bundle: Bundle) -> Iterator[str]:
    # A job without a name is what the alerts of a part add to a job that is not deployed.
    jobs = {job.key for job in bundle.resources("jobs") if "name" in job.fields}
    for app in bundle.resources("apps"):
        without = resolved("${var.without}", meanings(bundle))
        if ("cost" in jobs) == ("bill" in without.split(",")):
            has = "has" if "cost" in jobs else "lacks"
            yield f"{app.name}: the bundle {has} the part bill, and its console is without {without}"
        entries = (app.fields.get("config") or {}).get("env") or []
        if {"name": "FAULTBOOK_WITHOUT", "value": "${var.without}"} not in entries:
            yield f"{app.name}: its pages do not follow from the parts; expected FAULTBOOK_WITHOUT: ${{var.without}}"


def apps_need_nothing_of_a_warehouse(bundle: Bundle) -> Iterator[str]:
    """Who gives an app a resource needs CAN MANAGE on it; who deploys has CAN USE on the warehouse (docs/deploy.md)."""
    for app in bundle.resources("apps"):
        for entry in app.fields.get("resources") or []:
            if "sql_warehouse" in entry:
                yield f"{app.name}.resources: {entry.get('name')} is a warehouse; that takes CAN MANAGE on it to deploy"


def apps_only_read(bundle: Bundle) -> Iterator[str]:
    for app in bundle.resources("apps"):
        for entry in app.fields.get("resources") or []:
            for kind, given in entry.items():
                permission = given.get("permission") if isinstance(given, dict) else None
                if permission is not None and permission not in READING:
                    yield f"{app.name}.resources: {kind} with {permission}; the console reads only"
        scopes = set(app.fields.get("user_api_scopes") or [])
        if scopes != SCOPES:
            yield f"{app.name}.user_api_scopes are {sorted(scopes)}; expected {sorted(SCOPES)}, to read as who looks"


def the_app_starts_a_module_that_exists(bundle: Bundle) -> Iterator[str]:
    for app in bundle.resources("apps"):
        command = [str(word) for word in (app.fields.get("config") or {}).get("command") or []]
        module = command[2] if command[:2] == ["python", "-m"] and len(command) > 2 else ""
        if not module or importlib.util.find_spec(module) is None:
            yield f"{app.name}.config.command: {' '.join(command) or 'nothing'}; expected python -m and a module"


def the_file_of_the_app_is_the_same(bundle: Bundle) -> Iterator[str]:
    path = bundle.root / "app.yaml"
    written: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for app in bundle.resources("apps"):
        config = app.fields.get("config") or {}
        if written.get("command") != config.get("command"):
            yield f"app.yaml starts {written.get('command')}, {app.name} starts {config.get('command')}"
        given = {entry["name"] for entry in config.get("env") or []}
        unknown = [entry["name"] for entry in written.get("env") or [] if entry["name"] not in given]
        yield from (f"app.yaml sets {name}, {app.name} does not" for name in unknown)


CHECKS = (
    app_names_are_plain,
    consoles_of_two_developers_have_two_names,
    values_come_from_a_resource_of_the_app,
    every_variable_of_an_app_has_a_text,
    apps_and_another_identity_exclude_each_other,
    consoles_show_what_is_deployed,
    apps_need_nothing_of_a_warehouse,
    apps_only_read,
    the_app_starts_a_module_that_exists,
    the_file_of_the_app_is_the_same,
)
