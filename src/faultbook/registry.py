"""Registries: entries by name, that raise where one name is registered twice."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TypeVar

Entry = TypeVar("Entry")


def registered(
    kind: str, entries: Iterable[Entry], name_of: Callable[[Entry], str] = attrgetter("name")
) -> dict[str, Entry]:
    """The entries by name, in order. `kind` names them in the error, `name_of` returns an entry's name.

    ValueError where two entries have one name: the second would silently replace the first.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        name = name_of(entry)
        if name in found:
            raise ValueError(f"The {kind} {name!r} is registered twice; expected one entry for each name.")
        found[name] = entry
    return found
