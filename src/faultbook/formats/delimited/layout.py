"""How a delimited file is laid out: its delimiter and its columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from faultbook.formats.flat_names import normal, places_of_fields

DELIMITERS = ("\t", ",", ";", "|")


@dataclass(frozen=True)
class DelimitedLayout:
    """The layout of a file. Columns are fields by their names of flat_names; others are kept in the metadata.

    `header`: its first line names the columns; `columns` are what it means by them, or empty for its own names.
    `timestamps`: formats of the instant as definitions name them; none: a full date and time, or a number since 1970.
    """

    delimiter: str
    columns: tuple[str, ...] = ()
    header: bool = False
    timestamps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Which column is what, by place from 0; None where there is none."""

    count: int
    timestamp: int | None
    day: int | None
    """The column of the day, where `timestamp` is only the time of day."""
    level: int | None
    message: int | None
    fields: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, str], ...]
    names: tuple[str, ...] = field(repr=False)


def columns_of(names: Sequence[str]) -> Columns:
    """What columns of these names mean. A column without a name is called by its number, from 1."""
    named = _distinct([name.strip() or f"column_{place}" for place, name in enumerate(names, 1)])
    places = places_of_fields(named)
    timestamp, level, message = (places.pop(name, None) for name in ("timestamp", "level", "message"))
    day = None
    normals = [normal(name) for name in named]
    if timestamp is not None and normals[timestamp] == "time" and "date" in normals:
        day = normals.index("date")
    taken = {timestamp, day, level, message, *places.values()}
    return Columns(
        count=len(named),
        timestamp=timestamp,
        day=day,
        level=level,
        message=message,
        fields=tuple((place, name) for name, place in places.items()),
        others=tuple((place, name) for place, name in enumerate(named) if place not in taken),
        names=tuple(named),
    )


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, a number behind those that were there before."""
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return distinct
