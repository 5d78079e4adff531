"""Fields of a form that a browser sent."""

from urllib.parse import parse_qsl

from fastapi import Request

from faultbook.serve.web.bodies import whole_body
from faultbook.stores.errors import InvalidQuery


async def form_of(request: Request) -> dict[str, str]:
    """The form's fields; InvalidQuery where it is too large or cannot be decoded."""
    data = await whole_body(request)
    try:
        return dict(parse_qsl(data.decode("utf-8"), keep_blank_values=True, max_num_fields=50, errors="strict"))
    except ValueError as wrong:
        raise InvalidQuery("The form cannot be decoded.") from wrong
