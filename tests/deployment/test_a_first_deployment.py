"""A first deployment from end to end: what is looked up, the order in which things are made, what is granted."""

import pytest

from faultbook.bundle.deployment_file import read_deployment
from faultbook.bundle.parts import EVERYTHING, Part
from faultbook.deployment.steps_of_deployment import BASE
from faultbook.stores.views import published_views
from faultbook.tables import TABLES
from tests.deployment.conftest import ADA, CI, IN_PRODUCTION, PRODUCTION, Desk, OpenDesk, usual_workspace

UC = "/api/2.1/unity-catalog"
LOOKED_UP = [
    ("GET", "/api/2.0/preview/scim/v2/Me"),
    ("GET", f"{UC}/catalogs"),
    ("GET", f"{UC}/catalogs/acme"),
    ("GET", f"{UC}/effective-permissions/catalog/acme"),
    ("GET", f"{UC}/catalogs/locked"),
    ("GET", f"{UC}/effective-permissions/catalog/locked"),
    ("GET", "/api/2.0/sql/warehouses"),
    ("GET", f"{UC}/catalogs/system"),
    ("GET", f"{UC}/effective-permissions/catalog/system"),
    ("GET", f"{UC}/schemas/system.billing"),
    ("GET", f"{UC}/effective-permissions/schema/system.billing"),
]
"""What init looks up in the workspace before it writes anything."""
GROUPS = [("GET", "/api/2.0/preview/scim/v2/Groups")] * 2
"""Looked up for production too; the SDK looks for a second page."""
SURFACES = ("/api/2.0/genie", "/api/2.0/lakeview", "/api/2.0/alerts", "/api/2.0/apps")


def paths(desk: Desk, beginning: str) -> list[str]:
    return [one.path for one in desk.made() if one.path.startswith(beginning)]


def named(desk: Desk, kind: str, field: str) -> set[str]:
    return {one[field] for one in desk.workspace.objects.get(kind, {}).values()}


@pytest.fixture
def of_ada(open_desk: OpenDesk, capsys) -> Desk:
    """Ada deployed her own copy, with nothing but Enter."""
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes") == 0, capsys.readouterr()
    return desk


def test_it_looks_up_each_thing_once_and_changes_nothing_by_itself(of_ada):
    own = [(one.method, one.path) for one in of_ada.workspace.requests if not one.is_of_the_cli]
    assert own == LOOKED_UP


def test_the_cli_is_called_in_the_order_that_works(of_ada):
    assert of_ada.cli_calls() == [
        "--version",
        "bundle validate --target dev",
        "bundle summary --output json --target dev",
        f"bundle deploy --select {','.join(BASE)} --target dev",
        "bundle run setup --target dev",
        "bundle deploy --target dev",
        "bundle summary --output json --target dev",
    ]


def test_tables_are_there_before_anything_that_needs_them(of_ada):
    order = [one.path for one in of_ada.made()]
    setup = order.index("/api/2.2/jobs/run-now")
    before = sorted(path for path in order[:setup] if "permissions" not in path)
    assert before == [
        f"{UC}/schemas",
        f"{UC}/schemas",
        f"{UC}/volumes",
        f"{UC}/volumes",
        "/api/2.2/jobs/create",
    ]
    assert all(order.index(path) > setup for path in order if path.startswith(SURFACES))
    made = {name.split(".")[-1] for name in of_ada.workspace.named("table")}
    assert made == TABLES.keys() | published_views().keys()


def test_what_dev_makes_has_the_developer_s_name_and_grants_nothing(of_ada):
    assert set(of_ada.workspace.named("schema")) == {
        "acme.dev_ada_faultbook",
        "acme.dev_ada_faultbook_raw",
        "system.billing",
    }
    assert all(job["settings"]["name"].startswith("[dev ada] ") for job in of_ada.workspace.jobs.values())
    assert named(of_ada, "apps", "name") == {"fb-ada"}
    assert not paths(of_ada, f"{UC}/permissions")


def test_it_shows_where_things_are_and_what_comes_next(of_ada, capsys):
    of_ada.faultbook("ada", "deploy")
    shown = capsys.readouterr().out
    for words in ("1 of 4: checks files and values", "4 of 4: done in", "Genie space", "dashboard", "fb-ada"):
        assert words in shown
    assert "/Volumes/acme/dev_ada_faultbook_raw/landing" in shown
    assert "[dev ada] faultbook errors" in shown
    assert "paused in dev" in shown


def test_a_second_developer_deploys_beside_the_first(of_ada, capsys):
    before = dict(of_ada.workspace.securables)
    of_ada.hand_over("ada", "bob")
    assert of_ada.faultbook("bob", "deploy") == 0, capsys.readouterr()
    assert {"acme.dev_ada_faultbook", "acme.dev_bob_faultbook"} <= set(of_ada.workspace.named("schema"))
    assert named(of_ada, "apps", "name") == {"fb-ada", "fb-bob"}
    assert before.items() <= of_ada.workspace.securables.items()


def test_production_is_granted_to_three_groups(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION) == 0, capsys.readouterr()
    answers = desk.workspace.securables["schema", "acme.faultbook"].grants
    raw = desk.workspace.securables["schema", "acme.faultbook_raw"].grants
    assert answers["log-readers"] == {"USE_SCHEMA", "SELECT"}
    assert "log-readers" not in raw
    assert "SELECT" in raw["log-operators"]
    job = next(iter(desk.workspace.jobs))
    levels = {
        one["group_name"]: one["all_permissions"][0]["permission_level"]
        for one in desk.workspace.permissions[f"jobs/{job}"]
        if "group_name" in one
    }
    assert levels == {"log-operators": "CAN_MANAGE_RUN", "log-admins": "CAN_MANAGE"}
    shown = capsys.readouterr().out
    assert "busy day: at most 6 runs" in shown
    assert "start the warehouse 6 times" in shown
    assert "and no alert query: no warehouse is started" in shown


def test_jobs_evaluate_the_alerts_that_were_deployed(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION) == 0, capsys.readouterr()
    tasks = [task for job in desk.workspace.jobs.values() for task in job["settings"]["tasks"]]
    evaluated = {task["alert_task"]["alert_id"] for task in tasks if "alert_task" in task}
    assert evaluated == set(desk.workspace.objects["alerts"])
    schedules = [one["schedule"]["pause_status"] for one in desk.workspace.objects["alerts"].values()]
    assert set(schedules) == {"PAUSED"}


def test_production_is_permitted_by_one_request_for_each_resource(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION) == 0, capsys.readouterr()
    own = [(one.method, one.path) for one in desk.workspace.requests if not one.is_of_the_cli]
    at = LOOKED_UP.index(("GET", f"{UC}/catalogs/system"))
    assert own == [*LOOKED_UP[:at], *GROUPS, *LOOKED_UP[at:]]
    objects = desk.workspace.objects
    expected = {f"jobs/{number}" for number in desk.workspace.jobs}
    expected |= {f"{kind}/{key}" for kind in ("genie", "dashboards", "apps") for key in objects[kind]}
    expected |= {f"alertsv2/{key}" for key in objects["alerts"]}
    given = {name: entries for name, entries in desk.workspace.permissions.items() if "directories" not in name}
    assert {name.replace("alerts/", "alertsv2/") for name in given} == expected
    for name, entries in given.items():
        levels = {one.get("group_name"): one["all_permissions"][0]["permission_level"] for one in entries}
        assert levels["log-admins"] == "CAN_MANAGE", name
        assert levels["log-operators"] != "CAN_MANAGE", name
    granted = {name for (kind, name), found in desk.workspace.securables.items() if found.grants and "." in name}
    volumes = {f"acme.faultbook_raw.{name}" for name in ("landing", "checkpoints")}
    assert granted == {"acme.faultbook", "acme.faultbook_raw", *volumes}
    checkpoints = desk.workspace.securables["volume", "acme.faultbook_raw.checkpoints"].grants
    assert checkpoints.keys() == {"log-admins"}


def test_a_second_identity_finds_the_same_production(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION) == 0, capsys.readouterr()
    made = len(desk.workspace.jobs), {kind: len(found) for kind, found in desk.workspace.objects.items()}
    desk.hand_over("ada", "ci")
    first = len(desk.workspace.requests)
    assert desk.faultbook("ci", "deploy", "--target", "prod") == 0, capsys.readouterr()
    assert (len(desk.workspace.jobs), {kind: len(found) for kind, found in desk.workspace.objects.items()}) == made
    later = [(one.method, one.path) for one in desk.workspace.requests[first:] if one.who == CI]
    assert ("POST", "/api/2.2/jobs/create") not in later
    assert ("POST", "/api/2.2/jobs/reset") in later
    states = [path for path in desk.workspace.files if path.endswith("/state/resources.json")]
    assert states == [f"/Workspace/Users/{ADA.name}/.bundle/faultbook/prod/state/resources.json"]


def test_a_principal_needs_no_terminal_and_no_answers_but_options(open_desk, capsys):
    desk = open_desk()
    options = ["--catalog", "acme", "--warehouse", "smallest", "--parts", "all", "--failure-email", "none"]
    assert desk.faultbook("ci", "init", *options, *IN_PRODUCTION) == 0, capsys.readouterr()
    written = read_deployment(desk.clone_of("ci"))
    assert written.owner == CI.name
    assert (written.parts, written.warehouse_id) == (EVERYTHING, "0123456789abcdef")


def test_without_a_warehouse_nothing_asks_one(open_desk, capsys):
    desk = open_desk(usual_workspace(with_warehouse=False))
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION) == 0, capsys.readouterr()
    assert not [path for path in paths(desk, "/api/2.0/") if path.startswith(SURFACES)]
    assert read_deployment(desk.clone_of("ada")).parts == {Part.BILL}
    assert "no warehouse is started" in capsys.readouterr().out


def test_a_surface_without_a_warehouse_is_refused_before_anything_is_written(open_desk, capsys):
    desk = open_desk(usual_workspace(with_warehouse=False))
    assert desk.faultbook("ada", "init", "--yes", "--parts", "genie", "--warehouse", "starter") == 2
    error = " ".join(capsys.readouterr().err.split())
    assert "--parts: found genie, which ask a SQL warehouse, and there is none that you may use" in error
    assert read_deployment(desk.clone_of("ada")) is None
    assert desk.made() == []


def test_without_the_bill_no_part_of_it_is_deployed(open_desk, capsys):
    desk = open_desk(usual_workspace(with_bill=False))
    assert desk.faultbook("ada", "init", "--yes") == 0, capsys.readouterr()
    assert Part.BILL not in read_deployment(desk.clone_of("ada")).parts
    jobs = {job["settings"]["name"] for job in desk.workspace.jobs.values()}
    assert "[dev ada] faultbook ingest" in jobs
    assert "[dev ada] faultbook cost" not in jobs
    assert not any("spend" in name for name in named(desk, "alerts", "display_name"))


def test_the_bill_that_is_wanted_and_not_granted_is_a_note_with_the_statement(open_desk, capsys):
    desk = open_desk(usual_workspace(with_bill=False))
    assert desk.faultbook("ada", "init", "--yes", "--parts", "all", "--no-deploy") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "NOT_ASSESSED" in shown
    assert "GRANT USE SCHEMA, SELECT ON SCHEMA `system`.`billing` TO `ada@example.com`" in shown


@pytest.mark.parametrize("catalog", ["locked", "elsewhere"])
def test_a_catalog_that_refuses_ends_with_the_sentence_for_its_owner(open_desk, capsys, catalog):
    desk = open_desk()
    before = (desk.clone_of("ada") / "databricks.yml").read_text("utf-8")
    assert desk.faultbook("ada", "init", "--yes", "--catalog", catalog) == 3
    printed = capsys.readouterr()
    assert f"GRANT USE CATALOG, CREATE SCHEMA ON CATALOG `{catalog}` TO `ada@example.com`;" in printed.out
    assert "Fix:" in printed.err
    assert desk.made() == []
    assert (desk.clone_of("ada") / "databricks.yml").read_text("utf-8") == before


def test_a_group_of_the_workspace_is_refused(open_desk, capsys):
    desk = open_desk()
    words = list(IN_PRODUCTION)
    words[words.index("log-readers")] = "users"
    assert desk.faultbook("ada", "init", "--yes", *words) == 2
    assert "--readers: found 'users', expected a group of the account" in " ".join(capsys.readouterr().err.split())


def test_what_was_decided_is_kept_and_only_the_given_is_changed(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy", *IN_PRODUCTION, "--schema", "logs") == 0
    first = read_deployment(desk.clone_of("ada"))
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy", "--parts", "alerts") == 0
    second = read_deployment(desk.clone_of("ada"))
    assert second == first.model_copy(update={"parts": frozenset({Part.ALERTS})})
    assert len(PRODUCTION) == 6


def test_a_part_that_is_left_out_is_deleted_only_on_purpose(of_ada, capsys):
    assert of_ada.faultbook("ada", "init", "--yes", "--no-deploy", "--parts", "genie") == 0
    assert of_ada.faultbook("ada", "deploy") == 3
    assert "--allow-removal" in " ".join(capsys.readouterr().err.split())
    assert of_ada.faultbook("ada", "deploy", "--allow-removal") == 0
    assert not of_ada.workspace.objects["apps"]
    assert of_ada.workspace.objects["genie"]
