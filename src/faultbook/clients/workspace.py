"""The way to a Databricks workspace: a client by Databricks' unified authentication."""

from typing import Any

from faultbook import __version__
from faultbook.errors import MissingDependency

RETRY_SECONDS = 15
"""How long a busy or unreachable workspace is tried again; the client looks twice before its first request."""
ANSWER_SECONDS = 25.0


def workspace_client(
    host: str | None = None,
    profile: str | None = None,
    *,
    answer_seconds: float = ANSWER_SECONDS,
    retry_seconds: float = RETRY_SECONDS,
    **more: Any,
) -> Any:
    """A WorkspaceClient that waits for one answer and for all tries of a request no longer than the given seconds.

    `more` goes to the client's configuration. MissingDependency where the extra is not installed, ValueError where
    nothing names a workspace or its authentication.
    """
    try:
        from databricks.sdk import WorkspaceClient  # noqa: PLC0415  (an extra, and slow to import)
        from databricks.sdk.core import Config  # noqa: PLC0415
    except ImportError as absent:
        raise MissingDependency("databricks-sdk is not installed. Fix: pip install 'faultbook[workspace]'") from absent
    config = Config(
        host=host,
        profile=profile,
        retry_timeout_seconds=retry_seconds,
        http_timeout_seconds=answer_seconds,
        product="faultbook",
        product_version=__version__,
        **more,
    )
    return WorkspaceClient(config=config)


def signed_in(profile: str = "") -> Any:
    """A WorkspaceClient for a command that cannot do without one: MissingDependency where it cannot be made."""
    try:
        return workspace_client(profile=profile or None)
    except ValueError as wrong:
        first = (str(wrong).splitlines() or [""])[0][:200]
        raise MissingDependency(
            f"No workspace is named, or it cannot be signed in to: {first} Fix: databricks auth login --host "
            f"https://..., "
            "or set DATABRICKS_HOST and DATABRICKS_TOKEN."
        ) from wrong
