"""The public keys of an authority (JWKS): cached, renewed when an unknown key is named, kept while it is down."""

import asyncio
import json
import time
from collections.abc import Callable

import urllib3
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from faultbook.receive.credentials.presented import CredentialsUnavailable

LIFETIME = 3_600.0
"""Seconds after which keys are fetched again."""
LONGEST = 86_400.0
"""Seconds that keys are used while the authority cannot be reached."""
COOLDOWN = 30.0
"""Seconds between two fetches at least: an unknown key id costs the authority no more than that."""
FETCH_SECONDS = 3.0
_MOST_BYTES = 1_048_576


class KeySet:
    """Keys by their id."""

    def __init__(
        self,
        url: str,
        fetch: Callable[[str], bytes] | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is fetched yet. `fetch` returns the document of an address; OSError where it cannot."""
        self._url = url
        self._fetch = fetch or fetched
        self._clock = clock
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._lock = asyncio.Lock()

    async def key(self, key_id: str) -> PyJWK | None:
        """The key; None where the authority has none of this id. CredentialsUnavailable where no keys are known."""
        if key_id not in self._keys or self._age() > LIFETIME:
            await self._renew()
        if self._age() > LONGEST:
            raise CredentialsUnavailable("the keys of the authority cannot be fetched")
        return self._keys.get(key_id)

    def _age(self) -> float:
        return float("inf") if self._fetched_at is None else self._clock() - self._fetched_at

    async def _renew(self) -> None:
        async with self._lock:
            if self._tried_at is not None and self._clock() - self._tried_at < COOLDOWN:
                return
            self._tried_at = self._clock()
            try:
                document = json.loads(await asyncio.to_thread(self._fetch, self._url))
                found = PyJWKSet.from_dict(document)
            except (OSError, ValueError, TypeError, AttributeError, PyJWTError):
                return
            self._keys = {key.key_id: key for key in found.keys if key.key_id and key.public_key_use != "enc"}
            self._fetched_at = self._clock()


def fetched(url: str) -> bytes:
    """The document of an address; OSError where it is not to be had."""
    try:
        with urllib3.PoolManager(retries=False, timeout=FETCH_SECONDS) as pool:
            answer = pool.request("GET", url, redirect=False, preload_content=False)
            content = answer.read(_MOST_BYTES)
            answer.close()
    except urllib3.exceptions.HTTPError as failure:
        raise OSError(type(failure).__name__) from None
    if answer.status != 200:
        raise OSError(f"status {answer.status}")
    return content
