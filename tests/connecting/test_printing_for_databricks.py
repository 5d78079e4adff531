"""`connect databricks --print`: the script sends what the command sends, others read YAML and Terraform."""

import json
import os
import subprocess
import sys

import hcl2
import pytest
import yaml
from databricks.bundles.jobs import Job as BundleJob

from tests.connecting.jobs_desk import PASSWORD, RECEIVER, USUAL, error_of

FAKE = """#!{python}
import json, os, sys
line = {{"words": sys.argv[1:], "input": json.load(open("/dev/stdin"))}}
with open(os.environ["FAKE_CALLS"], "a") as calls:
    print(json.dumps(line), file=calls)
if "notification-destinations" in sys.argv:
    print(json.dumps({{"id": "made-1"}}))
"""
JQ = """#!{python}
import json, sys
assert sys.argv[1:] == ["-r", ".id"]
print(json.load(sys.stdin)["id"])
"""


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """The CLI and jq, which write down what they are called with; the file of calls."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in (("databricks", FAKE), ("jq", JQ)):
        (folder / name).write_text(text.format(python=sys.executable))
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_CALLS", str(tmp_path / "calls"))
    return tmp_path / "calls"


def printed(jobs_desk, capsys, form, *words):
    capsys.readouterr()
    assert jobs_desk.connect(*USUAL, "--print", form, *words) == 0, error_of(capsys)
    assert jobs_desk.writes == []
    return capsys.readouterr().out


def test_the_script_sends_the_requests_of_the_command(jobs_desk, capsys, programs, monkeypatch):
    jobs_desk.settings(11)["webhook_notifications"] = {"on_failure": [{"id": "other"}]}
    jobs_desk.settings(12)["name"] = "etl-`id`-$HOME-\\"
    jobs_desk.workspace.objects["notification_destinations"] = {
        "other": {"display_name": "on-call", "config": {"slack": {"url": "https://hooks.slack.com/x"}}}
    }
    script = printed(jobs_desk, capsys, "commands", "--level", "task")
    assert PASSWORD not in script
    found = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert (found.returncode, found.stderr) == (0, "")
    calls = [json.loads(line) for line in programs.read_text().splitlines()]
    assert PASSWORD not in json.dumps([call["words"] for call in calls])
    assert jobs_desk.connect(*USUAL, "--level", "task", "--no-test") == 0
    made = next(each for each in jobs_desk.destinations if each != "other")
    sent = [each.json for each in jobs_desk.workspace.requests if each.method == "POST"]
    assert [call["input"] for call in calls] == json.loads(json.dumps(sent).replace(made, "made-1"))


@pytest.mark.parametrize("level", ["job", "task"])
def test_the_yaml_passes_the_models_of_bundles(jobs_desk, capsys, level):
    jobs_desk.settings(12)["name"] = "etl-orders"
    found = yaml.safe_load(printed(jobs_desk, capsys, "yaml", "--level", level, "--on", "failure,backlog"))
    assert found["variables"]["faultbook_destination"]["lookup"] == {"notification_destination": "faultbook"}
    assert list(found["resources"]["jobs"]) == ["etl_orders", "etl_orders_12"]
    for fields in found["resources"]["jobs"].values():
        job = BundleJob.from_dict(fields)
        for holder in job.tasks if level == "task" else [job]:
            assert str(holder.webhook_notifications.on_failure[0].id) == "${var.faultbook_destination}"
            assert (
                str(holder.webhook_notifications.on_streaming_backlog_exceeded[0].id) == "${var.faultbook_destination}"
            )


def test_terraform_has_the_destination_and_what_each_job_gets(jobs_desk, capsys):
    jobs_desk.settings(12)["name"] = "etl\n}\nresource x y {"
    text = printed(jobs_desk, capsys, "terraform", "--job", "12", "--level", "task")
    assert PASSWORD not in text
    read = hcl2.loads(text)
    ((kind, labelled),) = read["resource"][0].items()
    assert kind == '"databricks_notification_destination"'
    (webhook,) = labelled['"receiver"']["config"][0]["generic_webhook"]
    assert webhook["url"] == f'"{RECEIVER}/databricks-monitor"'
    assert webhook["password"] == "${var.receiver_password}"
    assert [name for entry in read["variable"] for name in entry] == ['"receiver_user"', '"receiver_password"']
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert "# in its task write:" in comments
    assert comments.count("#     id = databricks_notification_destination.receiver.id") == 3
    uncommented = "\n".join(
        line.removeprefix("# ") for line in comments if line.startswith(("# webhook", "#   ", "# }"))
    )
    assert len(hcl2.loads(uncommented)["webhook_notifications"]) == 3
