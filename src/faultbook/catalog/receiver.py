"""Endpoints of the receiver and their credentials, from the YAML file that people edit (catalog/receive.yml)."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.file import read_catalog_file
from faultbook.errors import InvalidCatalog
from faultbook.settings.secret_references import EXPECTED, is_reference

PAGE = "docs/receiver.md"
SENDERS = (
    *("azure-monitor", "databricks-monitor", "azure-functions-monitor", "synapse-monitor", "github", "alertmanager"),
)
"""Endpoints with a fixed name; every other one is `webhook/NAME`."""
ACTION_GROUPS = "461e8683-5575-4561-ac7f-899cc907d62a"
"""The application that Azure's action groups sign in as (AzNS AAD Webhook)."""
_WEBHOOK = re.compile(r"webhook/[a-z0-9](?:[a-z0-9-]{0,54}[a-z0-9])?\Z")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}\Z")
_GUID_OR_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,253}\Z")


def _endpoint(name: str) -> str:
    if name not in SENDERS and not _WEBHOOK.match(name):
        raise ValueError(
            f"found the endpoint {name!r}; expected one of {', '.join(SENDERS)}, or webhook/NAME with up to 56 "
            "lower-case letters, digits and hyphens"
        )
    return name


def _header(value: str) -> str:
    if not _HEADER.match(value):
        raise ValueError("expected the name of a header, as X-Token")
    return value


def _tenant(value: str) -> str:
    if not _GUID_OR_DOMAIN.match(value):
        raise ValueError("expected the id of a tenant, or its domain")
    return value


def _authority(value: str) -> str:
    if not re.match(r"https://[^/?#@]+\Z|http://127\.0\.0\.1:\d+\Z", value):
        raise ValueError("expected https:// and a host")
    return value


def _reference(value: Any) -> str:
    """The reference; ValueError without the value, which may be the secret itself."""
    if not isinstance(value, str) or not is_reference(value):
        raise ValueError(f"found a value that is no reference to a secret; {EXPECTED}: the file has no secret itself")
    return value


SecretReference = Annotated[str, BeforeValidator(_reference)]
HeaderName = Annotated[str, AfterValidator(_header)]


class Basic(YamlModel):
    """User and password, as Azure's action groups (in the address) and Databricks' destinations send them."""

    kind: Literal["basic"]
    user: str = Field(min_length=1)
    password: SecretReference
    created: date


class Token(YamlModel):
    """A token in a header (`Authorization`: as `Bearer ...`) or in a parameter of the address."""

    kind: Literal["token"]
    token: SecretReference
    header: HeaderName | None = None
    query: HeaderName | None = None
    created: date

    @model_validator(mode="after")
    def is_in_one_place(self) -> "Token":
        """ValueError where both places are given."""
        if self.header and self.query:
            raise ValueError("found header and query; expected one of them")
        return self


class GitHub(YamlModel):
    """The secret of a GitHub webhook, which signs each body (`X-Hub-Signature-256`)."""

    kind: Literal["github"]
    secret: SecretReference
    created: date


class StandardWebhooks(YamlModel):
    """The secret of a sender that signs as standardwebhooks.com has it; five minutes of clock difference."""

    kind: Literal["standard_webhooks"]
    secret: SecretReference
    created: date


class Entra(YamlModel):
    """Tokens of Microsoft Entra ID. No secret: its keys come from the authority.

    audience: the application id, or its URI, that tokens are made for. applications: who may send; action groups by
    default. issuers: those of other clouds; by default the two of the tenant.
    """

    kind: Literal["entra"]
    tenant: Annotated[str, AfterValidator(_tenant)]
    audience: list[str] = Field(min_length=1)
    applications: list[str] = Field(default=[ACTION_GROUPS], min_length=1)
    authority: Annotated[str, AfterValidator(_authority)] = "https://login.microsoftonline.com"
    issuers: list[str] | None = None


KINDS: dict[str, type[Basic | Token | GitHub | StandardWebhooks | Entra]] = {
    "basic": Basic,
    "token": Token,
    "github": GitHub,
    "standard_webhooks": StandardWebhooks,
    "entra": Entra,
}


def _known_kind(value: Any) -> Any:
    """The entry; ValueError without its values, which may be a secret, where its kind is unknown."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"found a credential of no known kind; expected kind: one of {', '.join(KINDS)}")
    return value


CredentialEntry = Annotated[
    Annotated[Basic | Token | GitHub | StandardWebhooks | Entra, Field(discriminator="kind")],
    BeforeValidator(_known_kind),
]


def _listed(value: Any) -> Any:
    if not isinstance(value, list) or not value:
        raise ValueError("found no credential; expected a list of one or more: an endpoint without one does not start")
    return value


Credentials = Annotated[list[CredentialEntry], BeforeValidator(_listed)]


class EndpointEntry(YamlModel):
    """One endpoint. Each of its credentials is accepted, so that a new one and the old one are valid for a while."""

    credentials: Credentials
    content_types: list[Literal["application/json", "text/plain"]] = Field(default=["application/json"], min_length=1)
    delivery_header: HeaderName | None = None

    @model_validator(mode="before")
    @classmethod
    def has_credentials(cls, value: Any) -> Any:
        """ValueError where the credentials are missing."""
        if isinstance(value, dict) and "credentials" not in value:
            _listed(None)
        return value


class MetricsEntry(YamlModel):
    """Who may read /metrics; everyone who reaches the receiver where it is absent."""

    credentials: Credentials


class ReceiveFile(YamlModel):
    """catalog/receive.yml."""

    endpoints: dict[Annotated[str, AfterValidator(_endpoint)], EndpointEntry] | None = None
    metrics: MetricsEntry | None = None
    credential_days: int = Field(180, ge=1, strict=True)


def read_receive_file(path: str) -> ReceiveFile:
    """The endpoints of a file. InvalidCatalog where the file is missing, wrong, or has no endpoint."""
    file = read_catalog_file(path, ReceiveFile, page=PAGE)
    if file is None or not file.endpoints:
        raise InvalidCatalog(
            f"{path or 'the file of endpoints'}: found no endpoint; expected one or more. Fix: name the senders with "
            f"their credentials: {PAGE} shows how."
        )
    return file
