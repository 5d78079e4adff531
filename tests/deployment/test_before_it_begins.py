"""What is refused or noted before anything is asked, written or deployed: tools, names, rights, the wrong workspace."""

import io
import sys
from pathlib import Path

import pytest

from faultbook.bundle.app_names import BY_NUMBER, fits, usual_name_in_dev
from faultbook.bundle.deployment_file import read_deployment
from faultbook.cli import run_command_line
from faultbook.deployment import wheel_builder
from faultbook.deployment.wheel_builder import require_builder
from faultbook.errors import MissingDependency
from tests.deployment.conftest import CI, IN_PRODUCTION, PEOPLE, Desk, OpenDesk, usual_workspace
from tests.workspace.state import Person

LONG = Person("maximiliane.von-und-zu-hohenstein@example.com", ("engineers",))


def words(capsys) -> str:
    printed = capsys.readouterr()
    return " ".join((printed.out + printed.err).split())


def tool(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    (folder / name).chmod(0o755)


class TestWhatBuildsTheWheel:
    """uv, else a pip of a Python that is new enough."""

    def found(self, folder: Path):
        return lambda name: str(folder / name) if (folder / name).is_file() else None

    def test_uv_is_enough(self, tmp_path):
        tool(tmp_path / "bin", "uv", "exit 1")
        assert require_builder(self.found(tmp_path / "bin")) == "uv"

    def test_a_pip_of_a_new_python_is_enough(self, tmp_path):
        tool(tmp_path / "bin", "python3", "echo 'No module named pip' >&2; exit 1")
        tool(tmp_path / "bin", "pip", "echo 'pip 25.1 from /x/pip (python 3.14)'")
        assert require_builder(self.found(tmp_path / "bin")) == "pip"

    def test_where_there_is_none_each_try_is_named(self, tmp_path):
        tool(tmp_path / "bin", "python3", "echo 'pip 21.2.4 from /x/pip (python 3.9)'")
        with pytest.raises(MissingDependency) as refused:
            require_builder(self.found(tmp_path / "bin"))
        assert str(refused.value) == (
            "The wheel of the jobs cannot be built: uv is not on the PATH; python3 -m pip is of Python 3.9; pip is not "
            "on the PATH. Fix: install uv (docs.astral.sh/uv), or Python 3.11 or newer with pip."
        )

    def test_a_pip_that_does_not_end_is_none(self, tmp_path, monkeypatch):
        tool(tmp_path / "bin", "python3", "exec sleep 600")
        monkeypatch.setattr(wheel_builder, "LIMIT_SECONDS", 0.3)
        with pytest.raises(MissingDependency, match=r"python3 -m pip does not run \(TimeoutExpired\)"):
            require_builder(self.found(tmp_path / "bin"))

    def test_without_one_the_workspace_gets_no_request(self, open_desk: OpenDesk, capsys, monkeypatch, tmp_path):
        desk = open_desk()
        alone = tmp_path / "alone"
        alone.mkdir()
        (alone / "databricks").symlink_to(tmp_path / "tools" / "databricks")
        monkeypatch.setenv("PATH", str(alone))
        for command in (["init", "--yes"], ["deploy"]):
            assert desk.faultbook("ada", *command) == 3
            assert "The wheel of the jobs cannot be built: uv is not on the PATH" in words(capsys)
        assert desk.workspace.requests == []
        assert read_deployment(desk.clone_of("ada")) is None


class TestNamesOfApps:
    """At most 30 characters, whoever deploys."""

    @pytest.fixture
    def desk(self, open_desk: OpenDesk) -> Desk:
        workspace = usual_workspace()
        workspace.people = {**PEOPLE, "long": LONG}
        return open_desk(workspace)

    def apps(self, desk: Desk) -> set[str]:
        return {app["name"] for app in desk.workspace.objects.get("apps", {}).values()}

    def test_a_user_with_a_long_name_gets_a_number(self, desk, capsys):
        assert desk.faultbook("long", "init", "--yes") == 0, capsys.readouterr()
        assert self.apps(desk) == {f"fb-{LONG.number}"}
        assert read_deployment(desk.clone_of("long")).dev_app_name == BY_NUMBER
        assert "no app can be named fb-maximiliane-von-und-zu-hohenstein" in words(capsys)

    def test_colleagues_then_have_numbers_of_their_own(self, desk, capsys):
        assert desk.faultbook("long", "init", "--yes") == 0
        desk.hand_over("long", "bob")
        assert desk.faultbook("bob", "deploy") == 0, capsys.readouterr()
        assert len(self.apps(desk)) == 2

    def test_a_principal_without_a_title_gets_a_number(self, desk, capsys):
        assert desk.faultbook("ci", "init", "--yes") == 0, capsys.readouterr()
        assert self.apps(desk) == {f"fb-{CI.number}"}

    def test_a_name_that_is_too_long_is_refused_before_anything_is_deployed(self, desk, capsys):
        assert desk.faultbook("ada", "init", "--yes", "--no-deploy") == 0
        desk.hand_over("ada", "long")
        capsys.readouterr()
        assert desk.faultbook("long", "deploy") == 2
        shown = words(capsys)
        assert "dev_app_name: found 'fb-maximiliane-von-und-zu-hohenstein' (36 characters), expected 2 to 30" in shown
        assert "export BUNDLE_VAR_dev_app_name=NAME" in shown
        assert desk.made() == []

    def test_the_fix_of_the_sentence_works(self, desk, capsys, monkeypatch):
        assert desk.faultbook("ada", "init", "--yes", "--no-deploy") == 0
        desk.hand_over("ada", "long")
        monkeypatch.setenv("BUNDLE_VAR_dev_app_name", "fb-max")
        assert desk.faultbook("long", "deploy") == 0, capsys.readouterr()
        assert self.apps(desk) == {"fb-max"}

    @pytest.mark.parametrize(
        ("user", "title", "name"),
        [
            ("Ada.Lovelace@example.com", "", "fb-ada-lovelace"),
            ("josé@example.com", "", "fb-jose"),
            (CI.name, "", f"fb-{CI.name}"),
            (CI.name, "CI of logs", "fb-ci-of-logs"),
        ],
    )
    def test_the_name_is_the_one_that_the_cli_makes(self, user, title, name):
        assert usual_name_in_dev(user, title) == name
        assert fits(name) is (len(name) <= 30)


class TestRights:
    """Grants that cannot be looked up, and a deployer who is no admin."""

    def test_grants_that_nobody_may_see_are_no_refusal(self, open_desk: OpenDesk, capsys):
        workspace = usual_workspace()
        workspace.grants_are_visible = False
        desk = open_desk(workspace)
        assert desk.faultbook("ada", "init", "--yes", "--catalog", "acme") == 0, capsys.readouterr()
        assert "acme.dev_ada_faultbook" in workspace.named("schema")

    def test_a_catalog_with_unknown_rights_is_not_taken_by_itself(self, open_desk: OpenDesk, capsys):
        workspace = usual_workspace()
        workspace.grants_are_visible = False
        desk = open_desk(workspace)
        assert desk.faultbook("ada", "init", "--yes") == 2
        assert "--catalog: not given" in words(capsys)

    def test_what_was_granted_to_oneself_is_seen_all_the_same(self, open_desk: OpenDesk, capsys):
        workspace = usual_workspace()
        workspace.grants_are_visible = False
        workspace.securables["catalog", "acme"].grants = {"ada@example.com": {"USE_CATALOG", "CREATE_SCHEMA"}}
        desk = open_desk(workspace)
        assert desk.faultbook("ada", "init", "--yes", "--no-deploy") == 0, capsys.readouterr()

    def test_what_the_bundle_cannot_grant_is_noted_once(self, open_desk: OpenDesk, capsys):
        desk = open_desk()
        for wanted in (True, False):
            assert desk.faultbook("ada", "init", "--yes", "--no-deploy", *IN_PRODUCTION) == 0
            shown = words(capsys)
            for group in ("log-readers", "log-operators", "log-admins"):
                assert (f"GRANT USE CATALOG ON CATALOG `acme` TO `{group}`" in shown) is wanted

    def test_who_is_no_admin_is_noted(self, open_desk: OpenDesk, capsys):
        desk = open_desk()
        options = ["--target", "prod", "--no-deploy", "--readers", "log-readers", "--operators", "log-operators"]
        assert desk.faultbook("bob", "init", "--yes", *options, "--admins", "log-admins") == 0
        assert "You are not in log-admins" in words(capsys)
        assert desk.faultbook("ada", "init", "--yes", "--no-deploy", *IN_PRODUCTION) == 0
        assert "You are not in" not in words(capsys)


def test_doctor_does_not_look_in_another_workspace(open_desk: OpenDesk, capsys):
    """There all would be absent, and the advice would be to deploy it again."""
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes") == 0
    file = desk.clone_of("ada") / "databricks.yml"
    file.write_text(file.read_text("utf-8").replace(desk.host, "https://other.example"), "utf-8")
    capsys.readouterr()
    assert desk.faultbook("ada", "doctor", "--workspace") == 3
    shown = words(capsys)
    assert "deploys the target dev to https://other.example, and you are signed in to http://127.0.0.1" in shown
    assert "Fix: --profile" in shown


def test_another_workspace_is_noted(open_desk: OpenDesk, capsys):
    desk = open_desk()
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy") == 0
    file = desk.clone_of("ada") / "databricks.yml"
    file.write_text(file.read_text("utf-8").replace(desk.host, "https://other.example"), "utf-8")
    assert desk.faultbook("ada", "init", "--yes", "--no-deploy") == 0
    assert "databricks.yml deployed to https://other.example until now" in words(capsys)


def test_the_only_profile_is_taken(open_desk: OpenDesk, capsys, tmp_path):
    """`databricks auth login --host` calls it after the host, not DEFAULT."""
    desk = open_desk()
    (tmp_path / "no-databrickscfg").write_text(f"[acme]\nhost = {desk.host}\ntoken = ada\n", "utf-8")
    clone = desk.clone_of("ada")
    assert run_command_line(["init", "--yes", "--no-deploy", "--folder", str(clone)]) == 0, capsys.readouterr()
    assert read_deployment(clone).host == desk.host


def test_an_input_that_ends_is_a_sentence(open_desk: OpenDesk, capsys, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    desk = open_desk()
    monkeypatch.setattr(sys, "stdin", Terminal("acme\n"))
    assert desk.faultbook("ada", "init", "--no-deploy") == 2
    assert "--schema: the input ended before an answer. Fix: give --schema, or --yes" in words(capsys)
    assert read_deployment(desk.clone_of("ada")) is None


def test_the_principal_of_the_jobs_can_be_taken_back(open_desk: OpenDesk, capsys):
    desk = open_desk()
    given = ["init", "--yes", "--no-deploy", *IN_PRODUCTION, "--parts", "none"]
    assert desk.faultbook("ada", *given, "--run-as", CI.name) == 0, capsys.readouterr()
    assert read_deployment(desk.clone_of("ada")).run_as == CI.name
    assert desk.faultbook("ada", *given) == 0
    assert read_deployment(desk.clone_of("ada")).run_as == CI.name
    assert desk.faultbook("ada", *given, "--run-as", "none") == 0
    assert read_deployment(desk.clone_of("ada")).run_as == ""
