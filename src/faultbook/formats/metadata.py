"""The field `metadata` of text formats: the JSON text of an object."""

import json
from collections.abc import Iterable
from json.encoder import encode_basestring

as_json_text = encode_basestring
"""A text as JSON, in quotes."""


def json_object(pairs: Iterable[tuple[str, str]]) -> str:
    """The JSON text of an object whose values are texts. Names must differ."""
    return "{" + ", ".join([f"{as_json_text(name)}: {as_json_text(value)}" for name, value in pairs]) + "}"


def joined_objects(shared: str, own: str) -> str:
    """The JSON text of an object with the members of two; those of `shared` that `own` names too are left out."""
    names = json.loads(own).keys()
    members = [(name, value) for name, value in json.loads(shared).items() if name not in names]
    if not members or own == "{}":
        return own if not members else json_object(members)
    return f"{json_object(members)[:-1]}, {own.strip()[1:]}"
