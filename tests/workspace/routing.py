"""Routes of the workspace: a method and a path pattern to a function. Others are refused."""

import re
from collections.abc import Callable
from typing import Any

from tests.workspace.state import Refused, Request, Workspace

Answer = Callable[..., Any]
_ROUTES: list[tuple[str, re.Pattern[str], Answer]] = []


def route(method: str, path: str) -> Callable[[Answer], Answer]:
    """Registers a function for a method and a path, in which {name} is one part and {name*} is all that follows."""
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", re.sub(r"\{(\w+)\*\}", r"(?P<\1>.+)", path))

    def registered(function: Answer) -> Answer:
        _ROUTES.append((method, re.compile(pattern), function))
        return function

    return registered


def answer(workspace: Workspace, request: Request) -> Any:
    """The answer to a request: JSON, or bytes. Refused where there is no route."""
    if any(f"{request.method} {request.path}".startswith(each) for each in workspace.denied):
        raise Refused(
            403, "PERMISSION_DENIED", f"{request.who.name} may not do that at https://adb-1.azuredatabricks.net"
        )
    for method, pattern, function in _ROUTES:
        if method == request.method and (match := pattern.fullmatch(request.path)):
            return function(workspace, request, **match.groupdict())
    raise Refused(501, "NOT_IMPLEMENTED", f"no route for {request.method} {request.path}")
