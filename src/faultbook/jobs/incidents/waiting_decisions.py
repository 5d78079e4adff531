"""Decisions of the console and the API that wait: a run carries them out before it does anything else."""

from datetime import datetime

from faultbook.faults.redaction import Redactor
from faultbook.incidents.decisions import Request, carried_out
from faultbook.incidents.rows import request_of
from faultbook.jobs.incidents.incident_store import IncidentStore, in_utc
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import INCIDENT_DECISIONS, INCIDENT_JOURNAL


def carry_out_waiting(lakehouse: Lakehouse, steps: Steps, redactor: Redactor, now: datetime) -> None:
    """Appends the entries of all decisions that wait, in one commit, then writes the incidents.

    The caller holds the lease `incidents`. A run that is killed leaves decisions that wait, or that are in the journal.
    """
    waiting = _waiting(lakehouse, redactor)
    if not waiting:
        return
    store = IncidentStore(lakehouse)
    store.bring_up_to_date()
    known = store.incidents(ids={name for each in waiting for name in (each.incident, each.other) if name})
    entries = carried_out(waiting, known.values(), now=now, through_number=store.newest_number())
    with steps.step("waiting decisions") as step:
        store.append(entries)
        step.note(decisions=len(waiting), entries=len(entries))
        step.note(incidents=store.bring_up_to_date())


def _waiting(lakehouse: Lakehouse, redactor: Redactor) -> list[Request]:
    """Decisions that no entry names, in the order in which they were made."""
    rows = in_utc(lakehouse.fetch(INCIDENT_DECISIONS, INCIDENT_DECISIONS.column_names))
    if not rows:
        return []
    # Entries of people alone: all others are of a run.
    entries = lakehouse.fetch(INCIDENT_JOURNAL, ("decision_id",), ("batch_id", "=", 0))
    done = set(entries["decision_id"].to_pylist())
    left = {row["decision_id"]: row for row in rows if row["decision_id"] not in done}
    # A server may redact by fewer rules than the jobs do.
    found = [request_of(row | {"reason": redactor.redact(row["reason"]) or row["reason"]}) for row in left.values()]
    return sorted(found, key=lambda each: (each.at, each.decision_id))
