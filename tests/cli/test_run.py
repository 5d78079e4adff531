"""`faultbook jobs` and `faultbook run`: the bundle's jobs on this machine, their values and the summary."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from faultbook.bundle.errors import BundleError
from faultbook.bundle.runner import LocalContext, read_graph
from faultbook.bundle.tree import find_bundle, read_bundle
from faultbook.cli import build_app
from faultbook.cli import run as commands
from faultbook.errors import InvariantViolated
from faultbook.settings import settings_from

PROJECT = find_bundle(Path(__file__).parent)
LANDING, LAKEHOUSE = Path("logs"), Path("tables")


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch):
    monkeypatch.chdir(PROJECT)
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("FAULTBOOK_LANDING", "FAULTBOOK_CATALOG", "FAULTBOOK_SERVICE", "FAULTBOOK_CODE_PATTERN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def called(monkeypatch):
    """Entry points that write down what they are called with instead of running Spark."""
    calls = []

    def find(name):
        return lambda arguments: calls.append((name, settings_from(arguments)))

    monkeypatch.setattr(commands, "entry_point", find)
    return calls


def invoke(*words):
    return CliRunner().invoke(build_app(), list(words))


def test_jobs_lists_every_job_with_its_tasks_and_when_it_runs():
    result = invoke("jobs")
    lines = {line.split()[0]: line for line in result.output.splitlines() if line.strip()}
    assert result.exit_code == 0
    assert "file arrival" in lines["ingest"]
    assert "0 0 4 * * ? UTC" in lines["nightly"]
    assert "by hand" in lines["reprocess"]
    assert lines["setup"].split()[1] == "setup"
    assert lines["cost"].split()[1:4] == ["cost", ">", "cost_analysis"]
    assert "has_news" not in result.output


def test_a_job_runs_with_the_folders_of_this_machine(called):
    result = invoke("run", "ingest", "--landing", "logs", "--lakehouse", "tables")
    (name, settings), *more = called
    assert (result.exit_code, name, [task for task, _ in more]) == (0, "faultbook-ingest", ["faultbook-patterns"])
    assert {task.catalog for _, task in more} == {"./tables"}
    assert (settings.catalog, settings.landing, settings.checkpoints) == ("./tables", "logs", "tables/checkpoints")
    assert (settings.schema_name, settings.raw_schema_name) == ("faultbook", "faultbook_raw")
    assert (settings.environment, settings.lease_wait_seconds, settings.is_local) == ("local", 0, True)
    assert settings.run_id.startswith("local-")
    assert "ingest" in result.output
    assert "done" in result.output


def test_without_folders_it_takes_those_of_the_settings(called):
    invoke("run", "ingest")
    assert (called[0][1].catalog, called[0][1].landing) == (".lakehouse", ".landing")


def test_a_parameter_comes_before_a_variable_and_that_before_the_bundle(called, monkeypatch):
    monkeypatch.setenv("FAULTBOOK_SERVICE", "from-variable")
    monkeypatch.setenv("FAULTBOOK_CODE_PATTERN", "[A-Z]+")
    invoke("run", "ingest", "--param", "service=from=param")
    assert (called[0][1].service, called[0][1].code_pattern) == ("from=param", "[A-Z]+")


def test_folders_may_come_from_variables(called, monkeypatch):
    monkeypatch.setenv("FAULTBOOK_LANDING", "in")
    monkeypatch.setenv("FAULTBOOK_CATALOG", "out")
    invoke("run", "ingest")
    assert (called[0][1].landing, called[0][1].catalog, called[0][1].checkpoints) == ("in", "./out", "out/checkpoints")


@pytest.mark.parametrize("target", ["dev", "prod", "classic"])
def test_every_target_runs_the_same_here(target):
    bundle = read_bundle(PROJECT, target)
    here = LocalContext(commands.values_here(bundle, landing=LANDING, lakehouse=LAKEHOUSE), {}, "r")
    graphs = [read_graph(bundle, job.key, here) for job in bundle.resources("jobs")]
    assert [task for graph in graphs for task in graph.tasks] == [
        task
        for job in read_bundle(PROJECT).resources("jobs")
        for task in read_graph(read_bundle(PROJECT), job.key, here).tasks
    ]


def test_a_failing_task_gives_its_own_error_after_the_summary(monkeypatch):
    def fail(arguments):
        raise InvariantViolated("3 lines are missing")

    monkeypatch.setattr(commands, "entry_point", lambda name: fail)
    result = invoke("run", "ingest")
    assert isinstance(result.exception, InvariantViolated)
    assert "failed" in result.output


WRONG = [
    (
        ("run", "injest"),
        "No 'injest' among jobs.*expected one of: baselines, cost, decide, detect, ingest, maintenance",
    ),
    (("run", "ingest", "--task", "parse"), "Job ingest has no task 'parse'; expected one of: ingest"),
    (("run", "ingest", "--param", "servise=x"), "no parameter servise; expected some of: catalog"),
    (("run", "ingest", "--target", "test"), "No target 'test'.*dev, prod, classic"),
]


@pytest.mark.parametrize(("words", "message"), WRONG)
def test_a_wrong_word_is_refused_with_the_right_ones(called, words, message):
    result = invoke(*words)
    assert isinstance(result.exception, BundleError)
    assert result.exception.exit_code == 2
    with pytest.raises(BundleError, match=message):
        raise result.exception
    assert called == []


def test_a_parameter_without_a_value_is_wrong_usage(called):
    result = invoke("run", "ingest", "--param", "service")
    assert (result.exit_code, called) == (2, [])
    assert "is no name=value" in result.output


def test_the_jobs_are_those_of_the_bundle_above_the_working_folder(called, monkeypatch, tmp_path):
    for name in ("databricks.yml", "faultbook.yml"):
        shutil.copy(PROJECT / name, tmp_path)
    shutil.copytree(PROJECT / "resources", tmp_path / "resources")
    (tmp_path / "resources" / "redact.job.yml").unlink()
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    assert "redact" not in invoke("jobs").output
