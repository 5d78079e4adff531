"""GitHub's signature of a body (`X-Hub-Signature-256`); Gitea sends the same."""

import hashlib
import hmac
from dataclasses import dataclass, field

from faultbook.receive.credentials.presented import Presented, equal

SIGNATURE = "x-hub-signature-256"


@dataclass(frozen=True)
class GitHubCredential:
    """Accepts bodies that are signed with one secret."""

    secret: str = field(repr=False)
    kind: str = "github"
    needs_body: bool = True

    def is_offered(self, presented: Presented) -> bool:
        """Whether there is a signature."""
        return presented.headers.get(SIGNATURE, "").startswith("sha256=")

    async def recognises(self, presented: Presented) -> bool:
        """Whether the signature is that of the body."""
        if presented.body is None or not self.is_offered(presented):
            return False
        signed = hmac.new(self.secret.encode(), presented.body, hashlib.sha256).hexdigest()
        return equal(presented.headers[SIGNATURE], f"sha256={signed}")
