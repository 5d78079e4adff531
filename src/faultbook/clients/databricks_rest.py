"""The REST API of a Databricks workspace as raw JSON.

Not by the SDK's classes: an enumeration value that it does not know becomes None there, and new codes of terminations
are among them. The SDK authenticates.
"""

from typing import Any

from faultbook.clients.rest import Deadline, RestApi, SignInFailed, Unavailable


def databricks_api(client: Any, deadline: Deadline) -> RestApi:
    """The API of the workspace of a WorkspaceClient."""
    config = client.config

    def header() -> dict[str, str]:
        # A host that serves several workspaces finds the right one by this header.
        own = {"X-Databricks-Workspace-Id": str(config.workspace_id)} if config.workspace_id else {}
        try:
            return {**config.authenticate(), **own}
        except ValueError as failure:
            raise SignInFailed(f"Databricks gave no credential ({type(failure).__name__}).") from None

    return RestApi(str(config.host).rstrip("/"), header, deadline)


def workspace_id(client: Any) -> str:
    """The id of the workspace that a client reaches: an answer's header names it. RestFailed where none comes."""
    try:
        return str(client.get_workspace_id())
    except Exception as failure:
        # Its text may name the host, and how it was signed in.
        kind = type(failure).__name__
        if kind in ("Unauthenticated", "PermissionDenied"):
            raise SignInFailed(f"The workspace does not know who signs in ({kind}).") from None
        raise Unavailable(f"The workspace does not answer ({kind}).") from None
