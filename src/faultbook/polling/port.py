"""The port of pollers: pages of what failed in a span of time, as raw JSON.

A poller reads and filters. Watermarks, writing, deadlines and the order of sources are not its business.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

Json = dict[str, Any]
KEY_LENGTH = 20
"""Hexadecimal digits of the hash of a key: 80 bits."""


@dataclass(frozen=True)
class Span:
    """From when to when a poll reads, in UTC. `until` is when the poll began."""

    since: datetime
    until: datetime

    @property
    def since_ms(self) -> int:
        """`since` in milliseconds of 1970."""
        return int(self.since.timestamp() * 1000)

    @property
    def until_ms(self) -> int:
        """`until` in milliseconds of 1970."""
        return int(self.until.timestamp() * 1000)


@dataclass(frozen=True)
class Item:
    """One failure. `key` identifies it and its state: what is polled again has the same key, and the same body."""

    key: str
    body: Mapping[str, Any]

    @property
    def content(self) -> bytes:
        """The body as bytes that do not depend on the order of its members."""
        return json.dumps(self.body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )


@dataclass(frozen=True)
class Page:
    """What one answer brought. `rows`: how many objects the source sent, failures or not.

    pending: what was still at work, which the next poll is given again. missing: what could not be read although the
    source answers, in words; the poll is then partial.
    """

    items: tuple[Item, ...] = ()
    rows: int = 0
    pending: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class Known:
    """What earlier polls found. delivered: hashes of keys that need not be read again; pending: what was at work."""

    delivered: frozenset[str] = field(default_factory=frozenset)
    pending: tuple[str, ...] = ()

    def has(self, key: str) -> bool:
        """Whether the item of this key was delivered."""
        return hashed(key) in self.delivered


class Poller(Protocol):
    """One source. RestFailed of `clients.rest` where it does not answer."""

    def pages(self, span: Span, known: Known) -> Iterator[Page]:
        """What failed in the span, or of what was pending; ends when all of it was read."""
        ...


def hashed(key: str) -> str:
    """The hash of a key, as it is stored."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


def chosen(found: Any, names: tuple[str, ...]) -> Json:
    """The members of an object by these names, those that are there. Nothing where it is no object."""
    return {name: found[name] for name in names if name in found} if isinstance(found, dict) else {}


def objects(found: Any) -> list[Json]:
    """The objects of a list; none where it is no list."""
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text_at(found: Any, *names: str) -> str:
    """The text at a path of names; empty where there is none, or something else."""
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def number_at(found: Any, name: str) -> int:
    """The whole number of a member, which may be written as a text; 0 where there is none."""
    value = found.get(name) if isinstance(found, dict) else None
    try:
        return 0 if value is None or isinstance(value, bool) else int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


def instant_of(text: str) -> datetime | None:
    """The instant of a text in ISO 8601; one without a zone is UTC. None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
