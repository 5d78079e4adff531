"""What became of each failure of a night, counted from the stored matches and the journal of incidents."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from faultbook.errors import InvariantViolated
from faultbook.incidents.facts import Fact
from faultbook.incidents.fold import fold
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Entry, Kind

Row = Mapping[str, Any]
INCIDENT, UMBRELLA, COVERED, MUTED = "incident", "under an umbrella", "covered by its cause", "muted"
LATE, OLD_BUILD = "late", "of an old build"
BELOW, WITHOUT_GROUP, NO_RULE = "below the threshold", "without a part of the group", "no rule"
IN_INCIDENTS = (INCIDENT, UMBRELLA, COVERED, MUTED, LATE, OLD_BUILD)
NOT_OPENED = (BELOW, WITHOUT_GROUP, NO_RULE)


@dataclass(frozen=True)
class Fates:
    """How many failures have each fate, and how many occurrences are of a rule that counts a failure once more."""

    failures: Mapping[str, int]
    counted_again: int

    @property
    def in_incidents(self) -> int:
        """Failures that some incident counts."""
        return sum(self.failures.get(fate, 0) for fate in IN_INCIDENTS)

    @property
    def not_opened(self) -> int:
        """Failures that no incident counts."""
        return sum(self.failures.get(fate, 0) for fate in NOT_OPENED)


def fates(failures: Set[str], matches: Sequence[Row], entries: Sequence[Entry], thresholds: Set[str]) -> Fates:
    """The fate of each failure: that of the first rule that counted it; of a threshold where no other rule did.

    `failures`: ids of all; `matches`: rows of rule_matches; `entries`: the journal in order; `thresholds`: names of the
    rules that count others. InvariantViolated where some failures of a threshold's group have a rule of their own and
    others have none: which of them its incident counts cannot be derived from its number.
    """
    found: Counter[str] = Counter()
    claimed: set[str] = set()
    again = 0
    by_batch: dict[tuple[int, str, str], set[str]] = {}
    for row in matches:
        key = (row["batch_id"], row["rule"], row["fingerprint"])
        by_batch.setdefault(key, set()).add(row["event_id"])
    for entry, incident in _occurrences(entries):
        if entry.rule not in thresholds:
            events = by_batch.get((entry.batch_id, entry.rule or "", entry.fingerprint or ""), set())
            new = events - claimed
            again += entry.events - len(new)
            claimed |= new
            found.update(_by_fate(entry, incident, len(new)))
    rest, counted = _of_thresholds(matches, entries, thresholds, claimed)
    found.update(rest)
    matched = {row["event_id"] for row in matches if row["group_key"] is not None}
    without = {row["event_id"] for row in matches if row["group_key"] is None} - matched
    found[WITHOUT_GROUP] += len(without)
    found[NO_RULE] += len(failures - matched - without)
    return Fates(found, again + counted)


def _occurrences(entries: Sequence[Entry]) -> Iterable[tuple[Entry, Incident]]:
    """Entries that count events, with their incident as it is after their run; in the order of the journal."""
    known: dict[str, Incident] = {}
    for _, run in groupby(entries, key=lambda entry: entry.batch_id):
        of_run = list(run)
        known = fold(of_run, known.values())
        for entry in of_run:
            if entry.kind is Kind.OCCURRED and entry.events:
                yield entry, known[entry.incident_id]


def _by_fate(entry: Entry, incident: Incident, events: int) -> dict[str, int]:
    late = min(int(entry.facts.get(Fact.LATE, 0)), events)
    if not incident.is_open and "old_build" in entry.facts.get(Fact.STAYS, ""):
        fate = OLD_BUILD
    elif incident.is_muted:
        fate = MUTED
    elif incident.umbrella_id:
        fate = UMBRELLA
    else:
        fate = COVERED if incident.inhibited_by else INCIDENT
    return {LATE: late, fate: events - late}


def _of_thresholds(
    matches: Sequence[Row], entries: Sequence[Entry], thresholds: Set[str], claimed: Set[str]
) -> tuple[Counter[str], int]:
    """Fates of failures that only thresholds count; and occurrences of failures that have a fate already."""
    groups: dict[tuple[str, str], set[str]] = {}
    for row in matches:
        if row["rule"] in thresholds and row["group_key"] is not None:
            groups.setdefault((row["rule"], row["fingerprint"]), set()).add(row["event_id"])
    occurred: Counter[tuple[str, str]] = Counter()
    fate_of: dict[tuple[str, str], str] = {}
    for entry, incident in _occurrences(entries):
        if entry.rule is not None and entry.rule in thresholds:
            key = (entry.rule, entry.fingerprint or "")
            occurred[key] += entry.events
            fate_of[key] = next(iter(_by_fate(entry, incident, 1).keys() - {LATE}))
    found: Counter[str] = Counter()
    again = 0
    for key, events in groups.items():
        own = events - claimed
        if not own:
            again += occurred[key]
        elif own == events:
            found[fate_of.get(key, INCIDENT)] += occurred[key]
            found[BELOW] += len(events) - occurred[key]
        elif occurred[key]:
            raise InvariantViolated(
                f"{key[0]}: of {len(events)} failures of a group {len(events) - len(own)} have a rule of their own; "
                "expected all or none."
            )
        else:
            found[BELOW] += len(own)
    return found, again
