"""How each deployed resource is: reachable, granted, fresh, paused, what failed last. Changes nothing.

A row per resource of the CLI's summary. Nothing raises: what cannot be read is a row that names why.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from faultbook.deployment.deployed import DeployedResource
from faultbook.deployment.job_condition import job_condition
from faultbook.deployment.privileges import GrantsNotVisible, grant_statement, missing_privileges, spelled
from faultbook.deployment.resource_condition import ResourceCondition

ON_SCHEMA = ("USE_SCHEMA", "SELECT")
ON_VOLUME = {"landing": ("READ_VOLUME", "WRITE_VOLUME"), "checkpoints": ("READ_VOLUME",)}
NOT_DEPLOYED = "faultbook deploy"
LEFT_OUT = "deployed, but no longer in databricks.yml: faultbook deploy --allow-removal deletes it"


@dataclass(frozen=True)
class Look:
    """What looking needs: a WorkspaceClient, who looks, the clock, and the target for remedies."""

    client: Any
    me: Any
    now: datetime
    target: str


def conditions(look: Look, resources: Iterable[DeployedResource]) -> Iterator[ResourceCondition]:
    """One row per resource, in their order."""
    for resource in resources:
        row = ResourceCondition(resource)
        if not resource.id:
            yield replace(row, deployed="no", reachable="", remedy=f"not deployed: {NOT_DEPLOYED}", is_bad=True)
        elif resource.is_left_out:
            yield replace(row, deployed="left out", reachable="", remedy=LEFT_OUT)
        else:
            yield _guarded(look, row)


def _guarded(look: Look, row: ResourceCondition) -> ResourceCondition:
    from databricks.sdk.errors import NotFound, PermissionDenied  # noqa: PLC0415  (an extra, slow to import)
    from databricks.sdk.errors.base import DatabricksError  # noqa: PLC0415

    try:
        return _LOOKS[row.resource.kind](look, row)
    except NotFound:
        gone = f"{row.resource.kind_word} {row.resource.name} was deleted by hand: {NOT_DEPLOYED} makes it again"
        return replace(row, reachable="no, it is gone", remedy=gone, is_bad=True)
    except PermissionDenied as refused:
        who = f"{row.resource.name}: {_first_line(refused)} Members of the group of readers may look"
        return replace(row, reachable="no, not permitted", remedy=who, is_bad=True)
    except (DatabricksError, TimeoutError, OSError) as refused:
        return replace(row, reachable="no", remedy=f"{row.resource.name}: {_first_line(refused)}", is_bad=True)


def _securable(
    kind: str, needed: Callable[[str], Iterable[str]]
) -> Callable[[Look, ResourceCondition], ResourceCondition]:
    def look_at(look: Look, row: ResourceCondition) -> ResourceCondition:
        name = row.resource.id
        try:
            missing = missing_privileges(look.client, look.me, kind, name, needed(row.resource.key))
        except GrantsNotVisible:
            return replace(row, granted="not visible")
        if not missing:
            return replace(row, granted="yes")
        statement = grant_statement(kind, name, missing, look.me.user_name)
        return replace(row, granted=f"no {spelled(missing)}", remedy=statement, is_bad=True)

    return look_at


def _space(look: Look, row: ResourceCondition) -> ResourceCondition:
    look.client.genie.get_space(row.resource.id)
    return row


def _dashboard(look: Look, row: ResourceCondition) -> ResourceCondition:
    look.client.lakeview.get(row.resource.id)
    return row


def _alert(look: Look, row: ResourceCondition) -> ResourceCondition:
    found = look.client.alerts_v2.get_alert(row.resource.id)
    status = found.schedule.pause_status if found.schedule else None
    # Without a schedule of its own, the jobs that write what it reads evaluate it.
    paused = "by jobs" if status is not None and status.value == "PAUSED" else "no"
    hears = found.evaluation and found.evaluation.notification and found.evaluation.notification.subscriptions
    remedy = "" if hears else "no recipient of alerts: faultbook init, or alert_subscriptions in databricks.yml"
    return replace(row, paused=paused, remedy=remedy)


def _app(look: Look, row: ResourceCondition) -> ResourceCondition:
    found = look.client.apps.get(row.resource.id)
    state = found.compute_status.state.value if found.compute_status and found.compute_status.state else "UNKNOWN"
    if state == "ACTIVE":
        return row
    remedy = f"the console is {state.lower()}: databricks bundle run {row.resource.key} --target {look.target}"
    return replace(row, paused="stopped" if state == "STOPPED" else state.lower(), remedy=remedy)


def _job(look: Look, row: ResourceCondition) -> ResourceCondition:
    return job_condition(look.client, row, look.now, look.target)


_LOOKS: Mapping[str, Callable[[Look, ResourceCondition], ResourceCondition]] = {
    "genie_spaces": _space,
    "dashboards": _dashboard,
    "apps": _app,
    "jobs": _job,
    "alerts": _alert,
    # Only admins read the access schema of row filters.
    "schemas": _securable("SCHEMA", lambda key: () if key == "access" else ON_SCHEMA),
    "volumes": _securable("VOLUME", lambda key: ON_VOLUME.get(key, ("READ_VOLUME",))),
}


def _first_line(refused: BaseException) -> str:
    return (str(refused).strip().splitlines() or [type(refused).__name__])[0][:300]
