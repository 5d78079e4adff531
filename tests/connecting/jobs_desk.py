"""A workspace with jobs whose notifications arrive in an events folder."""

import copy
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from faultbook.cli import run_command_line
from faultbook.events.envelope import Envelope
from tests.workspace.state import Person, Workspace

RECEIVER = "https://events.example.com"
PASSWORD = "pa/ss:w@rd-4711"
TEST_JOB = "faultbook-connect-test"
WRITES = ("POST", "PUT", "PATCH", "DELETE")
USUAL = ("--receiver", RECEIVER, "--job-name", "etl-*")


def error_of(capsys):
    return " ".join(capsys.readouterr().err.split())


def usual_jobs() -> Workspace:
    """Three jobs, two of them of a team, and somebody who may change them."""
    workspace = Workspace(
        people={"ada": Person("ada@example.com")}, failing_jobs={TEST_JOB: "RuntimeError: on purpose"}
    )
    workspace.jobs |= {
        11: job("etl-orders", "read", "write", tags={"team": "ops"}),
        12: job("etl-stock", tags={"team": "ops"}, unknown_field={"kept": True}),
        13: job("report"),
    }
    return workspace


def job(name, *tasks, **more):
    return {"settings": {"name": name, "tasks": [{"task_key": key} for key in tasks or ("one",)], **more}}


@dataclass
class JobsDesk:
    """A workspace with jobs, and an events folder in which notifications arrive."""

    workspace: Workspace
    events: Path

    def connect(self, *words):
        self.workspace.requests.clear()
        return run_command_line(["connect", "databricks", "--wait", "0", *words])

    @property
    def writes(self):
        return [
            f"{each.method} {each.path.removeprefix('/api/')}"
            for each in self.workspace.requests
            if each.method in WRITES
        ]

    @property
    def destinations(self):
        return self.workspace.objects.get("notification_destinations", {})

    def settings(self, number):
        return self.workspace.jobs[number]["settings"]

    @property
    def left(self):
        """All that a connection can change."""
        return copy.deepcopy((self.workspace.jobs, self.destinations, self.workspace.files))

    def deliver(self, settings, run):
        """What the receiver does with the notification of a failed run."""
        if not (settings.get("webhook_notifications") or {}).get("on_failure"):
            return
        body = {
            "event_type": "jobs.on_failure",
            "workspace_id": 7405600000000001,
            "run": {"run_id": run["run_id"]},
            "job": {"job_id": run["job_id"], "name": settings["name"]},
        }
        for payload in ({**body, "run": {"run_id": 1}}, body):
            data = json.dumps(payload).encode()
            envelope = Envelope(source="databricks-monitor", received_at=datetime.now(UTC), body=data)
            path = self.events / envelope.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(envelope.to_line())
