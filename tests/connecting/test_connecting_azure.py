"""`faultbook connect azure` against an Azure of this machine: what is made, in order, once, and what is removed."""

import json

import pytest

from tests.connecting.azure_resources import SUBSCRIPTION, resource, usual_state
from tests.connecting.conftest import CREDENTIAL, RECEIVER, SECRET, USUAL

ENCODED = "https://azure:pa%2Fss%3Aw%40rd-4711@events.example.com/azure-monitor"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-crm/providers/Microsoft.Insights"
ALL_WRITES = [
    ("put", "diagnosticSettings/faultbook-logs"),
    ("put", "diagnosticSettings/faultbook-logs"),
    ("put", "actionGroups/faultbook"),
    ("put", "scheduledQueryRules/faultbook-activities"),
    ("put", "scheduledQueryRules/faultbook-pipelines"),
]


def test_a_connection_is_made_in_order_and_its_test_arrives(desk, capsys):
    assert desk.connect(*USUAL) == 0, capsys.readouterr()
    assert desk.writes == ALL_WRITES
    shown = capsys.readouterr().out
    assert "made action group faultbook" in shown
    assert "Arrived: envelope" in shown
    assert "faultbook connect azure --remove takes away" in shown


def test_every_call_has_the_words_that_az_knows(desk, capsys):
    assert desk.connect(*USUAL) == 0, capsys.readouterr()
    end = ["--output", "json", "--only-show-errors"]
    in_subscription = ["--subscription", SUBSCRIPTION, *end]
    factory = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-{}/providers/Microsoft.DataFactory"
    crm, shop = f"{factory.format('crm')}/factories/adf-crm", f"{factory.format('data')}/factories/adf-shop"
    settings = "/providers/Microsoft.Insights/diagnosticSettings"
    diagnostics, body = (
        "?api-version=2021-05-01-preview",
        ["--headers", "Content-Type=application/json", "--body", "@-"],
    )

    def rest(method, url, *more):
        return ["rest", "--method", method, "--url", url, *more, *end]

    group = f"{GROUP}/actionGroups/faultbook?api-version=2023-01-01"
    rules = [
        f"{GROUP}/scheduledQueryRules/faultbook-{each}?api-version=2023-12-01" for each in ("activities", "pipelines")
    ]
    assert desk.calls == [
        ["account", "show", *end],
        ["resource", "list", "--resource-type", "Microsoft.DataFactory/factories", *in_subscription],
        rest("get", f"{crm}{settings}{diagnostics}"),
        rest("get", f"{shop}{settings}{diagnostics}"),
        ["resource", "list", "--resource-type", "Microsoft.OperationalInsights/workspaces", *in_subscription],
        rest("get", f"{crm}{settings}/faultbook-logs{diagnostics}"),
        rest("put", f"{crm}{settings}/faultbook-logs{diagnostics}", *body),
        rest("get", f"{shop}{settings}/faultbook-logs{diagnostics}"),
        rest("put", f"{shop}{settings}/faultbook-logs{diagnostics}", *body),
        rest("get", group),
        rest("put", group, *body),
        rest("get", rules[0]),
        rest("put", rules[0], *body),
        rest("get", rules[1]),
        rest("put", rules[1], *body),
        [
            *("monitor", "action-group", "test-notifications", "create", "--resource-group", "rg-crm"),
            *(
                "--action-group",
                "faultbook",
                "--alert-type",
                "logalertv2",
                "--add-action",
                "webhook",
                "faultbook",
                "@-",
            ),
            *("usecommonalertschema", *in_subscription),
        ],
    ]


def test_the_credential_is_only_in_standard_input(desk, capsys):
    assert desk.connect(*USUAL) == 0
    shown = capsys.readouterr()
    for secret in (SECRET, CREDENTIAL, ENCODED, "pa%2Fss%3Aw%40rd-4711"):
        assert secret not in shown.out + shown.err
        assert secret not in json.dumps(desk.calls)
    inputs = [call["input"] for call in desk.state["calls"]]
    assert sum(ENCODED in each for each in inputs) == 2
    assert not any(SECRET.encode() in path.read_bytes() for path in desk.events.rglob("*") if path.is_file())


def test_alerts_carry_the_text_of_the_failure(desk, capsys):
    assert desk.connect(*USUAL, "--service", "shop", "--environment", "prod", "--message-length", "500") == 0
    rule = desk.made["rg-crm/scheduledqueryrules/faultbook-activities"]
    condition = rule["properties"]["criteria"]["allOf"][0]
    assert [each["name"] for each in condition["dimensions"]] == [
        *("PipelineName", "ActivityName", "ActivityRunId", "ErrorCode", "FailureType", "ErrorMessage"),
    ]
    assert all(each["values"] == ["*"] for each in condition["dimensions"])
    lines = condition["query"].splitlines()
    assert lines[:2] == ["ADFActivityRun", '| where Status == "Failed"']
    assert "adf-crm" in lines[2]
    assert "adf-shop" in lines[2]
    assert lines[3] == "| extend ErrorMessage = substring(iff(isempty(ErrorMessage), Error, ErrorMessage), 0, 500)"
    assert rule["properties"]["actions"] == {
        "actionGroups": [f"{GROUP}/actionGroups/faultbook"],
        "customProperties": {"service": "shop", "environment": "prod"},
    }
    pipelines = desk.made["rg-crm/scheduledqueryrules/faultbook-pipelines"]["properties"]["criteria"]["allOf"][0]
    assert "extend PipelineRunId = RunId" in pipelines["query"]
    assert [each["name"] for each in pipelines["dimensions"]][1] == "PipelineRunId"


def test_a_second_run_changes_nothing(desk, capsys):
    assert desk.connect(*USUAL) == 0
    before = desk.state["resources"]
    capsys.readouterr()
    assert desk.connect(*USUAL, "--no-test") == 0
    assert desk.writes == []
    assert desk.state["resources"] == before
    assert "Nothing had to be changed" in capsys.readouterr().out


def test_what_was_changed_by_hand_or_by_an_option_is_set_again_and_nothing_else(desk):
    assert desk.connect(*USUAL, "--no-test") == 0
    state = desk.state
    group = next(row for key, row in state["resources"].items() if key.endswith("actiongroups/faultbook"))
    group["properties"]["enabled"] = False
    desk.change(resources=state["resources"])
    assert desk.connect(*USUAL, "--no-test", "--severity", "1") == 0
    assert desk.writes == ALL_WRITES[2:]
    assert desk.made["rg-crm/actiongroups/faultbook"]["properties"]["enabled"] is True


def test_removal_takes_what_was_made_and_nothing_else(desk, capsys):
    foreign = resource("actiongroups", "on-call", group="rg-crm")
    foreign["id"] = f"{GROUP}/actionGroups/on-call"
    setting = resource("diagnosticsettings", "audit")
    setting["properties"] = {"workspaceId": "/subscriptions/x/other", "logs": []}
    factory = next(key for key in desk.state["resources"] if key.endswith("adf-shop"))
    before = {
        **desk.state["resources"],
        foreign["id"].casefold(): foreign,
        f"{factory}/providers/microsoft.insights/diagnosticsettings/audit": setting,
    }
    desk.change(resources=before)
    assert desk.connect(*USUAL, "--no-test", "--name", "other") == 0
    with_other = desk.state["resources"]
    # The settings of the first send the logs already, so that a second connection makes none.
    assert desk.connect(*USUAL, "--no-test") == 0
    assert desk.writes == ALL_WRITES[2:]
    both = desk.state["resources"]
    assert desk.connect("--remove") == 0
    assert desk.state["resources"] == with_other
    # The other way round, the settings stay, since the rules of the second connection search what they send.
    desk.change(resources=both)
    capsys.readouterr()
    assert desk.connect("--remove", "--name", "other") == 0
    assert (
        "skipped diagnostic setting other-logs of adf-shop (the rule faultbook-activities of" in capsys.readouterr().out
    )
    assert len(desk.state["resources"]) == len(both) - 3
    desk.change(resources=with_other)
    assert desk.connect("--remove", "--name", "other") == 0
    assert desk.state["resources"] == before
    assert [method for method, _ in desk.writes] == ["delete"] * 5
    assert desk.connect("--remove", "--name", "other") == 0
    assert desk.writes == []
    assert "Nothing of the connection other is there" in capsys.readouterr().out


STEPS = [
    ("Microsoft.Insights/diagnosticSettings/write", 0, "diagnosticSettings/write on factory adf-crm"),
    ("Microsoft.Insights/actionGroups/write", 2, "actionGroups/write on the resource group"),
    ("Microsoft.Insights/scheduledQueryRules/write", 3, "scheduledQueryRules/write on the resource group"),
    ("Microsoft.Insights/createNotifications/write", 5, "createNotifications/write on the resource group"),
    ("Microsoft.Insights/diagnosticSettings/read", 0, "the role Reader on the subscription"),
]


@pytest.mark.parametrize(("action", "made", "needs"), STEPS, ids=[action for action, _, _ in STEPS])
def test_a_denied_permission_is_named_with_what_was_made(desk, capsys, action, made, needs):
    desk.change(denied=[action])
    assert desk.connect(*USUAL) == 3
    wrong = " ".join(capsys.readouterr().err.split())
    assert "you may not do that (Azure: AuthorizationFailed" in wrong
    assert action in wrong
    assert needs in wrong
    assert ("Nothing was made." in wrong) == (made == 0)
    assert len(desk.made) == made
    listed = wrong.partition("Made so far: ")[2].partition(". Fix")[0].split(", ")
    assert len([each for each in listed if each]) == made
    assert "Traceback" not in wrong
    assert SECRET not in wrong
    desk.change(denied=[])
    assert desk.connect(*USUAL) == 0
    assert len(desk.writes) == 5 - made
    assert len(desk.made) == 5


def test_a_denied_removal_names_what_is_gone(desk, capsys):
    assert desk.connect(*USUAL, "--no-test") == 0
    desk.change(denied=["Microsoft.Insights/actionGroups/delete"])
    assert desk.connect("--remove") == 3
    wrong = " ".join(capsys.readouterr().err.split())
    assert "Removed so far: alert rule faultbook-activities, alert rule faultbook-pipelines." in wrong
    assert "faultbook connect azure --remove again" in wrong
    desk.change(denied=[])
    assert desk.connect("--remove") == 0
    assert desk.made == {}


def kill_and_run_again(desk, call):
    assert desk.connect_and_die(call) == -9
    assert len(desk.state["calls"]) == call
    assert desk.connect(*USUAL) == 0
    assert desk.state["resources"] == whole(desk)
    assert desk.connect(*USUAL, "--no-test") == 0
    assert desk.writes == []


def whole(desk):
    """The state that an undisturbed run leaves."""
    desk.change(resources=usual_state()["resources"])
    assert desk.connect(*USUAL) == 0
    return desk.state["resources"]


@pytest.mark.slow
@pytest.mark.parametrize("call", [7, 11, 13])
def test_a_run_that_is_killed_between_steps_is_finished_by_the_next(desk, call):
    kill_and_run_again(desk, call)


@pytest.mark.verify
@pytest.mark.parametrize("call", [number for number in range(1, 17) if number not in {7, 11, 13}])
def test_a_run_that_is_killed_at_any_call_is_finished_by_the_next(desk, call):
    kill_and_run_again(desk, call)


def test_the_address_may_have_a_path_and_must_be_https(desk, capsys):
    assert desk.connect("--receiver", "http://events.example.com", "--factory", "all", "--yes") == 2
    assert "--receiver: found 'http://events.example.com', expected https://HOST" in capsys.readouterr().err
    assert desk.connect("--receiver", f"https://a:b@events.example.com?x={SECRET}", "--factory", "all") == 2
    wrong = capsys.readouterr().err
    assert "with a credential" in wrong
    assert SECRET not in wrong
    assert desk.connect("--receiver", f"{RECEIVER}/in/azure-monitor", "--factory", "all", "--no-test") == 0
    webhook = desk.made["rg-crm/actiongroups/faultbook"]["properties"]["webhookReceivers"][0]
    assert webhook["serviceUri"].endswith("@events.example.com/in/azure-monitor")


def test_a_group_that_somebody_else_made_is_left_alone(desk, capsys):
    foreign = resource("actiongroups", "faultbook", group="rg-crm")
    foreign["id"] = f"{GROUP}/actionGroups/faultbook"
    desk.change(resources={**desk.state["resources"], foreign["id"].casefold(): foreign})
    assert desk.connect(*USUAL) == 2
    assert "faultbook did not make; expected a name that is free" in " ".join(capsys.readouterr().err.split())
    assert ("put", "actionGroups/faultbook") not in desk.writes
