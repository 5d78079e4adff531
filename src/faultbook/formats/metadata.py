"""The field `metadata` of text formats: the JSON text of an object."""

from collections.abc import Iterable
from json.encoder import encode_basestring

as_json_text = encode_basestring
"""A text as JSON, in quotes."""


def json_object(pairs: Iterable[tuple[str, str]]) -> str:
    """The JSON text of an object whose values are texts. Names must differ."""
    return "{" + ", ".join([f"{as_json_text(name)}: {as_json_text(value)}" for name, value in pairs]) + "}"
