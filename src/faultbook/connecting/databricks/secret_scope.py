"""The credential in a secret scope: read, or stored where there is none yet."""

import base64
from typing import Any

from databricks.sdk.errors.base import DatabricksError

from faultbook.connecting.credentials import Credential, Scheme
from faultbook.connecting.databricks.calls import call, refused
from faultbook.connecting.progress import Change, Progress
from faultbook.errors import SettingError

PATH = "/api/2.0/secrets"


def scope_credential(client: Any, text: str, progress: Progress) -> tuple[Credential, bool]:
    """The credential of SCOPE/KEY, and whether it was generated now. ConnectFailed names the permission."""
    scope, slash, key = text.partition("/")
    if not (scope and slash and key):
        raise SettingError(f"--secret-scope: found {text!r}, expected SCOPE/KEY. Fix: name both.")
    try:
        found = call(client, "GET", f"{PATH}/get", query={"scope": scope, "key": key})
        progress.add(Change.KEPT, "secret", text)
        value = base64.b64decode(found["value"]).decode()
        return Credential.from_text(value, Scheme.BASIC, f"--secret-scope {text}"), False
    except DatabricksError as failed:
        if type(failed).__name__ not in {"NotFound", "ResourceDoesNotExist"}:
            raise refused(progress, f"Reading the secret {text}", failed, f"READ on the scope {scope}") from failed
    made = Credential.generated(Scheme.BASIC)
    try:
        call(client, "POST", f"{PATH}/put", body={"scope": scope, "key": key, "string_value": made.text})
    except DatabricksError as failed:
        raise refused(progress, f"Storing the secret {text}", failed, f"WRITE on the scope {scope}") from failed
    progress.add(Change.MADE, "secret", text)
    return made, True
