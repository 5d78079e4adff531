"""Headers of a request."""

from starlette.types import Scope


def request_headers(scope: Scope) -> dict[str, str]:
    """The headers by name in small letters; of several equal names the last, which the nearest proxy added."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def forwarded_user(headers: dict[str, str]) -> str:
    """The user that a proxy signed in; empty for none."""
    return headers.get("x-forwarded-email") or headers.get("x-forwarded-user") or ""
