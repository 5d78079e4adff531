"""Registrations by name, that raise where one name is registered twice."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Named(Protocol):
    """Anything that a registry can hold."""

    @property
    def name(self) -> str:
        """The name that it is found by."""
        ...


Entry = TypeVar("Entry", bound=Named)


def registered(kind: str, entries: Iterable[Entry]) -> dict[str, Entry]:
    """The entries by name, in order. `kind` names them in the error.

    ValueError where two entries have one name: the second would replace the first without a sound.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.name in found:
            raise ValueError(f"The {kind} {entry.name!r} is registered twice; expected one entry for each name.")
        found[entry.name] = entry
    return found
