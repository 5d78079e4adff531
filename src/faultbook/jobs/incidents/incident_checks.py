"""Checks of reconcile over incidents: they follow from the journal, and the journal counts every match once."""

from collections.abc import Iterator, Mapping

from pyspark.sql import functions as F

from faultbook.catalog.rule_frames import FRAMES
from faultbook.incidents.incident import Incident
from faultbook.incidents.rows import incident_row
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.jobs.incidents.rule_runs import newest_run
from faultbook.jobs.ingestion.checks import LedgerCheck
from faultbook.lakehouse.store import Lakehouse
from faultbook.rules.reading import read_rules
from faultbook.tables import INCIDENT_JOURNAL, INCIDENTS, RULE_MATCHES, RULE_VERSIONS, Table
from faultbook.transforms.incidents.signals import opening

Fault = tuple[str, str]
"""Rule and fingerprint."""


def incident_checks(lakehouse: Lakehouse) -> Iterator[LedgerCheck]:
    """Rebuilds the incidents from the journal and compares; nothing where nothing was judged yet."""
    newest = newest_run(lakehouse)
    if not newest:
        return
    store = IncidentStore(lakehouse)
    stored, rebuilt = store.stored(), store.rebuilt()
    equal = sum(
        _without_owner(stored[name]) == _without_owner(each) for name, each in rebuilt.items() if name in stored
    )
    yield _invariant("incidents_follow_from_the_journal", INCIDENTS, max(len(rebuilt), len(stored)), equal)
    windows = _rules_with_windows(lakehouse)
    matched = _sums(lakehouse, RULE_MATCHES, newest)
    occurred = _sums(lakehouse, INCIDENT_JOURNAL, newest)
    # A rule with windows counts the matches of windows that held; every other rule counts all.
    counted = {fault: matched.get(fault, 0) for fault in occurred if fault[0] not in windows}
    found = {fault: occurred[fault] for fault in counted}
    missed = {fault: events for fault, events in matched.items() if fault[0] not in windows and fault not in occurred}
    expected = sum(counted.values()) + sum(missed.values())
    yield _invariant("every_match_is_counted_once", INCIDENT_JOURNAL, expected, sum(found.values()))
    beyond = sum(max(0, events - matched.get(fault, 0)) for fault, events in occurred.items())
    yield _invariant("no_incident_counts_more_than_matched", INCIDENT_JOURNAL, 0, beyond)


def _sums(lakehouse: Lakehouse, table: Table, newest: int) -> dict[Fault, int]:
    """Events by fault of runs that ended. Entries without events, and those that no match made, are left out."""
    rows = lakehouse.read(table).where((F.col("batch_id") <= newest) & (F.col("events") > 0))
    if table is RULE_MATCHES:
        rows = opening(rows)
    else:
        matched = lakehouse.read(RULE_MATCHES).select("rule", "fingerprint").distinct()
        rows = rows.join(matched, on=["rule", "fingerprint"], how="left_semi")
    found = rows.groupBy("rule", "fingerprint").agg(F.sum("events").alias("events")).collect()
    return {(row["rule"], row["fingerprint"]): int(row["events"]) for row in found}


def _rules_with_windows(lakehouse: Lakehouse) -> set[str]:
    rows = lakehouse.fetch(RULE_VERSIONS, ("rule", "file", "text")).to_pylist()
    found: set[str] = set()
    for row in rows:
        if row["rule"] != row["file"]:
            read = read_rules(row["text"], row["file"], FRAMES).rules
            found |= {each.rule.name for each in read if each.rule.correlation is not None}
    return found


def _without_owner(incident: Incident) -> Mapping[str, object]:
    """Owner and priority follow from `services`, which changes without the journal."""
    return {name: value for name, value in incident_row(incident).items() if name not in ("owner", "priority")}


def _invariant(name: str, table: Table, expected: int, found: int) -> LedgerCheck:
    return LedgerCheck(name, table.name, expected, found, expected == found, is_invariant=True)
