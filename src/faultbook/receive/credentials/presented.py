"""What a request presents as its credential, and what a credential is."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

SHORTEST_SECRET = 16


@dataclass(frozen=True)
class Presented:
    """Headers by name in lower case; parameters of the address; the body, None where it is not read yet."""

    headers: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    body: bytes | None = None


class CredentialsUnavailable(Exception):
    """The sender cannot be recognised now, because what it takes cannot be reached. A later try may succeed."""


class Credential(Protocol):
    """One credential of an endpoint."""

    @property
    def kind(self) -> str:
        """Its kind, as the envelope names it; no secret."""

    @property
    def needs_body(self) -> bool:
        """Whether the body is part of the proof."""

    def is_offered(self, presented: Presented) -> bool:
        """Whether the request has what this credential reads: False saves reading the body."""

    async def recognises(self, presented: Presented) -> bool:
        """Whether the request proves to be from the holder. CredentialsUnavailable where that cannot be found out."""


def equal(given: str, expected: str) -> bool:
    """Whether two texts are equal, in a time that does not depend on where they differ."""
    return hmac.compare_digest(given.encode(errors="surrogateescape"), expected.encode())
