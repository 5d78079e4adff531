"""What people did in trackers that the journal does not have yet."""

from collections.abc import Iterable

from faultbook.delivery.attempts import Attempt, ordered
from faultbook.incidents.changes import is_move
from faultbook.incidents.journal import Entry, Kind

_BEGINS = (Kind.OPENED, Kind.REGRESSED, Kind.SPLIT)
_ENDS = (Kind.RESOLVED, Kind.MERGED)


def news_of(rows: Iterable[Attempt], entries: Iterable[Entry]) -> list[Attempt]:
    """The newest row with `found` of each incident that is still open by its entries, and was not opened again since.

    Read from what is stored, not from what a run returns: a run may die after it has noted what it found.
    """
    begun: dict[str, int | None] = {}
    for entry in entries:
        if not is_move(entry):
            continue
        if entry.kind in _BEGINS:
            begun[entry.incident_id] = entry.number
        elif entry.kind in _ENDS:
            begun[entry.incident_id] = None
    found: dict[str, Attempt] = {}
    for row in ordered(rows):
        number = begun.get(row.incident_id)
        if row.found is not None and number is not None and row.through >= number:
            found[row.incident_id] = row
    return list(found.values())
