"""Messages of a bad night, in the shapes of the sample messages: a copy of one, with other values in it."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from faultbook_samples.events.sample_messages import Message, sample_messages

WORKSPACE = "7405600000000001"
NO_END = "0001-01-01T00:00:00Z"


@cache
def _samples() -> Mapping[str, Message]:
    return {message.name: message for message in sample_messages()}


def made(name: str, changes: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Message:
    """The sample message of a name with values at dotted paths replaced or added; None removes one."""
    sample = _samples()[name]
    body = copy.deepcopy(json.loads(sample.body))
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = body
        for parent in parents:
            place = place[parent]
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return Message(name, sample.source, json.dumps(body, ensure_ascii=False), dict(headers or sample.headers))


def written(at: datetime) -> str:
    """An instant as senders write it: ISO 8601 in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def millis(at: datetime) -> int:
    """Milliseconds since 1970."""
    return int(at.timestamp()) * 1_000


def azure_alert(rule: str, alert_id: str, fired: datetime, severity: str, *, ended: datetime | None = None) -> Message:
    """A metric alert of Azure Monitor that fired, or has ended."""
    essentials = {
        "alertRule": rule,
        "severity": severity,
        "monitorCondition": "Resolved" if ended else "Fired",
        "alertTargetIDs": [f"/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachines/{rule}"],
        "configurationItems": [rule],
        "originAlertId": alert_id,
        "firedDateTime": written(fired),
        "resolvedDateTime": written(ended) if ended else None,
        "description": f"{rule} is above its threshold.",
    }
    return made("azure_metric_alert_resolved", {f"data.essentials.{name}": value for name, value in essentials.items()})


@dataclass(frozen=True)
class Alert:
    """An alert of Alertmanager. `fingerprint`: its identity there."""

    name: str
    service: str
    environment: str
    severity: str
    instance: str
    fingerprint: str
    starts: datetime
    ends: datetime | None = None


def alertmanager(alerts: Sequence[Alert]) -> Message:
    """One notification of Alertmanager with several alerts."""
    rows = [
        {
            "status": "resolved" if alert.ends else "firing",
            "labels": {
                "alertname": alert.name,
                "service": alert.service,
                "env": alert.environment,
                "severity": alert.severity,
                "instance": alert.instance,
            },
            "annotations": {"summary": f"{alert.name} on {alert.instance}"},
            "startsAt": written(alert.starts),
            "endsAt": written(alert.ends) if alert.ends else NO_END,
            "generatorURL": "http://prometheus.example.com/graph",
            "fingerprint": alert.fingerprint,
        }
        for alert in alerts
    ]
    status = "firing" if any(alert.ends is None for alert in alerts) else "resolved"
    return made("alertmanager", {"status": status, "alerts": rows})


def job_notification(event: str, job: str, run: int) -> Message:
    """A notification of Databricks about a job's run: `on_failure`, `on_success`."""
    return made(
        "databricks_job_notification",
        {
            "event_type": f"jobs.{event}",
            "workspace_id": WORKSPACE,
            "run.run_id": str(run),
            "job.job_id": str(run // 1_000),
            "job.name": job,
        },
    )


@dataclass(frozen=True)
class Task:
    """A task of a run that failed. `cluster`: None where it never ran."""

    key: str
    run_id: int
    ended: datetime
    code: str
    result: str
    error: str
    cluster: str | None = None


@dataclass(frozen=True)
class Run:
    """A run of a job that failed."""

    job: str
    run_id: int
    started: datetime
    ended: datetime
    code: str

    @property
    def row(self) -> dict[str, Any]:
        """As the API of jobs has it."""
        state = {"life_cycle_state": "TERMINATED", "result_state": "FAILED", "state_message": "Workload failed."}
        return {
            "job_id": self.run_id // 1_000,
            "run_id": self.run_id,
            "run_name": self.job,
            "run_type": "JOB_RUN",
            "run_page_url": f"https://adb-1.azuredatabricks.net/jobs/{self.run_id // 1_000}/runs/{self.run_id}",
            "trigger": "PERIODIC",
            "start_time": millis(self.started),
            "end_time": millis(self.ended),
            "creator_user_name": "ada@example.com",
            "attempt_number": 0,
            "state": state,
            "status": {"state": "TERMINATED", "termination_details": {"code": self.code, "type": "CLOUD_FAILURE"}},
        }


def polled_task(run: Run, task: Task) -> Message:
    """A failed task as the poller of runs writes it."""
    row: dict[str, Any] = {
        "run_id": task.run_id,
        "task_key": task.key,
        "attempt_number": 0,
        "start_time": millis(run.started),
        "end_time": millis(task.ended),
        "run_if": "ALL_SUCCESS",
        "kind": "notebook_task",
        "state": {"life_cycle_state": "TERMINATED", "result_state": task.result, "state_message": task.error},
        "status": {"state": "TERMINATED", "termination_details": {"code": task.code, "type": "CLOUD_FAILURE"}},
        "output": {"error": task.error} if task.cluster else {},
    }
    if task.cluster:
        row["cluster_instance"] = {"cluster_id": task.cluster, "spark_context_id": "4348585301701786933"}
    else:
        row["status"]["termination_details"]["message"] = task.error
    return made("databricks_polled_task", {"workspace_id": WORKSPACE, "run": run.row, "task": row})


def polled_run(run: Run, tasks: Sequence[Task]) -> Message:
    """A failed run as the poller writes it, after its failed tasks."""
    errors = [{"task_key": task.key, "run_id": task.run_id, "error": task.error} for task in tasks]
    return made("databricks_polled_run", {"workspace_id": WORKSPACE, "run": run.row, "failed_tasks": errors})


def cluster_died(cluster: str, name: str, at: datetime) -> Message:
    """The event of a cluster whose driver is lost."""
    return made(
        "databricks_cluster_terminating",
        {
            "workspace_id": WORKSPACE,
            "cluster.cluster_id": cluster,
            "cluster.cluster_name": name,
            "event.cluster_id": cluster,
            "event.timestamp": millis(at),
            "event.details": {
                "reason": {
                    "code": "DRIVER_UNREACHABLE",
                    "type": "CLOUD_FAILURE",
                    "parameters": {"databricks_error_message": "The driver did not answer for 300 seconds."},
                }
            },
        },
    )


def pipeline_failed(name: str, update: str, cluster: str, at: datetime, error: str) -> Message:
    """A failed update of a pipeline as the poller writes it."""
    exception = {"class_name": "org.apache.spark.SparkException", "message": error}
    return made(
        "databricks_pipeline_update",
        {
            "workspace_id": WORKSPACE,
            "pipeline.pipeline_id": f"p-{name}",
            "pipeline.name": name,
            "update": {
                "pipeline_id": f"p-{name}",
                "update_id": update,
                "cluster_id": cluster,
                "state": "FAILED",
                "cause": "JOB_TASK",
                "creation_time": millis(at),
                "full_refresh": False,
            },
            "errors": [
                {
                    "id": update,
                    "timestamp": written(at),
                    "event_type": "update_progress",
                    "level": "ERROR",
                    "message": f"Update {update} is FAILED.",
                    "error": {"exceptions": [exception], "fatal": True},
                    "origin": {"pipeline_id": f"p-{name}", "update_id": update},
                }
            ],
        },
    )


def shop_error(
    number: int,
    service: str,
    at: datetime,
    error: Mapping[str, str],
    *,
    environment: str | None = "prod",
    version: str | None = None,
    status: str = "failed",
) -> Message:
    """An error of one of the shop's services, sent to /webhook/shop."""
    body = {
        "id": f"{service}-{number}",
        "service": service,
        "environment": environment,
        "version": version,
        "status": status,
        "at": written(at),
        "error": dict(error),
    }
    return Message("shop_error", "webhook-shop", json.dumps(body, ensure_ascii=False))


def backup_report(number: int, at: datetime, error: str | None = None) -> Message:
    """A report of the backup, sent to /webhook/backup."""
    body = {"backup": "warehouse", "id": f"b-{number}", "status": "failed" if error else "done", "at": written(at)}
    return Message("backup_report", "webhook-backup", json.dumps(body | ({"error": error} if error else {})))


def script_report(script: str, number: int, at: datetime, error: str) -> Message:
    """A report of a script, sent to /webhook/scripts."""
    body = {"script": script, "id": f"{script}-{number}", "at": written(at), "error": error}
    return Message("script_report", "webhook-scripts", json.dumps(body))


def workflow_run(repository: str, run: int, at: datetime) -> Message:
    """A workflow run of GitHub that failed."""
    changes = {
        "workflow_run.id": run,
        "workflow_run.updated_at": written(at),
        "repository.name": repository,
        "repository.full_name": f"shop/{repository}",
    }
    return made("github_workflow_run", changes)


def library_failed(cluster: str, package: str, at: datetime) -> Message:
    """A library that a cluster could not install, as the poller writes it."""
    changes = {
        "workspace_id": WORKSPACE,
        "cluster.cluster_id": cluster,
        "cluster.last_restarted_time": millis(at),
        "library.library": {"pypi": {"package": package}},
        "library.messages": [f"ERROR: No matching distribution found for {package}"],
    }
    return made("databricks_library", changes)


def factory_run(pipeline: str, run: str, at: datetime) -> Message:
    """A failed run of a pipeline of Data Factory as the poller writes it."""
    changes = {
        "run.runId": run,
        "run.runGroupId": run,
        "run.pipelineName": pipeline,
        "run.runEnd": written(at),
    }
    return made("polled_pipeline_run", changes)
