"""A connection of data factories as commands of the Azure CLI or as Terraform, in place of acting."""

import json
import shlex

from faultbook.connecting.azure.action_group import RECEIVER
from faultbook.connecting.azure.alert_rules import FREQUENCY, SUBJECTS, WINDOW, query_of
from faultbook.connecting.azure.cli import rest_words
from faultbook.connecting.azure.connection import Connection
from faultbook.connecting.azure.wanted import TAG, Wanted
from faultbook.connecting.credentials import VARIABLE, Receiver, Scheme
from faultbook.connecting.hcl import Block, Expression, render

PLACEHOLDER = "FAULTBOOK-CREDENTIAL"
"""In the webhook's address where a connection is printed; it becomes the variable of the shell or of Terraform."""


def commands(connection: Connection) -> str:
    """A script of `az rest`: the same requests as the command sends, where nothing is there yet."""
    lines = ["set -eu"]
    if PLACEHOLDER in connection.webhook.uri:
        lines += [
            "# Percent-encode what is no letter, digit, -, _ or . in it (USER:PASSWORD keeps its colon).",
            f': "${{{VARIABLE}:?is the credential that catalog/receive.yml has}}"',
        ]
    return "\n\n".join(["\n".join(lines), *map(_command, connection.wanted)]) + "\n"


def _command(wanted: Wanted) -> str:
    body = json.dumps(wanted.body, indent=2)
    for special in ("\\", "$", "`"):
        body = body.replace(special, "\\" + special)
    body = body.replace(PLACEHOLDER, f"${VARIABLE}")
    # The answer repeats the address of the webhook: it is not printed.
    words = shlex.join(["az", *rest_words("put", wanted.path, wanted.version, has_body=True), "--output", "none"])
    return f"# {wanted.kind.capitalize()} {wanted.name}. It needs {wanted.needs}.\n{words} <<JSON\n{body}\nJSON"


def terraform(connection: Connection, receiver: Receiver) -> str:
    """Resources of the provider azurerm (4 or newer), and a variable for the credential."""
    group = connection.group_path.rsplit("/", 1)[-1]
    blocks = []
    if receiver.scheme is not Scheme.ENTRA:
        blocks.append(
            Block(
                "variable",
                ["receiver_credential"],
                {
                    "type": Expression("string"),
                    "sensitive": True,
                    "description": "Percent-encoded USER:PASSWORD, or the token, that catalog/receive.yml has.",
                },
            )
        )
    return render([*blocks, *_diagnostics(connection), _group(connection, receiver, group), *_rules(connection, group)])


def _diagnostics(connection: Connection) -> list[Block]:
    found = []
    for number, wanted in enumerate(each for each in connection.wanted if each.kind == "diagnostic setting"):
        properties = wanted.body["properties"]
        target, _, name = wanted.path.rpartition("/providers/Microsoft.Insights/diagnosticSettings/")
        attributes = {"name": name, "target_resource_id": target}
        if "workspaceId" in properties:
            attributes |= {
                "log_analytics_workspace_id": properties["workspaceId"],
                "log_analytics_destination_type": properties["logAnalyticsDestinationType"],
            }
        else:
            attributes |= {
                "eventhub_authorization_rule_id": properties["eventHubAuthorizationRuleId"],
                "eventhub_name": properties["eventHubName"],
            }
        logs = [Block("enabled_log", (), {"category": log["category"]}) for log in properties["logs"]]
        found.append(
            Block("resource", ["azurerm_monitor_diagnostic_setting", f"factory_{number + 1}"], attributes, logs)
        )
    return found


def _group(connection: Connection, receiver: Receiver, group: str) -> Block:
    address = json.dumps(receiver.with_placeholder(PLACEHOLDER)).replace(PLACEHOLDER, "${var.receiver_credential}")
    webhook = {"name": RECEIVER, "service_uri": Expression(address), "use_common_alert_schema": True}
    entra = connection.webhook.entra
    aad = [
        Block(
            "aad_auth",
            (),
            {"object_id": entra.object_id, "identifier_uri": entra.identifier_uri, "tenant_id": entra.tenant},
        )
        for entra in ([entra] if entra else [])
    ]
    properties = next(each for each in connection.wanted if each.kind == "action group").body["properties"]
    return Block(
        "resource",
        ["azurerm_monitor_action_group", "receiver"],
        {
            "name": connection.name,
            "resource_group_name": group,
            "short_name": properties["groupShortName"],
            "tags": {TAG: connection.name},
        },
        [Block("webhook_receiver", (), webhook, aad)],
    )


def _rules(connection: Connection, group: str) -> list[Block]:
    found = []
    rules = [each for each in connection.wanted if each.kind == "alert rule"]
    for subject, wanted in zip(SUBJECTS, rules, strict=True):
        properties = wanted.body["properties"]
        criterion = properties["criteria"]["allOf"][0]
        dimensions = [
            Block("dimension", (), {"name": each["name"], "operator": each["operator"], "values": each["values"]})
            for each in criterion["dimensions"]
        ]
        periods = {"minimum_failing_periods_to_trigger_alert": 1, "number_of_evaluation_periods": 1}
        custom = {"custom_properties": dict(connection.options.custom)} if connection.options.custom else {}
        found.append(
            Block(
                "resource",
                ["azurerm_monitor_scheduled_query_rules_alert_v2", subject.suffix],
                {
                    "name": wanted.name,
                    "resource_group_name": group,
                    "location": wanted.body["location"],
                    "display_name": properties["displayName"],
                    "description": properties["description"],
                    "severity": properties["severity"],
                    "enabled": True,
                    "evaluation_frequency": FREQUENCY,
                    "window_duration": WINDOW,
                    "scopes": properties["scopes"],
                    "auto_mitigation_enabled": False,
                    "skip_query_validation": True,
                    "tags": {TAG: connection.name},
                },
                [
                    Block(
                        "criteria",
                        (),
                        {
                            "query": query_of(subject, connection.factories, connection.options.message_length),
                            "time_aggregation_method": criterion["timeAggregation"],
                            "resource_id_column": criterion["resourceIdColumn"],
                            "operator": criterion["operator"],
                            "threshold": criterion["threshold"],
                        },
                        [*dimensions, Block("failing_periods", (), periods)],
                    ),
                    Block(
                        "action",
                        (),
                        {"action_groups": [Expression("azurerm_monitor_action_group.receiver.id")], **custom},
                    ),
                ],
            )
        )
    return found
