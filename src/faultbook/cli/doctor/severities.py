"""What `doctor` checks about severities: whether the format's own levels are read, and which levels are not known.

Reads the tables of a local lakehouse by DuckDB, if there are any; a check that cannot read them is a WARN.
"""

from pathlib import Path

from faultbook.cli.doctor.diagnosis import Diagnosis, Status
from faultbook.errors import FaultbookError
from faultbook.faults.severities import UNKNOWN, Severities, severities_of
from faultbook.settings import Settings
from faultbook.stores.answers import Query
from faultbook.stores.severities import severities_in
from faultbook.stores.store import QueryStore
from faultbook.tables import INGEST_LEDGER, SEVERITY_RANKS

EVENT = "event"
OLD_REASON = "unknown_severity"
"""Why older versions rejected lines whose level they did not know."""


def severity_checks(settings: Settings, lakehouse: Path | None) -> list[Diagnosis]:
    """A line each where the setting lacks Event, records are Unknown, or old rejects could be records; else none."""
    tables = None if lakehouse is None else lakehouse.expanduser().absolute() / settings.schema_name
    if tables is None or not (tables / INGEST_LEDGER.name / "_delta_log").is_dir():
        return _event(_explicit(settings))
    from faultbook.stores.local.local_store import local_store  # noqa: PLC0415  (DuckDB, where there is something to ask)

    assert lakehouse is not None
    store = local_store(lakehouse.expanduser().absolute())
    try:
        known = _explicit(settings)
        if known is None and (tables / SEVERITY_RANKS.name / "_delta_log").is_dir():
            known = severities_in(store)
        return [*_event(known), *_unknown(store), *_rejected(store)]
    except FaultbookError as failure:
        found = str(failure).splitlines()[0]
        return [Diagnosis("Severities", Status.WARN, f"{tables} cannot be read: {found}", "faultbook run setup")]


def _explicit(settings: Settings) -> Severities | None:
    return severities_of(settings.severities) if "severities" in settings.model_fields_set else None


def _event(known: Severities | None) -> list[Diagnosis]:
    if known is None or EVENT in known.spellings:
        return []
    names = ", ".join(name for name in known.names if name != UNKNOWN)
    return [
        Diagnosis(
            "Severities",
            Status.WARN,
            f"the setting severities ({names}) has no level Event, the third of the format's own: records of it are "
            f"kept with severity {UNKNOWN}",
            'add "Event": ["event"] to it, or "event" to the spellings of one of its severities',
        )
    ]


def _unknown(store: QueryStore) -> list[Diagnosis]:
    rows = store.ask(Query("ingest_health", columns=("records", "unknown_severity"), order=("day",), limit=0)).rows
    unknown = sum(count for _, count in rows)
    if not unknown:
        return []
    records = sum(count for count, _ in rows)
    return [
        Diagnosis(
            "Levels",
            Status.WARN,
            f"{unknown:,} of {records:,} records have the severity {UNKNOWN}: their level is missing or not known",
            f"look: faultbook show all_records --where severity={UNKNOWN}, column level; add its spellings to the "
            "setting severities",
        )
    ]


def _rejected(store: QueryStore) -> list[Diagnosis]:
    query = Query("reject_reasons", (f"reason={OLD_REASON}",), ("reject_count",), ("reject_count:desc",), 1)
    rows = store.ask(query).rows
    if not rows:
        return []
    return [
        Diagnosis(
            "Rejects",
            Status.WARN,
            f"{rows[0][0]:,} lines were rejected as {OLD_REASON}; they are records today",
            "faultbook run reprocess",
        )
    ]
