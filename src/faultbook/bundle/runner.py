"""A job of the bundle as a graph of tasks, run on this machine: the same file, parameters and order as in a workspace.

A bundle and values for this machine in, tasks with their arguments out; then the outcome of each. Everything that is
wrong or not supported raises before the first task begins.

Job parameters are pushed down as Databricks does it: a task with `named_parameters` gets every parameter of its job as
`--name=value`, and a job parameter overrides a named one of the same name. A task with `parameters` gets those only.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from importlib import import_module
from importlib.metadata import distribution

from faultbook.bundle.errors import BundleError
from faultbook.bundle.references import meanings, resolved, resolved_at_run
from faultbook.bundle.tree import Bundle, Resource, Tree
from faultbook.errors import MissingDependency, SettingError

KIND = "python_wheel_task"
KIND_ENDS = ("_task", "_operator")
IN_A_WORKSPACE = ("alert_task", "condition_task")
"""Kinds of tasks that only a workspace has. They are left out here, unless another task waits for one."""
WHEEL_FIELDS = ("package_name", "entry_point", "parameters", "named_parameters")
PARAMETER = "job.parameters."
NON_RETRYABLE = (SettingError, MissingDependency)


class State(StrEnum):
    """How a task ended."""

    DONE = "done"
    FAILED = "failed"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Task:
    """One task of a job, its references resolved: the entry point, its arguments, and when it runs."""

    key: str
    entry_point: str
    arguments: tuple[str, ...]
    after: tuple[str, ...] = ()
    run_if: str = "ALL_SUCCESS"
    max_retries: int = 0


@dataclass(frozen=True)
class Graph:
    """A job: its tasks in an order that respects what they wait for. `left_out`: keys of those of a workspace."""

    job: str
    tasks: tuple[Task, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class LocalContext:
    """This machine's values in place of a workspace's: references (`var.catalog`), job parameters, the run."""

    known: Mapping[str, str]
    given: Mapping[str, str]
    run_id: str


@dataclass(frozen=True)
class Outcome:
    """The outcome of one task: its state, seconds, tries, and the exception it failed with."""

    task: str
    state: State
    seconds: float = 0.0
    tries: int = 0
    failure: Exception | None = None


Call = Callable[[Sequence[str]], None]


def _always(_: list[bool]) -> bool:
    return True


# run_if -> may the task run, given which of those it waits for are done? Not run counts as not done, as upstream does.
_CONDITIONS: dict[str, Callable[[list[bool]], bool]] = {
    "ALL_SUCCESS": all,
    "ALL_DONE": _always,
    "NONE_FAILED": all,
    "AT_LEAST_ONE_SUCCESS": any,
    "ALL_FAILED": lambda done: not any(done),
    "AT_LEAST_ONE_FAILED": lambda done: not all(done),
}


def read_graph(bundle: Bundle, job: str, context: LocalContext, task: str | None = None) -> Graph:
    """The job's graph with this machine's values; with `task` that task only.

    BundleError where anything in the job is unknown, double, circular or unsupported.
    """
    resource = bundle.resource("jobs", job)
    meaning = meanings(bundle, context.known)
    parameters = _parameters(resource, meaning, context.given)
    at_run = {PARAMETER + name: value for name, value in parameters.items()}
    at_run |= {"job.run_id": context.run_id, "job.name": job}
    task_order(resource)
    written = resource.fields.get("tasks") or []
    here = [fields for fields in written if not is_of_a_workspace(fields)]
    tasks = [_read_task(resource, fields, meaning, at_run) for fields in here]
    left_out = tuple(_key(fields) for fields in written if is_of_a_workspace(fields))
    graph = Graph(job, in_order(tasks, resource.name), left_out)
    return graph if task is None else _only(graph, task)


def is_of_a_workspace(task: Tree) -> bool:
    """Whether a task, as written, is of a kind that is left out on this machine."""
    return any(kind in task for kind in IN_A_WORKSPACE)


def task_order(job: Resource) -> list[str]:
    """The keys of a job's tasks in the order of a run, whatever their kind; BundleError as in `in_order`."""
    tasks = [Task(_key(fields), "", (), _needed(fields)) for fields in job.fields.get("tasks") or []]
    return [task.key for task in in_order(tasks, job.name)]


def in_order(tasks: Sequence[Task], where: str) -> tuple[Task, ...]:
    """The tasks, each after all it waits for, else as written; BundleError for double or unknown keys and circles."""
    places = {task.key: place for place, task in enumerate(tasks)}
    if double := [key for key, count in Counter(task.key for task in tasks).items() if count > 1]:
        raise BundleError(f"{where} has the task {', '.join(double)} more than once; expected each task_key once.")
    for task in tasks:
        if unknown := sorted(set(task.after) - places.keys()):
            known = ", ".join(places)
            raise BundleError(f"{where}: task {task.key} waits for {', '.join(unknown)}; expected some of: {known}.")
    sorter = TopologicalSorter({task.key: task.after for task in tasks})
    try:
        sorter.prepare()
    except CycleError as circle:
        named = ", ".join(sorted(set(circle.args[1]), key=places.__getitem__))
        raise BundleError(f"{where}: tasks {named} wait for each other in a circle; expected an order.") from circle
    ordered: list[Task] = []
    ready: list[int] = []
    while sorter.is_active():
        # One at a time: of the tasks that may run, the one that is written first.
        for key in sorter.get_ready():
            heappush(ready, places[key])
        ordered.append(tasks[heappop(ready)])
        sorter.done(ordered[-1].key)
    return tuple(ordered)


def run_graph(graph: Graph, call: Callable[[str], Call]) -> list[Outcome]:
    """Runs the tasks in order and returns the outcome of each; `call` finds the function of an entry point.

    Tasks that are left out here come last, as not run.
    All entry points are found before the first task begins. A task whose `run_if` does not hold is not run. A failed
    task is tried again `max_retries` times, at once (a workspace waits between tries), unless a setting is wrong or
    something is missing.
    """
    calls = {task.key: call(task.entry_point) for task in graph.tasks}
    outcomes: dict[str, Outcome] = {}
    for task in graph.tasks:
        before = [outcomes[key].state is State.DONE for key in task.after if key in outcomes]
        may_run = not before or _CONDITIONS[task.run_if](before)
        outcomes[task.key] = _run(graph.job, task, calls[task.key]) if may_run else Outcome(task.key, State.NOT_RUN)
    return [*outcomes.values(), *(Outcome(key, State.NOT_RUN) for key in graph.left_out)]


def entry_point(name: str) -> Call:
    """The function behind an entry point of faultbook; BundleError where the package has none of this name."""
    found = {point.name: point.value for point in distribution("faultbook").entry_points}
    if name not in found:
        known = ", ".join(sorted(found))
        raise BundleError(f"No entry point {name!r} in the installed faultbook; known: {known}. Install it again.")
    module, _, function = found[name].partition(":")
    try:
        loaded: Call = getattr(import_module(module), function)
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("faultbook"):
            raise
        raise MissingDependency(f"{name} needs {missing.name}. Fix: pip install 'faultbook[local]'.") from missing
    return loaded


def _parameters(resource: Resource, meaning: Callable[[str], str], given: Mapping[str, str]) -> dict[str, str]:
    declared = {parameter["name"]: parameter["default"] for parameter in resource.fields.get("parameters") or []}
    if unknown := sorted(given.keys() - declared.keys()):
        known = ", ".join(declared)
        raise BundleError(f"{resource.name} has no parameter {', '.join(unknown)}; expected some of: {known}.")
    defaults = {name: resolved(str(value), meaning) for name, value in declared.items() if name not in given}
    return {**defaults, **given}


def _read_task(resource: Resource, fields: Tree, meaning: Callable[[str], str], at_run: dict[str, str]) -> Task:
    key = _key(fields)
    where = f"{resource.name}: task {key}"
    wheel = _wheel(fields, where)
    run_if = str(fields.get("run_if", "ALL_SUCCESS"))
    if run_if not in _CONDITIONS:
        raise BundleError(f"{where} runs if {run_if}; expected one of: {', '.join(_CONDITIONS)}.")
    values = at_run | {"task.name": key}

    def value(text: object) -> str:
        return resolved_at_run(resolved(str(text), meaning), values)

    if "named_parameters" in wheel:
        named = {name: value(text) for name, text in (wheel["named_parameters"] or {}).items()}
        pushed = {name.removeprefix(PARAMETER): text for name, text in at_run.items() if name.startswith(PARAMETER)}
        arguments = [f"--{name}={text}" for name, text in (named | pushed).items()]
    else:
        arguments = [value(text) for text in wheel.get("parameters") or []]
    retries = int(resolved(str(fields.get("max_retries", 0)), meaning))
    return Task(key, str(wheel["entry_point"]), tuple(arguments), _needed(fields), run_if, retries)


def _wheel(fields: Tree, where: str) -> Tree:
    kinds = [name for name in fields if name.endswith(KIND_ENDS)]
    if kinds != [KIND]:
        raise BundleError(f"{where} is a {' and a '.join(kinds) or 'task of no kind'}; here only {KIND} can be run.")
    if any("outcome" in dependency for dependency in fields.get("depends_on") or []):
        raise BundleError(f"{where} waits for an outcome of a condition_task; here only {KIND} can be run.")
    wheel: Tree = fields[KIND]
    if unread := sorted(wheel.keys() - set(WHEEL_FIELDS)):
        raise BundleError(f"{where} has {', '.join(unread)}; expected some of: {', '.join(WHEEL_FIELDS)}.")
    if "parameters" in wheel and "named_parameters" in wheel:
        raise BundleError(f"{where} has parameters and named_parameters; expected one of the two.")
    return wheel


def _key(fields: Tree) -> str:
    return str(fields.get("task_key", "without a key"))


def _needed(fields: Tree) -> tuple[str, ...]:
    return tuple(str(dependency["task_key"]) for dependency in fields.get("depends_on") or [])


def _only(graph: Graph, key: str) -> Graph:
    chosen = tuple(task for task in graph.tasks if task.key == key)
    if not chosen:
        known = ", ".join(task.key for task in graph.tasks)
        raise BundleError(f"Job {graph.job} has no task {key!r}; expected one of: {known}.")
    return Graph(graph.job, chosen)


def _run(job: str, task: Task, call: Call) -> Outcome:
    began = time.monotonic()
    failure: Exception | None = None
    tries = 0
    with _named(job, task.key):
        while tries <= task.max_retries and not isinstance(failure, NON_RETRYABLE):
            tries += 1
            try:
                call(task.arguments)
                return Outcome(task.key, State.DONE, time.monotonic() - began, tries)
            except Exception as wrong:
                failure = wrong
    return Outcome(task.key, State.FAILED, time.monotonic() - began, tries, failure)


@contextmanager
def _named(job: str, task: str) -> Iterator[None]:
    """Log lines inside name job and task (faultbook.steps reads these two variables)."""
    names = {"FAULTBOOK_JOB": job, "FAULTBOOK_TASK": task}
    before = {name: os.environ.pop(name, None) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
