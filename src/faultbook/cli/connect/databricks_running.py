"""What `connect databricks` does: ask, make, notify, test; or print; or remove."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from databricks.sdk.errors.base import DatabricksError
from rich.console import Console
from rich.text import Text

from faultbook.cli.connect.shared import (
    answer,
    make_console,
    make_progress,
    make_prompter,
    require_name,
    show_once,
    show_removal,
)
from faultbook.cli.init.prompts import Prompter, Question
from faultbook.clients.workspace import signed_in
from faultbook.connecting.arrival import Watch, open_events
from faultbook.connecting.credentials import Credential, Receiver, Scheme, from_environment
from faultbook.connecting.databricks import printing
from faultbook.connecting.databricks.calls import call, refused
from faultbook.connecting.databricks.connection import JobsConnection, remove
from faultbook.connecting.databricks.destination import (
    KIND,
    UNREADABLE,
    Destination,
    find_destination,
    make_destination,
    replace_credential,
)
from faultbook.connecting.databricks.failing_job import SOURCE, FailingJob, prove
from faultbook.connecting.databricks.jobs import JobChoice, chosen_jobs
from faultbook.connecting.databricks.notifications import JobEvent
from faultbook.connecting.databricks.secret_scope import scope_credential
from faultbook.connecting.progress import Change, Progress
from faultbook.errors import SettingError

COMMAND = "faultbook connect databricks"
NONE = "none"


@dataclass(frozen=True)
class DatabricksOptions:
    """What the options of the command answer; None where a question is open."""

    name: str = "faultbook"
    receiver: str | None = None
    ids: Sequence[int] = ()
    names: Sequence[str] = ()
    tags: Sequence[str] = ()
    on: str = "failure"
    to_tasks: bool = False
    secret_scope: str = ""
    replace_credential: bool = False
    cluster: str = ""
    events: str = ""
    wait: float = 900
    test: bool = True
    profile: str = ""


def run_databricks(options: DatabricksOptions, *, remove: bool, form: str | None, interactive: bool) -> None:
    """The whole command. `form`: what is printed in place of acting; None: act."""
    require_name(options.name)
    events = _events(options.on)
    console = Console(stderr=True, highlight=False, soft_wrap=True) if form else make_console()
    progress = make_progress(console, COMMAND, options.name, removes=remove)
    client = signed_in(options.profile)
    user = _user(client, progress)
    console.print(Text(f"Workspace {client.config.host} as {user}"))
    if remove:
        _remove(client, progress, console, options.name, user)
        return
    prompter = make_prompter(console, interactive=interactive)
    question = Question("--receiver", "Public address of the receiver, https://HOST")
    receiver = Receiver.of(answer(prompter, options.receiver, question), SOURCE)
    jobs = chosen_jobs(client, progress, _choice(options, prompter))
    if form:
        sys.stdout.write(_printed(form, options.name, receiver.address, jobs, events, to_tasks=options.to_tasks))
        return
    destination, generated = _destination(client, progress, console, options, receiver)
    JobsConnection(jobs, events, options.to_tasks).apply(client, progress, destination)
    if not progress.changed_anything():
        console.print("Nothing had to be changed.")
    if options.test and not generated:
        _test(client, progress, console, options, destination, user=user)
    show_removal(console, progress)


def _printed(form: str, name: str, address: str, jobs: Any, events: Sequence[JobEvent], *, to_tasks: bool) -> str:
    if form == "yaml":
        return printing.bundle_yaml(name, jobs, events, to_tasks=to_tasks)
    write = printing.commands if form == "commands" else printing.terraform
    return write(name, address, jobs, events, to_tasks=to_tasks)


def _user(client: Any, progress: Progress) -> str:
    try:
        return str(call(client, "GET", "/api/2.0/preview/scim/v2/Me")["userName"])
    except DatabricksError as failed:
        raise refused(progress, "Signing in", failed, "access to the workspace") from failed


def _events(text: str) -> list[JobEvent]:
    named = [each.strip() for each in text.split(",") if each.strip()]
    unknown = [each for each in named if each not in set(JobEvent)]
    if unknown or not named:
        raise SettingError(
            f"--on: found {unknown[0] if unknown else text!r}, expected some of {', '.join(JobEvent)}, with commas. "
            f"Fix: leave it out for failure."
        )
    return list(dict.fromkeys(JobEvent(each) for each in named))


def _choice(options: DatabricksOptions, prompter: Prompter) -> JobChoice:
    if options.ids or options.names or options.tags:
        return JobChoice(options.ids, options.names, options.tags)
    words = f"Jobs that notify, by patterns of their names with commas, * for all, or {NONE}"
    named = prompter.answer(Question("--job-name", words, several=True)).split(",")
    return JobChoice(names=[each.strip() for each in named if each.strip() != NONE])


def _destination(
    client: Any, progress: Progress, console: Console, options: DatabricksOptions, receiver: Receiver
) -> tuple[str, bool]:
    """The id of the destination, and whether its credential was generated now, so that the receiver cannot know it."""
    found = find_destination(client, progress, options.name)
    if found and not options.replace_credential:
        progress.add(Change.KEPT, KIND, options.name, UNREADABLE)
        return found, False
    credential = from_environment(os.environ, Scheme.BASIC)
    generated = False
    if credential is None and options.secret_scope:
        credential, generated = scope_credential(client, options.secret_scope, progress)
    if credential is None:
        # Shown before it is used: a run that is killed in between leaves nothing that nobody knows.
        credential, generated = Credential.generated(Scheme.BASIC), True
        show_once(console, credential, SOURCE)
    wanted = Destination(options.name, receiver.address, credential)
    if found:
        replace_credential(client, progress, found, wanted)
        return found, generated
    return make_destination(client, progress, wanted), generated


def _test(
    client: Any, progress: Progress, console: Console, options: DatabricksOptions, destination: str, *, user: str
) -> None:
    watch = Watch(open_events(options.events, lambda: client), SOURCE)
    job = FailingJob(client, options.name, user, options.cluster)
    envelope = prove(job, destination, watch, options.wait, progress)
    if envelope:
        console.print(Text(f"Arrived: envelope {envelope} of {SOURCE} in {options.events}; the job is removed"))
    else:
        console.print("The run failed, as it has to; --events FOLDER looks for its notification, too.")


def _remove(client: Any, progress: Progress, console: Console, name: str, user: str) -> None:
    remove(client, progress, name, user)
    if not progress.changed_anything():
        console.print(Text(f"Nothing of the connection {name} is there."))
