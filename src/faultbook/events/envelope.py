"""An envelope: one message of a sender, as it arrived. Receivers and pollers write envelopes; one job reads them.

An envelope is one line of JSON in a file below the events folder, `<source>/<yyyy-mm-dd>/<envelope id>.json` (a day in
UTC). A poller may write many lines into one file, `<name>.jsonl`. The id is a hash of what was sent, so a message that
a sender repeats is the same envelope, and the same file.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Self

from faultbook.errors import FaultbookError

VERSION = 1
ID_LENGTH = 32
"""Hexadecimal digits of an id: 128 bits of SHA-256."""
_SOURCE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\Z")


class WrongEnvelope(FaultbookError):
    """A line of the events folder that is no envelope, or a source that cannot name one."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One message as it arrived.

    source: name of the endpoint or poller, lower-case letters, digits and hyphens. received_at: an instant with a
    zone. delivery_id: the sender's own id of this delivery, or the hour of arrival where equal bodies may be two
    failures; None where it has none. headers: of an allow-list, names in lower case, never a credential. remote:
    address of the sender; None for a poller. auth: name of the method by which the sender was recognised, never a
    secret.
    """

    source: str
    received_at: datetime
    body: bytes
    content_type: str = "application/json"
    delivery_id: str | None = None
    sent_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    remote: str | None = None
    auth: str = "none"

    def __post_init__(self) -> None:
        """WrongEnvelope where the source cannot name a folder."""
        require_source(self.source)

    @property
    def envelope_id(self) -> str:
        """The hash of source, the sender's delivery id and body: equal for what a sender repeats."""
        digest = hashlib.sha256()
        for part in (self.source.encode(), (self.delivery_id or "").encode(), self.body):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.hexdigest()[:ID_LENGTH]

    @property
    def path(self) -> PurePosixPath:
        """Its file, relative to the events folder."""
        day = self.received_at.astimezone(UTC).date().isoformat()
        return PurePosixPath(self.source, day, f"{self.envelope_id}.json")

    def to_line(self) -> bytes:
        """One line of JSON with a line feed. A body that is UTF-8 text is `body`, another one is `body_base64`."""
        row: dict[str, Any] = {
            "v": VERSION,
            "id": self.envelope_id,
            "source": self.source,
            "received_at": _written(self.received_at),
            "sent_at": None if self.sent_at is None else _written(self.sent_at),
            "delivery_id": self.delivery_id,
            "content_type": self.content_type,
            "headers": dict(self.headers),
            "remote": self.remote,
            "auth": self.auth,
        }
        try:
            row["body"] = self.body.decode()
        except UnicodeDecodeError:
            row["body_base64"] = base64.b64encode(self.body).decode()
        return json.dumps(row, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes | str) -> Self:
        """The envelope of a line. WrongEnvelope with the reason where it is none."""
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as failure:
            raise WrongEnvelope(f"an envelope is one line of JSON; this line is not: {failure}") from failure
        if not isinstance(row, dict) or row.get("v") != VERSION:
            raise WrongEnvelope(f"an envelope is an object with v: {VERSION}; this line is not.")
        try:
            encoded = row.get("body_base64")
            body = str(row["body"]).encode() if encoded is None else base64.b64decode(encoded, validate=True)
            sent_at = row.get("sent_at")
            found = cls(
                source=row["source"],
                received_at=_read(row["received_at"]),
                body=body,
                content_type=row.get("content_type") or "",
                delivery_id=row.get("delivery_id"),
                sent_at=None if sent_at is None else _read(sent_at),
                headers=row.get("headers") or {},
                remote=row.get("remote"),
                auth=row.get("auth") or "none",
            )
        except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as failure:
            raise WrongEnvelope(f"an envelope lacks or misstates a field: {failure!r}") from failure
        if row.get("id") != found.envelope_id:
            raise WrongEnvelope("the id of an envelope is not that of its content: it was changed or cut.")
        return found


def require_source(name: str) -> None:
    """WrongEnvelope where a name cannot be that of a source."""
    if not _SOURCE.match(name):
        raise WrongEnvelope(
            f"source: found {name!r}; expected 1 to 64 lower-case letters, digits and hyphens, "
            "beginning and ending with a letter or digit."
        )


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _read(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return instant.astimezone(UTC)
