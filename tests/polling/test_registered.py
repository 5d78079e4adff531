"""From the file to pollers that sign in: by the SDK of Databricks against a workspace on this machine, and to Azure."""

from datetime import timedelta

import pytest
import stamina

from faultbook.catalog.polling import PollerEntry
from faultbook.clients.azure_rest import AzureIdentity
from faultbook.clients.rest import Deadline
from faultbook.clients.workspace import workspace_client
from faultbook.polling.history import Outcome, plan_poll
from faultbook.polling.registered import OF_DATABRICKS, sources_of
from faultbook.polling.source_poll import poll_source
from tests.polling.azure_server import Credential, Factory
from tests.polling.azure_server import serving as serving_azure
from tests.polling.platform import NOW, TOKEN, WORKSPACE_ID, add_run, made_workspace
from tests.workspace.server import serving

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def quickly():
    with stamina.set_testing(True, attempts=2):
        yield


def polled(source):
    written = []
    plan = plan_poll([], NOW, overlap=source.overlap, first=source.first)
    return poll_source(source, plan, [], written.extend, now=lambda: NOW), written


@pytest.fixture
def environment(monkeypatch, tmp_path):
    for name in ("DATABRICKS_HOST", "DATABRICKS_TOKEN", "DATABRICKS_CONFIG_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SECRET_OF_AZURE", "hunter2")


def client_of(host, token=TOKEN):
    return lambda: workspace_client(host, token=token, retry_seconds=1)


def test_the_sources_of_a_workspace_are_polled_by_one_client(environment):
    workspace, clients = made_workspace(), []
    add_run(workspace, 1, NOW - HOUR)
    with serving(workspace) as host:

        def client():
            clients.append(client_of(host)())
            return clients[-1]

        entries = [PollerEntry(source=name) for name in OF_DATABRICKS]
        polls = [polled(source) for source in sources_of(entries, client=client)]
    assert [poll.outcome for poll, _ in polls] == [Outcome.COMPLETE] * 4
    assert len(clients) == 1
    (_, written), *_ = polls
    assert len(written) == 2 and WORKSPACE_ID.encode() in written[0].body
    assert polls[0][0].requests == 4


def test_a_wrong_token_is_denied_and_nobody_s_fault_but_the_credential_s(environment):
    with serving(made_workspace()) as host:
        (source,) = sources_of([PollerEntry(source="databricks-clusters")], client=client_of(host, "dapi-wrong"))
        poll, _ = polled(source)
    assert poll.outcome is Outcome.DENIED and "dapi-wrong" not in poll.detail and host not in poll.detail


def test_a_workspace_that_is_not_there_fails_alone(environment):
    entry = PollerEntry(source="databricks-runs")
    (source,) = sources_of([entry], client=client_of("http://127.0.0.1:1"))
    poll, _ = polled(source)
    assert poll.outcome is Outcome.FAILED and "127.0.0.1" not in poll.detail


def test_a_factory_is_read_as_who_its_entry_names(environment):
    found, credential = [], Credential()

    def make(who: AzureIdentity):
        found.append(who)
        return credential

    entry = PollerEntry.model_validate(
        {
            "source": "data-factory",
            "subscription": "s",
            "resource_group": "g",
            "factory": "f",
            "identity": {"tenant_id": "t", "client_id": "c", "client_secret": "${env:SECRET_OF_AZURE}"},
        }
    )
    factory = Factory("/subscriptions/s/resourceGroups/g/providers/Microsoft.DataFactory/factories/f/")
    with serving_azure(factory) as host:
        (source,) = sources_of([entry], client=client_of(host), credential=make, management=host)
        poll, _ = polled(source)
    assert (poll.outcome, poll.scope) == (Outcome.COMPLETE, "s/g/f")
    assert found == [AzureIdentity("t", "c", "hunter2")]
    assert credential.scopes == {f"{host}/.default"}


def test_a_secret_that_is_not_there_fails_its_source_with_its_name(environment):
    entry = PollerEntry.model_validate(
        {
            "source": "synapse",
            "workspace": "w",
            "identity": {"tenant_id": "t", "client_id": "c", "client_secret": "${env:NOT_SET}"},
        }
    )
    (source,) = sources_of([entry], client=client_of("http://127.0.0.1:1"))
    poll, _ = polled(source)
    assert poll.outcome is Outcome.FAILED and "the variable NOT_SET is not set" in poll.detail


def test_nothing_is_connected_before_a_source_is_opened():
    def nobody():
        raise AssertionError

    sources = sources_of([PollerEntry(source=name) for name in OF_DATABRICKS], client=nobody)
    with pytest.raises(AssertionError):
        sources[0].open(Deadline.after(1))
