"""Credentials as they are used, made from those of the file: secrets are looked up, and checked, once at the start."""

from collections.abc import Callable, Sequence

from standardwebhooks import Webhook

from faultbook.catalog.receiver import Basic, CredentialEntry, Entra, GitHub, StandardWebhooks, Token
from faultbook.errors import InvalidCatalog
from faultbook.receive.credentials.basic import BasicCredential
from faultbook.receive.credentials.entra import EntraCredential, default_issuers, keys_url
from faultbook.receive.credentials.github import GitHubCredential
from faultbook.receive.credentials.key_set import KeySet
from faultbook.receive.credentials.presented import SHORTEST_SECRET, Credential
from faultbook.receive.credentials.standard_webhooks import StandardWebhooksCredential
from faultbook.receive.credentials.token import AUTHORIZATION, TokenCredential


def open_credentials(
    place: str, entries: Sequence[CredentialEntry], secret: Callable[[str], str]
) -> tuple[Credential, ...]:
    """The credentials of one endpoint. `secret` returns what a reference names.

    InvalidCatalog, with `place` and never with a secret, where a secret is missing, short or of a wrong form.
    """
    return tuple(_open(f"{place}, credential {number}", entry, secret) for number, entry in enumerate(entries, 1))


def _open(place: str, entry: CredentialEntry, secret: Callable[[str], str]) -> Credential:
    match entry:
        case Basic(user=user, password=reference):
            return BasicCredential(user, _long_enough(place, reference, secret))
        case Token(token=reference, header=header, query=query):
            return TokenCredential(_long_enough(place, reference, secret), (header or AUTHORIZATION).lower(), query)
        case GitHub(secret=reference):
            return GitHubCredential(_long_enough(place, reference, secret))
        case StandardWebhooks(secret=reference):
            return StandardWebhooksCredential(_webhook(place, _long_enough(place, reference, secret)))
        case Entra():
            keys = KeySet(keys_url(entry.authority, entry.tenant))
            issuers = entry.issuers or default_issuers(entry.authority, entry.tenant)
            return EntraCredential(keys, issuers, entry.audience, entry.applications)


def _long_enough(place: str, reference: str, secret: Callable[[str], str]) -> str:
    try:
        found = secret(reference)
    except InvalidCatalog as wrong:
        raise InvalidCatalog(f"{place}: {wrong}") from wrong
    if len(found) < SHORTEST_SECRET:
        raise InvalidCatalog(
            f"{place}: {reference}: found {len(found)} characters; expected {SHORTEST_SECRET} or more. Fix: take a "
            "random one, as of `openssl rand -hex 24`."
        )
    return found


def _webhook(place: str, secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except (ValueError, RuntimeError):
        expected = "expected base64, with or without whsec_ before it"
    raise InvalidCatalog(f"{place}: found a secret of another form; {expected}. Fix: take it as the sender shows it.")
