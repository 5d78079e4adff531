"""A stand-in for the databricks CLI: the commands that faultbook uses, with the requests that the real one sends.

It reads the bundle of the folder in which it runs, keeps its state in the workspace as the real one does, and writes
each call to the file that FAKE_CLI_CALLS names. It builds and syncs nothing.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from faultbook.bundle.references import DEPLOYED, meanings
from faultbook.bundle.tree import Resource, read_bundle

VERSION = "1.22.0"
UC = "/api/2.1/unity-catalog"
KINDS = ("schemas", "volumes", "alerts", "jobs", "dashboards", "genie_spaces", "apps")
NAME_OF = {"genie_spaces": "title", "dashboards": "display_name", "alerts": "display_name"}
ROUTE = {
    "alerts": ("/api/2.0/alerts", "id"),
    "dashboards": ("/api/2.0/lakeview/dashboards", "dashboard_id"),
    "genie_spaces": ("/api/2.0/genie/spaces", "space_id"),
    "apps": ("/api/2.0/apps", "name"),
}
LEVELS_OF_JOBS = {"CAN_RUN": "CAN_MANAGE_RUN"}


class Failed(Exception):
    """An error that the CLI prints; exit code 1."""


def call(method: str, path: str, body: Any = None) -> Any:
    """One request to the workspace, signed in by DATABRICKS_TOKEN."""
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    request = Request(os.environ["DATABRICKS_HOST"] + quote(path, safe="/?=&@"), data=data, method=method)
    request.add_header("Authorization", f"Bearer {os.environ['DATABRICKS_TOKEN']}")
    request.add_header("User-Agent", f"cli/{VERSION}")
    try:
        with urlopen(request, timeout=60) as answer:
            content = answer.read()
    except HTTPError as refused:
        found = json.loads(refused.read())
        raise Failed(f"{found['message']} ({refused.code} {found['error_code']})") from refused
    try:
        return json.loads(content)
    except ValueError:
        return content


class Deploying:
    """One target of the bundle in this folder, for whoever is signed in."""

    def __init__(self, target: str) -> None:
        me = call("GET", "/api/2.0/preview/scim/v2/Me")
        self.me = me["userName"]
        called = self.me if "@" in self.me else me["displayName"]
        self.short = re.sub(r"[^\w]", "_", called.split("@")[0])
        friendly = self.short.lower().replace("_", "-")
        self.bundle = read_bundle(Path.cwd(), target)
        self.is_dev = self.bundle.config["target"].get("mode") == "development"
        workspace = self.bundle.config.get("workspace") or {}
        default = f"/Workspace/Users/{self.me}/.bundle/faultbook/{target}"
        user = {"userName": self.me, "short_name": self.short, "domain_friendly_name": friendly, "id": me["id"]}
        known = {f"workspace.current_user.{name}": text for name, text in user.items()}
        self.known = {**known, "bundle.name": "faultbook", "bundle.target": target}
        self.root = self.text(workspace.get("root_path") or default)
        self.known |= {"workspace.root_path": self.root, "workspace.file_path": f"{self.root}/files"}
        # A deployment puts ids in their place, as soon as there are any.
        self.known |= {f"{resource.name}.id": "not yet deployed" for resource in self.all()}
        if self.is_dev:
            for resource in self.bundle.resources():
                self._prefix(resource)

    def _prefix(self, resource: Resource) -> None:
        fields = resource.fields
        name = NAME_OF.get(resource.kind, "name")
        if resource.kind == "schemas":
            fields["name"] = f"dev_{self.short}_{fields['name']}"
        elif resource.kind not in ("volumes", "apps"):
            fields[name] = f"[dev {self.short}] {fields[name]}"
        for timed in ("schedule", "trigger"):
            if timed in fields:
                fields[timed] = {**fields[timed], "pause_status": "PAUSED"}

    def _variable(self, name: str) -> Any:
        declared = self.bundle.variables.get(name) or {}
        if (given := os.environ.get(f"BUNDLE_VAR_{name}")) is not None:
            return given
        if "lookup" in declared:
            wanted = declared["lookup"]["warehouse"]
            found = [one["id"] for one in call("GET", "/api/2.0/sql/warehouses")["warehouses"] if one["name"] == wanted]
            if not found:
                raise Failed(f"failed to resolve: warehouse: warehouse named '{wanted}' does not exist")
            return found[0]
        if "default" not in declared:
            raise Failed(
                f"no value assigned to required variable {name}. Variables are usually assigned in databricks.yml, and "
                'they can be overridden using "--var"'
            )
        return declared["default"]

    def text(self, text: str) -> str:
        plain = meanings(self.bundle, self.known)
        while references := DEPLOYED.findall(text):
            name = references[0]
            value = self._variable(name[4:]) if name.startswith("var.") else plain(name)
            text = text.replace("${" + name + "}", str(value))
        return text

    def resolved(self, tree: Any) -> Any:
        if isinstance(tree, dict):
            return {str(key): self.resolved(value) for key, value in tree.items()}
        if isinstance(tree, list):
            return [self.resolved(value) for value in tree]
        if not isinstance(tree, str):
            return tree
        whole = DEPLOYED.fullmatch(tree)
        if whole and whole[1].startswith("var."):
            value = self._variable(whole[1][4:])
            return self.resolved(value) if not isinstance(value, str) else self.text(value)
        return self.text(tree)

    @property
    def state_path(self) -> str:
        return f"{self.root}/state/resources.json"

    def state(self) -> dict[str, str]:
        try:
            found: dict[str, str] = call("GET", f"/api/2.0/workspace/export?path={self.state_path}")
        except Failed:
            return {}
        return found

    def save(self, state: dict[str, str]) -> None:
        call(
            "POST", f"/api/2.0/workspace-files/import-file{self.state_path}?overwrite=true", json.dumps(state).encode()
        )

    def all(self) -> Iterator[Resource]:
        for kind in KINDS:
            yield from self.bundle.resources(kind)

    def deploy(self, select: list[str]) -> None:
        state = self.state()
        known = {f"{resource.kind}.{resource.key}" for resource in self.all()}
        removed = [] if select else [name for name in state if name not in known]
        if removed and "--auto-approve" not in sys.argv:
            raise Failed(
                "the deployment requires destructive actions, but the current console does not support prompting."
            )
        self.known |= {f"resources.{name}.id": number for name, number in state.items()}
        for resource in self.all():
            name = f"{resource.kind}.{resource.key}"
            if not select or name in select:
                fields = self.resolved(resource.fields)
                state[name] = self._apply(resource, fields, state.get(name))
                self.known[f"{resource.name}.id"] = state[name]
                self.save(state)
                self._permit(resource.kind, state[name], fields)
        for name in removed:
            self._delete(name.split(".")[0], state.pop(name))
        self.save(state)

    def _apply(self, resource: Resource, fields: dict[str, Any], known: str | None) -> str:
        print("Updated" if known else "Created", f"{resource.kind}.{resource.key}")
        left_out = ("grants", "permissions", "lifecycle")
        body = {name: value for name, value in fields.items() if name not in left_out}
        if resource.kind in ("schemas", "volumes"):
            kind = resource.kind
            if known:
                call("PATCH", f"{UC}/{kind}/{known}", {"comment": body.get("comment", "")})
                return known
            return str(call("POST", f"{UC}/{kind}", body)["full_name"])
        if resource.kind == "jobs":
            if known:
                call("POST", "/api/2.2/jobs/reset", {"job_id": int(known), "new_settings": body})
                return known
            return str(call("POST", "/api/2.2/jobs/create", body)["job_id"])
        route, key = ROUTE[resource.kind]
        if "serialized_space" in body:
            body["serialized_space"] = json.dumps(body["serialized_space"])
        if known:
            call("PATCH", f"{route}/{known}", body)
            return known
        return str(call("POST", route, body)[key])

    def _permit(self, kind: str, key: str, fields: dict[str, Any]) -> None:
        if kind in ("schemas", "volumes"):
            changes = [
                {"principal": one["principal"], "add": one["privileges"], "remove": ["ALL_PRIVILEGES"]}
                for one in fields.get("grants") or []
            ]
            if changes:
                call("PATCH", f"{UC}/permissions/{kind.removesuffix('s')}/{key}", {"changes": changes})
            return
        of_all = self.resolved(self.bundle.config.get("permissions") or [])
        given = [*(fields.get("permissions") or []), *of_all]
        if given:
            acl = [{**one, "permission_level": LEVELS_OF_JOBS.get(one["level"], one["level"])} for one in given]
            acl = [{name: value for name, value in one.items() if name != "level"} for one in acl]
            route = "genie" if kind == "genie_spaces" else kind
            call("PUT", f"/api/2.0/permissions/{route}/{key}", {"access_control_list": acl})

    def _delete(self, kind: str, key: str) -> None:
        if kind in ("schemas", "volumes"):
            call("DELETE", f"{UC}/{kind}/{key}")
        elif kind == "jobs":
            call("POST", "/api/2.2/jobs/delete", {"job_id": int(key)})
        else:
            call("DELETE", f"{ROUTE[kind][0]}/{key}")

    def destroy(self) -> None:
        kept = [one.name for one in self.all() if (one.fields.get("lifecycle") or {}).get("prevent_destroy")]
        if kept:
            raise Failed("\n".join(f"{name} has lifecycle.prevent_destroy set" for name in kept))
        state = self.state()
        for name in sorted(state, key=lambda name: KINDS.index(name.split(".")[0]), reverse=True):
            self._delete(name.split(".")[0], state[name])
        call("POST", "/api/2.0/workspace/delete", {"path": self.root})

    def run(self, job: str) -> None:
        number = int(self.state()[f"jobs.{job}"])
        run = call(
            "GET",
            f"/api/2.2/jobs/runs/get?run_id={call('POST', '/api/2.2/jobs/run-now', {'job_id': number})['run_id']}",
        )
        print(f"Run URL: {run['run_page_url']}")
        if run["state"]["result_state"] != "SUCCESS":
            raise Failed(run["state"]["state_message"])

    def summary(self) -> dict[str, Any]:
        state = self.state()
        found: dict[str, dict[str, Any]] = {}
        for resource in self.all():
            number = state.get(f"{resource.kind}.{resource.key}", "")
            name = NAME_OF.get(resource.kind, "name")
            url = f"{os.environ['DATABRICKS_HOST']}/{resource.kind}/{number}" if number else ""
            fields = {name: self.text(str(resource.fields[name])), "url": url, **({"id": number} if number else {})}
            found.setdefault(resource.kind, {})[resource.key] = fields
        for each in state:
            kind, key = each.split(".")
            found.setdefault(kind, {}).setdefault(key, {"id": state[each]})
        return {"resources": found}


def option(name: str, otherwise: str = "") -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else otherwise


def main() -> None:
    """Carries out the command line of this process."""
    with Path(os.environ["FAKE_CLI_CALLS"]).open("a", encoding="utf-8") as file:
        file.write(" ".join(sys.argv[1:]) + "\n")
    if sys.argv[1:] == ["--version"]:
        print(f"Databricks CLI v{VERSION}")
        return
    try:
        deploying = Deploying(option("--target", "dev"))
        match sys.argv[2]:
            case "validate":
                for resource in deploying.all():
                    deploying.resolved(resource.fields)
            case "deploy":
                deploying.deploy([name for name in option("--select").split(",") if name])
            case "run":
                deploying.run(sys.argv[3])
            case "summary":
                print(json.dumps(deploying.summary()))
            case "destroy":
                deploying.destroy()
    except Failed as failed:
        print(f"Error: {failed}", file=sys.stderr)
        sys.exit(1)
