"""The columns of what is extracted from messages: those of a report, which a failure has too."""

from faultbook.tables.contract import Column

TEXTS = (
    Column("title", "STRING", "What the sender calls it: a rule, an alert, a check."),
    Column("message", "STRING", "The error as the sender words it, redacted, at most 32,768 characters."),
    Column("stack_trace", "STRING", "Stack trace, redacted, at most 131,072 characters."),
    Column("error_code", "STRING", "Code of the error."),
    Column("error_type", "STRING", "Class of the exception."),
    Column("failure_type", "STRING", "The sender's kind of failure, as UserError of Data Factory."),
    Column("termination_code", "STRING", "Code with which the platform ended a run or cluster, as it came."),
    Column("termination_type", "STRING", "Type of that code."),
    Column("http_status", "STRING", "HTTP status."),
    Column("severity", "STRING", "The sender's own word for the severity."),
    Column("service", "STRING", "Service."),
    Column("environment", "STRING", "Environment."),
    Column("build", "STRING", "Version or commit of what failed."),
    Column("resource_type", "STRING", "Kind of the resource."),
    Column("resource_id", "STRING", "Full id of the resource."),
    Column("resource_name", "STRING", "Name of the resource."),
    Column("workspace_id", "STRING", "Id of the workspace."),
    Column("job_id", "STRING", "Id of the job."),
    Column("job_name", "STRING", "Name of the job."),
    Column("run_id", "STRING", "Id of the run: of a job's run, or of a task's run."),
    Column("parent_run_id", "STRING", "Id of the run that a task's run belongs to."),
    Column("task_key", "STRING", "Key of the task."),
    Column("attempt", "STRING", "Number of the attempt, as the sender counts."),
    Column("cluster_id", "STRING", "Id of the cluster."),
    Column("warehouse_id", "STRING", "Id of the SQL warehouse."),
    Column("statement_id", "STRING", "Id of the statement."),
    Column("pipeline", "STRING", "Name or id of the pipeline."),
    Column("pipeline_run_id", "STRING", "Id of the pipeline's run or update."),
    Column("activity", "STRING", "Name of the activity."),
    Column("activity_run_id", "STRING", "Id of the activity's run."),
    Column("alert_id", "STRING", "The sender's id of the alert."),
    Column("user_name", "STRING", "Who ran it."),
    Column("link", "STRING", "Address where a person sees more."),
    Column("search_link", "STRING", "Address where an API returns the rows behind an alert."),
)
"""The text fields. NULL where the message has none."""

INSTANTS = (
    Column("occurred_at", "TIMESTAMP", "When it failed, UTC; NULL where no sender names it."),
    Column("started_at", "TIMESTAMP", "When what failed had begun, UTC; NULL where unknown."),
    Column("fired_at", "TIMESTAMP", "When the alert fired, UTC; NULL where it is no alert."),
    Column("recovered_at", "TIMESTAMP", "When it was over, UTC; NULL where it is not known to be."),
)
"""The instant fields."""

FACTS = Column("facts", "MAP<STRING,STRING>", "What else the message holds, by name; redacted.", nullable=False)

IDENTITY = (
    Column("code_hint", "STRING", "Code that the message holds; NULL where there is none or no message."),
    Column("template", "STRING", "The message with its variable parts masked; NULL without a message."),
    Column("template_hash", "STRING", "Identity of the message, as of a log record; NULL without a message."),
)
"""What is read of the message."""
