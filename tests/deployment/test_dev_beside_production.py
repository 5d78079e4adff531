"""Dev and production in one file: each is decided by itself, and what was written by hand outlives `faultbook init`."""

import pytest
import yaml

from faultbook.bundle.deployment_file import read_deployment
from faultbook.bundle.parts import Part
from faultbook.cli.doctor.deployment import deployment_checks
from faultbook.cli.doctor.diagnosis import Status
from tests.deployment.conftest import IN_PRODUCTION, Desk, OpenDesk, usual_workspace


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """A workspace with a catalog for production and one for trials."""
    workspace = usual_workspace()
    workspace.add("catalog", "lab", grants={"engineers": {"USE_CATALOG", "CREATE_SCHEMA"}})
    return open_desk(workspace)


def catalogs(desk: Desk) -> dict[str, str]:
    targets = yaml.safe_load((desk.clone_of("ada") / "databricks.yml").read_text("utf-8"))["targets"]
    return {name: target["variables"]["catalog"] for name, target in targets.items()}


def test_a_developer_s_answers_leave_production_as_it_is(desk, capsys):
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION, "--catalog", "acme") == 0, capsys.readouterr()
    before = dict(desk.workspace.securables)
    desk.hand_over("ada", "bob")
    assert desk.faultbook("bob", "init", "--yes", "--catalog", "lab") == 0, capsys.readouterr()
    desk.hand_over("bob", "ada")
    assert catalogs(desk) == {"dev": "lab", "prod": "acme"}
    assert "lab.dev_bob_faultbook" in desk.workspace.named("schema")
    assert before.items() <= desk.workspace.securables.items()
    assert desk.faultbook("ada", "deploy", "--target", "prod") == 0, capsys.readouterr()


@pytest.mark.parametrize("later", [(), ("--parts", "bill,alerts")])
def test_production_leaves_dev_where_it_was(desk, capsys, later):
    assert desk.faultbook("ada", "init", "--yes", "--catalog", "lab", "--no-deploy") == 0
    options = [*IN_PRODUCTION, "--catalog", "acme", *later]
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy", *options) == 0, capsys.readouterr()
    assert catalogs(desk) == {"dev": "lab", "prod": "acme"}
    assert desk.faultbook("ada", "deploy") == 0, capsys.readouterr()
    assert desk.faultbook("ada", "deploy", "--target", "prod") == 0, capsys.readouterr()


def test_parts_are_those_of_both(desk, capsys):
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy", *IN_PRODUCTION, "--catalog", "acme") == 0
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy", "--catalog", "lab", "--parts", "alerts") == 0
    found = read_deployment(desk.clone_of("ada"))
    assert found.parts == {Part.ALERTS}
    targets = yaml.safe_load((desk.clone_of("ada") / "databricks.yml").read_text("utf-8"))["targets"]
    assert {target["variables"]["without"] for target in targets.values()} == {"bill,incidents"}


def test_destinations_of_alerts_are_kept_and_are_somebody_who_hears(desk, capsys):
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy", "--catalog", "lab", "--failure-email", "none") == 0
    root = desk.clone_of("ada")
    file = root / "databricks.yml"
    listed = "    variables:\n      alert_subscriptions: [{destination_id: d1}, {user_email: a@b.example}]\n"
    file.write_text(file.read_text("utf-8").replace("    variables:\n", listed), "utf-8")
    lines = {check.name: check.status for check in deployment_checks(root)}
    assert lines == {"Deployment": Status.OK, "Failures": Status.WARN}
    assert desk.faultbook("ada", "init", "--yes", "--parts", "alerts") == 0, capsys.readouterr()
    assert "destination_id: d1" in file.read_text("utf-8")
    sent = [alert["evaluation"]["notification"]["subscriptions"] for alert in desk.workspace.objects["alerts"].values()]
    assert all({"destination_id": "d1"} in each for each in sent)
