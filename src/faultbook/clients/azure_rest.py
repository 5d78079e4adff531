"""The REST APIs of Azure: tokens of azure-identity for one scope, and the hosts of a cloud."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from faultbook.clients.rest import Deadline, RestApi, SignInFailed
from faultbook.errors import MissingDependency

MANAGEMENT = "https://management.azure.com"
SYNAPSE_SCOPE = "https://dev.azuresynapse.net/.default"
AUTHORITIES = {
    "public": "login.microsoftonline.com",
    "usgov": "login.microsoftonline.us",
    "china": "login.chinacloudapi.cn",
}
"""Cloud -> who gives its tokens."""


@dataclass(frozen=True)
class AzureIdentity:
    """Who signs in. Without a client: what DefaultAzureCredential finds: environment, workload or managed identity, az.

    client_id alone is a managed identity that was assigned by a user; with tenant and secret it is an application.
    """

    tenant_id: str = ""
    client_id: str = ""
    client_secret: str = ""

    def __repr__(self) -> str:
        """Without the secret."""
        return f"AzureIdentity(tenant_id={self.tenant_id!r}, client_id={self.client_id!r})"


def azure_credential(who: AzureIdentity, **more: Any) -> Any:
    """A credential of azure-identity; MissingDependency where that is not installed. `more` goes to it."""
    try:
        from azure.identity import ClientSecretCredential, DefaultAzureCredential  # noqa: PLC0415  (an extra)
    except ImportError as absent:
        raise MissingDependency("azure-identity is not installed. Fix: pip install 'faultbook[azure]'") from absent
    if who.client_secret:
        return ClientSecretCredential(who.tenant_id, who.client_id, who.client_secret, **more)
    managed = {"managed_identity_client_id": who.client_id} if who.client_id else {}
    return DefaultAzureCredential(**managed, **more)


def azure_api(host: str, scope: str, credential: Any, deadline: Deadline) -> RestApi:
    """The API of a host, each request with a token for the scope; the credential keeps tokens until they expire."""
    return RestApi(host, token_header(credential, scope), deadline)


def token_header(credential: Any, scope: str) -> Callable[[], Mapping[str, str]]:
    """Makes the header of a request; SignInFailed, without the library's text, where there is no token."""

    def header() -> Mapping[str, str]:
        from azure.core.exceptions import ClientAuthenticationError  # noqa: PLC0415  (an extra)

        try:
            return {"Authorization": f"Bearer {credential.get_token(scope).token}"}
        except ClientAuthenticationError as failure:
            # Its text lists every way that was tried, with addresses and ids.
            raise SignInFailed(f"Azure gave no token for {scope} ({type(failure).__name__}).") from None

    return header
