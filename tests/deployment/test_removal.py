"""Removal: a developer's copy goes with all that it made; production refuses."""

from tests.deployment.conftest import IN_PRODUCTION


def destroy(desk, who: str, target: str):
    return desk.databricks(who, "bundle", "destroy", "--target", target, "--auto-approve")


def test_a_developer_s_copy_is_removed_and_nothing_of_the_others(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes") == 0, capsys.readouterr()
    desk.hand_over("ada", "bob")
    assert desk.faultbook("bob", "deploy") == 0, capsys.readouterr()
    removed = destroy(desk, "ada", "dev")
    assert removed.returncode == 0, removed.stderr
    left = [name for kind in ("schema", "volume", "table") for name in desk.workspace.named(kind)]
    assert not [name for name in left if "dev_ada" in name]
    assert "acme.dev_bob_faultbook" in left
    assert all("ada" not in job["settings"]["name"] for job in desk.workspace.jobs.values())
    assert len(desk.workspace.jobs) > 5
    assert set(desk.workspace.objects["apps"]) == {"fb-bob"}
    assert not [path for path in desk.workspace.files if path.startswith("/Workspace/Users/ada@example.com/.bundle")]


def test_production_refuses_and_stays_whole(open_desk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", *IN_PRODUCTION) == 0, capsys.readouterr()
    before = dict(desk.workspace.securables), dict(desk.workspace.jobs)
    refused = destroy(desk, "ada", "prod")
    assert refused.returncode != 0
    assert "resources.schemas.answers has lifecycle.prevent_destroy set" in refused.stderr + refused.stdout
    assert (dict(desk.workspace.securables), dict(desk.workspace.jobs)) == before
