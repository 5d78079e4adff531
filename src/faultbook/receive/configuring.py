"""The receiver's configuration, made of the file of endpoints: secrets are looked up once, at the start."""

from collections.abc import Callable, Mapping

from faultbook.catalog.receiver import EndpointEntry, ReceiveFile
from faultbook.receive.credentials.opening import open_credentials
from faultbook.receive.credentials.standard_webhooks import ID
from faultbook.receive.endpoints import Endpoint, Limits, ReceiverConfig
from faultbook.receive.secrets import resolve_secret

_GITHUB_DELIVERY = "x-github-delivery"


def make_config(
    file: ReceiveFile,
    limits: Limits,
    environment: Mapping[str, str],
    workspace_secret: Callable[[str, str], str] | None = None,
) -> ReceiverConfig:
    """The configuration. InvalidCatalog, never with a secret, where one is missing, short or of a wrong form."""

    def secret(reference: str) -> str:
        return resolve_secret(reference, environment, workspace_secret)

    endpoints = [
        Endpoint(
            name,
            open_credentials(f"endpoints.{name}", entry.credentials, secret),
            tuple(entry.content_types),
            _delivery_header(name, entry),
        )
        for name, entry in (file.endpoints or {}).items()
    ]
    metrics = open_credentials("metrics", file.metrics.credentials, secret) if file.metrics else ()
    return ReceiverConfig(endpoints, metrics, limits)


def _delivery_header(name: str, entry: EndpointEntry) -> str | None:
    if entry.delivery_header:
        return entry.delivery_header.lower()
    if name == "github":
        return _GITHUB_DELIVERY
    return ID if any(each.kind == "standard_webhooks" for each in entry.credentials) else None
