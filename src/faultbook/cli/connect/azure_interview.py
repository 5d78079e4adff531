"""The questions of `connect azure`: what Azure has in, the connection that is wanted out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from faultbook.cli.connect.shared import answer, one_of
from faultbook.cli.init.prompts import Choice, Prompter, Question
from faultbook.connecting.azure.action_group import EntraApplication
from faultbook.connecting.azure.cli import Account, AzureCli, AzureResource, Json
from faultbook.connecting.azure.connection import FACTORY, NAMESPACE, WORKSPACE, looked_up, settings_of
from faultbook.connecting.azure.diagnostics import EventHub, workspaces_of
from faultbook.connecting.azure.notification import SOURCE
from faultbook.connecting.credentials import Receiver, Scheme
from faultbook.connecting.progress import Progress
from faultbook.errors import SettingError

ALL = "all"


@dataclass(frozen=True)
class AzureOptions:
    """What the options of the command answer; None where a question is open."""

    name: str = "faultbook"
    receiver: str | None = None
    factories: Sequence[str] | None = None
    workspace: str | None = None
    resource_group: str | None = None
    subscription: str = ""
    auth: str = "basic"
    token_parameter: str = "token"
    entra_object_id: str | None = None
    entra_identifier_uri: str | None = None
    key_vault: str = ""
    event_hub: str = ""
    event_hub_rule: str = "RootManageSharedAccessKey"
    message_length: int = 1_000
    severity: int = 2
    custom: Mapping[str, str] = field(default_factory=dict)
    events: str = ""
    wait: float = 300
    test: bool = True
    profile: str = ""


@dataclass(frozen=True)
class AzureInterview:
    """One round of questions, with look-ups in Azure between them."""

    azure: AzureCli
    account: Account
    options: AzureOptions
    prompter: Prompter
    progress: Progress

    def receiver(self) -> Receiver:
        """Where the receiver is, and how it recognises Azure."""
        question = Question("--receiver", "Public address of the receiver, https://HOST")
        url = answer(self.prompter, self.options.receiver, question)
        return Receiver.of(url, SOURCE, Scheme(self.options.auth), self.options.token_parameter)

    def entra(self) -> EntraApplication | None:
        """The application of a secure webhook; None for other ways."""
        if self.options.auth != Scheme.ENTRA:
            return None
        words = "Object id of the application in Entra ID that protects the receiver"
        object_id = answer(self.prompter, self.options.entra_object_id, Question("--entra-object-id", words))
        words = "Its identifier URI, api://..."
        uri = answer(self.prompter, self.options.entra_identifier_uri, Question("--entra-identifier-uri", words))
        return EntraApplication(object_id, uri, self.account.tenant)

    def factories(self) -> list[AzureResource]:
        """The data factories to watch."""
        known = looked_up(self.progress, "Finding data factories", lambda: self.azure.resources(FACTORY))
        if not known:
            raise SettingError(
                f"Subscription {self.account.name} has no data factory that you can see. Fix: give another "
                f"--subscription, or get the role Reader on the factory."
            )
        wanted = self.options.factories
        if wanted is None:
            choices = [Choice(each.name, f"{each.group}, {each.location}") for each in known]
            words = f"Data factories whose failures are sent, with commas, or {ALL}"
            wanted = self.prompter.answer(Question("--factory", words, choices, ALL, several=True)).split(",")
        return known if ALL in wanted else [_chosen("--factory", each.strip(), known) for each in wanted]

    def workspace(self, settings: Mapping[str, Sequence[Json]]) -> AzureResource:
        """The Log Analytics workspace that the rules search. `settings`: of the factories, by id."""
        known = looked_up(self.progress, "Finding Log Analytics workspaces", lambda: self.azure.resources(WORKSPACE))
        used = [each for rows in settings.values() for each in workspaces_of(rows)]
        ready = [each for each in known if each.id.casefold() in {one.casefold() for one in used}]
        usual = ready[0].name if ready else known[0].name if len(known) == 1 else None
        choices = [
            Choice(each.name, f"{each.group}, {each.location}{', has runs already' if each in ready else ''}")
            for each in known
        ]
        question = Question("--workspace", "Log Analytics workspace that gets the runs", choices, usual)
        if not known and self.options.workspace is None:
            raise SettingError(
                "--workspace: found no Log Analytics workspace that you can see, expected one: alerts with an error "
                "text are searches in it. Fix: make one (az monitor log-analytics workspace create), or get the role "
                "Reader on it."
            )
        return _chosen("--workspace", answer(self.prompter, self.options.workspace, question), known)

    def settings(self, factories: Sequence[AzureResource]) -> dict[str, list[Json]]:
        """The diagnostic settings that the factories have, by id."""
        return {
            each.id: looked_up(
                self.progress,
                f"Reading the diagnostic settings of {each.name}",
                partial(settings_of, self.azure, each),
            )
            for each in factories
        }

    def event_hub(self) -> EventHub | None:
        """The Event Hub that gets the runs as well; None where none is wanted."""
        if not self.options.event_hub:
            return None
        namespace, slash, hub = self.options.event_hub.partition("/")
        if not (namespace and slash and hub):
            raise SettingError(
                f"--event-hub: found {self.options.event_hub!r}, expected NAMESPACE/HUB. Fix: name both."
            )
        known = looked_up(self.progress, "Finding Event Hubs", lambda: self.azure.resources(NAMESPACE))
        found = _chosen("--event-hub", namespace, known)
        return EventHub(f"{found.id}/authorizationRules/{self.options.event_hub_rule}", hub)

    def group_path(self, factories: Sequence[AzureResource]) -> str:
        """The resource group of the action group and the rules, as a path."""
        usual = factories[0].group
        question = Question("--resource-group", "Resource group of the action group and the rules", usual=usual)
        group = answer(self.prompter, self.options.resource_group, question)
        return f"/subscriptions/{self.account.subscription}/resourceGroups/{group}"


def _chosen(option: str, wanted: str, known: Sequence[AzureResource]) -> AzureResource:
    found = [each for each in known if wanted.casefold() in {each.name.casefold(), each.id.casefold()}]
    if not found:
        raise one_of(option, wanted, [each.name for each in known], "a name or id of one that you can see")
    if len(found) > 1:
        raise one_of(option, wanted, [each.id for each in found], "an id, since several have that name")
    return found[0]
