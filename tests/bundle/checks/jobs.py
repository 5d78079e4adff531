"""Jobs: graphs without circles, compute for every task, entry points that exist, arguments that are settings."""

import ast
import importlib.util
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from faultbook.bundle.errors import BundleError
from faultbook.bundle.references import deployed_references, texts
from faultbook.bundle.runner import LocalContext, is_of_a_workspace, read_graph, task_order
from faultbook.bundle.tree import Bundle, Resource
from faultbook.errors import FaultbookError
from faultbook.jobs.decision_request import DecisionRequest
from faultbook.jobs.task_values import TaskValues
from faultbook.settings import Settings, settings_from

COMPUTE = ("environment_key", "job_cluster_key", "existing_cluster_id", "new_cluster")
WITHOUT_COMPUTE = (
    "sql_task",
    "run_job_task",
    "condition_task",
    "for_each_task",
    "dashboard_task",
    "alert_task",
    "pipeline_task",
)
SERVERLESS_ENVIRONMENTS = {"4", "5"}

VALUE = re.compile(r"\{\{tasks\.(\w+)\.values\.(\w+)\}\}")
VALUES = {field.name for field in fields(TaskValues)}
OWN_ARGUMENTS = {"faultbook-decide": tuple(field.name for field in fields(DecisionRequest))}
"""What a task takes beside settings."""

SYNCED = {"workspace.file_path": "/Workspace/Users/me/.bundle/faultbook/files"}
"""Where a deployment puts the bundle's files; only a workspace knows."""


def _tasks(bundle: Bundle) -> Iterator[tuple[Resource, dict[str, Any]]]:
    for job in bundle.resources("jobs"):
        for task in job.fields.get("tasks") or []:
            yield job, task


def task_graphs_have_no_circles(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        try:
            order = task_order(job)
        except BundleError as wrong:
            yield str(wrong)
        else:
            if not order:
                yield f"{job.name} has no tasks"


def every_task_has_compute_that_exists(bundle: Bundle) -> Iterator[str]:
    for job, task in _tasks(bundle):
        where = f"{job.name}.{task.get('task_key')}"
        chosen = [name for name in COMPUTE if name in task]
        expected = 0 if any(kind in task for kind in WITHOUT_COMPUTE) else 1
        if len(chosen) != expected:
            found, known = " and ".join(chosen) or "no compute", ", ".join(COMPUTE)
            yield f"{where} has {found}; expected {expected or 'none'} of: {known}"
        for name, keys in (("environment_key", "environments"), ("job_cluster_key", "job_clusters")):
            known = [entry.get(name) for entry in job.fields.get(keys) or []]
            if name in task and task[name] not in known:
                yield f"{where}: {name} {task[name]!r} is none of {known}"
            yield from (f"{job.name}: {name} {key!r} twice" for key, count in Counter(known).items() if count > 1)


def serverless_environments_are_known(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        for environment in job.fields.get("environments") or []:
            spec = environment.get("spec") or {}
            version = _written(bundle, spec.get("environment_version"))
            if "client" in spec or not isinstance(version, str) or version not in SERVERLESS_ENVIRONMENTS:
                yield (
                    f"{job.name}: environment {environment.get('environment_key')} has version {version!r}; expected "
                    f"environment_version as a text, one of {sorted(SERVERLESS_ENVIRONMENTS)}"
                )


def wheel_tasks_name_what_the_wheel_has(bundle: Bundle) -> Iterator[str]:
    project = tomllib.loads((bundle.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for job, task in _tasks(bundle):
        wheel = task.get("python_wheel_task")
        if wheel is None:
            continue
        where = f"{job.name}.{task.get('task_key')}"
        if wheel.get("package_name") != project["name"]:
            yield f"{where}: package {wheel.get('package_name')!r}; expected {project['name']!r}"
        script = project["scripts"].get(wheel.get("entry_point"))
        if script is None:
            yield f"{where}: entry point {wheel.get('entry_point')!r} is none of {', '.join(project['scripts'])}"
        elif not _has_function(*script.split(":")):
            yield f"{where}: entry point {wheel.get('entry_point')} is {script}, which does not exist"
        if not any(text.endswith(".whl") for _, text in texts(_installed(job, task))):
            yield f"{where} installs no wheel"


@cache
def _has_function(module: str, function: str) -> bool:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return False
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in tree.body)


def _installed(job: Resource, task: dict[str, Any]) -> list[Any]:
    environments = [
        environment.get("spec")
        for environment in job.fields.get("environments") or []
        if environment.get("environment_key") == task.get("environment_key", "")
    ]
    return [*environments, task.get("libraries") or []]


def _entry_point(task: dict[str, Any]) -> str:
    return str((task.get("python_wheel_task") or {}).get("entry_point"))


def wheel_tasks_get_the_parameters_of_their_job(bundle: Bundle) -> Iterator[str]:
    """Job parameters reach key-value tasks only: docs.databricks.com/jobs/job-parameters, Job parameter pushdown."""
    for job, task in _tasks(bundle):
        wheel = task.get("python_wheel_task")
        if wheel is not None and ("parameters" in wheel or not wheel.get("named_parameters")):
            yield f"{job.name}.{task.get('task_key')} has no named_parameters alone; it gets no parameter of the job"


def named_parameters_are_not_overridden(bundle: Bundle) -> Iterator[str]:
    """A job parameter takes the place of a task's parameter of the same name."""
    for job, task in _tasks(bundle):
        declared = {parameter.get("name") for parameter in job.fields.get("parameters") or []}
        for name in (task.get("python_wheel_task") or {}).get("named_parameters") or {}:
            if name in declared:
                yield f"{job.name}.{task.get('task_key')}: the parameter {name} of the job overrides the task's own"


def wheel_arguments_are_settings(bundle: Bundle) -> Iterator[str]:
    """Every argument is the task's own or a setting and, with the bundle's values, a right one."""
    for job in bundle.resources("jobs"):
        declared = [str(parameter.get("name")) for parameter in job.fields.get("parameters") or []]
        unknown = [
            f"{job.name}.{task.get('task_key')}: {name} is no setting"
            for task in job.fields.get("tasks") or []
            for name in (*declared, *((task.get("python_wheel_task") or {}).get("named_parameters") or {}))
            if name not in {*Settings.model_fields, *OWN_ARGUMENTS.get(_entry_point(task), ())}
        ]
        yield from unknown
        others = [task for task in job.fields.get("tasks") or [] if not is_of_a_workspace(task)]
        if unknown or any("python_wheel_task" not in task for task in others):
            continue
        try:
            for task in read_graph(bundle, job.key, LocalContext(SYNCED, {}, "1")).tasks:
                own = tuple(f"--{name}=" for name in OWN_ARGUMENTS.get(task.entry_point, ()))
                settings_from([argument for argument in task.arguments if not own or not argument.startswith(own)])
        except FaultbookError as wrong:
            yield f"{job.name}: {wrong}"


def task_values_are_set_by_their_task(bundle: Bundle) -> Iterator[str]:
    """A condition on a value that no task sets would fail each run."""
    for job in bundle.resources("jobs"):
        tasks = {str(task.get("task_key")): task for task in job.fields.get("tasks") or []}
        for path, text in texts(job.fields):
            for task, name in VALUE.findall(text):
                if name not in VALUES:
                    yield f"{job.name}.{path}: no task sets {name}; expected one of: {', '.join(sorted(VALUES))}"
                elif not _returns_values(_entry_point(tasks.get(task, {}))):
                    yield f"{job.name}.{path}: the task {task} sets no values"


def _returns_values(entry_point: str) -> bool:
    """Whether the module of faultbook's entry point has a `run` that returns task values."""
    spec = importlib.util.find_spec("faultbook.jobs." + entry_point.removeprefix("faultbook-").replace("-", "_"))
    if spec is None or spec.origin is None:
        return False
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    runs = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "run"]
    return any(run.returns is not None and ast.unparse(run.returns) == TaskValues.__name__ for run in runs)


def job_parameters_are_declared_once(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        declared = Counter(parameter.get("name") for parameter in job.fields.get("parameters") or [])
        yield from (f"{job.name}: parameter {name} twice" for name, count in declared.items() if count > 1)


def runs_of_a_job_do_not_overlap(bundle: Bundle) -> Iterator[str]:
    """Written out, because a development target lets four runs go at once where nothing is written."""
    for job in bundle.resources("jobs"):
        written = job.fields.get("max_concurrent_runs", "not written")
        if written != 1:
            yield f"{job.name}: max_concurrent_runs is {written}; expected 1"


def _written(bundle: Bundle, value: Any) -> Any:
    references = deployed_references(value) if isinstance(value, str) else []
    if references and references[0].startswith("var."):
        return bundle.variables.get(references[0].removeprefix("var."), {}).get("default")
    return value


CHECKS = (
    task_graphs_have_no_circles,
    every_task_has_compute_that_exists,
    serverless_environments_are_known,
    wheel_tasks_name_what_the_wheel_has,
    wheel_tasks_get_the_parameters_of_their_job,
    named_parameters_are_not_overridden,
    wheel_arguments_are_settings,
    task_values_are_set_by_their_task,
    job_parameters_are_declared_once,
    runs_of_a_job_do_not_overlap,
)
