"""The way to a Databricks workspace: a client by Databricks' unified authentication."""

from typing import Any

from faultbook import __version__
from faultbook.clients.deadline import within
from faultbook.errors import FaultbookError, MissingDependency

RETRY_SECONDS = 15
"""How long a busy or unreachable workspace is tried again; the client looks twice before its first request."""
ANSWER_SECONDS = 25.0
SIGN_IN_SECONDS = 60.0
"""How long signing in may take: a program that returns a token (databricks, az), or a token server."""


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


def signed_in(
    profile: str = "",
    *,
    sign_in_seconds: float = SIGN_IN_SECONDS,
    answer_seconds: float = ANSWER_SECONDS,
    retry_seconds: float = RETRY_SECONDS,
) -> Any:
    """A WorkspaceClient that has signed in, for a command that cannot do without one.

    MissingDependency where that is not possible, or takes longer than `sign_in_seconds`.
    """

    def sign_in() -> Any:
        client = workspace_client(profile=profile or None, answer_seconds=answer_seconds, retry_seconds=retry_seconds)
        client.config.authenticate()
        return client

    try:
        return within(sign_in_seconds, sign_in)
    except FaultbookError:
        raise
    except TimeoutError as late:
        raise MissingDependency(
            f"Signing in to the workspace took longer than {sign_in_seconds:g} s. Fix: {_SIGN_IN}; behind a proxy, set "
            "HTTPS_PROXY."
        ) from late
    except Exception as wrong:  # the SDK raises many kinds, those of requests and subprocess too
        first = (str(wrong).splitlines() or [""])[0].partition(" Config:")[0][:200].rstrip(".")
        raise MissingDependency(
            f"No workspace is named, or it cannot be signed in to: {first}. Fix: {_SIGN_IN}."
        ) from wrong


_SIGN_IN = "databricks auth login --host https://..., or set DATABRICKS_HOST and DATABRICKS_TOKEN"
