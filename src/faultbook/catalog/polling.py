"""What is polled, from the YAML file that people edit."""

from collections import Counter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.file import read_catalog_file
from faultbook.settings.secret_references import EXPECTED, is_reference

PAGE = "docs/polling.md"
_NEEDED: dict[str, tuple[str, ...]] = {
    "databricks-runs": (),
    "databricks-clusters": (),
    "databricks-libraries": (),
    "databricks-pipelines": (),
    "data-factory": ("subscription", "resource_group", "factory"),
    "synapse": ("workspace",),
    "azure-alert-rows": (),
}
"""Source -> the fields that name what of it is polled."""
_NAMING = sorted({name for names in _NEEDED.values() for name in names})
_OF_AZURE = ("data-factory", "synapse", "azure-alert-rows")
_OF_ALERT_ROWS = "azure-alert-rows"
_SPAN = ("overlap_minutes", "first_days")
_MINUTES = {"databricks-libraries": 43_200}
"""Source -> its overlap where none is given. A failed library is listed for as long as its cluster is."""
_OVERLAP_MINUTES = 60
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._()-]{0,127}$"


def _reference(value: str) -> str:
    # The error never shows the text: it may be the secret itself.
    if not is_reference(value):
        raise ValueError(f"found a text that is no reference to a secret; {EXPECTED}")
    return value


Reference = Annotated[str, AfterValidator(_reference)]
"""A secret by its place, `${env:NAME}` or `${secret:scope/key}`; never the secret itself."""
Name = Annotated[str, Field(pattern=_NAME)]


class Identity(YamlModel):
    """Who signs in to Azure. client_id alone: a managed identity; with tenant and secret: an application."""

    client_id: Name
    tenant_id: Name | None = None
    client_secret: Reference | None = None

    @model_validator(mode="after")
    def is_whole(self) -> "Identity":
        """ValueError where only one of tenant_id and client_secret is given."""
        if (self.tenant_id is None) != (self.client_secret is None):
            raise ValueError("found one of tenant_id and client_secret; expected both, or neither")
        return self


class PollerEntry(YamlModel):
    """A source that is polled, or one part of it."""

    source: Literal[
        "databricks-runs",
        "databricks-clusters",
        "databricks-libraries",
        "databricks-pipelines",
        "data-factory",
        "synapse",
        "azure-alert-rows",
    ]
    overlap_minutes: int | None = Field(None, ge=0, le=43_200, strict=True)
    first_days: int = Field(7, ge=1, le=60, strict=True)
    deadline_seconds: int = Field(300, ge=5, le=7_200, strict=True)
    subscription: Name | None = None
    resource_group: Name | None = None
    factory: Name | None = None
    workspace: Name | None = None
    cloud: Literal["public", "usgov", "china"] = "public"
    identity: Identity | None = None

    @model_validator(mode="after")
    def names_what_is_polled(self) -> "PollerEntry":
        """ValueError where a field that the source needs is missing, or one is given that it does not have."""
        needed = _NEEDED[self.source]
        expected = f"expected {', '.join(needed) or 'no name of a part'} for the source {self.source}"
        if missing := [name for name in needed if getattr(self, name) is None]:
            raise ValueError(f"found no {missing[0]}; {expected}")
        if surplus := [name for name in _NAMING if name in self.model_fields_set and name not in needed]:
            raise ValueError(f"found {surplus[0]}; {expected}")
        is_of_alerts = self.source == _OF_ALERT_ROWS
        if is_of_alerts and (surplus := [name for name in _SPAN if name in self.model_fields_set]):
            raise ValueError(
                f"found {surplus[0]}; expected none for the source {self.source}: it reads one day of alerts"
            )
        if not is_of_alerts and "cloud" in self.model_fields_set:
            raise ValueError(f"found cloud; expected none for the source {self.source}")
        if self.identity is not None and self.source not in _OF_AZURE:
            raise ValueError(f"found an identity; expected none for the source {self.source}: the job's own signs in")
        return self

    @property
    def scope(self) -> str:
        """What of the source, as source_polls stores it; empty where there is one of it."""
        return "/".join(str(getattr(self, name)) for name in _NEEDED[self.source])

    @property
    def overlap(self) -> int:
        """Minutes before the watermark that are read again."""
        return _MINUTES.get(self.source, _OVERLAP_MINUTES) if self.overlap_minutes is None else self.overlap_minutes


class PollFile(YamlModel):
    """catalog/poll.yml."""

    pollers: list[PollerEntry] | None = None

    @model_validator(mode="after")
    def each_is_there_once(self) -> "PollFile":
        """ValueError where two entries poll the same: their watermarks would be one."""
        found = Counter((entry.source, entry.scope) for entry in self.pollers or [])
        if twice := [" ".join(each).strip() for each, count in found.items() if count > 1]:
            raise ValueError(f"found {twice[0]} more than once; expected each source once")
        return self


def read_poll_file(path: str) -> list[PollerEntry]:
    """The entries of a file, in its order; none for an empty path. InvalidCatalog where it is missing or wrong."""
    file = read_catalog_file(path, PollFile, page=PAGE) or PollFile()
    return list(file.pollers or [])
