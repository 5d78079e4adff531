"""system.lakeflow.jobs, job_tasks, job_run_timeline, job_task_run_timeline: jobs and what became of their runs."""

from faultbook.tables.system.contract import Leaf, SystemTable

_WORKSPACE = Leaf("workspace_id", "STRING", "Workspace.")
_JOB = Leaf("job_id", "STRING", "Job; unique in its workspace only.")
_CHANGE = Leaf("change_time", "TIMESTAMP", "From when on these settings hold, UTC.")
_DELETE = Leaf("delete_time", "TIMESTAMP", "When it was deleted, UTC; NULL: it lives.")
_START = Leaf("period_start_time", "TIMESTAMP", "Begin of the slice, UTC: a run has one per hour.")
_END = Leaf("period_end_time", "TIMESTAMP", "End of the slice, UTC.")
_RESULT = Leaf("result_state", "STRING", "How it ended; NULL in all slices but the last.")

JOBS = SystemTable(
    schema="lakeflow",
    name="jobs",
    comment="Jobs, one row per change.",
    instant="change_time",
    without="names and owners of jobs",
    leaves=(
        _WORKSPACE,
        _JOB,
        Leaf("name", "STRING", "Its name."),
        Leaf("run_as", "STRING", "Who it runs as."),
        Leaf("creator_id", "STRING", "Who made it."),
        _CHANGE,
        _DELETE,
    ),
)

JOB_TASKS = SystemTable(
    schema="lakeflow",
    name="job_tasks",
    comment="Tasks of jobs, one row per change.",
    instant="change_time",
    without="what a job's tasks wait for",
    optional=True,
    leaves=(
        _WORKSPACE,
        _JOB,
        Leaf("task_key", "STRING", "Name of the task in its job."),
        Leaf("timeout_seconds", "BIGINT", "When it is ended, seconds; NULL: never."),
        _CHANGE,
        _DELETE,
    ),
)

JOB_RUN_TIMELINE = SystemTable(
    schema="lakeflow",
    name="job_run_timeline",
    comment="Runs of jobs, one row per hour of each.",
    instant="period_end_time",
    latency_hours=3,
    without="how runs of jobs ended",
    leaves=(
        _WORKSPACE,
        _JOB,
        Leaf("run_id", "STRING", "Run."),
        _START,
        _END,
        Leaf("trigger_type", "STRING", "What started it."),
        Leaf("run_type", "STRING", "JOB_RUN, SUBMIT_RUN or WORKFLOW_RUN."),
        Leaf("run_name", "STRING", "Its name, for runs without a job."),
        _RESULT,
        Leaf("termination_code", "STRING", "Why it ended."),
    ),
)

JOB_TASK_RUN_TIMELINE = SystemTable(
    schema="lakeflow",
    name="job_task_run_timeline",
    comment="Runs of tasks, one row per hour of each; a retry or repair is a run of its own.",
    instant="period_end_time",
    latency_hours=3,
    without="the cost of tasks, repairs and failed attempts: a run's cost stays in one piece",
    leaves=(
        _WORKSPACE,
        _JOB,
        Leaf("run_id", "STRING", "Run of the task: one attempt."),
        Leaf("job_run_id", "STRING", "Run of the job that it belongs to."),
        Leaf("parent_run_id", "STRING", "Run that started it."),
        Leaf("task_key", "STRING", "Name of the task in its job."),
        Leaf("compute_ids", "ARRAY<STRING>", "Clusters and warehouses that it ran on."),
        _START,
        _END,
        _RESULT,
        Leaf("termination_code", "STRING", "Why it ended."),
    ),
)
