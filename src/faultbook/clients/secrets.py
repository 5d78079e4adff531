"""Reads the secrets that references in files name: from the environment, or from a secret scope of the workspace."""

import base64
import os
from collections.abc import Callable, Mapping
from typing import Any

from faultbook.errors import MissingDependency
from faultbook.settings.secret_references import reference_of


def secret_of(reference: str, *, client: Callable[[], Any], environment: Mapping[str, str] | None = None) -> str:
    """The secret. `client` makes a WorkspaceClient where a scope is named.

    ValueError where the text is no reference; MissingDependency, with its name, where there is no such secret.
    """
    found = reference_of(reference)
    if found.variable:
        value = str((os.environ if environment is None else environment).get(found.variable, ""))
        if not value:
            raise MissingDependency(f"{reference}: the variable {found.variable} is not set. Fix: set it.")
        return value
    try:
        value = client().secrets.get_secret(found.scope, found.key).value or ""
        return base64.b64decode(value).decode()
    except Exception as failure:
        # Its text may name the host, or quote the value.
        raise MissingDependency(
            f"{reference} could not be read ({type(failure).__name__}). Fix: databricks secrets put-secret "
            f"{found.scope} {found.key}, and READ on the scope for who runs the job."
        ) from None
