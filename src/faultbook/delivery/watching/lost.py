"""Issues that a read found deleted or elsewhere, as rows of outbox_attempts: which incident has which issue follows."""

from collections.abc import Iterable, Mapping

from faultbook.delivery.attempts import Attempt, AttemptState, Found
from faultbook.delivery.intent import Action, intent_id
from faultbook.delivery.place import Place
from faultbook.delivery.watching.change import Change, ChangeKind


def lost_rows(changes: Iterable[Change], moved: Mapping[str, Place], through: int) -> list[Attempt]:
    """A row for each change DELETED and MOVED. `moved`: change id -> the earlier place; `through`: newest entry."""
    kinds = (ChangeKind.DELETED, ChangeKind.MOVED)
    return [_row(change, moved, through) for change in changes if change.kind in kinds]


def _row(change: Change, moved: Mapping[str, Place], through: int) -> Attempt:
    is_gone = change.kind is ChangeKind.DELETED
    number = f"{change.place.repository}#{change.place.number}/{change.kind.value}"
    return Attempt(
        intent_id(change.incident_id, change.tracker, Action.READ, number),
        change.incident_id,
        change.tracker,
        Action.READ,
        0,
        0,
        AttemptState.REFUSED,
        change.recorded_at,
        repository=change.place.repository,
        place=change.place,
        moved_from=None if is_gone else moved.get(change.change_id),
        reason="a read found it deleted" if is_gone else "a read found it elsewhere",
        through=through if is_gone else 0,
        found=Found.DELETED if is_gone else None,
    )
