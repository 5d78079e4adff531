"""Both commands against the receiver itself: it accepts what they generate, and they find what it wrote."""

import json
import re
from base64 import b64encode
from pathlib import Path

import pytest

from tests.connecting.conftest import RECEIVER, USUAL
from tests.connecting.jobs_desk import USUAL as JOBS
from tests.connecting.jobs_desk import error_of
from tests.receive.served import JSON, running


def generated(shown: str) -> tuple[str, str, str]:
    """The credential that was shown once, the variable of the receiver, and its file of endpoints."""
    credential = re.search(r"shown once: (\S+)", shown)
    variable = re.search(r"The receiver needs (\w+),", shown)
    text = re.search(r"receive.yml:\n((?:  .*\n)+)", shown)
    assert credential
    assert variable
    assert text
    return credential[1], variable[1], text[1]


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--auth", "token", "--token-parameter", "key")], ids=["basic", "token"])
def test_azure_s_generated_credential_is_what_the_receiver_accepts(desk, capsys, monkeypatch, tmp_path, words):
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    assert desk.connect(*USUAL, *words) == 0
    credential, variable, text = generated(capsys.readouterr().out)
    secret = credential.partition(":")[2] or credential
    with running(tmp_path, "--events", str(desk.events), text=text, environment={variable: secret}) as receiver:
        desk.change(receiver=receiver.address)
        assert desk.connect(*USUAL, *words, "--wait", "60") == 0, error_of(capsys)
        assert "Arrived: envelope" in capsys.readouterr().out
        monkeypatch.setenv("FAULTBOOK_RECEIVER_CREDENTIAL", f"{credential}-another")
        assert desk.connect(*USUAL, *words) == 3
        assert "Azure could not deliver it: Failed Unauthorized (401)" in error_of(capsys)
        assert secret not in receiver.stop()


@pytest.mark.slow
def test_a_failed_run_arrives_through_the_receiver(jobs_desk, capsys, monkeypatch, tmp_path):
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    assert jobs_desk.connect(*JOBS) == 0
    credential, variable, text = generated(capsys.readouterr().out)
    events = Path(tmp_path / "events")
    secret = credential.partition(":")[2]
    with running(tmp_path, "--events", str(events), text=text, environment={variable: secret}) as receiver:

        def notify(settings, run):
            (listed,) = settings["webhook_notifications"].values()
            webhook = jobs_desk.destinations[listed[0]["id"]]["config"]["generic_webhook"]
            user = b64encode(f"{webhook['username']}:{webhook['password']}".encode()).decode()
            body = {"event_type": "jobs.on_failure", "run": {"run_id": run["run_id"]}, "job": {"job_id": run["job_id"]}}
            path = webhook["url"].removeprefix(RECEIVER)
            answer = receiver.post(path, json.dumps(body).encode(), {**JSON, "Authorization": f"Basic {user}"})
            assert answer.status < 300, answer.data

        jobs_desk.workspace.run_listeners[:] = [notify]
        assert jobs_desk.connect(*JOBS, "--wait", "60") == 0, error_of(capsys)
    assert "Arrived: envelope" in capsys.readouterr().out
