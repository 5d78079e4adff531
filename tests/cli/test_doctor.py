import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from faultbook.bundle.deployment import deployment_from
from faultbook.bundle.deployment_file import render
from faultbook.cli import run_command_line
from faultbook.cli.doctor.deployment import deployment_checks
from faultbook.cli.doctor.diagnosis import Status, guarded
from faultbook.cli.doctor.lakehouse import lakehouse_checks
from faultbook.cli.doctor.machine import folder, jars, java, python, questions, spark
from faultbook.cli.doctor.severities import severity_checks
from faultbook.cli.doctor.workspace import is_configured, workspace_checks
from faultbook.errors import MissingDependency
from faultbook.settings import make_settings
from faultbook.tables.text_columns import REDACTION_PROPERTY, REDACTION_VERSION
from tests.bundle.conftest import PROJECT
from tests.loopback import listening
from tests.older_lakehouse import LAKEHOUSE
from tests.severity_rows import own_rows
from tests.stores.small_lakehouse import batch, ledger, make_lakehouse

UC = "/api/2.1/unity-catalog"
ME = {"userName": "ada@example.com", "groups": [{"display": "engineers", "type": "direct"}]}
IN_WORKSPACE = {
    "catalog": "main",
    "landing": "/Volumes/main/faultbook_raw/landing/logs",
    "checkpoints": "/Volumes/main/faultbook_raw/checkpoints",
}


class FakeWorkspace:
    """Answers GET requests from `answers` (path -> JSON), 404 for the rest, and records the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {"/api/2.0/preview/scim/v2/Me": ME}
        self.requests: list[str] = []

    def owned(self, kind: str, name: str, owner: str = "root@example.com") -> None:
        self.answers[f"{UC}/{kind}s/{name}"] = {"full_name": name, "owner": owner}

    def granted(self, kind: str, name: str, **privileges: list[str]) -> None:
        self.owned(kind, name)
        self.answers[f"{UC}/effective-permissions/{kind}/{name}"] = {
            "privilege_assignments": [
                {"principal": principal.replace("_", " "), "privileges": [{"privilege": word} for word in words]}
                for principal, words in privileges.items()
            ]
        }

    @contextmanager
    def serving(self) -> Iterator[str]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                requests = urlsplit(self.path)
                fake.requests.append(requests.path)
                answer = fake.answers.get(requests.path)
                if callable(answer):
                    answer = answer(parse_qs(requests.query))
                self.send_response(200 if answer is not None else 404)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                missing = {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no such thing"}
                self.wfile.write(json.dumps(answer if answer is not None else missing).encode())

            def log_message(self, *words: object) -> None:
                pass

        with listening(Handler) as host:
            yield host


@pytest.fixture(autouse=True)
def _no_workspace_of_this_machine(monkeypatch, tmp_path):
    for name in ("HOST", "TOKEN", "CONFIG_PROFILE", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"DATABRICKS_{name}", raising=False)
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "no-databrickscfg"))


@pytest.fixture
def fake(monkeypatch) -> Iterator[FakeWorkspace]:
    workspace = FakeWorkspace()
    with workspace.serving() as host:
        monkeypatch.setenv("DATABRICKS_HOST", host)
        monkeypatch.setenv("DATABRICKS_TOKEN", "a-token-of-a-test")
        yield workspace


def report(warehouse_id="", **values):
    return {check.name: check for check in workspace_checks(make_settings(**values), None, warehouse_id)}


def test_without_a_workspace_one_line_shows_how_to_name_one():
    (check,) = report().values()
    assert check.status is Status.ABSENT
    assert "DATABRICKS_HOST" in check.remedy


def test_a_configuration_file_with_a_host_names_a_workspace(tmp_path):
    assert not is_configured(None)
    (tmp_path / "no-databrickscfg").write_text("[DEFAULT]\nhost = https://x.example\ntoken = 50%\n")
    assert is_configured(None)


def test_a_named_profile_is_found_where_it_is_the_only_one(fake, monkeypatch, tmp_path):
    address = os.environ["DATABRICKS_HOST"]
    monkeypatch.delenv("DATABRICKS_HOST")
    monkeypatch.delenv("DATABRICKS_TOKEN")
    (tmp_path / "no-databrickscfg").write_text(f"[acme]\nhost = {address}\ntoken = a-token-of-a-test\n")
    assert report()["Workspace"].status is Status.OK


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("host = x\n", "cannot be read: File contains no section headers"),
        ("[a]\nhost = https://a.example\n[b]\nhost = https://b.example\n", "--profile: not given"),
    ],
)
def test_a_configuration_file_that_decides_nothing_is_one_line(tmp_path, text, words):
    (tmp_path / "no-databrickscfg").write_text(text)
    [check] = workspace_checks(make_settings(), None, "")
    assert (check.name, check.status) == ("Workspace", Status.FAIL)
    assert words in check.found
    assert check.remedy


def test_a_workspace_that_refuses_is_one_line(fake):
    del fake.answers["/api/2.0/preview/scim/v2/Me"]
    (check,) = report().values()
    assert (check.name, check.status) == ("Workspace", Status.FAIL)
    assert "\n" not in check.found


def test_a_workspace_that_answers_is_shown_with_the_user(fake):
    found = report()
    assert found["Workspace"].status is Status.OK
    assert found["Workspace"].found.endswith("as ada@example.com")
    assert found["Warehouse"].status is Status.ABSENT
    assert found["Grants"].status is Status.ABSENT


def test_a_warehouse_is_shown_by_name_and_state(fake):
    fake.answers["/api/2.0/sql/warehouses/abc"] = {"id": "abc", "name": "small", "state": "STOPPED"}
    assert report("abc")["Warehouse"].found == "small (stopped)"
    assert report("gone")["Warehouse"].status is Status.WARN


def test_the_model_of_the_setting_is_looked_up_and_has_to_chat(fake):
    def model(name: str, task: str) -> None:
        fake.answers[f"/api/2.0/serving-endpoints/{name}"] = {"name": name, "task": task, "state": {"ready": "READY"}}

    model("chat", "llm/v1/chat")
    model("vectors", "llm/v1/embeddings")

    def found(name):
        return report(analysis_endpoint=name)["Model"]

    assert (found("chat").status, found("chat").found) == (Status.OK, "chat (ready)")
    assert (found("vectors").status, found("vectors").found) == (
        Status.FAIL,
        "vectors is of the task llm/v1/embeddings",
    )
    assert (found("gone").status, found("gone").remedy) == (Status.WARN, "check FAULTBOOK_ANALYSIS_ENDPOINT")
    assert "Model" not in report()


def test_privileges_count_wherever_they_come_from(fake):
    fake.granted("catalog", "main", account_users=["USE_CATALOG"])
    fake.granted(
        "schema",
        "main.faultbook",
        engineers=["USE_SCHEMA", "SELECT"],
        **{"ada@example.com": ["MODIFY", "CREATE_TABLE"]},
    )
    fake.granted("schema", "main.faultbook_raw", engineers=["ALL_PRIVILEGES"])
    fake.granted("volume", "main.faultbook_raw.landing", engineers=["READ_VOLUME", "WRITE_VOLUME"])
    fake.owned("volume", "main.faultbook_raw.checkpoints", "ada@example.com")
    found = report(**IN_WORKSPACE)
    assert {check.status for name, check in found.items() if name != "Warehouse"} == {Status.OK}
    assert found["Volume main.faultbook_raw.checkpoints"].found == "yours"


def test_a_missing_privilege_is_shown_as_the_statement_that_grants_it(fake):
    fake.granted("catalog", "main", outsiders=["USE_CATALOG"])
    fake.granted("schema", "main.faultbook", engineers=["USE_SCHEMA", "SELECT", "CREATE_TABLE"])
    found = report(**IN_WORKSPACE)
    assert found["Catalog main"].status is Status.FAIL
    assert found["Schema main.faultbook"].remedy == "GRANT MODIFY ON SCHEMA `main`.`faultbook` TO `ada@example.com`"


def test_what_is_not_there_yet_is_a_warning(fake):
    assert report(**IN_WORKSPACE)["Schema main.faultbook"].status is Status.WARN


def test_grants_are_read_to_the_last_page(fake):
    fake.granted("catalog", "main")
    for schema in ("faultbook", "faultbook_raw"):
        fake.owned("schema", f"main.{schema}")
    pages = {
        None: {"next_page_token": "2"},
        "2": {"privilege_assignments": [{"principal": "engineers", "privileges": [{"privilege": "USE_CATALOG"}]}]},
    }
    fake.answers[f"{UC}/effective-permissions/catalog/main"] = lambda query: pages[query.get("page_token", [None])[0]]
    assert report(**IN_WORKSPACE)["Catalog main"].status is Status.OK


def test_who_has_to_make_the_schemas_needs_the_right_to_make_them(fake):
    fake.granted("catalog", "main", engineers=["USE_CATALOG"])
    found = report(**IN_WORKSPACE)["Catalog main"]
    assert (found.status, found.found) == (Status.FAIL, "missing CREATE SCHEMA")
    assert found.remedy == "GRANT CREATE SCHEMA ON CATALOG `main` TO `ada@example.com`"


@pytest.fixture
def decided(tmp_path, monkeypatch):
    """A function that writes a deployment of the bundle beside this test, in the working folder."""
    root = tmp_path / "bundle"
    root.mkdir()
    for name in ("faultbook.yml", "resources"):
        (root / name).symlink_to(PROJECT / name)
    monkeypatch.chdir(root)

    def decide(**answers):
        deployment = deployment_from({"catalog": "main", "parts": [], **answers})
        (root / "databricks.yml").write_text(render(deployment, root), encoding="utf-8")
        return {check.name: check for check in deployment_checks(root)}

    return decide


def test_while_nobody_hears_of_failures_and_alerts_there_is_a_warning(decided):
    found = decided(parts=["alerts"], warehouse_id="abc")
    assert found["Deployment"].found == "catalog main, dev only; parts: alerts"
    assert (found["Failures"].status, found["Failures"].found) == (Status.WARN, "no recipient of failed runs")
    assert (found["Alerts"].status, found["Alerts"].found) == (Status.WARN, "no recipient of alerts")
    heard = decided(parts=["alerts"], warehouse_id="abc", failure_webhooks=["1"], alert_emails=["team@example.com"])
    assert heard.keys() == {"Deployment"}


def test_a_bill_that_is_deployed_and_not_granted_is_one_sentence(fake, decided):
    decided(parts=["bill"])
    fake.granted("schema", "system.billing", engineers=["USE_SCHEMA"])
    found = report(**IN_WORKSPACE)["Bill"]
    assert (found.status, found.found) == (Status.WARN, "the bill is not assessed: missing SELECT on system.billing")
    assert found.remedy.startswith("GRANT SELECT ON SCHEMA `system`.`billing` TO `ada@example.com`; or leave out")
    fake.granted("schema", "system.billing", engineers=["USE_SCHEMA", "SELECT"])
    assert report(**IN_WORKSPACE)["Bill"].status is Status.OK
    decided(parts=[])
    assert "Bill" not in report(**IN_WORKSPACE)


def test_the_warehouse_has_one_name_wherever_it_is_given():
    text = "\n".join(path.read_text("utf-8") for path in (PROJECT / "src" / "faultbook").rglob("*.py"))
    assert set(re.findall(r"[A-Z]+_WAREHOUSE_ID", text)) == {"DATABRICKS_WAREHOUSE_ID"}


def test_old_texts_are_a_warning_until_redact_has_marked_the_tables(fake):
    name = f"{UC}/tables/main.faultbook.error_templates"
    assert "Old texts" not in report(**IN_WORKSPACE)
    fake.answers[name] = {"name": "error_templates", "properties": {"faultbook.contract_version": "2"}}
    check = report(**IN_WORKSPACE)["Old texts"]
    assert (check.status, check.remedy) == (Status.WARN, "databricks bundle run redact")
    fake.answers[name] = {"name": "error_templates", "properties": {REDACTION_PROPERTY: str(REDACTION_VERSION)}}
    assert "Old texts" not in report(**IN_WORKSPACE)


def test_old_texts_of_a_folder_are_known_by_its_tables_properties(tmp_path):
    assert list(lakehouse_checks(tmp_path, make_settings())) == []
    (check,) = lakehouse_checks(LAKEHOUSE, make_settings())
    assert check.status is Status.WARN
    assert "error_logs_parsed" in check.found and "query_statements" not in check.found  # which is empty
    assert check.remedy.startswith("faultbook run redact --lakehouse")


def test_nothing_is_written_to_the_workspace(fake):
    report("abc", **IN_WORKSPACE)
    assert fake.requests


def test_this_environment_is_in_order():
    assert [check.status for check in (python(), java(), spark(), questions())] == [Status.OK] * 4


def test_a_folder_that_is_not_there_yet_is_in_order_if_it_can_be_made(tmp_path):
    check = folder("Landing", tmp_path / "a" / "b")
    assert check.status in (Status.OK, Status.WARN)
    assert not (tmp_path / "a").exists()


def test_a_folder_below_a_file_fails(tmp_path):
    (tmp_path / "file").touch()
    assert folder("Landing", tmp_path / "file" / "logs").status is Status.FAIL


def test_missing_jars_are_a_warning_here_and_a_failure_where_they_were_promised(tmp_path, monkeypatch):
    monkeypatch.delenv("FAULTBOOK_JARS", raising=False)
    monkeypatch.setenv("FAULTBOOK_CACHE", str(tmp_path))
    assert jars().status is Status.WARN
    monkeypatch.setenv("FAULTBOOK_JARS", str(tmp_path))
    assert jars().status is Status.FAIL


def test_a_failure_on_the_way_is_the_check_s_failure():
    def look():
        raise MissingDependency("Nothing there. Fix: get it")

    check = guarded("Thing", look)
    assert (check.status, check.found, check.remedy) == (Status.FAIL, "Nothing there.", "get it")


def test_the_command_prints_a_line_per_check_and_exits_with_three_where_one_failed(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("FAULTBOOK_CATALOG", raising=False)
    assert run_command_line(["doctor", "--landing", str(tmp_path), "--lakehouse", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    for name in ("Python", "Java", "Spark", "Delta jars", "Cache", "Landing", "Lakehouse", "Questions", "Workspace"):
        assert f"{name}: " in printed
    Path(tmp_path, "file").touch()
    assert run_command_line(["doctor", "--landing", str(tmp_path / "file"), "--lakehouse", str(tmp_path)]) == 3
    assert "FAIL" in capsys.readouterr().out


def test_an_own_setting_without_event_is_one_warning(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("FAULTBOOK_SEVERITIES", json.dumps({"Error": ["err"], "Info": []}))
    assert run_command_line(["doctor", "--landing", str(tmp_path), "--lakehouse", str(tmp_path / "none")]) == 0
    printed = capsys.readouterr().out
    assert printed.count("has no level Event") == 1 and "the setting severities (Error, Info)" in printed

    for own in ({"Error": ["err"], "Event": []}, {"Error": ["err"], "Info": ["EVENT"]}):
        monkeypatch.setenv("FAULTBOOK_SEVERITIES", json.dumps(own))
        run_command_line(["doctor", "--landing", str(tmp_path), "--lakehouse", str(tmp_path / "none")])
        assert "Event" not in capsys.readouterr().out


def test_severities_of_a_lakehouse_are_looked_at(tmp_path):
    rejected = {"batch_id": 1, "reason": "unknown_severity", "source_file": "a.log", "service": "api"}
    clean = make_lakehouse(tmp_path / "clean", ingest_ledger=[ledger(1, parsed=7)], ingest_batches=[batch(1)])
    odd = make_lakehouse(
        tmp_path / "odd",
        ingest_ledger=[ledger(1, parsed=7, unknown_severity=3), ledger(2, parsed=4, records=1)],
        ingest_batches=[batch(1), batch(2)],
        error_logs_rejected=[rejected] * 4,
        severity_ranks=own_rows("Blocker", "Major", error="Major"),
    )
    assert severity_checks(make_settings(), clean) == []
    assert severity_checks(make_settings(), tmp_path / "none") == []
    event, levels, rejects = severity_checks(make_settings(), odd)
    assert "the setting severities (Blocker, Major) has no level Event" in event.found
    assert "3 of 8 records have the severity Unknown" in levels.found
    assert ("4 lines" in rejects.found, rejects.remedy) == (True, "faultbook run reprocess")
    assert {check.status for check in (event, levels, rejects)} == {Status.WARN}


def test_a_lakehouse_that_was_not_set_up_again_gets_the_command(tmp_path):
    old = make_lakehouse(tmp_path, ingest_ledger=[ledger(1)])
    shutil.rmtree(old / "faultbook" / "ingest_batches")
    [check] = severity_checks(make_settings(), old)
    assert (check.status, check.remedy) == (Status.WARN, "faultbook run setup")
