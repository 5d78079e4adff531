"""A setting that a job's code reads is a parameter of the job: else the bundle's variable would not reach it.

Read from syntax trees: the modules that a task imports, directly or not, and the `settings.NAME` in them.
"""

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

from faultbook.bundle.runner import LocalContext, is_of_a_workspace, read_graph
from faultbook.bundle.tree import read_bundle
from faultbook.settings import Settings
from tests.bundle.conftest import GIVEN, PROJECT

SOURCE = PROJECT / "src"
BUNDLE = read_bundle(PROJECT, "prod", given=GIVEN)
JOBS = {job.key: job for job in BUNDLE.resources("jobs")}
SCRIPTS = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
VARIABLE_OF = {"schema_name": "schema", "raw_schema_name": "raw_schema", "landing": "landing_path"}
"""Settings whose variable has another name."""

PARSES_NO_LINE = tuple(f"faultbook/jobs/ingestion/{name}.py" for name in ("formats", "landed_files", "landing_roots"))
READS_FILES = tuple(f"faultbook/jobs/ingestion/{name}.py" for name in ("ingest_batch", "reading"))
UNUSED = {
    # They import from these modules what reads stored rows.
    **dict.fromkeys(("cost", "decide"), PARSES_NO_LINE),
    # It marks tables and creates none.
    "redact": (*PARSES_NO_LINE, "faultbook/lakehouse/contracts.py"),
    # reconcile reads files that have no line: what a record is does not matter, but how a file is decoded does.
    **dict.fromkeys(("maintenance", "reconcile"), (*PARSES_NO_LINE, *READS_FILES)),
    "reprocess": ("faultbook/jobs/ingestion/landed_files.py",),
}
READS_STORED_SEVERITIES = "faultbook/jobs/schema/severity_order.py"
WRITES_SEVERITIES = {"setup", "ingest", "reprocess"}
OF_OTHER_JOBS = "nightly"
"""The tasks of this job are those of other jobs, with their names."""
UNUSED_NAMES = {"report": {"regression_silent_days"}}
"""Read in a function of an imported module that the job does not call."""


def _file(module: str) -> Path | None:
    path = SOURCE / module.replace(".", "/")
    return next((found for found in (path.with_suffix(".py"), path / "__init__.py") if found.is_file()), None)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def modules_of(entry_point: str) -> set[Path]:
    """The files that an entry point imports from this package, directly or not."""
    found: set[Path] = set()
    waiting = [SCRIPTS[entry_point].split(":")[0]]
    while waiting:
        path = _file(waiting.pop())
        if path is None or path in found:
            continue
        found.add(path)
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("faultbook."):
                waiting += [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def read_in(path: Path) -> set[str]:
    """The settings that a file reads."""
    return {
        node.attr
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in Settings.model_fields
        and ast.unparse(node.value).endswith("settings")
    }


def settings_read_by(job: str) -> set[str]:
    names: set[str] = set()
    for task in JOBS[job].fields["tasks"]:
        if is_of_a_workspace(task):
            continue
        of = task["task_key"] if job == OF_OTHER_JOBS else job
        found: set[str] = set()
        for path in modules_of(task["python_wheel_task"]["entry_point"]):
            module = path.relative_to(SOURCE).as_posix()
            unused = (*UNUSED.get(of, ()), *(() if job in WRITES_SEVERITIES else (READS_STORED_SEVERITIES,)))
            found |= set() if module in unused else read_in(path)
        names |= found - UNUSED_NAMES.get(of, set())
    return names


@pytest.mark.parametrize("job", JOBS)
def test_every_setting_that_a_job_reads_and_a_variable_sets_is_a_parameter_of_the_job(job):
    parameters = {parameter["name"] for parameter in JOBS[job].fields["parameters"]}
    set_by_variable = {name for name in Settings.model_fields if VARIABLE_OF.get(name, name) in BUNDLE.variables}
    assert sorted((settings_read_by(job) & set_by_variable) - parameters) == []


@pytest.mark.parametrize("job", JOBS)
def test_every_job_has_the_catalog_the_schemas_and_the_log_level(job):
    parameters = [parameter["name"] for parameter in JOBS[job].fields["parameters"]]
    assert parameters[:3] == ["catalog", "schema_name", "raw_schema_name"]
    assert "log_level" in parameters


@pytest.mark.parametrize("job", JOBS)
def test_a_parameter_that_is_empty_in_the_bundle_is_empty_by_default(job):
    """So that it does not matter whether a workspace passes an empty value or leaves it out."""
    graph = read_graph(BUNDLE, job, LocalContext({"workspace.file_path": "/files"}, {}, "1"))
    empty = {argument[2:-1] for task in graph.tasks for argument in task.arguments if argument.endswith("=")}
    settings = empty & Settings.model_fields.keys()
    assert {Settings.model_fields[name].default for name in settings} <= {""}


def test_what_is_read_is_found():
    assert {"landing", "redaction_rules", "severities", "code_pattern"} <= settings_read_by("ingest")
    assert {"formats_file", "read_with"} <= settings_read_by("ingest")
    assert "opportunity_thresholds" in settings_read_by("cost")


@pytest.mark.parametrize("job", ["ingest", "reconcile", "reprocess"])
def test_a_job_that_reads_landed_files_has_the_file_of_formats(job):
    assert "formats_file" in {parameter["name"] for parameter in JOBS[job].fields["parameters"]}
