"""Row filters from end to end: one switch, what it changes for readers, what `doctor` finds, and the way back."""

import pytest

from faultbook.bundle.deployment_file import read_deployment
from faultbook.deployment.steps_of_deployment import BASE, OF_FILTERS
from tests.deployment.conftest import IN_PRODUCTION, Desk
from tests.deployment.test_doctor_of_a_deployment import look

UC = "/api/2.1/unity-catalog"
ANSWERS, FILTERED, ACCESS = "acme.faultbook", "acme.faultbook_filtered", "acme.faultbook_access"


@pytest.fixture
def filtered(open_desk, capsys) -> Desk:
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION, "--row-filters", "yes") == 0, capsys.readouterr()
    assert "a reader sees nothing until catalog/access.yml names a group" in capsys.readouterr().out
    return desk


def grants(desk: Desk, schema: str) -> dict[str, set[str]]:
    return desk.workspace.securables["schema", schema].grants


def schemas_of_readers(desk: Desk) -> set[str]:
    """The schemas that spaces, dashboards and the console read."""
    spaces = [str(space["serialized_space"]) for space in desk.workspace.objects["genie"].values()]
    boards = [board["dataset_schema"] for board in desk.workspace.objects["dashboards"].values()]
    apps = [
        one["value"]
        for app in desk.workspace.objects["apps"].values()
        for one in app["config"]["env"]
        if one["name"] == "FAULTBOOK_SCHEMA_NAME"
    ]
    named = {"faultbook_filtered" if f"{FILTERED}." in text else "faultbook" for text in spaces}
    assert not [text for text in spaces if f"{FILTERED}." in text and f"{ANSWERS}." in text]
    return named | {*boards, *apps}


def test_readers_get_the_filtered_schema_and_lose_the_other(filtered):
    assert grants(filtered, ANSWERS)["log-readers"] == {"USE_SCHEMA"}
    assert grants(filtered, FILTERED)["log-readers"] == {"USE_SCHEMA", "SELECT"}
    assert grants(filtered, ACCESS).keys() == {"log-admins"}
    assert "SELECT" in grants(filtered, ANSWERS)["log-operators"]
    assert schemas_of_readers(filtered) == {"faultbook_filtered"}


def test_jobs_and_alerts_go_on_as_before(filtered):
    for job in filtered.workspace.jobs.values():
        values = {one["name"]: one["default"] for one in job["settings"]["parameters"]}
        assert values["schema_name"] == "faultbook"
        assert "filtered" not in str({name: value for name, value in values.items() if name != "row_filters"})
    assert all("filtered" not in str(alert) for alert in filtered.workspace.objects["alerts"].values())


def test_schemas_are_there_before_setup_and_setup_before_spaces(filtered):
    select = ",".join((*BASE, *OF_FILTERS))
    assert f"bundle deploy --select {select} --target prod" in filtered.cli_calls()
    order = [one.path for one in filtered.made()]
    setup = order.index("/api/2.2/jobs/run-now")
    assert order[:setup].count(f"{UC}/schemas") == 4
    assert all(order.index(path) > setup for path in order if path.startswith("/api/2.0/genie"))


def test_switching_on_again_changes_nothing(filtered, capsys):
    before = {key: (found.fields, found.grants) for key, found in filtered.workspace.securables.items()}
    assert filtered.faultbook("ada", "deploy", "--target", "prod") == 0, capsys.readouterr()
    assert {key: (found.fields, found.grants) for key, found in filtered.workspace.securables.items()} == before
    assert read_deployment(filtered.clone_of("ada")).row_filters


def test_a_deployment_with_filters_needs_nothing(filtered, capsys):
    bad, _, shown = look(filtered, capsys)
    assert bad == 0, shown
    assert f"views in {FILTERED}." in shown


def test_doctor_finds_views_that_are_not_there(filtered, capsys):
    del filtered.workspace.securables["table", f"{FILTERED}.patterns"]
    bad, _, shown = look(filtered, capsys)
    assert bad == 1
    assert f"{FILTERED} has no view patterns: databricks bundle run setup makes them" in shown


@pytest.mark.parametrize("schema", [ANSWERS, "acme.faultbook_raw", ACCESS])
@pytest.mark.parametrize("principal", ["log-readers", "account users"])
def test_doctor_finds_a_way_past_the_filters(filtered, capsys, schema, principal):
    grants(filtered, schema).setdefault(principal, set()).add("SELECT")
    bad, _, shown = look(filtered, capsys)
    assert bad == 1
    quoted = ".".join(f"`{part}`" for part in schema.split("."))
    assert f"REVOKE SELECT ON SCHEMA {quoted} FROM `{principal}`" in shown


def test_doctor_finds_a_way_past_by_the_catalog(filtered, capsys):
    filtered.workspace.securables["catalog", "acme"].grants["log-readers"] = {"SELECT"}
    bad, _, shown = look(filtered, capsys)
    assert bad == 3
    assert "(or on its catalog)" in shown


def test_doctor_names_that_they_are_off(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION) == 0, capsys.readouterr()
    bad, _, shown = look(desk, capsys)
    assert (bad, "Row filters: off." in shown) == (0, True)


def test_switching_off_gives_back_and_removes(filtered, capsys):
    options = (*IN_PRODUCTION, "--row-filters", "no", "--no-deploy")
    assert filtered.faultbook("ada", "init", "--yes", *options) == 0, capsys.readouterr()
    assert filtered.faultbook("ada", "deploy", "--target", "prod", "--allow-removal") == 0, capsys.readouterr()
    assert grants(filtered, ANSWERS)["log-readers"] == {"USE_SCHEMA", "SELECT"}
    assert schemas_of_readers(filtered) == {"faultbook"}
    assert not [name for kind, name in filtered.workspace.securables if name.startswith((FILTERED, ACCESS))]
    bad, _, shown = look(filtered, capsys)
    assert bad == 0, shown


def test_an_answer_that_is_neither_is_refused(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION, "--row-filters", "maybe") == 2
    assert "--row-filters: found 'maybe', expected yes or no" in capsys.readouterr().err


def test_dev_has_none_of_it(filtered, capsys):
    assert filtered.faultbook("ada", "deploy") == 0, capsys.readouterr()
    assert not [name for _, name in filtered.workspace.securables if "dev_ada" in name and "filtered" in name]
