"""Judge: matches rules with what is new, and writes what follows to the journal of incidents.

A run of judge is a batch: its matches, then its entries of the journal, then the incidents, then how far each source
was read. A run that dies between two of these is made good by the next: what a batch adds to the journal follows from
its stored matches and the journal before it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pyspark.sql import SparkSession

from faultbook.catalog.incidents import read_inhibit_rules, read_policy
from faultbook.faults.redaction import Redactor
from faultbook.jobs.incidents.conclusion import Judging
from faultbook.jobs.incidents.incident_store import IncidentStore
from faultbook.jobs.incidents.match_sources import match_sources
from faultbook.jobs.incidents.rule_runs import newest_run, pending, record_run
from faultbook.jobs.incidents.rules_in_use import rules_in_use
from faultbook.jobs.incidents.waiting_decisions import carry_out_waiting
from faultbook.jobs.task import run_task
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import Lease


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="judge")


def run(spark: SparkSession, settings: Settings, steps: Steps, now: datetime | None = None) -> None:
    """Judges everything new in the sources of the rules. Re-runs are idempotent.

    InvalidCatalog where the folder of rules is missing or the policy is wrong; a wrong rule stops no other.
    """
    began_at = now or datetime.now(UTC)
    policy, inhibit_rules = read_policy(settings.incidents_file), read_inhibit_rules(settings.incidents_file)
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    with writer_lease(lakehouse, Lease.INCIDENTS):
        rules = rules_in_use(lakehouse, steps, began_at)
        store = IncidentStore(lakehouse)
        with steps.step("bring incidents up to date") as step:
            step.note(incidents=store.bring_up_to_date())
        carry_out_waiting(lakehouse, steps, Redactor(settings.redaction_rules, settings.redaction_allow), began_at)
        judging = Judging(store, rules, policy, inhibit_rules, steps, began_at)
        batch_id = newest_run(lakehouse) + 1
        if left := pending(lakehouse, batch_id):
            judging.conclude(batch_id, left)
            record_run(lakehouse, batch_id, left, began_at)
            batch_id += 1
        read, wrong = match_sources(lakehouse, list(rules.rules.values()), batch_id, steps)
        judging = replace(
            judging,
            rules=replace(rules, mistakes=(*rules.mistakes, *wrong)),
            judged=frozenset(each.source for each in read),
        )
        if judging.conclude(batch_id, read) or read:
            record_run(lakehouse, batch_id, read, began_at)
