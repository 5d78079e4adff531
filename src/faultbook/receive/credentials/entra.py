"""Access tokens of Microsoft Entra ID, as the secure webhooks of Azure's action groups send them."""

from collections.abc import Sequence
from dataclasses import dataclass

import jwt

from faultbook.receive.credentials.key_set import KeySet
from faultbook.receive.credentials.presented import Presented

_BEARER = "bearer "
LEEWAY_SECONDS = 60


def default_issuers(authority: str, tenant: str) -> list[str]:
    """Who issues the tokens of a tenant: one for tokens of version 1, one for those of version 2."""
    return [f"https://sts.windows.net/{tenant}/", f"{authority}/{tenant}/v2.0"]


def keys_url(authority: str, tenant: str) -> str:
    """Where the keys of a tenant are."""
    return f"{authority}/{tenant}/discovery/v2.0/keys"


@dataclass(frozen=True)
class EntraCredential:
    """Accepts tokens of these issuers for these audiences, of these applications (`appid`, in version 2 `azp`)."""

    keys: KeySet
    issuers: Sequence[str]
    audiences: Sequence[str]
    applications: Sequence[str]
    kind: str = "entra"
    needs_body: bool = False

    def is_offered(self, presented: Presented) -> bool:
        """Whether there is a bearer token with three parts."""
        return self._token(presented).count(".") == 2

    async def recognises(self, presented: Presented) -> bool:
        """Whether signature, time, issuer, audience and application are right.

        CredentialsUnavailable where no key was ever fetched.
        """
        token = self._token(presented)
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            return False
        key_id = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(key_id, str):
            return False
        key = await self.keys.key(key_id)
        if key is None:
            return False
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=list(self.audiences),
                issuer=list(self.issuers),
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError):
            return False
        return (claims.get("appid") or claims.get("azp")) in self.applications

    def _token(self, presented: Presented) -> str:
        value = presented.headers.get("authorization", "")
        return value[len(_BEARER) :].strip() if value[: len(_BEARER)].lower() == _BEARER else ""
