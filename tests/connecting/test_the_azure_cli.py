"""The Azure CLI itself runs what `connect azure` runs. FAULTBOOK_AZ names the program; without it, nothing runs here.

python -m venv /tmp/az && /tmp/az/bin/pip install azure-cli==2.91.0
FAULTBOOK_AZ=/tmp/az/bin/az .venv/bin/pytest -m verify tests/connecting/test_the_azure_cli.py
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import certifi
import pytest

from faultbook.cli import run_command_line
from tests.connecting.azure_resources import usual_state
from tests.connecting.azure_server import make_certificate, serving_azure
from tests.connecting.conftest import CREDENTIAL, USUAL

PROGRAM = os.environ.get("FAULTBOOK_AZ", "")
pytestmark = [
    pytest.mark.verify,
    pytest.mark.skipif(not PROGRAM, reason="FAULTBOOK_AZ does not name the Azure CLI (pip install azure-cli)"),
    pytest.mark.skipif(not shutil.which("openssl"), reason="openssl, which makes the certificate, is not installed"),
]
ENTRA = ("--auth", "entra", "--entra-object-id", "o-1", "--entra-identifier-uri", "api://faultbook")


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Azure's state, with the Azure CLI signed in to it."""
    state = usual_state()
    certificate, key = make_certificate(tmp_path)
    authorities = tmp_path / "authorities.pem"
    authorities.write_text(Path(certifi.where()).read_text() + certificate.read_text())
    monkeypatch.setenv("PATH", f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("FAULTBOOK_EVENTS", str(tmp_path / "events"))
    monkeypatch.setenv("FAULTBOOK_RECEIVER_CREDENTIAL", CREDENTIAL)
    with serving_azure(state, tmp_path / "events", certificate, key) as (management, identity):
        for name, value in {
            "REQUESTS_CA_BUNDLE": str(authorities),
            "AZURE_CONFIG_DIR": str(tmp_path / "azure"),
            "AZURE_CORE_COLLECT_TELEMETRY": "no",
            "AZURE_CORE_INSTANCE_DISCOVERY": "false",
            "IDENTITY_ENDPOINT": identity,
            "IDENTITY_HEADER": "x",
        }.items():
            monkeypatch.setenv(name, value)
        az("cloud", "register", "--name", "loopback", "--endpoint-resource-manager", f"{management}/")
        az("cloud", "set", "--name", "loopback")
        az("login", "--identity")
        yield state


def az(*words):
    found = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False, timeout=120)
    assert found.returncode == 0, found.stderr


def connect(*words):
    return run_command_line(["connect", "azure", "--wait", "60", *words])


def test_it_makes_tests_keeps_and_removes_a_connection(state, capsys):
    before = json.loads(json.dumps(state["resources"]))
    assert connect(*USUAL) == 0, capsys.readouterr()
    assert "Arrived: envelope" in capsys.readouterr().out
    assert len(state["resources"]) == len(before) + 5
    sent = state["calls"][-1]["body"]
    address = "https://azure:pa%2Fss%3Aw%40rd-4711@events.example.com/azure-monitor"
    assert sent["alertType"] == "logalertv2"
    assert [(each["serviceUri"], each["useCommonAlertSchema"]) for each in sent["webhookReceivers"]] == [
        (address, True)
    ]
    state["calls"].clear()
    assert connect(*USUAL, "--no-test") == 0
    assert state["calls"] == []
    assert connect("--remove") == 0
    assert state["resources"] == before


def test_it_sends_a_test_to_a_secure_webhook(state, capsys):
    assert connect(*USUAL, *ENTRA) == 0, capsys.readouterr()
    (webhook,) = state["calls"][-1]["body"]["webhookReceivers"]
    assert (webhook["useAadAuth"], webhook["objectId"], webhook["identifierUri"]) == (True, "o-1", "api://faultbook")


def test_it_names_a_denied_permission(state, capsys):
    state["denied"].append("Microsoft.Insights/actionGroups/write")
    assert connect(*USUAL) == 3
    wrong = " ".join(capsys.readouterr().err.split())
    assert "you may not do that (Azure: AuthorizationFailed, Microsoft.Insights/actionGroups/write)" in wrong


def test_it_runs_the_printed_script(state, capsys, monkeypatch):
    assert connect(*USUAL, "--print", "commands") == 0
    script = capsys.readouterr().out
    environment = {**os.environ, "FAULTBOOK_RECEIVER_CREDENTIAL": "azure:s3cret-4711"}
    found = subprocess.run(
        ["sh", "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
    os.environ["FAULTBOOK_RECEIVER_CREDENTIAL"] = "azure:s3cret-4711"
    state["calls"].clear()
    assert connect(*USUAL, "--no-test") == 0
    assert state["calls"] == []
