"""What `changed` prints: which values rose or fell, and where."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from faultbook.formatting.terminal import console, cut_text, page_table
from faultbook.formatting.values import plain_text, visible
from faultbook.serve.questions.arguments import checked
from faultbook.serve.questions.changes import (
    ChangedValue,
    Changes,
    ValueChange,
    ValueChanges,
    WhatChanged,
    WhereChanged,
    find_changes,
    find_places,
)
from faultbook.serve.questions.explanation import pattern_id_of
from faultbook.stores.opening import open_store

MOST_CHANGES = 20
MOST_OF_A_DIMENSION = 3
MOST_VALUES = 24
MOST_PLACES = 200


def show(lakehouse: Path, pattern: str | None, **arguments: Any) -> None:
    """Prints what changed, and where; of one pattern only where. `arguments` are those of both questions."""
    given = {name: _written(value) for name, value in arguments.items() if value is not None}
    store = open_store({}, lakehouse)
    screen = console(sys.stdout)
    of_pattern = {} if pattern is None else {"pattern_id": pattern_id_of(store, pattern)}
    where = find_places(store, checked(WhereChanged, given | of_pattern | {"limit": MOST_PLACES}))
    _print_window(screen, where.window)
    if pattern is None:
        _print_changes(screen, find_changes(store, checked(WhatChanged, given | {"limit": MOST_CHANGES})))
    _print_values(screen, where)


def _written(value: Any) -> Any:
    # What is typed is UTC; a datetime without a zone would be taken for local time.
    return value.isoformat() if isinstance(value, datetime) else value


def _print_window(screen: Console, window: Sequence[Any]) -> None:
    first, since, until = map(plain_text, window)
    screen.print(Text(f"{since} to {until}, compared with {first} to {since}", "bold"))


def _print_changes(screen: Console, found: Changes) -> None:
    screen.print()
    screen.print(Text("What changed by more than chance", "bold"))
    if not found.rows:
        screen.print("Nothing.")
        return
    table = page_table("what", "~value", "how", ">expected", ">records", ">deviations")
    for row in found.rows:
        table.add_row(*_change(row))
    screen.print(table)
    if found.total > len(found.rows):
        screen.print(f"and {found.total - len(found.rows):,} more")


def _change(row: ChangedValue) -> tuple[Text, ...]:
    counts = (f"{row.expected_count:,.1f}", f"{row.after_count:,}", f"{row.surprise:+.1f}")
    return (Text(row.dimension), cut_text(visible(row.value)), Text(row.kind), *map(Text, counts))


def _print_values(screen: Console, found: ValueChanges) -> None:
    screen.print()
    screen.print(Text("Where the rise is", "bold"))
    telling = [row for row in found.rows if row.place <= MOST_OF_A_DIMENSION and row.share > row.usual_share]
    telling.sort(key=lambda row: (row.usual_share - row.share, row.dimension, row.value))
    if not telling:
        screen.print("In nothing more than usual." if found.rows else "Nothing rose.")
        return
    table = page_table("what", "~value", ">expected", ">records", ">of the rise", ">usually")
    for row in telling[:MOST_VALUES]:
        table.add_row(*_value(row))
    screen.print(table)


def _value(row: ValueChange) -> tuple[Text, ...]:
    counts = (f"{row.expected_count:,.1f}", f"{row.after_count:,}", f"{row.share:.0%}", f"{row.usual_share:.0%}")
    return (Text(visible(row.dimension)), cut_text(visible(row.value)), *map(Text, counts))
