"""The fields of a report: what can be extracted from a message of a sender."""

from enum import StrEnum

TEXT_FIELDS: dict[str, str] = {
    "title": "What the sender calls it: a rule, an alert, a check.",
    "message": "The error as the sender words it.",
    "stack_trace": "Stack trace, or what the sender gives instead.",
    "error_code": "Code of the error.",
    "error_type": "Class of the exception.",
    "failure_type": "The sender's kind of failure, as UserError or SystemError of Data Factory.",
    "termination_code": "Code with which the platform ended a run or cluster; unknown ones stay as they came.",
    "termination_type": "Type of that code.",
    "http_status": "HTTP status.",
    "severity": "The sender's own word for the severity.",
    "service": "Service.",
    "environment": "Environment.",
    "build": "Version or commit of what failed.",
    "resource_type": "Kind of the resource.",
    "resource_id": "Full id of the resource.",
    "resource_name": "Name of the resource.",
    "workspace_id": "Id of the workspace.",
    "job_id": "Id of the job.",
    "job_name": "Name of the job.",
    "run_id": "Id of the run: of a job's run, or of a task's run.",
    "parent_run_id": "Id of the run that a task's run belongs to.",
    "task_key": "Key of the task.",
    "attempt": "Number of the attempt, as the sender counts.",
    "cluster_id": "Id of the cluster.",
    "warehouse_id": "Id of the SQL warehouse.",
    "statement_id": "Id of the statement.",
    "pipeline": "Name or id of the pipeline.",
    "pipeline_run_id": "Id of the pipeline's run or update.",
    "activity": "Name of the activity.",
    "activity_run_id": "Id of the activity's run.",
    "alert_id": "The sender's id of the alert.",
    "user_name": "Who ran it.",
    "link": "Address where a person sees more.",
    "search_link": "Address where an API returns the rows behind an alert.",
}
"""Name -> what it holds. All are STRING; NULL where the message has none."""

INSTANT_FIELDS: dict[str, str] = {
    "occurred_at": "When it failed.",
    "started_at": "When what failed had begun.",
    "fired_at": "When the alert fired: the same in the message of its end.",
    "recovered_at": "When it was over.",
}
"""Name -> what it holds. All are TIMESTAMP, UTC; NULL where the message has none that is a real one."""

LONG_FIELDS = {"message": 32_768, "stack_trace": 131_072, "search_link": 16_384, "event_key": 4_096}
FIELD_LENGTH = 1_024
"""Characters of other texts; longer ones are cut. A search link holds a whole query; a key is made of several texts."""


class Phase(StrEnum):
    """What a report reports."""

    FAILED = "failed"
    WARNING = "warning"
    RECOVERED = "recovered"
    STARTED = "started"
    OTHER = "other"


class Kind(StrEnum):
    """What failed."""

    ALERT = "alert"
    RUN = "run"
    TASK_RUN = "task_run"
    STATEMENT = "statement"
    CLUSTER = "cluster"
    LIBRARY = "library"
    PIPELINE = "pipeline"
    ACTIVITY = "activity"
    TRIGGER = "trigger"
    FUNCTION = "function"
    TICKET = "ticket"
    OTHER = "other"


def longest(field: str) -> int:
    """Characters at which a text field is cut."""
    return LONG_FIELDS.get(field, FIELD_LENGTH)
