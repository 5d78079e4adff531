"""What stops the receiver before it listens, and how it is reported."""

import pytest

from faultbook.cli import run_command_line
from faultbook.errors import InvalidCatalog, SettingError
from faultbook.receive.secrets import resolve_secret
from faultbook.receive.settings import ReceiveSettings, make_receive_settings
from tests.receive.served import ALERTMANAGER_ONLY, TOKEN, configured


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in ("FAULTBOOK_EVENTS", "TEST_TOKEN", "DATABRICKS_HOST", "DATABRICKS_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({}, "FAULTBOOK_EVENTS"),
        ({"events": "e", "port": 70_000}, "FAULTBOOK_RECEIVE_PORT"),
        ({"events": "e", "spool": "s"}, "FAULTBOOK_RECEIVE_SPOOL"),
        ({"events": "e", "certificate": "c"}, "FAULTBOOK_RECEIVE_CERTIFICATE"),
        ({"events": "e", "certificate": "/none", "key": "/none"}, "FAULTBOOK_RECEIVE_CERTIFICATE"),
    ],
)
def test_a_wrong_setting_is_name_found_expected_fix(values, name):
    with pytest.raises(SettingError, match=r"found .*; expected .* Fix: ") as failure:
        make_receive_settings(**values)
    assert name in str(failure.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("BODY_SECONDS", "0"), ("BODY_BYTES", "1"), ("SPOOL_MEGABYTES", "none"), ("REQUESTS_AT_ONCE", "-1")],
)
def test_a_wrong_variable_too(monkeypatch, variable, value):
    monkeypatch.setenv(f"FAULTBOOK_RECEIVE_{variable}", value)
    with pytest.raises(SettingError, match=rf"{variable.lower()}: found '{value}'; .*Fix: set FAULTBOOK_RECEIVE_"):
        make_receive_settings(events="e")


def test_options_win_over_variables(monkeypatch):
    monkeypatch.setenv("FAULTBOOK_RECEIVE_PORT", "9000")
    assert make_receive_settings(events="e").port == 9000
    assert make_receive_settings(events="e", port=9001, host=None).port == 9001


def test_every_setting_has_a_description():
    assert [name for name, field in ReceiveSettings.model_fields.items() if not field.description] == []


def command(tmp_path, text: str, *options: str) -> int:
    return run_command_line(["receive", "--file", str(configured(tmp_path, text)), "--port", "0", *options])


@pytest.mark.parametrize(
    "case",
    [
        ("endpoints: {}", TOKEN, "found no endpoint"),
        (ALERTMANAGER_ONLY, "", "found no value of the variable TEST_TOKEN"),
        (ALERTMANAGER_ONLY, "short-secret", "found 12 characters; expected 16 or more"),
        (ALERTMANAGER_ONLY.replace("env:TEST_TOKEN", "secret:scope/key"), TOKEN, "DATABRICKS_HOST: found no address"),
        (
            ALERTMANAGER_ONLY.replace("kind: token, token", "kind: standard_webhooks, secret"),
            "é" * 16,
            "expected base64",
        ),
    ],
)
def test_a_wrong_file_or_secret_stops_the_start(tmp_path, monkeypatch, capsys, case):
    text, secret, expected = case
    monkeypatch.setenv("TEST_TOKEN", secret)
    assert command(tmp_path, text, "--events", str(tmp_path / "events")) == 2
    printed = "".join(capsys.readouterr())
    assert expected in printed
    assert "Fix: " in printed
    assert "short-secret" not in printed
    assert "Traceback" not in printed
    assert not (tmp_path / "events").exists()


def test_a_volume_without_a_workspace_stops_the_start(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TEST_TOKEN", TOKEN)
    assert command(tmp_path, ALERTMANAGER_ONLY, "--events", "/Volumes/main/faultbook/events") == 2
    assert "DATABRICKS_HOST" in "".join(capsys.readouterr())


def test_references_are_resolved():
    environment = {"A": "the secret"}
    assert resolve_secret("${env:A}", environment) == "the secret"
    assert resolve_secret("${secret:scope/key}", environment, lambda *names: "/".join(names)) == "scope/key"
    with pytest.raises(InvalidCatalog, match=r"found no value of the variable B; expected one\. Fix: set B"):
        resolve_secret("${env:B}", environment)
    with pytest.raises(InvalidCatalog, match=r"found no workspace; expected one .* Fix: "):
        resolve_secret("${secret:scope/key}", environment)
