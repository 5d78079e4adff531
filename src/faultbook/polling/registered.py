"""The sources of the file: an entry in, a source that can be polled out. This is where a poller is registered."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from typing import Any

from faultbook.catalog.polling import Identity, PollerEntry
from faultbook.clients.azure_rest import (
    AUTHORITIES,
    MANAGEMENT,
    SYNAPSE_SCOPE,
    AzureIdentity,
    azure_api,
    azure_credential,
)
from faultbook.clients.databricks_rest import databricks_api, workspace_id
from faultbook.clients.rest import Deadline, RestApi
from faultbook.clients.secrets import secret_of
from faultbook.polling.alert_rows import SOURCE as ALERT_ROWS
from faultbook.polling.alert_rows import RowSource
from faultbook.polling.data_factory import data_factory
from faultbook.polling.databricks_clusters import DatabricksClusters
from faultbook.polling.databricks_libraries import DatabricksLibraries
from faultbook.polling.databricks_pipelines import DatabricksPipelines
from faultbook.polling.databricks_runs import DatabricksRuns
from faultbook.polling.port import Poller
from faultbook.polling.source_poll import OpenSource, Source
from faultbook.polling.synapse import synapse

OF_DATABRICKS: dict[str, Callable[[RestApi, str], Poller]] = {
    "databricks-runs": DatabricksRuns,
    "databricks-clusters": DatabricksClusters,
    "databricks-libraries": DatabricksLibraries,
    "databricks-pipelines": DatabricksPipelines,
}
"""Source -> its poller, by the API and the id of the job's own workspace."""


def sources_of(
    entries: Iterable[PollerEntry],
    *,
    client: Callable[[], Any],
    credential: Callable[[AzureIdentity], Any] = azure_credential,
    management: str = MANAGEMENT,
) -> list[Source]:
    """The sources, in the order of the entries. Nothing is connected before one is opened.

    `client` makes a WorkspaceClient, once.
    """
    workspace = cache(client)
    polled = (entry for entry in entries if entry.source != ALERT_ROWS)
    return [_source(entry, workspace, credential, management) for entry in polled]


def row_source_of(
    entries: Iterable[PollerEntry],
    *,
    client: Callable[[], Any],
    credential: Callable[..., Any] = azure_credential,
) -> RowSource | None:
    """Where the rows behind alerts are fetched; None where no entry names it. Nobody signs in before an alert comes."""
    entry = next((entry for entry in entries if entry.source == ALERT_ROWS), None)
    if entry is None:
        return None

    def signed_in() -> Any:
        return credential(_identity(entry.identity, client), authority=AUTHORITIES[entry.cloud])

    return RowSource(entry.cloud, entry.deadline_seconds, signed_in)


def _source(
    entry: PollerEntry, workspace: Callable[[], Any], credential: Callable[[AzureIdentity], Any], management: str
) -> Source:
    def opened(deadline: Deadline) -> OpenSource:
        api = _api(entry, deadline, workspace, credential, management)
        return OpenSource(_poller(entry, api, workspace), lambda: api.sent)

    return Source(
        name=entry.source,
        scope=entry.scope,
        overlap=timedelta(minutes=entry.overlap),
        first=timedelta(days=entry.first_days),
        deadline_seconds=entry.deadline_seconds,
        open=opened,
    )


def _api(
    entry: PollerEntry,
    deadline: Deadline,
    workspace: Callable[[], Any],
    credential: Callable[[AzureIdentity], Any],
    management: str,
) -> RestApi:
    if entry.source in OF_DATABRICKS:
        return databricks_api(workspace(), deadline)
    signed_in = credential(_identity(entry.identity, workspace))
    if entry.source == "synapse":
        host = entry.workspace if "." in str(entry.workspace) else f"{entry.workspace}.dev.azuresynapse.net"
        return azure_api(f"https://{host}", SYNAPSE_SCOPE, signed_in, deadline)
    return azure_api(management, f"{management}/.default", signed_in, deadline)


def _identity(given: Identity | None, workspace: Callable[[], Any]) -> AzureIdentity:
    if given is None:
        return AzureIdentity()
    secret = secret_of(given.client_secret, client=workspace) if given.client_secret else ""
    return AzureIdentity(given.tenant_id or "", given.client_id, secret)


def _poller(entry: PollerEntry, api: RestApi, workspace: Callable[[], Any]) -> Poller:
    if make := OF_DATABRICKS.get(entry.source):
        return make(api, workspace_id(workspace()))
    if entry.source == "synapse":
        return synapse(api, workspace=str(entry.workspace))
    return data_factory(
        api,
        subscription=str(entry.subscription),
        resource_group=str(entry.resource_group),
        factory=str(entry.factory),
    )
