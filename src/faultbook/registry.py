"""Registries: entries by name, that raise where one name is registered twice; which names are near an unknown one."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from operator import attrgetter
from typing import TypeVar

Entry = TypeVar("Entry")
MOST_NAMES = 40


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


def expected_one_of(found: str, known: Iterable[str]) -> str:
    """`one of` the known names, the nearest first; only the nearest where there are many."""
    names = list(known)
    by_lower = {name.lower(): name for name in names}
    near = [by_lower[name] for name in get_close_matches(found.lower(), by_lower, n=3, cutoff=0.5)]
    others = [name for name in names if name not in near] if len(names) <= MOST_NAMES else []
    return f"one of {', '.join([*near, *others])}" if near or others else "a name of another kind"
