"""Removes messages past their retention: as they came, and their files. What was extracted from them stays."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import EVENT_LEDGER, RAW_EVENTS


def purge_messages(lakehouse: Lakehouse, steps: Steps, *, now: datetime) -> None:
    """Deletes what arrived longer ago than raw_events_retention_days. The caller holds the lease `events`."""
    cutoff = (now - timedelta(days=lakehouse.settings.raw_events_retention_days)).astimezone(UTC).date()
    with steps.step(f"purge {RAW_EVENTS.name}", before=cutoff.isoformat()) as step:
        lakehouse.delete(RAW_EVENTS, where=f"received_on < DATE '{cutoff.isoformat()}'")
        step.note(files=_purge_files(lakehouse, cutoff))


def _purge_files(lakehouse: Lakehouse, cutoff: date) -> int:
    """Deletes files of days before the cutoff that the ledger contains; returns how many."""
    root = Path(lakehouse.settings.events)
    days = [day for day in root.glob("*/*") if day.is_dir() and _is_before(day.name, cutoff)]
    if not days:
        return 0
    known = set(lakehouse.fetch(EVENT_LEDGER, ("landed_file",))["landed_file"].to_pylist())
    removed = 0
    for day in days:
        for file in list(day.iterdir()):
            if str(file.relative_to(root)) in known:
                file.unlink(missing_ok=True)
                removed += 1
        if not any(day.iterdir()):
            day.rmdir()
    return removed


def _is_before(name: str, cutoff: date) -> bool:
    try:
        return date.fromisoformat(name) < cutoff
    except ValueError:
        return False
