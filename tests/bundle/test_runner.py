"""A job's tasks run in the order, as often and under the conditions of its file; what cannot be run is refused first."""

# ruff: noqa: E501  (a case is a line of a table)

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.bundle.errors import BundleError
from faultbook.bundle.runner import (
    Graph,
    LocalContext,
    State,
    Task,
    entry_point,
    in_order,
    read_graph,
    run_graph,
    task_order,
)
from faultbook.bundle.tree import Bundle, find_bundle, read_bundle
from faultbook.errors import InvariantViolated, MissingDependency, SettingError
from faultbook.settings import settings_from

HERE = LocalContext(known={"var.catalog": "./tables", "workspace.file_path": "/project"}, given={}, run_id="run-1")


def wheel(key, *parameters, **fields):
    task = {"package_name": "faultbook", "entry_point": f"do-{key}", "parameters": list(parameters)}
    return {"task_key": key, "python_wheel_task": task, **fields}


def bundle_of(*tasks, parameters=()):
    job = {"tasks": list(tasks), "parameters": list(parameters)}
    variables = {"catalog": {"default": "main"}, "tries": {"default": "2"}}
    return Bundle(Path("/project"), "dev", {"variables": variables, "resources": {"jobs": {"j": job}}})


def named(key, named_parameters=None, **more):
    task = {"package_name": "faultbook", "entry_point": f"do-{key}", "named_parameters": named_parameters or {}, **more}
    return {"task_key": key, "python_wheel_task": task}


class FakeTasks:
    """Stands for all entry points: writes down each call, and fails as often as it is set to."""

    def __init__(self, **failures):
        self.failures = {name: list(kinds) for name, kinds in failures.items()}
        self.calls = []
        self.names = []

    def __call__(self, entry_point):
        def task(arguments):
            key = entry_point.removeprefix("do-")
            self.calls.append((key, *arguments))
            self.names.append((os.environ.get("FAULTBOOK_JOB"), os.environ.get("FAULTBOOK_TASK")))
            if self.failures.get(key):
                raise self.failures[key].pop(0)

        return task


def states(outcomes):
    return {outcome.task: str(outcome.state) for outcome in outcomes}


# --- what a task is called with


def test_arguments_are_what_the_bundle_would_pass_with_the_values_of_this_machine():
    bundle = bundle_of(
        wheel(
            "a", "--catalog={{job.parameters.catalog}}", "--name={{job.name}}/{{task.name}}", "--run_id={{job.run_id}}"
        ),
        parameters=[{"name": "catalog", "default": "${var.catalog}"}],
    )
    assert read_graph(bundle, "j", HERE).tasks[0].arguments == ("--catalog=./tables", "--name=j/a", "--run_id=run-1")


def test_a_given_parameter_comes_before_the_default():
    bundle = bundle_of(wheel("a", "--c={{job.parameters.c}}"), parameters=[{"name": "c", "default": "${var.nothing}"}])
    assert read_graph(bundle, "j", LocalContext({}, {"c": "x=y"}, "")).tasks[0].arguments == ("--c=x=y",)


def test_job_parameters_are_pushed_down_to_tasks_with_named_parameters_and_to_no_others():
    parameters = [{"name": "catalog", "default": "${var.catalog}"}, {"name": "empty", "default": ""}]
    tasks = [named("a", {"run_id": "{{job.run_id}}"}), named("b"), wheel("c", "--x=1")]
    graph = read_graph(bundle_of(*tasks, parameters=parameters), "j", HERE)
    assert [task.arguments for task in graph.tasks] == [
        ("--run_id=run-1", "--catalog=./tables", "--empty="),
        ("--catalog=./tables", "--empty="),
        ("--x=1",),
    ]


def test_a_job_parameter_overrides_a_named_parameter_of_the_same_name():
    bundle = bundle_of(named("a", {"c": "task"}), parameters=[{"name": "c", "default": "job"}])
    assert read_graph(bundle, "j", HERE).tasks[0].arguments == ("--c=job",)
    assert read_graph(bundle, "j", LocalContext({}, {"c": "given"}, "")).tasks[0].arguments == ("--c=given",)


def test_retries_may_be_a_variable():
    assert read_graph(bundle_of(wheel("a", max_retries="${var.tries}")), "j", HERE).tasks[0].max_retries == 2


def test_one_task_may_be_run_alone():
    bundle = bundle_of(wheel("a"), wheel("b", depends_on=[{"task_key": "a"}]))
    fake = FakeTasks()
    assert states(run_graph(read_graph(bundle, "j", HERE, "b"), fake)) == {"b": "done"}
    assert fake.calls == [("b",)]


# --- what is refused, before anything runs

GATE = {"task_key": "gate", "condition_task": {"op": "EQUAL_TO", "left": "{{tasks.a.values.n}}", "right": "1"}}
ASK = {"task_key": "ask", "alert_task": {"alert_id": "1"}, "depends_on": [{"task_key": "gate", "outcome": "true"}]}


def test_tasks_that_only_a_workspace_has_are_left_out_and_shown_as_not_run():
    bundle = bundle_of(wheel("a"), {**GATE, "depends_on": [{"task_key": "a"}]}, ASK)
    fake = FakeTasks()
    assert states(run_graph(read_graph(bundle, "j", HERE), fake)) == {"a": "done", "gate": "not run", "ask": "not run"}
    assert fake.calls == [("a",)]
    assert states(run_graph(read_graph(bundle, "j", HERE, "a"), fake)) == {"a": "done"}


REFUSED = [
    ("a task after a condition", [GATE, wheel("b", depends_on=[{"task_key": "gate"}])], "waits for gate; expected some of: b"),
    ("an alert that waits for nothing known", [wheel("a"), ASK], "task ask waits for gate"),
    ("another kind of task", [{"task_key": "a", "sql_task": {}}], "task a is a sql_task; here only python_wheel_task"),
    ("a notebook", [{"task_key": "a", "notebook_task": {}}], "is a notebook_task"),
    ("a task of no kind", [{"task_key": "a"}], "task of no kind"),
    ("two kinds at once", [wheel("a", spark_python_task={})], "python_wheel_task and a spark_python_task"),
    ("an outcome", [wheel("a"), wheel("b", depends_on=[{"task_key": "a", "outcome": "true"}])], "outcome of a condition_task"),
    ("both kinds of parameters", [named("a", parameters=[])], "has parameters and named_parameters; expected one of the two"),
    ("an unknown field", [named("a", arguments=[])], "has arguments; expected some of: package_name"),
    ("a task twice", [wheel("a"), wheel("a")], "the task a more than once"),
    ("an unknown dependency", [wheel("a", depends_on=[{"task_key": "z"}])], "waits for z; expected some of: a"),
    ("a circle", [wheel("a", depends_on=[{"task_key": "b"}]), wheel("b", depends_on=[{"task_key": "a"}])], "a, b wait for each other"),
    ("an unknown condition", [wheel("a", run_if="SOMETIMES")], "runs if SOMETIMES"),
    ("an unknown variable", [wheel("a", "${var.typo}")], r"\$\{var.typo\} has no value"),
    ("an unknown parameter", [wheel("a", "{{job.parameters.typo}}")], r"\{\{job.parameters.typo\}\} is unknown"),
    ("an unknown value of a run", [wheel("a", "{{tasks.b.values.n}}")], "tasks.b.values.n"),
]  # fmt: skip


@pytest.mark.parametrize("row", REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_run_is_refused_by_name(row):
    _, tasks, words = row
    with pytest.raises(BundleError, match=words):
        read_graph(bundle_of(*tasks), "j", HERE)


def test_a_parameter_that_the_job_does_not_have_is_refused_with_those_it_has():
    bundle = bundle_of(wheel("a"), parameters=[{"name": "c", "default": ""}])
    with pytest.raises(BundleError, match=r"no parameter d; expected some of: c\."):
        read_graph(bundle, "j", LocalContext({}, {"d": "1"}, ""))


def test_an_unknown_task_is_refused_with_those_there_are():
    with pytest.raises(BundleError, match=r"Job j has no task 'c'; expected one of: a, b\."):
        read_graph(bundle_of(wheel("a"), wheel("b")), "j", HERE, "c")


def test_an_unknown_entry_point_is_refused_before_the_first_task_begins():
    fake = FakeTasks()

    def find(name):
        return entry_point("no-such") if name == "do-b" else fake(name)

    with pytest.raises(
        BundleError, match=r"No entry point 'no-such' in the installed faultbook; known: .*faultbook-ingest"
    ):
        run_graph(read_graph(bundle_of(wheel("a"), wheel("b")), "j", HERE), find)
    assert fake.calls == []


# --- how tasks run


def test_tasks_run_after_what_they_wait_for_and_else_as_written():
    tasks = [
        wheel("c", depends_on=[{"task_key": "a"}, {"task_key": "b"}]),
        wheel("b", depends_on=[{"task_key": "a"}]),
        wheel("a"),
        wheel("d"),
    ]
    bundle = bundle_of(*tasks)
    fake = FakeTasks()
    run_graph(read_graph(bundle, "j", HERE), fake)
    assert [call[0] for call in fake.calls] == ["a", "b", "c", "d"]
    assert task_order(bundle.resource("jobs", "j")) == ["a", "b", "c", "d"]


def test_what_waits_for_a_failed_task_is_not_run_and_what_does_not_is():
    tasks = [Task("a", "do-a", ()), Task("b", "do-b", (), ("a",)), Task("c", "do-c", (), ("b",)), Task("d", "do-d", ())]
    failure = InvariantViolated("no sum")
    outcomes = run_graph(Graph("j", tuple(tasks)), FakeTasks(a=[failure]))
    assert states(outcomes) == {"a": "failed", "b": "not run", "c": "not run", "d": "done"}
    assert outcomes[0].failure is failure


CONDITIONS = [
    ("ALL_SUCCESS", ["done"], ["failed"]),
    ("ALL_DONE", ["done", "failed", "both"], []),
    ("NONE_FAILED", ["done"], ["failed", "both"]),
    ("AT_LEAST_ONE_SUCCESS", ["done", "both"], ["failed"]),
    ("ALL_FAILED", ["failed"], ["done", "both"]),
    ("AT_LEAST_ONE_FAILED", ["failed", "both"], ["done"]),
]


@pytest.mark.parametrize(("condition", "runs", "rests"), CONDITIONS)
def test_a_task_runs_under_its_condition(condition, runs, rests):
    for before in [*runs, *rests]:
        failures = {"done": [], "failed": ["a", "b"], "both": ["a"]}[before]
        fake = FakeTasks(**{key: [ValueError(key)] for key in failures})
        graph = Graph("j", (Task("a", "do-a", ()), Task("b", "do-b", ()), Task("c", "do-c", (), ("a", "b"), condition)))
        assert states(run_graph(graph, fake))["c"] == ("done" if before in runs else "not run"), before


def test_a_failed_task_is_retried_max_retries_times():
    fake = FakeTasks(a=[ValueError("1"), ValueError("2")])
    outcome = run_graph(Graph("j", (Task("a", "do-a", ("--x=1",), max_retries=2),)), fake)[0]
    assert (outcome.state, outcome.tries) == (State.DONE, 3)
    assert fake.calls == [("a", "--x=1")] * 3


def test_a_task_that_fails_every_time_has_its_last_failure():
    outcome = run_graph(
        Graph("j", (Task("a", "do-a", (), max_retries=1),)), FakeTasks(a=[ValueError("1"), ValueError("2")])
    )[0]
    assert (outcome.state, outcome.tries, str(outcome.failure)) == (State.FAILED, 2, "2")


@pytest.mark.parametrize("failure", [SettingError("x"), MissingDependency("y")])
def test_what_a_retry_cannot_repair_is_not_retried(failure):
    outcome = run_graph(Graph("j", (Task("a", "do-a", (), max_retries=5),)), FakeTasks(a=[failure]))[0]
    assert (outcome.state, outcome.tries) == (State.FAILED, 1)


def test_whoever_interrupts_is_heard():
    fake = FakeTasks(a=[KeyboardInterrupt()])
    with pytest.raises(KeyboardInterrupt):
        run_graph(Graph("j", (Task("a", "do-a", (), max_retries=5),)), fake)
    assert len(fake.calls) == 1


def test_log_lines_of_a_task_name_job_and_task_and_the_names_are_gone_after(monkeypatch):
    monkeypatch.setenv("FAULTBOOK_JOB", "outer")
    monkeypatch.delenv("FAULTBOOK_TASK", raising=False)
    fake = FakeTasks(b=[ValueError()])
    run_graph(Graph("j", (Task("a", "do-a", ()), Task("b", "do-b", ()))), fake)
    assert fake.names == [("j", "a"), ("j", "b")]
    assert (os.environ["FAULTBOOK_JOB"], "FAULTBOOK_TASK" in os.environ) == ("outer", False)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12), st.permutations(range(8)))
def test_every_order_without_a_circle_respects_what_waits(pairs, written):
    after = {key: tuple({str(low) for low, high in pairs if low < high == key}) for key in range(8)}
    ordered = [task.key for task in in_order([Task(str(key), "", (), after[key]) for key in written], "here")]
    assert sorted(ordered) == sorted(map(str, range(8)))
    assert all(ordered.index(low) < ordered.index(str(key)) for key in range(8) for low in after[key])


# --- the project's own jobs


@pytest.mark.parametrize(
    "job", ["setup", "ingest", "reprocess", "redact", "maintenance", "reconcile", "baselines", "detect", "cost"]
)
def test_every_job_of_this_project_can_be_read_and_its_arguments_are_settings(job):
    bundle = read_bundle(find_bundle(Path(__file__).parent))
    declared = [parameter["name"] for parameter in bundle.resource("jobs", job).fields["parameters"]]
    for task in read_graph(bundle, job, HERE).tasks:
        assert sorted(argument[2:].split("=")[0] for argument in task.arguments) == sorted([*declared, "run_id"])
        settings = settings_from(task.arguments)
        assert (settings.catalog, settings.run_id) == ("./tables", "run-1")
        assert callable(entry_point(task.entry_point))
