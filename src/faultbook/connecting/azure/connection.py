"""Makes a connection of data factories, as often as wanted with the same result, and removes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

from faultbook.connecting.azure.action_group import Webhook, action_group, action_group_id
from faultbook.connecting.azure.alert_rules import SUBJECTS, RuleOptions, alert_rule
from faultbook.connecting.azure.cli import AzureCli, AzureResource, Json
from faultbook.connecting.azure.diagnostics import KIND as DIAGNOSTICS
from faultbook.connecting.azure.diagnostics import EventHub, settings_path, to_event_hub, to_workspace
from faultbook.connecting.azure.troubles import AzureFailed
from faultbook.connecting.azure.wanted import (
    ACTION_GROUP_VERSION,
    DIAGNOSTICS_VERSION,
    MONITORING,
    RULE_VERSION,
    TAG,
    Wanted,
)
from faultbook.connecting.progress import Change, Progress
from faultbook.errors import SettingError

FACTORY = "Microsoft.DataFactory/factories"
WORKSPACE = "Microsoft.OperationalInsights/workspaces"
NAMESPACE = "Microsoft.EventHub/namespaces"
VERSION_OF = {
    "scheduledqueryrules": ("alert rule", RULE_VERSION),
    "actiongroups": ("action group", ACTION_GROUP_VERSION),
}
"""What a connection tags, in the order of removal: a rule refers to the group."""
READER = "the role Reader on the subscription"
T = TypeVar("T")


def settings_of(azure: AzureCli, factory: AzureResource) -> list[Json]:
    """The diagnostic settings of a factory."""
    found = azure.get(settings_path(factory), DIAGNOSTICS_VERSION) or {}
    return list(found.get("value") or [])


def looked_up(progress: Progress, what: str, look: Callable[[], T], needs: str = READER) -> T:
    """What a look-up gives; its failure names what was looked for and the permission."""
    try:
        return look()
    except AzureFailed as failed:
        raise progress.failure(what, str(failed), needs if failed.is_denied else "", _fix(failed)) from failed


@dataclass(frozen=True)
class Connection:
    """What a connection has to be: its name, where it lies, what it watches, where it sends."""

    name: str
    group_path: str
    factories: Sequence[AzureResource]
    workspace: AzureResource
    webhook: Webhook
    options: RuleOptions = field(default_factory=RuleOptions)
    event_hub: EventHub | None = None
    settings: Mapping[str, Sequence[Json]] = field(default_factory=dict)
    """The diagnostic settings that the factories have, by the factory's id."""

    @cached_property
    def wanted(self) -> list[Wanted]:
        """Every resource in the order in which it is made: logs first, since they take minutes to arrive."""
        found = [to_workspace(self.name, each, self.workspace, self.settings[each.id]) for each in self.factories]
        found += [to_event_hub(self.name, each, self.event_hub) for each in self.factories if self.event_hub]
        found.append(action_group(self.name, self.group_path, self.webhook))
        target = action_group_id(self.name, self.group_path)
        found += [
            alert_rule(
                self.name,
                self.group_path,
                each,
                self.factories,
                self.workspace,
                action_group=target,
                options=self.options,
            )
            for each in SUBJECTS
        ]
        return [each for each in found if each is not None]

    def apply(self, azure: AzureCli, progress: Progress) -> None:
        """Makes what is missing, changes what differs, keeps the rest. ConnectFailed names the step."""
        for each in self.wanted:
            _apply(azure, progress, each)


def _apply(azure: AzureCli, progress: Progress, wanted: Wanted) -> None:
    try:
        found = azure.get(wanted.path, wanted.version)
        if found is not None and not wanted.is_own(found):
            raise SettingError(
                f"--name: found the {wanted.kind} {wanted.name!r}, which faultbook did not make; expected a name that "
                f"is free. Fix: give another --name."
            )
        if found is not None and wanted.is_in(found):
            progress.add(Change.KEPT, wanted.kind, wanted.name)
            return
        azure.put(wanted.path, wanted.version, wanted.body)
    except AzureFailed as failed:
        needs = wanted.needs if failed.is_denied else ""
        raise progress.failure(f"Making the {wanted.kind} {wanted.name}", str(failed), needs, _fix(failed)) from failed
    progress.add(Change.MADE if found is None else Change.CHANGED, wanted.kind, wanted.name)


def remove(azure: AzureCli, progress: Progress, name: str) -> None:
    """Removes what a connection of that name made: by its tag, and diagnostic settings by their names.

    `progress` is one of a removal.
    """
    tagged = looked_up(progress, "Finding what was made", lambda: azure.resources(tag=f"{TAG}={name}"))
    for kind, (words, version) in VERSION_OF.items():
        for each in tagged:
            if each.id.casefold().split("/")[-2] == kind:
                _delete(azure, progress, words, each.name, each.id, version=version)
    factories = looked_up(progress, "Finding the data factories", lambda: azure.resources(FACTORY))
    others = looked_up(progress, "Finding other connections", partial(_queries_of_others, azure, tagged))
    for factory in factories:
        what = f"Reading the diagnostic settings of {factory.name}"
        for setting in looked_up(progress, what, partial(settings_of, azure, factory)):
            if setting["name"] in {f"{name}-logs", f"{name}-hub"}:
                path = f"{settings_path(factory)}/{setting['name']}"
                label = f"{setting['name']} of {factory.name}"
                if user := next((rule for rule, query in others.items() if factory.id in query), ""):
                    progress.add(Change.SKIPPED, DIAGNOSTICS, label, f"the rule {user} of another connection needs it")
                    continue
                _delete(azure, progress, DIAGNOSTICS, label, path, version=DIAGNOSTICS_VERSION)


def _queries_of_others(azure: AzureCli, own: Sequence[AzureResource]) -> dict[str, str]:
    """The searches of the rules of other connections, by the rule's name: a setting that they need stays."""
    removed = {each.id.casefold() for each in own}
    found = {}
    for each in azure.resources(tag=TAG):
        if each.id.casefold() not in removed and each.id.casefold().split("/")[-2] == "scheduledqueryrules":
            rule = azure.get(each.id, RULE_VERSION) or {"properties": {}}
            found[each.name] = str(rule["properties"].get("criteria"))
    return found


def _delete(azure: AzureCli, progress: Progress, kind: str, name: str, path: str, *, version: str) -> None:
    try:
        azure.delete(path, version)
    except AzureFailed as failed:
        needs = f"the permission to delete it ({MONITORING})" if failed.is_denied else ""
        raise progress.failure(f"Removing the {kind} {name}", str(failed), needs, _fix(failed)) from failed
    progress.add(Change.REMOVED, kind, name)


def _fix(failed: AzureFailed) -> str:
    return "" if failed.is_denied else "follow Azure's words"
