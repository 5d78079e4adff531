"""Deliver: makes, changes and closes the issues of incidents in trackers, and brings back what people did there.

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
from faultbook.delivery.port import Tracker
from faultbook.errors import SettingError
from faultbook.faults.redaction import Redactor
from faultbook.incidents.decisions import Action
from faultbook.jobs.decide_incidents import decide_incident
from faultbook.jobs.decision_request import DecisionRequest
from faultbook.jobs.delivery.configured import OpenAssigner, equipment_of
from faultbook.jobs.delivery.deliveries import Outcome, deliver_once, utc_now
from faultbook.jobs.delivery.stuck import is_stuck
from faultbook.jobs.task import run_task
from faultbook.jobs.task_values import TaskValues
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.trackers.accounts import opened, opened_assigner

REASONS = {
    Found.CLOSED: "its issue was closed in {tracker}",
    Found.NOT_PLANNED: "its issue was closed as not planned in {tracker}",
    Found.DELETED: "its issue was deleted in {tracker}",
}


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
        delivery,
        open_account or partial(opened, client=workspace_client),
        open_assigner or partial(opened_assigner, client=workspace_client),
    )
    was_stuck = is_stuck(lakehouse, clock())
    with steps.step("deliver") as step:
        outcome = deliver_once(lakehouse, equipment, clock=clock, again=settings.deliver_again)
        step.note(**_figures(outcome))
    for row in outcome.news:
        _take(lakehouse, steps, row)
    return TaskValues(has_news=was_stuck or is_stuck(lakehouse, clock()))


def _take(lakehouse: Lakehouse, steps: Steps, row: Attempt) -> None:
    """What a person did in a tracker, as their decision."""
    assert row.found is not None
    request = DecisionRequest(
        Action.RESOLVE.value,
        row.incident_id,
        author=row.tracker,
        reason=REASONS[row.found].format(tracker=row.tracker),
        not_planned="yes" if row.found is Found.NOT_PLANNED else "",
    )
    try:
        decide_incident(lakehouse, steps, Redactor(), request, None)
    except SettingError as wrong:
        # It was resolved or merged meanwhile.
        with steps.step("decision") as step:
            step.note(incident=row.incident_id, refused=str(wrong))


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
