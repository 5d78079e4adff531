"""The commands `connect`: set up what sends failures to the receiver, test that one arrives, remove what was made."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from faultbook.cli.options import requires


class Auth(StrEnum):
    """How the receiver recognises Azure."""

    BASIC = "basic"
    TOKEN = "token"
    ENTRA = "entra"


class AzureForm(StrEnum):
    """What `connect azure --print` prints."""

    COMMANDS = "commands"
    TERRAFORM = "terraform"


class DatabricksForm(StrEnum):
    """What `connect databricks --print` prints."""

    COMMANDS = "commands"
    YAML = "yaml"
    TERRAFORM = "terraform"


class Level(StrEnum):
    """What notifies: a job as a whole, or each of its tasks."""

    JOB = "job"
    TASK = "task"


Name = Annotated[str, typer.Option(help="Name of the connection; what it makes is named by it.")]
ReceiverOption = Annotated[str | None, typer.Option("--receiver", help="Public address of the receiver, https://HOST.")]
Events = Annotated[
    str,
    typer.Option(help="Events folder, in which the test has to arrive: local or a volume.", envvar="FAULTBOOK_EVENTS"),
]
Wait = Annotated[float, typer.Option(help="Seconds within which the test has to arrive.", min=0)]
Test = Annotated[bool, typer.Option(help="Send a test and wait until it arrives.")]
Remove = Annotated[bool, typer.Option("--remove", help="Remove what a connection of this name made, and nothing else.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing: take the options, and what is usual.")]
Profile = Annotated[str, typer.Option(help="Profile of ~/.databrickscfg that names the workspace.")]


def connect(context: typer.Context) -> None:
    """Connects a source of failures to the receiver. Its commands set up Azure and Databricks.

    Example: faultbook connect azure

    Example: faultbook connect databricks
    """
    if context.invoked_subcommand is None:
        typer.echo(
            "faultbook connect azure       data factories: alerts with their error text\n"
            "faultbook connect databricks  jobs: notifications of failed runs\n"
            "Each asks or takes options (--help), shows what it would do by --print, and takes it back by --remove."
        )


def azure(  # noqa: PLR0917 - one argument per option of the command
    receiver: ReceiverOption = None,
    factory: Annotated[
        list[str] | None, typer.Option(help="Data factory by name or id; may be repeated; all: every one.")
    ] = None,
    workspace: Annotated[str | None, typer.Option(help="Log Analytics workspace by name or id.")] = None,
    resource_group: Annotated[
        str | None, typer.Option(help="Group of the action group and the rules; that of the first factory.")
    ] = None,
    subscription: Annotated[str, typer.Option(help="Subscription by name or id; that of az.")] = "",
    auth: Annotated[Auth, typer.Option(help="How the receiver recognises Azure.")] = Auth.BASIC,
    token_parameter: Annotated[str, typer.Option(help="Query parameter of the token (--auth token).")] = "token",
    entra_object_id: Annotated[
        str | None, typer.Option(help="Object id of the application that protects the receiver (--auth entra).")
    ] = None,
    entra_identifier_uri: Annotated[
        str | None, typer.Option(help="Its identifier URI, api://... (--auth entra).")
    ] = None,
    key_vault: Annotated[str, typer.Option(help="VAULT/SECRET that has the credential, or gets a generated one.")] = "",
    event_hub: Annotated[str, typer.Option(help="NAMESPACE/HUB that the runs are sent to as well.")] = "",
    event_hub_rule: Annotated[
        str, typer.Option(help="Rule of the namespace by which Azure Monitor writes.")
    ] = "RootManageSharedAccessKey",
    message_length: Annotated[int, typer.Option(help="Most characters of an error text.", min=50, max=4000)] = 1000,
    severity: Annotated[int, typer.Option(help="Severity of the alerts, 0 the worst.", min=0, max=4)] = 2,
    service: Annotated[str, typer.Option(help="Service that every alert names.")] = "",
    environment: Annotated[str, typer.Option(help="Environment that every alert names.")] = "",
    name: Name = "faultbook",
    events: Events = "",
    wait: Wait = 300,
    test: Test = True,
    remove: Remove = False,
    form: Annotated[
        AzureForm | None, typer.Option("--print", help="Print commands or Terraform, and change nothing.")
    ] = None,
    yes: Yes = False,
    profile: Profile = "",
) -> None:
    """Sends failed runs of data factories to the receiver: one alert for each, with its error text.

    Makes diagnostic settings, an action group with a webhook and two alert rules by the Azure CLI, sends a test alert
    and waits until it arrives. A second run changes nothing. The credential comes from FAULTBOOK_RECEIVER_CREDENTIAL
    (USER:PASSWORD, or a token), from a Key Vault, or is generated and shown once.

    Example: faultbook connect azure --receiver https://events.example.com --factory all

    Example: faultbook connect azure --print terraform

    Example: faultbook connect azure --remove
    """
    from faultbook.cli.connect.azure_running import AzureOptions, run_azure  # noqa: PLC0415  (help does not need it)

    options = AzureOptions(
        name=name,
        receiver=receiver,
        factories=factory,
        workspace=workspace,
        resource_group=resource_group,
        subscription=subscription,
        auth=auth.value,
        token_parameter=token_parameter,
        entra_object_id=entra_object_id,
        entra_identifier_uri=entra_identifier_uri,
        key_vault=key_vault,
        event_hub=event_hub,
        event_hub_rule=event_hub_rule,
        message_length=message_length,
        severity=severity,
        custom={"service": service, "environment": environment},
        events=events,
        wait=wait,
        test=test,
        profile=profile,
    )
    run_azure(options, remove=remove, form=form and form.value, interactive=not yes and sys.stdin.isatty())


def databricks(  # noqa: PLR0917 - one argument per option of the command
    receiver: ReceiverOption = None,
    job: Annotated[list[int] | None, typer.Option(help="Id of a job that notifies; may be repeated.")] = None,
    job_name: Annotated[
        list[str] | None, typer.Option(help="Pattern of names of jobs, * for all; may be repeated.")
    ] = None,
    job_tag: Annotated[list[str] | None, typer.Option(help="Tag of jobs, KEY=VALUE or KEY; may be repeated.")] = None,
    on: Annotated[
        str, typer.Option(help="Events with commas: failure, duration (too long), backlog (streaming).")
    ] = "failure",
    level: Annotated[
        Level, typer.Option(help="job: one notification for a run. task: one for each failed attempt of a task.")
    ] = Level.JOB,
    secret_scope: Annotated[str, typer.Option(help="SCOPE/KEY that has the credential, or gets a generated one.")] = "",
    replace_credential: Annotated[
        bool, typer.Option("--replace-credential", help="Set address and credential of the destination again.")
    ] = False,
    cluster_id: Annotated[str, typer.Option(help="Cluster of the test's job; serverless compute.")] = "",
    name: Name = "faultbook",
    events: Events = "",
    wait: Wait = 900,
    test: Test = True,
    remove: Remove = False,
    form: Annotated[
        DatabricksForm | None,
        typer.Option("--print", help="Print commands, YAML of a bundle or Terraform, and change nothing."),
    ] = None,
    yes: Yes = False,
    profile: Profile = "",
) -> None:
    """Sends failed runs of jobs to the receiver, by a notification destination.

    Makes the destination, adds it to the jobs beside the destinations that they have, runs a job that fails on purpose,
    waits until its notification arrives, and removes that job. A second run changes nothing. The credential
    (USER:PASSWORD) comes from FAULTBOOK_RECEIVER_CREDENTIAL, from a secret scope, or is generated and shown once.

    Example: faultbook connect databricks --receiver https://events.example.com --job-name 'etl-*'

    Example: faultbook connect databricks --job-tag team=ops --level task --print yaml

    Example: faultbook connect databricks --remove
    """
    with requires("workspace", "connecting jobs needs it"):
        from faultbook.cli.connect.databricks_running import (  # noqa: PLC0415  (help does not need it)
            DatabricksOptions,
            run_databricks,
        )

    options = DatabricksOptions(
        name=name,
        receiver=receiver,
        ids=job or (),
        names=job_name or (),
        tags=job_tag or (),
        on=on,
        to_tasks=level is Level.TASK,
        secret_scope=secret_scope,
        replace_credential=replace_credential,
        cluster=cluster_id,
        events=events,
        wait=wait,
        test=test,
        profile=profile,
    )
    run_databricks(options, remove=remove, form=form and form.value, interactive=not yes and sys.stdin.isatty())
