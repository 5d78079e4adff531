"""What `connect azure` does: look up, ask, make, test; or print; or remove."""

import os
import sys
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from faultbook.cli.connect.azure_interview import AzureInterview, AzureOptions
from faultbook.cli.connect.shared import (
    make_console,
    make_progress,
    make_prompter,
    require_name,
    show_once,
    show_removal,
)
from faultbook.clients.workspace import signed_in
from faultbook.connecting.arrival import Watch, open_events
from faultbook.connecting.azure.action_group import Webhook, action_group_id, webhook_uri_in
from faultbook.connecting.azure.alert_rules import RuleOptions
from faultbook.connecting.azure.cli import AzureCli
from faultbook.connecting.azure.connection import Connection, looked_up, remove
from faultbook.connecting.azure.notification import SOURCE, send_test, wait_for_test
from faultbook.connecting.azure.printing import PLACEHOLDER, commands, terraform
from faultbook.connecting.azure.vault import vault_credential
from faultbook.connecting.azure.wanted import ACTION_GROUP_VERSION
from faultbook.connecting.credentials import Credential, Receiver, Scheme, from_environment, secrets_in
from faultbook.connecting.progress import Change, Progress

__all__ = ["AzureOptions", "run_azure"]

COMMAND = "faultbook connect azure"


def run_azure(options: AzureOptions, *, remove: bool, form: str | None, interactive: bool) -> None:
    """The whole command. `form`: what is printed in place of acting; None: act."""
    require_name(options.name)
    # What is printed may go into a file: everything else is on standard error then.
    console = Console(stderr=True, highlight=False, soft_wrap=True) if form else make_console()
    progress = make_progress(console, COMMAND, options.name, removes=remove)
    azure = AzureCli(options.subscription)
    account = looked_up(progress, "Looking up the login", azure.account)
    azure = replace(azure, subscription=account.subscription)
    console.print(Text(f"Subscription {account.name} ({account.subscription}) as {account.user}"))
    if remove:
        _remove(azure, progress, console, options.name)
        return
    interview = AzureInterview(azure, account, options, make_prompter(console, interactive=interactive), progress)
    receiver, entra = interview.receiver(), interview.entra()
    factories = interview.factories()
    settings = interview.settings(factories)
    connection = Connection(
        options.name,
        interview.group_path(factories),
        factories,
        interview.workspace(settings),
        Webhook(
            receiver.with_placeholder(PLACEHOLDER) if receiver.scheme is not Scheme.ENTRA else receiver.address, entra
        ),
        RuleOptions(options.severity, options.message_length, {k: v for k, v in options.custom.items() if v}),
        interview.event_hub(),
        settings,
    )
    if form:
        sys.stdout.write(commands(connection) if form == "commands" else terraform(connection, receiver))
        return
    uri, generated = _webhook_uri(azure, progress, console, connection, receiver, vault=options.key_vault)
    azure = replace(azure, hidden=secrets_in(uri))
    connection = replace(connection, webhook=Webhook(uri, entra))
    # Opened before anything is made: a workspace that cannot be signed in to is found now.
    events = open_events(options.events if options.test else "", lambda: signed_in(options.profile))
    connection.apply(azure, progress)
    if not progress.changed_anything():
        console.print("Nothing had to be changed.")
    if options.test and not generated:
        _test(azure, progress, console, connection, Watch(events, SOURCE), options=options)
    show_removal(console, progress)


def _webhook_uri(
    azure: AzureCli,
    progress: Progress,
    console: Console,
    connection: Connection,
    receiver: Receiver,
    *,
    vault: str,
) -> tuple[str, bool]:
    """The address with its credential, and whether that was generated now, so that the receiver cannot know it."""
    if receiver.scheme is Scheme.ENTRA:
        return receiver.address, False
    credential = from_environment(os.environ, receiver.scheme)
    if credential is None and vault:
        name, _, secret = vault.rpartition("/")
        before = len(progress.outcomes)
        credential = vault_credential(azure, name, secret, receiver.scheme, progress)
        made = progress.outcomes[before].change is Change.MADE
        if made:
            console.print("Let the receiver take its credential from there, then run this again for the test.")
        return receiver.with_credential(credential), made
    if credential is not None:
        return receiver.with_credential(credential), False
    path = action_group_id(connection.name, connection.group_path)
    found = looked_up(progress, "Looking for the action group", lambda: azure.get(path, ACTION_GROUP_VERSION))
    if receiver.is_of(webhook_uri_in(found)):
        return webhook_uri_in(found), False
    # Shown before it is used: a run that is killed in between leaves nothing that nobody knows.
    credential = Credential.generated(receiver.scheme)
    show_once(console, credential, SOURCE, receiver.parameter)
    return receiver.with_credential(credential), True


def _test(
    azure: AzureCli,
    progress: Progress,
    console: Console,
    connection: Connection,
    watch: Watch,
    *,
    options: AzureOptions,
) -> None:
    group = connection.group_path.rsplit("/", 1)[-1]
    console.print("Test: Azure sends an alert; that takes up to a minute.")
    send_test(azure, group, connection.name, connection.webhook, progress)
    if not options.events:
        console.print("Azure delivered it, and the receiver accepted it. --events FOLDER looks for it there, too.")
        return
    envelope = wait_for_test(watch, options.wait, progress)
    console.print(Text(f"Arrived: envelope {envelope} of {SOURCE} in {options.events}"))


def _remove(azure: AzureCli, progress: Progress, console: Console, name: str) -> None:
    remove(azure, progress, name)
    if not progress.changed_anything():
        console.print(Text(f"Nothing of the connection {name} is there."))
