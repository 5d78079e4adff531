"""What a batch of matches changes: entries of the journal, and the incidents that follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from faultbook.incidents.fold import fold
from faultbook.incidents.incident import Incident, by_fingerprint
from faultbook.incidents.journal import Entry
from faultbook.incidents.judge import judge, needed_fingerprints
from faultbook.incidents.policy import Policy
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.jobs.incidents.match_sources import Progress, progress
from faultbook.jobs.incidents.own_mistakes import mistake_recoveries, mistake_signals
from faultbook.jobs.incidents.recoveries import FAILURES, heard_until, recoveries_of
from faultbook.jobs.incidents.rule_runs import OWN
from faultbook.jobs.incidents.rules_in_use import RulesInUse
from faultbook.jobs.incidents.signals import signals_of
from faultbook.routing.inhibition import InhibitRule, LabelledAlert, inhibited
from faultbook.steps import Steps


@dataclass(frozen=True)
class Judging:
    """What a run of judge judges by."""

    store: IncidentStore
    rules: RulesInUse
    policy: Policy
    inhibit_rules: tuple[InhibitRule, ...]
    steps: Steps
    now: datetime
    judged: frozenset[str] = frozenset()
    """Sources in which this run has looked for matches."""

    def conclude(self, batch_id: int, read: Sequence[Progress]) -> bool:
        """Writes the entries of a batch, and the incidents after them; returns whether there are any.

        Entries that the journal has of this batch are not made again.
        """
        with self.steps.step("judge incidents", batch=batch_id) as step:
            entries = self.store.entries_of(batch_id)
            if entries:
                known = self.store.incidents(ids={entry.incident_id for entry in entries})
            else:
                entries, known = self._entries(batch_id, read)
                self.store.append(entries)
            changed = {entry.incident_id for entry in entries}
            step.note(entries=len(entries), incidents=len(changed))
        with self.steps.step("incidents", batch=batch_id) as step:
            after = fold(entries, known.values())
            step.note(rows=self.store.store(after[name] for name in sorted(changed)))
        return bool(entries)

    def _entries(self, batch_id: int, read: Sequence[Progress]) -> tuple[list[Entry], dict[str, Incident]]:
        lakehouse = self.store.lakehouse
        signals = [
            *signals_of(lakehouse, self.rules.rules, batch_id),
            *mistake_signals(self.store, self.rules, self.now),
        ]
        known = self.store.incidents(needed_fingerprints(signals))
        through = next((each.through_batch for each in read if each.source == FAILURES), 0)
        before = progress(lakehouse).get(FAILURES, Progress(FAILURES)).through_batch
        recoveries = recoveries_of(lakehouse, known.values(), before, through)
        known |= self.store.incidents({each.fingerprint for each in recoveries if each.fingerprint})
        entries = judge(
            by_fingerprint(known.values()),
            signals,
            [*recoveries, *mistake_recoveries(known.values(), self.rules, self.now, self.judged)],
            now=self.now,
            policy=self.policy,
            batch_id=batch_id,
            through_number=self.store.newest_number(),
            # A file that is still wrong is not quiet.
            heard_until=heard_until(lakehouse) | ({} if self.rules.mistakes else {OWN: self.now}),
            inhibited_by_rules=self._inhibited,
        )
        return entries, known

    def _inhibited(self, labels: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """Id of each incident that a configured rule inhibits -> id of the one that speaks for it."""
        found = inhibited((LabelledAlert(name, each) for name, each in labels.items()), self.inhibit_rules)
        return {name: each.source for name, each in found.items()}
