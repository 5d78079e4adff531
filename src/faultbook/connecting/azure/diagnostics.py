"""Diagnostic settings of a data factory: its runs go to tables of a Log Analytics workspace, and to an Event Hub.

A factory sends a kind of logs to one place once: a second setting for the same is refused. So a setting that is there
already is used, and only what is missing is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from faultbook.connecting.azure.cli import AzureResource, Json
from faultbook.connecting.azure.wanted import DIAGNOSTICS_VERSION, INSIGHTS, MONITORING, Wanted
from faultbook.errors import SettingError

CATEGORIES = ("ActivityRuns", "PipelineRuns")
KIND = "diagnostic setting"


@dataclass(frozen=True)
class EventHub:
    """An Event Hub: the id of the rule by which Azure Monitor may write to its namespace, and its name."""

    rule: str
    hub: str


def settings_path(factory: AzureResource) -> str:
    """Where Azure lists the diagnostic settings of a factory."""
    return f"{factory.id}/{INSIGHTS}/diagnosticSettings"


def workspaces_of(settings: Iterable[Json]) -> list[str]:
    """The ids of the workspaces that have the failed runs of a factory in their own tables already."""
    return [
        each["properties"]["workspaceId"]
        for each in settings
        if each["properties"].get("workspaceId") and _is_dedicated(each) and not _missing([each])
    ]


def to_workspace(
    name: str, factory: AzureResource, workspace: AzureResource, settings: Iterable[Json]
) -> Wanted | None:
    """The setting that is still needed; None where others do all of it. SettingError where one is in the way."""
    own = f"{name}-logs"
    others = [
        each
        for each in settings
        if each["name"] != own and (each["properties"].get("workspaceId") or "").casefold() == workspace.id.casefold()
    ]
    older = [each for each in others if not _is_dedicated(each) and _missing([each]) != list(CATEGORIES)]
    if older:
        raise SettingError(
            f"--workspace: found {workspace.name!r}, to which factory {factory.name} sends its runs already by the "
            f"diagnostic setting {older[0]['name']!r}, into the older table AzureDiagnostics. Fix: set that one to "
            f"resource-specific tables, or name another workspace."
        )
    missing = _missing(others)
    if not missing:
        return None
    destination = {"workspaceId": workspace.id, "logAnalyticsDestinationType": "Dedicated"}
    needs = (
        f"Microsoft.Insights/diagnosticSettings/write on factory {factory.name} ({MONITORING}) and "
        f"Microsoft.OperationalInsights/workspaces/sharedKeys/action on workspace {workspace.name} (the role Log "
        f"Analytics Contributor)"
    )
    return _wanted(own, factory, destination, missing, needs)


def to_event_hub(name: str, factory: AzureResource, hub: EventHub) -> Wanted:
    """The setting that sends the runs of a factory to an Event Hub, with their error text."""
    destination = {"eventHubAuthorizationRuleId": hub.rule, "eventHubName": hub.hub}
    needs = (
        f"Microsoft.Insights/diagnosticSettings/write on factory {factory.name} ({MONITORING}) and "
        f"Microsoft.EventHub/namespaces/authorizationRules/listkeys/action on the namespace (the role Contributor)"
    )
    return _wanted(f"{name}-hub", factory, destination, CATEGORIES, needs)


def _wanted(name: str, factory: AzureResource, destination: Json, categories: Iterable[str], needs: str) -> Wanted:
    logs = [{"category": category, "enabled": True} for category in categories]
    return Wanted(
        KIND,
        f"{name} of {factory.name}",
        f"{settings_path(factory)}/{name}",
        DIAGNOSTICS_VERSION,
        {"properties": {**destination, "logs": logs}},
        needs,
    )


def _is_dedicated(setting: Json) -> bool:
    return str(setting["properties"].get("logAnalyticsDestinationType") or "").casefold() == "dedicated"


def _missing(settings: Iterable[Json]) -> list[str]:
    """The categories that none of the settings sends; the group `allLogs` is every category."""
    sent: set[str] = set()
    for setting in settings:
        for log in setting["properties"].get("logs") or ():
            if log.get("enabled"):
                sent |= set(CATEGORIES) if log.get("categoryGroup") == "allLogs" else {log.get("category")}
    return [category for category in CATEGORIES if category not in sent]
