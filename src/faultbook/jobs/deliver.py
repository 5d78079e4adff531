"""Deliver: brings back what people did in trackers, then makes, changes and closes the issues of incidents there.

Without trackers in the file of incidents nothing is done. What a run does not reach waits in outbox, with the reason.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from pyspark.sql import SparkSession

from faultbook.catalog.delivery import read_delivery
from faultbook.catalog.rules import load_rules
from faultbook.clients.workspace import workspace_client
from faultbook.delivery.attempts import Attempt, AttemptState, Found
from faultbook.delivery.configured import TrackerAccount
from faultbook.delivery.labels import check_rule_labels
from faultbook.delivery.port import ClosedAs, Tracker
from faultbook.delivery.watching.change import Change, ChangeKind
from faultbook.delivery.watching.gathering import Given
from faultbook.delivery.watching.snapshot import KnownBy
from faultbook.faults.redaction import Redactor
from faultbook.jobs.analysis.spark_store import SparkStore
from faultbook.jobs.delivery.configured import OpenAssigner, equipment_of
from faultbook.jobs.delivery.decide_changes import decide_changes
from faultbook.jobs.delivery.deliveries import Outcome, deliver_once, utc_now
from faultbook.jobs.delivery.stuck import is_stuck
from faultbook.jobs.delivery.ticket_store import store_changes
from faultbook.jobs.delivery.watch import watch
from faultbook.jobs.task import run_task
from faultbook.jobs.task_values import TaskValues
from faultbook.lakehouse.lease import writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import Lease
from faultbook.trackers.accounts import opened, opened_assigner


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="deliver")


def run(
    spark: SparkSession,
    settings: Settings,
    steps: Steps,
    open_account: Callable[[TrackerAccount], Tracker] | None = None,
    clock: Callable[[], datetime] = utc_now,
    *,
    open_assigner: OpenAssigner | None = None,
) -> TaskValues:
    """Does what is due. InvalidCatalog where the file is wrong, SettingError where the name of a rule makes too long a
    label; a tracker that fails stops no other.

    Returns whether something is stuck, or was before this run, which the alert `outbox_stuck` is evaluated for.
    """
    delivery = read_delivery(settings.incidents_file)
    if not delivery.trackers:
        with steps.step("deliver") as step:
            step.note(trackers=0)
        return TaskValues(has_news=False)
    if delivery.labels.rule_prefix is not None:
        check_rule_labels(load_rules(settings.rules_folder).rules, delivery.labels)
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    equipment = equipment_of(
        lakehouse,
        SparkStore(lakehouse),
        delivery,
        open_account or partial(opened, client=workspace_client),
        open_assigner or partial(opened_assigner, client=workspace_client),
    )
    was_stuck = is_stuck(lakehouse, clock())
    redactor = Redactor(settings.redaction_rules, settings.redaction_allow)
    with steps.step("read tickets") as step:
        watched = watch(
            lakehouse,
            equipment.trackers,
            equipment.accounts,
            clock=clock,
            every=equipment.read_every,
            redactor=redactor,
        )
        step.note(**watched.figures)
    with steps.step("deliver") as step:
        outcome = deliver_once(lakehouse, equipment, clock=clock, again=settings.deliver_again)
        step.note(**_figures(outcome))
    if outcome.news:
        with steps.step("news of tickets") as step:
            step.note(changes=len(_news(lakehouse, outcome.news, redactor, clock())))
    return TaskValues(has_news=was_stuck or is_stuck(lakehouse, clock()))


def _news(lakehouse: Lakehouse, news: Sequence[Attempt], redactor: Redactor, now: datetime) -> list[Change]:
    """What a delivery found that a person did, as their decisions; one that is known already changes nothing."""
    given = [Given(_change(row, now)) for row in news if row.place is not None]
    if not given:
        return []
    with writer_lease(lakehouse, Lease.INCIDENTS, Lease.DELIVER):
        made = decide_changes(lakehouse, given, trackers={}, links=(), redactor=redactor, now=now)
        store_changes(lakehouse, made, ())
    return made


def _change(row: Attempt, now: datetime) -> Change:
    assert row.found is not None and row.place is not None
    is_gone = row.found is Found.DELETED
    reason = ClosedAs.NOT_PLANNED if row.found is Found.NOT_PLANNED else ClosedAs.COMPLETED
    kind, value = (ChangeKind.DELETED, None) if is_gone else (ChangeKind.CLOSED, reason.value)
    at = row.found_at or row.at
    return Change(kind, row.incident_id, row.tracker, row.place, at, now, KnownBy.READ, value=value)


def _figures(outcome: Outcome) -> dict[str, int]:
    done = outcome.delivered
    states = [row.state for row in done.rows]
    return {
        "sent": states.count(AttemptState.SENT),
        "refused": states.count(AttemptState.REFUSED),
        "uncertain": states.count(AttemptState.UNCERTAIN),
        "waiting": len(done.plan.waiting) + len(done.plan.lookups) + len(done.plan.due),
        "failed": len(done.failed),
        "found": len(outcome.news),
    }
