"""`connect azure --print`: the script does what the command does, and the Terraform describes the same resources."""

import subprocess

import hcl2

from tests.connecting.azure_resources import usual_state
from tests.connecting.conftest import PROJECT, SECRET, USUAL

MORE = ("--event-hub", "hubs/failures", "--service", 'shop "${x} %{if}', "--environment", "prod\\n")


def printed(desk, capsys, form, *words):
    capsys.readouterr()
    assert desk.connect(*USUAL, "--print", form, *words) == 0
    assert desk.writes == []
    assert desk.made == {}
    return capsys.readouterr().out


def test_the_script_leaves_what_the_command_leaves(desk, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("FAULTBOOK_RECEIVER_CREDENTIAL", "azure:s3cret-4711")
    script = tmp_path / "script.sh"
    script.write_text(printed(desk, capsys, "commands", *MORE, "--service", "shop `id` $HOME \\"))
    assert "s3cret-4711" not in script.read_text()
    found = subprocess.run(["sh", script], capture_output=True, text=True, check=False, timeout=60, cwd=PROJECT)
    assert (found.returncode, found.stderr) == (0, "")
    assert "s3cret-4711" not in found.stdout
    by_script = desk.state["resources"]
    assert any("azure:s3cret-4711@" in str(row) for row in by_script.values())
    assert "s3cret-4711" not in str(desk.calls)
    desk.change(resources=usual_state()["resources"])
    assert desk.connect(*USUAL, *MORE, "--service", "shop `id` $HOME \\", "--no-test") == 0
    assert desk.state["resources"] == by_script


def test_the_script_stops_without_the_credential(desk, capsys, monkeypatch, tmp_path):
    script = printed(desk, capsys, "commands")
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    desk.change(calls=[])
    found = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode != 0
    assert "is the credential that catalog/receive.yml has" in found.stderr
    assert desk.calls == []


def resources(text):
    """Every resource by type and label, as python-hcl2 reads it, without quotes."""
    found = {}
    for entry in hcl2.loads(text).get("resource", []):
        for kind, labelled in entry.items():
            for label, fields in labelled.items():
                found[_bare(kind), _bare(label)] = _bare(fields)
    return found


def _bare(value):
    if isinstance(value, dict):
        return {_bare(key): _bare(each) for key, each in value.items() if not str(key).startswith("__")}
    if isinstance(value, list):
        return [_bare(each) for each in value]
    return value[1:-1] if isinstance(value, str) and value[:1] == value[-1:] == '"' else value


def test_terraform_describes_what_the_command_makes(desk, capsys):
    text = printed(desk, capsys, "terraform", *MORE)
    assert SECRET not in text
    found = resources(text)
    assert desk.connect(*USUAL, *MORE, "--no-test") == 0
    kinds = [kind for kind, _ in found]
    assert kinds.count("azurerm_monitor_diagnostic_setting") == 4
    made = {key: row for key, row in desk.made.items() if "diagnostic" in key}
    targets = {
        (row["target_resource_id"].rsplit("/", 1)[1], row["name"]) for (kind, _), row in found.items() if "diag" in kind
    }
    assert targets == {tuple(key.split("/diagnosticsettings/")) for key in made}
    group = found["azurerm_monitor_action_group", "receiver"]
    (webhook,) = group["webhook_receiver"]
    assert webhook["service_uri"] == "https://${var.receiver_credential}@events.example.com/azure-monitor"
    assert webhook["use_common_alert_schema"] is True
    for name in ("activities", "pipelines"):
        rule = desk.made[f"rg-crm/scheduledqueryrules/faultbook-{name}"]
        same_rule(found["azurerm_monitor_scheduled_query_rules_alert_v2", name], rule)


def same_rule(terraform, rule):
    properties = rule["properties"]
    (criterion,) = properties["criteria"]["allOf"]
    (criteria,) = terraform["criteria"]
    assert [(each["name"], each["operator"], each["values"]) for each in criteria["dimension"]] == [
        (each["name"], each["operator"], each["values"]) for each in criterion["dimensions"]
    ]
    assert criteria["query"].encode().decode("unicode_escape") == criterion["query"]
    assert criteria["resource_id_column"] == criterion["resourceIdColumn"]
    assert terraform["scopes"] == properties["scopes"]
    assert terraform["severity"] == properties["severity"]
    assert terraform["evaluation_frequency"] == properties["evaluationFrequency"]
    assert terraform["window_duration"] == properties["windowSize"]
    assert terraform["auto_mitigation_enabled"] == properties["autoMitigate"]
    assert terraform["skip_query_validation"] == properties["skipQueryValidation"]
    assert terraform["tags"] == rule["tags"]
    (action,) = terraform["action"]
    assert action["action_groups"] == ["${azurerm_monitor_action_group.receiver.id}"]
    assert set(action["custom_properties"]) == set(properties["actions"]["customProperties"])


def test_terraform_of_entra_has_no_variable(desk, capsys):
    words = ("--auth", "entra", "--entra-object-id", "o-1", "--entra-identifier-uri", "api://faultbook")
    text = printed(desk, capsys, "terraform", *words)
    assert "variable" not in text
    (webhook,) = resources(text)["azurerm_monitor_action_group", "receiver"]["webhook_receiver"]
    assert webhook["aad_auth"][0]["identifier_uri"] == "api://faultbook"
