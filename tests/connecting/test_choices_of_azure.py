"""What `connect azure` chooses and asks: factories, workspace, ways of authentication, where the credential is."""

import io
import json

import pytest

from tests.connecting.azure_resources import SUBSCRIPTION, TENANT, resource
from tests.connecting.conftest import RECEIVER, USUAL

LOGS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/logs"


def webhook(desk):
    return desk.made["rg-crm/actiongroups/faultbook"]["properties"]["webhookReceivers"][0]


def add_setting(desk, factory, name, **properties):
    """A diagnostic setting that somebody made before."""
    key = next(key for key in desk.state["resources"] if key.endswith(f"factories/{factory}"))
    setting = {"name": name, "id": f"{key}/x", "type": "diagnosticsettings", "properties": properties}
    path = f"{key}/providers/microsoft.insights/diagnosticsettings/{name}"
    desk.change(resources={**desk.state["resources"], path: setting})


def error_of(capsys):
    return " ".join(capsys.readouterr().err.split())


def test_without_a_terminal_a_missing_answer_names_its_option(desk, capsys):
    assert desk.connect("--factory", "all") == 2
    assert "--receiver: not given, and there is no terminal to ask on" in error_of(capsys)
    extra = resource("Microsoft.OperationalInsights/workspaces", "second")
    desk.change(resources={**desk.state["resources"], extra["id"].casefold(): extra})
    assert desk.connect(*USUAL) == 2
    assert "--workspace: not given" in (wrong := error_of(capsys))
    assert "--workspace one of: logs, second" in wrong
    assert desk.writes == []


def test_on_a_terminal_it_asks_with_what_is_there(desk, capsys, monkeypatch):
    answers = [RECEIVER, "2", "", "1"]
    monkeypatch.setattr("builtins.input", lambda *_: answers.pop(0))
    monkeypatch.setattr("sys.stdin", type("Terminal", (io.StringIO,), {"isatty": lambda _: True})())
    assert desk.connect("--no-test") == 0, error_of(capsys)
    assert answers == []
    assert "adf-shop  rg-data, westeurope" in capsys.readouterr().out
    assert set(desk.made) >= {"rg-data/actiongroups/faultbook", "adf-shop/diagnosticsettings/faultbook-logs"}
    assert not any("adf-crm" in key for key in desk.made)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--factory", "adf-none"), "--factory: found 'adf-none', expected a name or id of one that you can see"),
        (("--factory", "all", "--workspace", "none"), "--workspace: found 'none', expected a name or id"),
        (("--factory", "all", "--event-hub", "hubs"), "--event-hub: found 'hubs', expected NAMESPACE/HUB"),
        (("--factory", "all", "--key-vault", "vault"), "--key-vault: found 'vault', expected VAULT/SECRET"),
        (("--factory", "all", "--name", "No"), "--name: found 'No', expected 2 to 40 lower-case letters"),
        (("--factory", "all", "--auth", "entra"), "--entra-object-id: not given"),
    ],
)
def test_an_answer_that_cannot_work_is_refused_before_anything_is_made(desk, capsys, monkeypatch, words, message):
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    assert desk.connect("--receiver", RECEIVER, *words) == 2
    assert message in error_of(capsys)
    assert desk.writes == []


def test_without_a_login_or_a_factory_or_the_program_the_error_has_the_fix(desk, capsys, monkeypatch):
    desk.change(signed_in=False)
    assert desk.connect(*USUAL) == 3
    assert "nobody is signed in to the Azure CLI, or the login has ended; run az login" in error_of(capsys)
    desk.change(signed_in=True, denied=["Microsoft.Resources/subscriptions/resources/read"])
    assert desk.connect(*USUAL) == 2
    assert "Subscription Shop has no data factory that you can see" in error_of(capsys)
    monkeypatch.setenv("PATH", "")
    assert desk.connect(*USUAL) == 3
    assert "The Azure CLI (az) is not on the PATH. Fix: Install it" in error_of(capsys)


def test_settings_that_send_the_runs_already_are_used(desk):
    logs = [{"categoryGroup": "allLogs", "enabled": True}]
    add_setting(desk, "adf-shop", "ops", workspaceId=LOGS.upper(), logAnalyticsDestinationType="Dedicated", logs=logs)
    logs = [{"category": "PipelineRuns", "enabled": True}, {"category": "ActivityRuns", "enabled": False}]
    add_setting(desk, "adf-crm", "ops", workspaceId=LOGS, logAnalyticsDestinationType="Dedicated", logs=logs)
    assert desk.connect(*USUAL, "--no-test") == 0
    settings = {key: row for key, row in desk.made.items() if key.endswith("faultbook-logs")}
    assert [key.split("/")[0] for key in settings] == ["adf-crm"]
    (made,) = settings.values()
    assert made["properties"]["logs"] == [{"category": "ActivityRuns", "enabled": True}]
    assert desk.connect(*USUAL, "--no-test") == 0
    assert desk.writes == []


def test_a_setting_into_the_older_table_is_named(desk, capsys):
    add_setting(desk, "adf-shop", "old", workspaceId=LOGS, logs=[{"category": "ActivityRuns", "enabled": True}])
    assert desk.connect(*USUAL) == 2
    wrong = error_of(capsys)
    assert "factory adf-shop sends its runs already by the diagnostic setting 'old', into the older table" in wrong
    assert not any("actiongroups" in key for key in desk.made)


def test_an_event_hub_gets_the_runs_as_well(desk):
    assert (
        desk.connect("--receiver", RECEIVER, "--factory", "adf-shop", "--event-hub", "hubs/failures", "--no-test") == 0
    )
    hub = desk.made["adf-shop/diagnosticsettings/faultbook-hub"]["properties"]
    assert hub["eventHubName"] == "failures"
    assert hub["eventHubAuthorizationRuleId"].endswith("/namespaces/hubs/authorizationRules/RootManageSharedAccessKey")
    assert desk.connect("--remove") == 0
    assert desk.made == {}


def test_a_token_is_in_the_query_and_entra_needs_no_secret(desk, monkeypatch):
    monkeypatch.setenv("FAULTBOOK_RECEIVER_CREDENTIAL", "t/k=1")
    assert desk.connect(*USUAL, "--auth", "token", "--no-test") == 0
    assert webhook(desk)["serviceUri"] == "https://events.example.com/azure-monitor?token=t%2Fk%3D1"
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    entra = ("--auth", "entra", "--entra-object-id", "o-1", "--entra-identifier-uri", "api://faultbook")
    assert desk.connect(*USUAL, *entra) == 0
    assert webhook(desk) == {
        **{"name": "faultbook", "serviceUri": "https://events.example.com/azure-monitor", "useCommonAlertSchema": True},
        **{"useAadAuth": True, "objectId": "o-1", "identifierUri": "api://faultbook", "tenantId": TENANT},
    }
    words = [
        "--add-action",
        "webhook",
        "faultbook",
        "@-",
        "useaadauth",
        "o-1",
        "api://faultbook",
        "usecommonalertschema",
    ]
    assert desk.calls[-1][10:18] == words


def test_a_generated_credential_is_shown_once_and_kept(desk, capsys, monkeypatch):
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    assert desk.connect(*USUAL) == 0
    shown = capsys.readouterr().out
    uri = webhook(desk)["serviceUri"]
    password = uri.removeprefix("https://faultbook:").partition("@")[0]
    assert len(password) >= 43
    assert shown.count(password) == 1
    assert f"shown once: faultbook:{password}" in shown
    assert "password: ${env:AZURE_MONITOR_PASSWORD}" in shown
    assert not any(words[0] == "monitor" for words in desk.calls), "a receiver that cannot know it is not tested"
    assert desk.connect(*USUAL) == 0
    assert desk.writes == []
    assert desk.calls[-1][0] == "monitor"
    assert password not in capsys.readouterr().out + json.dumps(desk.calls)


def test_a_key_vault_gets_a_generated_credential_and_gives_it_back(desk, capsys, monkeypatch):
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    assert desk.connect(*USUAL, "--key-vault", "shop-vault/faultbook-azure") == 0
    secret = desk.state["secrets"]["faultbook-azure"]
    assert secret.startswith("faultbook:")
    url = "https://shop-vault.vault.azure.net/secrets/faultbook-azure?api-version=7.4"
    own = [words for words in desk.calls if url in words]
    assert [words[2] for words in own] == ["get", "put"]
    assert all(words[words.index("--resource") + 1] == "https://vault.azure.net" for words in own)
    assert secret.partition(":")[2] in webhook(desk)["serviceUri"]
    assert secret.partition(":")[2] not in json.dumps(desk.calls) + capsys.readouterr().out
    assert desk.connect(*USUAL, "--key-vault", "shop-vault/faultbook-azure") == 0
    assert desk.writes == []


@pytest.mark.parametrize("action", ["getSecret", "setSecret"])
def test_a_key_vault_that_is_denied_is_named(desk, capsys, monkeypatch, action):
    monkeypatch.delenv("FAULTBOOK_RECEIVER_CREDENTIAL")
    desk.change(denied=[f"Microsoft.KeyVault/vaults/secrets/{action}/action"])
    assert desk.connect(*USUAL, "--key-vault", "shop-vault/faultbook-azure") == 3
    assert "It needs the role Key Vault Secrets Officer on the vault. Nothing was made." in error_of(capsys)


def test_a_receiver_that_refuses_the_test_is_reported_as_azure_saw_it(desk, capsys):
    desk.change(accepted="https://somebody:else@events.example.com/azure-monitor")
    assert desk.connect(*USUAL) == 3
    wrong = error_of(capsys)
    assert "The test alert failed: Azure could not deliver it: Failed Unauthorized (401)." in wrong
    assert "Made so far: diagnostic setting faultbook-logs of adf-crm" in wrong


def test_a_test_that_does_not_arrive_names_the_folder(desk, capsys):
    desk.change(events="")
    assert desk.connect(*USUAL) == 3
    assert "no envelope of azure-monitor arrived in the events folder within 0 s" in error_of(capsys)
