"""Refused intents that a person wants tried again: what they name, and the rows after which they are due."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from faultbook.delivery.attempts import Attempt, AttemptState
from faultbook.delivery.log import AttemptLog
from faultbook.delivery.refusals import again
from faultbook.errors import SettingError
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import OUTBOX

ALL = "all"
_LISTED = "faultbook outbox --all --format json"


def refused_named(lakehouse: Lakehouse, text: str) -> dict[str, str]:
    """Intent id -> incident id of the refused intents that a text names: ids with commas, or `all`; none for no text.

    SettingError where one is unknown, or is not refused.
    """
    names = [name for name in (part.strip() for part in text.split(",")) if name]
    if not names:
        return {}
    rows = lakehouse.fetch(OUTBOX, ("intent_id", "incident_id", "state")).to_pylist()
    refused = {row["intent_id"]: row["incident_id"] for row in rows if row["state"] == AttemptState.REFUSED.value}
    if ALL in names:
        return refused
    states = {row["intent_id"]: row["state"] for row in rows}
    for name in names:
        if name not in refused:
            found = f"one that is {states[name]}" if name in states else "an unknown one"
            raise SettingError(
                f"deliver_again: {name}: found {found}; expected the id of a refused intent. Fix: {_LISTED} lists them."
            )
    return {name: refused[name] for name in names}


def again_rows(wanted: Mapping[str, str], attempts: Iterable[Attempt], fence: int, now: datetime) -> list[Attempt]:
    """The rows after which the wanted intents are due again."""
    log = AttemptLog(attempts)
    found = []
    for intent_id, incident_id in wanted.items():
        story = log.of(incident_id)
        row = story.status(intent_id).row
        if row is not None and row.state is AttemptState.REFUSED:
            found.append(again(row, story.next_attempt(intent_id), fence, now))
    return found
