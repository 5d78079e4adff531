"""The pages about deployment name what the bundle has: every job, target and variable that they speak of."""

import re

import pytest

from faultbook.bundle.tree import read_bundle
from tests.bundle.conftest import PROJECT

DEPLOY = (PROJECT / "docs" / "deploy.md").read_text(encoding="utf-8")
GRANTS = (PROJECT / "docs" / "grants.md").read_text(encoding="utf-8")
BUNDLE = read_bundle(PROJECT)


@pytest.mark.parametrize("job", sorted(job.key for job in BUNDLE.resources("jobs")))
def test_every_job_has_a_line_in_both_tables(job):
    assert f"\n| `{job}` |" in DEPLOY
    assert f"\n| job `{job}` |" in GRANTS


def test_the_first_deployment_selects_all_that_setup_and_ingest_need():
    selected = set(re.findall(r"--select (\S+)", DEPLOY)[0].split(","))
    base = {f"{resource.kind}.{resource.key}" for kind in ("schemas", "volumes") for resource in BUNDLE.resources(kind)}
    assert selected == base | {"jobs.setup"}


def test_every_command_names_jobs_targets_and_variables_that_exist():
    targets = set(BUNDLE.files[PROJECT / "databricks.yml"]["targets"])
    assert set(re.findall(r"--target (\w+)", DEPLOY)) <= targets
    assert set(re.findall(r"bundle run (\w+)", DEPLOY)) <= {job.key for job in BUNDLE.resources("jobs")}
    assert set(re.findall(r"--var ([a-z_]+)=", DEPLOY)) <= BUNDLE.variables.keys()


def test_the_times_of_the_table_are_those_of_the_schedules():
    for job in BUNDLE.resources("jobs"):
        if "schedule" in job.fields:
            _, minute, hour, _, _, day = job.fields["schedule"]["quartz_cron_expression"].split()
            at = f"hourly at :{minute}" if hour == "*" else f"{int(hour):02}:{int(minute):02} UTC"
            often = "" if hour == "*" else "daily " if day == "?" else f"weekly {day.capitalize()} "
            assert f"| `{job.key}` | {often}{at} |" in DEPLOY


def test_pages_lead_to_pages():
    for page in (DEPLOY, GRANTS):
        for target in re.findall(r"\]\(([\w.]+)\)", page):
            assert (PROJECT / "docs" / target).is_file()
