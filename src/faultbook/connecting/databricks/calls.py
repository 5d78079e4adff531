"""Calls of the workspace's API, as JSON: the SDK's models drop fields and codes that they do not know, and a job is
written back with what it had.
"""

from collections.abc import Iterator
from typing import Any

from faultbook.connecting.progress import ConnectFailed, Progress

Json = dict[str, Any]
JOBS = "/api/2.2/jobs"
PAGE = 100


def call(client: Any, method: str, path: str, *, query: Json | None = None, body: Json | None = None) -> Json:
    """One request; DatabricksError of the SDK where it is refused."""
    found = client.api_client.do(method, path, query=query, body=body)
    return found if isinstance(found, dict) else {}


def pages(client: Any, path: str, field: str, query: Json) -> Iterator[Json]:
    """The rows of a list, page by page."""
    token = ""
    while True:
        found = call(client, "GET", path, query={**query, **({"page_token": token} if token else {})})
        yield from found.get(field) or ()
        token = found.get("next_page_token") or ""
        if not token:
            return


def refused(progress: Progress, step: str, failed: Exception, needs: str) -> ConnectFailed:
    """The failure of a step that the workspace refused. Its own text may quote a host or a secret: it is left out."""
    kind = type(failed).__name__
    code = getattr(failed, "error_code", None) or kind
    if kind == "PermissionDenied":
        return progress.failure(step, f"you may not do that (workspace: {code})", needs)
    known = {
        "Unauthenticated": ("the login has ended", "run databricks auth login"),
        "NotFound": ("it does not exist", "give an id of one that exists"),
        "ResourceDoesNotExist": ("it does not exist", "give an id of one that exists"),
        "TooManyRequests": ("the workspace gets too many requests", "wait a minute"),
    }
    why, fix = known.get(kind, (f"the workspace refused it ({code})", "look up that code in the documentation"))
    return progress.failure(step, why, fix=fix)
