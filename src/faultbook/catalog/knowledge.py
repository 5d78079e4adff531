"""What people know about errors and services, from the YAML files that they edit.

A file in, rows of error_catalog or services out. What is wrong in it is said with its line; nothing is guessed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from faultbook.bundle.errors import BundleError
from faultbook.bundle.yaml_file import Written, read_yaml
from faultbook.errors import InvalidCatalog

ERROR_FIELDS = ("title", "cause", "fix", "owner", "link", "severity")
SERVICE_FIELDS = ("title", "owner", "repository", "tier", "link")
SEVERITIES = ("medium", "high", "critical")
_KINDS = {"codes": "code", "patterns": "pattern"}


def read_errors_file(path: str) -> list[dict[str, Any]]:
    """Rows of error_catalog, sorted; none for an empty path. InvalidCatalog where the file is missing or wrong."""
    rows = []
    for part, entries in _parts(path, tuple(_KINDS)).items():
        for subject, fields in entries.items():
            known = _texts(path, subject, fields, ERROR_FIELDS)
            severity = known.pop("severity", None)
            if severity is not None and severity not in SEVERITIES:
                raise _wrong(path, subject, f"severity {severity!r}", f"one of {', '.join(SEVERITIES)}")
            rows.append(
                {
                    "kind": _KINDS[part],
                    "subject": str(subject),
                    **known,
                    "severity_override": severity,
                    "source": "yaml",
                }
            )
    return sorted(rows, key=lambda row: (row["kind"], row["subject"]))


def read_services_file(path: str) -> list[dict[str, Any]]:
    """Rows of services, sorted; none for an empty path. InvalidCatalog where the file is missing or wrong."""
    rows = []
    for service, fields in _parts(path, ("services",)).get("services", {}).items():
        tier = fields.get("tier") if isinstance(fields, dict) else None
        if tier is not None and (isinstance(tier, bool) or not isinstance(tier, int) or tier < 1):
            raise _wrong(path, service, f"tier {tier!r}", "a whole number from 1 on")
        rows.append({"service": str(service), **_texts(path, service, fields, SERVICE_FIELDS), "source": "yaml"})
    return sorted(rows, key=lambda row: str(row["service"]))


def _parts(path: str, expected: tuple[str, ...]) -> Mapping[str, Mapping[Any, Any]]:
    if not path:
        return {}
    file = Path(path)
    if not file.is_file():
        raise InvalidCatalog(f"{path} is not there. Fix: make it, or give an empty path: docs/anomalies.md shows one.")
    try:
        content = read_yaml(file)
    except (BundleError, UnicodeDecodeError) as wrong:
        raise InvalidCatalog(f"{wrong} Fix: docs/anomalies.md shows what the file may hold.") from wrong
    for part, entries in content.items():
        if part not in expected:
            raise _wrong(path, part, f"{part!r} at the top", f"only {', '.join(expected)}")
        if entries is not None and not isinstance(entries, dict):
            raise _wrong(
                path, part, f"a {type(entries).__name__} under {part}", "entries by name, each with its fields"
            )
    return {part: entries or {} for part, entries in content.items()}


def _texts(path: str, subject: Any, fields: Any, known: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(subject, str):
        raise _wrong(path, subject, f"the name {subject!r}, which YAML reads as no text", "it in quotes")
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise _wrong(path, subject, f"{fields!r} for {subject}", f"fields: {', '.join(known)}")
    for name, value in fields.items():
        if name not in known:
            raise _wrong(path, name, f"field {name!r} of {subject}", f"some of {', '.join(known)}")
        if name != "tier" and value is not None and not isinstance(value, str):
            raise _wrong(path, name, f"{value!r} as {name} of {subject}", "a text; put it in quotes")
    return {str(name): str(value) if isinstance(value, str) else value for name, value in fields.items()}


def _wrong(path: str, at: Any, found: str, expected: str) -> InvalidCatalog:
    line = f":{at.line}" if isinstance(at, Written) else ""
    return InvalidCatalog(f"{path}{line}: found {found}; expected {expected}. Fix the file and run the job again.")
