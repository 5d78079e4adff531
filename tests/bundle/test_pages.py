"""The pages about deployment name what the bundle has: jobs, targets, variables, alerts, spaces, pages of the board."""

import re

import pytest

from faultbook.bundle.running_cost import cron_of
from faultbook.bundle.tree import read_bundle
from faultbook.publish.dashboard.board import read_board
from tests.bundle.checks.deployments import ADMINS, ASKING, OPERATORS, READERS
from tests.bundle.checks.deployments import GRANTS as EXPECTED_GRANTS
from tests.bundle.conftest import GIVEN, PROJECT

DEPLOY = (PROJECT / "docs" / "deploy.md").read_text(encoding="utf-8")
CI = (PROJECT / "docs" / "deploy-from-ci.md").read_text(encoding="utf-8")
GRANTS = (PROJECT / "docs" / "grants.md").read_text(encoding="utf-8")
ALERTS = (PROJECT / "docs" / "alerts.md").read_text(encoding="utf-8")
GENIE = (PROJECT / "docs" / "genie.md").read_text(encoding="utf-8")
DASHBOARD = (PROJECT / "docs" / "dashboard.md").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
BUNDLE = read_bundle(PROJECT, given=GIVEN)


@pytest.mark.parametrize("job", sorted(job.key for job in BUNDLE.resources("jobs")))
def test_every_job_has_a_line_in_both_tables(job):
    assert f"\n| `{job}` |" in DEPLOY
    assert f"\n| job `{job}` |" in GRANTS


def test_the_first_deployment_selects_all_that_setup_and_ingest_need():
    selected = set(re.findall(r"--select (\S+)", DEPLOY)[0].split(","))
    base = {f"{resource.kind}.{resource.key}" for kind in ("schemas", "volumes") for resource in BUNDLE.resources(kind)}
    assert selected == base - {"volumes.events"} | {"jobs.setup"}, "the events are a part, and no logs"


def test_make_deploy_runs_the_three_commands_of_the_page_in_their_order():
    base = re.findall(r"--select (\S+)", DEPLOY)[0]
    assert f"\nBASE := {base}\n" in MAKEFILE
    rule = MAKEFILE.split("\ndeploy: ")[1].split("\n\n")[0]
    commands = [line.split()[:3] for line in rule.splitlines()[1:]]
    assert commands == [["databricks", "bundle", verb] for verb in ("deploy", "run", "deploy")]
    assert ["--select" in line for line in rule.splitlines()[1:]] == [True, False, False]


def test_every_alert_and_every_space_has_its_line():
    for alert in BUNDLE.resources("alerts"):
        assert f"\n| `{alert.key}` |" in ALERTS
    for space in BUNDLE.resources("genie_spaces"):
        assert f"\n| `{space.key}` |" in GENIE


def test_alerts_run_at_one_minute_of_the_hour_so_that_the_warehouse_starts_once():
    schedules = [alert.fields["schedule"]["quartz_cron_schedule"] for alert in BUNDLE.resources("alerts")]
    assert len({schedule.split()[1] for schedule in schedules}) == 1


def test_every_page_of_the_dashboard_is_shown():
    for name, page in read_board().pages.items():
        assert f"## {page.title}\n\n![{page.title}](pictures/dashboard_{name}.svg)\n" in DASHBOARD
        assert (PROJECT / "docs" / "pictures" / f"dashboard_{name}.svg").read_text("utf-8").count("<text") > 5


def test_every_command_names_jobs_targets_and_variables_that_exist():
    targets = set(BUNDLE.files[PROJECT / "faultbook.yml"]["targets"])
    assert set(re.findall(r"(?:--target |TARGET=)(\w+)", DEPLOY + CI)) <= targets
    runnable = {found.key for kind in ("jobs", "apps") for found in BUNDLE.resources(kind)}
    assert set(re.findall(r"bundle run (\w+)", DEPLOY)) <= runnable
    assert set(re.findall(r"--var ([a-z_]+)=", DEPLOY + CI)) <= BUNDLE.variables.keys()
    assert set(re.findall(r"--var ([a-z_]+)=", CI)) == GIVEN.keys()


def test_the_times_of_the_table_are_those_of_the_schedules():
    for job in BUNDLE.resources("jobs"):
        if "schedule" in job.fields:
            _, minute, hour, _, _, day = cron_of(BUNDLE, job).split()
            at = f"hourly at :{minute}" if hour == "*" else f"{int(hour):02}:{int(minute):02} UTC"
            often = "" if hour == "*" else "daily " if day == "?" else f"weekly {day.capitalize()} "
            assert f"| `{job.key}` | {often}{at} |" in DEPLOY


def test_the_page_of_grants_names_what_the_bundle_grants():
    heads, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in GRANTS.split("## What the bundle grants")[1].splitlines()
        if line.startswith("|")
    ]
    of_group = {"readers": READERS, "operators": OPERATORS, "admins": ADMINS}
    for row in rows[:3]:
        cells = dict(zip(heads, row, strict=True))
        for (_, key), granted in EXPECTED_GRANTS.items():
            expected = {privilege.replace("_", " ") for privilege in granted.get(of_group[cells["Group"]], set())}
            assert set(re.findall(r"`([A-Z ]+)`", cells[f"`{key}`"])) == expected
        if cells["Group"] != "admins":
            asked = {"spaces": "genie_spaces", "dashboards": "dashboards", "console": "apps"}
            assert {name: cells[name] for name in asked} == {
                name: f"`{ASKING[kind].replace('_', ' ')}`" for name, kind in asked.items()
            }


def test_pages_lead_to_pages():
    for page in (DEPLOY, CI, GRANTS, ALERTS, GENIE, DASHBOARD):
        for target in re.findall(r"\]\(([\w./]+)\)", page):
            assert (PROJECT / "docs" / target).is_file()
