"""User and password (RFC 7617)."""

import base64
import binascii
from dataclasses import dataclass, field

from faultbook.receive.credentials.presented import Presented, equal


@dataclass(frozen=True)
class BasicCredential:
    """Accepts one user with one password."""

    user: str
    password: str = field(repr=False)
    kind: str = "basic"
    needs_body: bool = False

    def is_offered(self, presented: Presented) -> bool:
        """Whether there is an Authorization header of this scheme."""
        return presented.headers.get("authorization", "")[:6].lower() == "basic "

    async def recognises(self, presented: Presented) -> bool:
        """Whether user and password are right; both are compared whatever the first gives."""
        if not self.is_offered(presented):
            return False
        try:
            text = base64.b64decode(presented.headers["authorization"][6:].strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            return False
        user, _, password = text.partition(":")
        return equal(user, self.user) & equal(password, self.password)
