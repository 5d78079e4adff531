"""A connection of jobs as commands of the Databricks CLI, as YAML of a bundle, or as Terraform, in place of acting."""

import json
import re
from collections.abc import Sequence

import yaml

from faultbook.connecting.credentials import VARIABLE
from faultbook.connecting.databricks.calls import Json
from faultbook.connecting.databricks.jobs import Job
from faultbook.connecting.databricks.notifications import FIELD, JobEvent, add_destination
from faultbook.connecting.hcl import Block, Expression, render

VARIABLE_OF_BUNDLE = "faultbook_destination"
_REFERENCE = f"${{var.{VARIABLE_OF_BUNDLE}}}"


def commands(name: str, address: str, jobs: Sequence[Job], events: Sequence[JobEvent], *, to_tasks: bool) -> str:
    """A script of the Databricks CLI, with jq. The credential is in a variable, and in no argument."""
    webhook = {"url": address, "username": "FAULTBOOK-USER", "password": "FAULTBOOK-PASSWORD"}
    body = _for_shell({"display_name": name, "config": {"generic_webhook": webhook}})
    body = body.replace("FAULTBOOK-USER", f"${{{VARIABLE}%%:*}}").replace("FAULTBOOK-PASSWORD", f"${{{VARIABLE}#*:}}")
    parts = [
        f'set -eu\n: "${{{VARIABLE}:?is USER:PASSWORD that catalog/receive.yml has}}"',
        "# Notification destination. It needs a workspace admin.\n"
        "DESTINATION=$(databricks notification-destinations create --json @/dev/stdin --output json <<JSON | "
        "jq -r .id\n"
        f"{body}\nJSON\n)",
    ]
    for job, settings in _changes(jobs, "FAULTBOOK-DESTINATION", events, to_tasks=to_tasks):
        body = _for_shell({"job_id": job.number, "new_settings": settings})
        body = body.replace("FAULTBOOK-DESTINATION", "$DESTINATION")
        parts.append(
            f"# Job {_in_a_line(job.name)}. It needs CAN MANAGE.\n"
            f"databricks jobs update --json @/dev/stdin <<JSON\n{body}\nJSON"
        )
    return "\n\n".join(parts) + "\n"


def bundle_yaml(name: str, jobs: Sequence[Job], events: Sequence[JobEvent], *, to_tasks: bool) -> str:
    """Lines for the bundle that deploys the jobs. The keys of jobs are made of their names: take those it has."""
    variables = {
        VARIABLE_OF_BUNDLE: {
            "description": "The notification destination of faultbook's receiver.",
            "lookup": {"notification_destination": name},
        }
    }
    resources: Json = {}
    for job, settings in _changes(jobs, _REFERENCE, events, to_tasks=to_tasks):
        # A bundle merges tasks by their keys.
        tasks = [{"task_key": task["task_key"], FIELD: task[FIELD]} for task in settings.get("tasks") or ()]
        key = _key(str(job.settings.get("name") or ""), job.number)
        resources[key if key not in resources else f"{key}_{job.number}"] = {"tasks": tasks} if to_tasks else settings
    text = yaml.safe_dump({"variables": variables, "resources": {"jobs": resources}}, sort_keys=False, width=120)
    return f"# Make the destination first: faultbook connect databricks, or --print commands.\n{text}"


def terraform(name: str, address: str, jobs: Sequence[Job], events: Sequence[JobEvent], *, to_tasks: bool) -> str:
    """The destination for the provider databricks, two variables, and what each job gets, as comments."""
    text = {"type": Expression("string")}
    webhook = {
        "url": address,
        "username": Expression("var.receiver_user"),
        "password": Expression("var.receiver_password"),
    }
    blocks = [
        Block("variable", ["receiver_user"], text),
        Block("variable", ["receiver_password"], {**text, "sensitive": True}),
        Block(
            "resource",
            ["databricks_notification_destination", "receiver"],
            {"display_name": name},
            [Block("config", (), {}, [Block("generic_webhook", (), webhook)])],
        ),
    ]
    lines = []
    for job, settings in _changes(jobs, "FAULTBOOK-DESTINATION", events, to_tasks=to_tasks):
        lines.append(f"# In the resource databricks_job of job {_in_a_line(job.name)}:")
        for task in settings["tasks"] if to_tasks else [settings]:
            if to_tasks:
                lines.append(f"# in its task {_in_a_line(task['task_key'])}:")
            lines += [f"# {line}" for line in _notifications(task[FIELD]).splitlines()]
    return render(blocks) + ("\n" + "\n".join(lines) + "\n" if lines else "")


def _notifications(notifications: Json) -> str:
    def block(event: str, number: str) -> Block:
        own = Expression("databricks_notification_destination.receiver.id")
        return Block(event, (), {"id": own if number == "FAULTBOOK-DESTINATION" else number})

    inner = [block(event, each["id"]) for event, listed in notifications.items() for each in listed]
    return Block(FIELD, (), {}, inner).render()


def _changes(
    jobs: Sequence[Job], destination: str, events: Sequence[JobEvent], *, to_tasks: bool
) -> list[tuple[Job, Json]]:
    found = [(job, add_destination(job.settings, destination, events, to_tasks=to_tasks).settings) for job in jobs]
    return [(job, settings) for job, settings in found if settings]


def _for_shell(body: Json) -> str:
    """JSON in a here-document whose variables are replaced: nothing else in it is taken for one."""
    text = json.dumps(body, indent=2)
    for special in ("\\", "$", "`"):
        text = text.replace(special, "\\" + special)
    return text


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _key(name: str, number: int) -> str:
    return re.sub(r"\W+", "_", name.lower(), flags=re.ASCII).strip("_") or f"job_{number}"
