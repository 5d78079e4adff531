"""A token in a header, or in a parameter of the address for senders that can set no header."""

from dataclasses import dataclass, field

from faultbook.receive.credentials.presented import Presented, equal

AUTHORIZATION = "authorization"
_BEARER = "bearer "


@dataclass(frozen=True)
class TokenCredential:
    """Accepts one token. `header` in lower case; `query` wins where it is given."""

    token: str = field(repr=False)
    header: str = AUTHORIZATION
    query: str | None = None
    kind: str = "token"
    needs_body: bool = False

    def is_offered(self, presented: Presented) -> bool:
        """Whether header or parameter is there."""
        return self._given(presented) is not None

    async def recognises(self, presented: Presented) -> bool:
        """Whether the token is right."""
        given = self._given(presented)
        return given is not None and equal(given, self.token)

    def _given(self, presented: Presented) -> str | None:
        if self.query:
            values = presented.query.get(self.query, ())
            return values[0] if len(values) == 1 else None
        value = presented.headers.get(self.header)
        if value is None or self.header != AUTHORIZATION:
            return value
        return value[len(_BEARER) :].strip() if value[: len(_BEARER)].lower() == _BEARER else None
