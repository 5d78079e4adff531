"""The check of `doctor` of the receiver: credentials of senders that are older than they should be."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from faultbook.catalog.receiver import ReceiveFile, read_receive_file
from faultbook.cli.doctor.diagnosis import Diagnosis, Status, guarded

NAME = "Receiver"
VARIABLE = "FAULTBOOK_RECEIVE_FILE"
USUAL = Path("catalog/receive.yml")


def receiver_checks(folder: Path, today: date | None = None) -> Iterator[Diagnosis]:
    """One line for the file of endpoints; none where there is no such file, or it has no endpoint."""
    named = os.environ.get(VARIABLE, "")
    path = Path(named) if named else folder / USUAL
    if named or (path.is_file() and _has_endpoints(path)):
        yield guarded(NAME, lambda: _ages(path, today or datetime.now(UTC).date()))


def _has_endpoints(path: Path) -> bool:
    lines = path.read_text("utf-8", errors="replace").splitlines()
    return not any(line.split("#")[0].split() == ["endpoints:", "{}"] for line in lines)


def _ages(path: Path, today: date) -> Diagnosis:
    file = read_receive_file(str(path))
    old = list(_old_credentials(file, today))
    endpoints = len(file.endpoints or {})
    if not old:
        return Diagnosis(
            NAME, Status.OK, f"{endpoints} endpoints; no credential is older than {file.credential_days} days"
        )
    named = ", ".join(f"{place} ({kind}, {days} days)" for place, kind, days in old)
    return Diagnosis(
        NAME,
        Status.WARN,
        f"credentials older than {file.credential_days} days: {named}",
        "Add a second credential to the endpoint, give it to the sender, then remove the old one: docs/receiver.md",
    )


def _old_credentials(file: ReceiveFile, today: date) -> Iterator[tuple[str, str, int]]:
    """Endpoint, kind and age in days of each credential that is too old. Entra has no secret, so it has no age."""
    places = {name: entry.credentials for name, entry in (file.endpoints or {}).items()}
    if file.metrics:
        places["metrics"] = file.metrics.credentials
    for place, credentials in places.items():
        for credential in credentials:
            created = getattr(credential, "created", None)
            if created is not None and (today - created).days > file.credential_days:
                yield place, credential.kind, (today - created).days
