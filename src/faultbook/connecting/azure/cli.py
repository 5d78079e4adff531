"""The Azure CLI: who is signed in, which resources there are, and requests to Azure by `az rest`.

A request's body goes to standard input (`--body @-`), so that no secret is in the arguments, which every user of a
machine can list. Nothing is read from a terminal.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from faultbook.connecting.azure.troubles import AzureFailed, failure_of
from faultbook.connecting.credentials import hide
from faultbook.errors import MissingDependency

Json = dict[str, Any]
CALL_SECONDS = 300
_INSTALL = "Install it as learn.microsoft.com/cli/azure describes (brew, winget, apt, pip), or --print shows what to do"


@dataclass(frozen=True)
class Account:
    """Who is signed in, and where."""

    subscription: str
    name: str
    tenant: str
    user: str


@dataclass(frozen=True)
class AzureResource:
    """A resource of Azure. `id`: /subscriptions/.../providers/TYPE/NAME."""

    id: str
    name: str
    group: str
    location: str

    @classmethod
    def of(cls, row: Json) -> "AzureResource":
        """A row of `az resource list`."""
        group = row.get("resourceGroup") or row["id"].split("/")[4]
        return cls(row["id"], row["name"], group, row.get("location") or "")


@dataclass(frozen=True)
class AzureCli:
    """The program `az`. `subscription` '': that of the login. `hidden`: secrets that no error may quote. `seconds`: how
    long one call may take.
    """

    subscription: str = ""
    program: str = "az"
    hidden: tuple[str, ...] = field(default=(), repr=False)
    seconds: float = CALL_SECONDS

    def account(self) -> Account:
        """Who is signed in; MissingDependency where the program is absent, AzureFailed where nobody is."""
        if shutil.which(self.program) is None:
            raise MissingDependency(f"The Azure CLI ({self.program}) is not on the PATH. Fix: {_INSTALL}.")
        found = self._json(["account", "show"])
        return Account(found["id"], found["name"], found["tenantId"], (found.get("user") or {}).get("name") or "")

    def resources(self, kind: str = "", tag: str = "") -> list[AzureResource]:
        """The resources of a type, or with a tag (`name=value`, or `name` with any value), by name."""
        chosen = ["--resource-type", kind] if kind else ["--tag", tag]
        return sorted(map(AzureResource.of, self._json(["resource", "list", *chosen])), key=lambda each: each.name)

    def get(self, path: str, version: str, **more: str) -> Json | None:
        """A resource as Azure has it; None where there is none."""
        try:
            found: Json = self._rest("get", path, version, None, **more)
        except AzureFailed as failed:
            if failed.is_absent:
                return None
            raise
        return found

    def put(self, path: str, version: str, body: Json, **more: str) -> None:
        """Makes or changes a resource."""
        self._rest("put", path, version, body, **more)

    def delete(self, path: str, version: str) -> None:
        """Removes a resource; one that does not exist is no error."""
        self._rest("delete", path, version, None)

    def test_notification(
        self, group: str, action_group: str, alert_type: str, receiver: Sequence[str], uri: str
    ) -> Json:
        """Lets Azure send a test alert to a webhook, and waits for what became of it. `receiver`: NAME, and after the
        address the words of `az monitor action-group test-notifications create --add-action webhook`.
        """
        name, *more = receiver
        words = ["monitor", "action-group", "test-notifications", "create", "--resource-group", group]
        words += ["--action-group", action_group, "--alert-type", alert_type]
        # `@-` is replaced by what standard input has, also here.
        found: Json = self._json([*words, "--add-action", "webhook", name, "@-", *more], uri)
        return found

    def _rest(self, method: str, path: str, version: str, body: Json | None, **more: str) -> Any:
        words = rest_words(method, path, version, has_body=body is not None, **more)
        return self._json(words, None if body is None else json.dumps(body), with_subscription=False)

    def _json(self, words: list[str], standard_input: str | None = None, *, with_subscription: bool = True) -> Any:
        named = ["--subscription", self.subscription] if with_subscription and self.subscription else []
        try:
            found = subprocess.run(
                [self.program, *words, *named, "--output", "json", "--only-show-errors"],
                env={**os.environ, "AZURE_CORE_NO_COLOR": "true"},
                input=standard_input or "",
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                check=False,
                timeout=self.seconds,
            )
        except subprocess.TimeoutExpired as late:
            raise AzureFailed("nothing", f"az {' '.join(words[:2])} took longer than {self.seconds:.0f} s") from late
        if found.returncode:
            raise failure_of(hide(found.stderr, self.hidden))
        return json.loads(found.stdout) if found.stdout.strip() else {}


def rest_words(method: str, path: str, version: str, *, has_body: bool, resource: str = "") -> list[str]:
    """The words of one `az rest`. `resource`: for whom the token is, where that is not Azure's management."""
    words = ["rest", "--method", method, "--url", f"{path}?api-version={version}"]
    words += ["--resource", resource] if resource else []
    return [*words, "--headers", "Content-Type=application/json", "--body", "@-"] if has_body else words
