"""Secrets that the file of endpoints refers to, looked up once at the start."""

from collections.abc import Callable, Mapping

from faultbook.errors import InvalidCatalog
from faultbook.settings.secret_references import reference_of


def resolve_secret(
    reference: str, environment: Mapping[str, str], workspace_secret: Callable[[str, str], str] | None = None
) -> str:
    """The secret that a reference names.

    `workspace_secret` returns the secret of a scope and a key; None where no workspace is configured. InvalidCatalog,
    with the reference and never with a secret, where there is none; ValueError where the text is no reference.
    """
    found = reference_of(reference)
    if found.variable:
        if secret := environment.get(found.variable, ""):
            return secret
        raise InvalidCatalog(
            f"{reference}: found no value of the variable {found.variable}; expected one. Fix: set {found.variable}."
        )
    if workspace_secret is None:
        raise InvalidCatalog(
            f"{reference}: found no workspace; expected one that has the scope. Fix: set DATABRICKS_HOST and its "
            "credentials, or use ${env:NAME}."
        )
    return workspace_secret(found.scope, found.key)
