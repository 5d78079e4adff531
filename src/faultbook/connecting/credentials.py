"""The credential by which a sender is recognised at the receiver, and the address of the receiver that contains it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit

from faultbook.errors import SettingError

VARIABLE = "FAULTBOOK_RECEIVER_CREDENTIAL"
"""The environment variable with the credential: USER:PASSWORD, or a token."""
GENERATED_BYTES = 32


class Scheme(StrEnum):
    """How a sender is recognised: user and password, a token in the address, or a token of Entra ID."""

    BASIC = "basic"
    TOKEN = "token"
    ENTRA = "entra"


@dataclass(frozen=True)
class Credential:
    """A user with a password, or a token (`user` is '')."""

    secret: str = field(repr=False)
    user: str = ""

    @classmethod
    def from_text(cls, text: str, scheme: Scheme, name: str = VARIABLE) -> "Credential":
        """USER:PASSWORD or a token; SettingError where it is neither. The text is never in the error."""
        if scheme is Scheme.TOKEN:
            if not text.strip():
                raise SettingError(f"{name}: found nothing, expected a token. Fix: set it to the receiver's token.")
            return cls(text.strip())
        user, colon, password = text.strip().partition(":")
        if not (user and colon and password):
            raise SettingError(
                f"{name}: expected USER:PASSWORD, found a text without one of the two. Fix: set it to what "
                f"catalog/receive.yml accepts for this endpoint."
            )
        return cls(password, user)

    @classmethod
    def generated(cls, scheme: Scheme, user: str = "faultbook") -> "Credential":
        """256 random bits, with letters, digits, - and _ only."""
        return cls(secrets.token_urlsafe(GENERATED_BYTES), user if scheme is Scheme.BASIC else "")

    @property
    def text(self) -> str:
        """USER:PASSWORD, or the token."""
        return f"{self.user}:{self.secret}" if self.user else self.secret


def from_environment(environment: Mapping[str, str], scheme: Scheme, name: str = VARIABLE) -> Credential | None:
    """The credential of the variable; None where it is not set."""
    text = environment.get(name)
    return None if text is None else Credential.from_text(text, scheme, name)


@dataclass(frozen=True)
class Receiver:
    """Where the receiver listens for one sender: https address without a credential, and how the sender is known.

    `parameter`: the name of the query parameter that contains a token.
    """

    address: str
    scheme: Scheme = Scheme.BASIC
    parameter: str = "token"

    @classmethod
    def of(cls, url: str, source: str, scheme: Scheme = Scheme.BASIC, parameter: str = "token") -> "Receiver":
        """The receiver at `url`, with or without the endpoint's own path. SettingError where that is no address."""
        found = urlsplit(url.strip())
        if found.scheme != "https" or not found.hostname:
            raise SettingError(
                f"--receiver: found {_without_secrets(url)!r}, expected https://HOST, because a credential is sent to "
                f"it. Fix: give the public address of `faultbook receive`."
            )
        if found.username or found.password or found.query or found.fragment:
            raise SettingError(
                f"--receiver: found an address with a credential, a query or a fragment, expected https://HOST only. "
                f"Fix: put the credential into {VARIABLE}."
            )
        path = found.path.rstrip("/")
        path = path if path.endswith(f"/{source}") else f"{path}/{source}"
        return cls(urlunsplit(("https", found.netloc, path, "", "")), scheme, parameter)

    def with_credential(self, credential: Credential) -> str:
        """The address that a sender without headers calls: the credential is before the host, or in the query."""
        return self._filled(
            f"{quote(credential.user, safe='')}:{quote(credential.secret, safe='')}"
            if self.scheme is Scheme.BASIC
            else credential.secret
        )

    def with_placeholder(self, placeholder: str) -> str:
        """As with_credential, with a text in place of the credential, as it is."""
        if self.scheme is Scheme.TOKEN:
            return f"{self.address}?{self.parameter}={placeholder}"
        return self._filled(placeholder)

    def is_of(self, address: str) -> bool:
        """Whether an address with a credential is one of this receiver, by this scheme."""
        found = urlsplit(address)
        bare = urlunsplit((found.scheme, found.netloc.rpartition("@")[2], found.path, "", ""))
        has = {Scheme.BASIC: bool(found.password), Scheme.TOKEN: f"{self.parameter}=" in found.query}
        return bare == self.address and has.get(self.scheme, not found.password and not found.query)

    def _filled(self, text: str) -> str:
        if self.scheme is Scheme.ENTRA:
            return self.address
        if self.scheme is Scheme.TOKEN:
            return f"{self.address}?{urlencode({self.parameter: text})}"
        return self.address.replace("https://", f"https://{text}@", 1)


def secrets_in(address: str, credential: Credential | None = None) -> tuple[str, ...]:
    """Every text of an address and a credential that no line may contain, as it is and percent-encoded."""
    found = urlsplit(address)
    texts = [
        unquote(found.password or ""),
        found.password or "",
        *(p.partition("=")[2] for p in found.query.split("&")),
    ]
    texts += [credential.secret, quote(credential.secret, safe="")] if credential else []
    return tuple(dict.fromkeys(text for text in texts if text))


def hide(text: str, hidden: tuple[str, ...]) -> str:
    """The text without those secrets."""
    for secret in sorted(hidden, key=len, reverse=True):
        text = text.replace(secret, "[redacted]")
    return text


def _without_secrets(url: str) -> str:
    found = urlsplit(url)
    return urlunsplit((found.scheme, found.netloc.rpartition("@")[2], found.path, "", ""))
