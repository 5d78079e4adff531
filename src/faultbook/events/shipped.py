"""The shipped definitions, in the order in which they are tried."""

from functools import cache
from importlib.resources import files

import yaml

from faultbook.events.definition import Definition

PACKAGE = "faultbook.events.definitions"


@cache
def shipped_definitions() -> tuple[Definition, ...]:
    """All shipped definitions: by rank, those with more conditions first, then by name."""
    found = [
        Definition.model_validate(yaml.safe_load(file.read_text("utf-8")))
        for file in files(PACKAGE).iterdir()
        if file.name.endswith(".yml")
    ]
    return in_order(found)


def in_order(definitions: list[Definition]) -> tuple[Definition, ...]:
    """Definitions in the order in which they are tried."""
    return tuple(sorted(definitions, key=lambda one: (one.rank, -len(one.when), one.name)))
