"""Paging by tokens: one call's answers until no token follows."""

from collections.abc import Iterator
from typing import Any

from faultbook.clients.rest import Api, Json, Unavailable

MOST_PAGES = 10_000


def token_pages(api: Api, method: str, path: str, arguments: Json, *, token_only: bool = False) -> Iterator[Json]:
    """The answers of a Databricks API that pages by `page_token` and `next_page_token`.

    token_only: an API that takes no other argument beside a token. Unavailable where a token comes twice, since such
    paging never ends.
    """
    seen: set[str] = set()
    sent: Json = dict(arguments)
    for _ in range(MOST_PAGES):
        found = _call(api, method, path, sent)
        yield found
        token = found.get("next_page_token")
        if not isinstance(token, str) or not token:
            return
        if token in seen:
            raise Unavailable(f"{method} {path}: a page names a page before it as the next one.")
        seen.add(token)
        sent = {**({} if token_only else arguments), "page_token": token}
    raise Unavailable(f"{method} {path}: more than {MOST_PAGES} pages.")


def _call(api: Api, method: str, path: str, arguments: dict[str, Any]) -> Json:
    if method == "GET":
        return api.call(method, path, query=arguments)
    return api.call(method, path, body=arguments)
