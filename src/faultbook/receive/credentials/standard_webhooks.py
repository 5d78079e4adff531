"""Signatures of standardwebhooks.com: over id, time and body, so that an old message cannot be sent again."""

from dataclasses import dataclass, field

from standardwebhooks import Webhook, WebhookVerificationError

from faultbook.receive.credentials.presented import Presented

ID = "webhook-id"
TIMESTAMP = "webhook-timestamp"
SIGNATURE = "webhook-signature"


@dataclass(frozen=True)
class StandardWebhooksCredential:
    """Accepts messages that are signed with one secret, at most five minutes before or after this machine's time."""

    webhook: Webhook = field(repr=False)
    kind: str = "standard_webhooks"
    needs_body: bool = True

    def is_offered(self, presented: Presented) -> bool:
        """Whether id, time and signature are there."""
        return all(presented.headers.get(name) for name in (ID, TIMESTAMP, SIGNATURE))

    async def recognises(self, presented: Presented) -> bool:
        """Whether the signature is right and its time near. ValueErrors of the library are wrong signatures."""
        if presented.body is None or not self.is_offered(presented):
            return False
        headers = {name: presented.headers[name] for name in (ID, TIMESTAMP, SIGNATURE)}
        try:
            self.webhook.verify(presented.body, headers, json_parse=False)
        except (WebhookVerificationError, ValueError, OverflowError):
            return False
        return True
