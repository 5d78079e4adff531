"""Azure's management on this machine: resources by id, as requests make, change and remove them. The state is JSON.

Shapes are those of the REST reference (Microsoft.Insights actionGroups 2023-01-01, scheduledQueryRules 2023-12-01,
diagnosticSettings 2021-05-01-preview): a property that is not in it is refused, as Azure does.
"""

import re
from typing import Any

Json = dict[str, Any]

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
TENANT = "22222222-2222-2222-2222-222222222222"
VERSIONS = {
    "actiongroups": "2023-01-01",
    "scheduledqueryrules": "2023-12-01",
    "diagnosticsettings": "2021-05-01-preview",
    "secrets": "7.4",
}
PROPERTIES = {
    "actiongroups": {"groupShortName", "enabled", "webhookReceivers"},
    "scheduledqueryrules": {
        *(
            "displayName",
            "description",
            "severity",
            "enabled",
            "evaluationFrequency",
            "windowSize",
            "scopes",
            "criteria",
        ),
        *("autoMitigate", "skipQueryValidation", "actions"),
    },
    "diagnosticsettings": {
        *("workspaceId", "logAnalyticsDestinationType", "eventHubAuthorizationRuleId", "eventHubName", "logs"),
    },
}
REQUIRED = {
    "actiongroups": {"groupShortName", "enabled"},
    "scheduledqueryrules": {"severity", "enabled", "scopes", "evaluationFrequency", "windowSize", "criteria"},
    "diagnosticsettings": {"logs"},
}
WEBHOOK = {"name", "serviceUri", "useCommonAlertSchema", "useAadAuth", "objectId", "identifierUri", "tenantId"}
CONDITION = {
    *("query", "timeAggregation", "resourceIdColumn", "dimensions", "operator", "threshold", "failingPeriods"),
}
ACTION = {
    ("get", "actiongroups"): "Microsoft.Insights/actionGroups/read",
    ("put", "actiongroups"): "Microsoft.Insights/actionGroups/write",
    ("delete", "actiongroups"): "Microsoft.Insights/actionGroups/delete",
    ("get", "scheduledqueryrules"): "Microsoft.Insights/scheduledQueryRules/read",
    ("put", "scheduledqueryrules"): "Microsoft.Insights/scheduledQueryRules/write",
    ("delete", "scheduledqueryrules"): "Microsoft.Insights/scheduledQueryRules/delete",
    ("get", "diagnosticsettings"): "Microsoft.Insights/diagnosticSettings/read",
    ("put", "diagnosticsettings"): "Microsoft.Insights/diagnosticSettings/write",
    ("delete", "diagnosticsettings"): "Microsoft.Insights/diagnosticSettings/delete",
    ("get", "secrets"): "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    ("put", "secrets"): "Microsoft.KeyVault/vaults/secrets/setSecret/action",
}


class Refused(Exception):
    """An answer that is no success: HTTP status and words, Azure's code, its message."""

    def __init__(self, status: int, reason: str, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.reason = status, reason
        self.body = {"error": {"code": code, "message": message}}


def resource(kind: str, name: str, group: str = "rg-data", location: str = "westeurope") -> Json:
    """A row of the state that was there before."""
    path = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/{kind}/{name}"
    return {"id": path, "name": name, "type": kind, "location": location, "tags": {}, "properties": {}}


def usual_state() -> Json:
    """Two factories, one workspace, one Event Hub namespace; everything is allowed."""
    rows = [
        resource("Microsoft.DataFactory/factories", "adf-shop"),
        resource("Microsoft.DataFactory/factories", "adf-crm", group="rg-crm"),
        resource("Microsoft.OperationalInsights/workspaces", "logs", group="rg-logs"),
        resource("Microsoft.EventHub/namespaces", "hubs", group="rg-logs"),
    ]
    return {"resources": {row["id"].casefold(): row for row in rows}, "denied": [], "calls": [], "secrets": {}}


def kind_of(path: str) -> str:
    """The type of the last resource of a path, in lower case."""
    return path.casefold().rstrip("/").split("/")[-2]


def deny(state: Json, action: str, scope: str) -> None:
    """403 in Azure's words where the state denies an action."""
    if action in state["denied"]:
        raise Refused(
            403,
            "Forbidden",
            "AuthorizationFailed",
            f"The client 'ada@example.com' with object id '33333333-3333-3333-3333-333333333333' does not have "
            f"authorization to perform action '{action}' over scope '{scope}' or the scope is invalid.",
        )


def answer(state: Json, method: str, path: str, version: str, body: Json | None) -> Json | None:
    """The answer of Azure's management (or of a vault) to one request."""
    if path.startswith("https://") and ".vault.azure.net/secrets/" in path:
        return _vault(state, method, path, version, body)
    if path.casefold().endswith("/diagnosticsettings") and method == "get":
        deny(state, "Microsoft.Insights/diagnosticSettings/read", path)
        beginning = path.casefold() + "/"
        return {"value": [row for key, row in sorted(state["resources"].items()) if key.startswith(beginning)]}
    kind = kind_of(path)
    if VERSIONS.get(kind) != version:
        raise Refused(400, "Bad Request", "InvalidApiVersionParameter", f"The api-version '{version}' is invalid.")
    deny(state, ACTION[method, kind], path)
    key = path.casefold()
    if method == "put":
        assert body is not None
        check(kind, body)
        _conflicts(state, path, body)
        if kind == "actiongroups" and len(body["properties"]["groupShortName"]) > 12:
            raise Refused(400, "Bad Request", "GroupShortNameTooLong", "groupShortName exceeds 12 characters")
        state["resources"][key] = {**body, "id": as_azure(path), "name": path.rsplit("/", 1)[1], "type": kind}
        return dict(state["resources"][key])
    if key not in state["resources"]:
        if method == "delete":
            return None
        name = path.rsplit("/", 1)[1]
        raise Refused(404, "Not Found", "ResourceNotFound", f"The Resource '{name}' was not found.")
    if method == "delete":
        del state["resources"][key]
        return None
    return dict(state["resources"][key])


def as_azure(path: str) -> str:
    """Azure writes providers in small letters where it likes."""
    return path.replace("Microsoft.Insights", "microsoft.insights")


def check(kind: str, body: Json) -> None:
    """400 where a body has what Azure does not know, or lacks what it needs."""
    allowed = {"location", "tags", "properties", "kind"} if kind != "diagnosticsettings" else {"properties"}
    _only(body, allowed, kind)
    properties = body["properties"]
    _only(properties, PROPERTIES[kind], kind)
    if lacking := REQUIRED[kind] - set(properties):
        raise Refused(400, "Bad Request", "BadRequest", f"{kind} lacks {sorted(lacking)}")
    for webhook in properties.get("webhookReceivers") or ():
        _only(webhook, WEBHOOK, "webhookReceivers")
        if not webhook["serviceUri"].startswith("https://"):
            raise Refused(400, "Bad Request", "BadRequest", f"serviceUri {webhook['serviceUri']} is invalid")
    if kind == "scheduledqueryrules":
        (condition,) = properties["criteria"]["allOf"]
        _only(condition, CONDITION, "criteria")
        columns = condition["query"].rsplit("| project ", 1)[1].split(", ")
        dimensions = [each["name"] for each in condition["dimensions"]]
        if len(dimensions) > 6 or not set(dimensions) <= set(columns) or condition["resourceIdColumn"] not in columns:
            raise Refused(400, "Bad Request", "BadRequest", f"dimensions {dimensions} are no six columns of {columns}")
        if not all(re.fullmatch(r"PT\d+[MH]", properties[each]) for each in ("evaluationFrequency", "windowSize")):
            raise Refused(400, "Bad Request", "BadRequest", "no ISO 8601 duration")
        if not {"displayName", "actions"} <= set(properties) or not 0 <= properties["severity"] <= 4:
            raise Refused(400, "Bad Request", "BadRequest", "severity is 0 to 4")


def _only(found: Json, allowed: set[str], what: str) -> None:
    if unknown := set(found) - allowed:
        raise Refused(400, "Bad Request", "BadRequest", f"Could not find member {sorted(unknown)} of {what}")


def _conflicts(state: Json, path: str, body: Json) -> None:
    """A kind of logs goes from one resource to one place by one setting."""
    if kind_of(path) != "diagnosticsettings":
        return
    own = body["properties"]
    beginning = path.casefold().rsplit("/", 1)[0] + "/"
    for key, row in state["resources"].items():
        if not key.startswith(beginning) or key == path.casefold():
            continue
        other = row["properties"]
        same = any(own.get(sink) and own.get(sink) == other.get(sink) for sink in ("workspaceId", "eventHubName"))
        if same and _sent(own) & _sent(other):
            sink = own.get("workspaceId") or own.get("eventHubName")
            raise Refused(
                409,
                "Conflict",
                "Conflict",
                f"Data sink '{sink}' is already used in diagnostic setting '{row['name']}' for category "
                f"'{sorted(_sent(own) & _sent(other))[0]}'. Data sinks can't be reused in different settings.",
            )


def _sent(properties: Json) -> set[str]:
    return {log["category"] for log in properties["logs"] if log["enabled"] and "category" in log}


def _vault(state: Json, method: str, path: str, version: str, body: Json | None) -> Json:
    name = path.rsplit("/", 1)[1]
    if ACTION[method, "secrets"] in state["denied"]:
        refused = Refused(403, "Forbidden", "Forbidden", "Caller is not authorized to perform action on resource.")
        refused.body["error"]["innererror"] = {"code": "ForbiddenByRbac"}
        raise refused
    assert version == VERSIONS["secrets"]
    if method == "put":
        assert body is not None
        state["secrets"][name] = body["value"]
    if name not in state["secrets"]:
        raise Refused(
            404, "Not Found", "SecretNotFound", f"A secret with (name/id) {name} was not found in this vault."
        )
    return {"value": state["secrets"][name], "id": f"{path}/0", "attributes": {"enabled": True}}
