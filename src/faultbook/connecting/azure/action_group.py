"""The action group: where Azure Monitor sends the alerts, by a webhook in the common alert schema."""

from dataclasses import dataclass, field

from faultbook.connecting.azure.cli import Json
from faultbook.connecting.azure.wanted import ACTION_GROUP_VERSION, INSIGHTS, MONITORING, TAG, Wanted

KIND = "action group"
RECEIVER = "faultbook"
LONGEST_SHORT_NAME = 12


@dataclass(frozen=True)
class EntraApplication:
    """The application of Entra ID for which Azure Monitor asks a token: object id, identifier URI, tenant."""

    object_id: str
    identifier_uri: str
    tenant: str


@dataclass(frozen=True)
class Webhook:
    """The address that Azure calls, which may contain a credential; `entra`: a secure webhook instead."""

    uri: str = field(repr=False)
    entra: EntraApplication | None = None

    @property
    def fields(self) -> Json:
        """A webhook receiver of an action group."""
        found: Json = {"name": RECEIVER, "serviceUri": self.uri, "useCommonAlertSchema": True, "useAadAuth": False}
        if self.entra:
            application = self.entra
            found |= {"useAadAuth": True, "objectId": application.object_id, "tenantId": application.tenant}
            found |= {"identifierUri": application.identifier_uri}
        return found

    @property
    def words(self) -> tuple[str, ...]:
        """The receiver in the words of `az monitor action-group`, without the address after the name."""
        entra = ("useaadauth", self.entra.object_id, self.entra.identifier_uri) if self.entra else ()
        return (RECEIVER, *entra, "usecommonalertschema")


def action_group_id(name: str, group_path: str) -> str:
    """The id of the action group of a connection."""
    return f"{group_path}/{INSIGHTS}/actionGroups/{name}"


def action_group(name: str, group_path: str, webhook: Webhook) -> Wanted:
    """The action group of a connection."""
    return Wanted(
        KIND,
        name,
        action_group_id(name, group_path),
        ACTION_GROUP_VERSION,
        {
            "location": "Global",
            "tags": {TAG: name},
            "properties": {
                "groupShortName": name[:LONGEST_SHORT_NAME],
                "enabled": True,
                "webhookReceivers": [webhook.fields],
            },
        },
        f"Microsoft.Insights/actionGroups/write on the resource group ({MONITORING})",
    )


def webhook_uri_in(found: Json | None) -> str:
    """The address that an action group calls; '' where there is none."""
    receivers = ((found or {}).get("properties") or {}).get("webhookReceivers") or []
    return next((each.get("serviceUri") or "" for each in receivers if each.get("name") == RECEIVER), "")
