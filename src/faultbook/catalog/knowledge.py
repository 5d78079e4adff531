"""What people know about errors and services, from the YAML files that they edit.

A file in, rows of error_catalog or services out.
"""

from typing import Any, Literal

from pydantic import Field

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.file import read_catalog_file

PAGE = "docs/anomalies.md"


class ErrorEntry(YamlModel):
    """What is known about a code or a pattern."""

    title: str | None = None
    cause: str | None = None
    fix: str | None = None
    owner: str | None = None
    link: str | None = None
    severity: Literal["medium", "high", "critical"] | None = None


class ErrorsFile(YamlModel):
    """catalog/errors.yml."""

    codes: dict[str, ErrorEntry | None] | None = None
    patterns: dict[str, ErrorEntry | None] | None = None


class ServiceEntry(YamlModel):
    """What is known about a service; tier 1 matters most."""

    title: str | None = None
    owner: str | None = None
    repository: str | None = None
    tier: int | None = Field(None, ge=1, strict=True)
    link: str | None = None


class ServicesFile(YamlModel):
    """catalog/services.yml."""

    services: dict[str, ServiceEntry | None] | None = None


def read_errors_file(path: str) -> list[dict[str, Any]]:
    """Rows of error_catalog, sorted; none for an empty path. InvalidCatalog where the file is missing or wrong."""
    file = read_catalog_file(path, ErrorsFile, page=PAGE) or ErrorsFile()
    rows = [
        {"kind": kind, "subject": subject, "severity_override": None, **_known(entry), "source": "yaml"}
        for kind, entries in (("code", file.codes), ("pattern", file.patterns))
        for subject, entry in (entries or {}).items()
    ]
    return sorted(rows, key=lambda row: (row["kind"], row["subject"]))


def read_services_file(path: str) -> list[dict[str, Any]]:
    """Rows of services, sorted; none for an empty path. InvalidCatalog where the file is missing or wrong."""
    file = read_catalog_file(path, ServicesFile, page=PAGE) or ServicesFile()
    rows = [{"service": name, **_known(entry), "source": "yaml"} for name, entry in (file.services or {}).items()]
    return sorted(rows, key=lambda row: str(row["service"]))


def _known(entry: YamlModel | None) -> dict[str, Any]:
    """The columns that the file gives a value."""
    fields = entry.model_dump(exclude_unset=True) if entry else {}
    return {"severity_override" if name == "severity" else name: value for name, value in fields.items()}
