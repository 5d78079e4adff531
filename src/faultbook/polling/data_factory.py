"""Failed runs and activities of one Data Factory, by the management API of Azure."""

from urllib.parse import quote

from faultbook.clients.rest import Api
from faultbook.polling.pipeline_runs import PipelineRuns

VERSION = "2018-06-01"


def data_factory(api: Api, *, subscription: str, resource_group: str, factory: str) -> PipelineRuns:
    """The poller of a factory. The identity needs the role Reader on it, or Data Factory Contributor."""
    parts = ("subscriptions", subscription, "resourceGroups", resource_group, "providers", "Microsoft.DataFactory")
    resource_id = "/" + "/".join((*parts, "factories", factory))
    names = {
        "subscription": subscription,
        "resource_group": resource_group,
        "factory": factory,
        "resource_id": resource_id,
    }
    return PipelineRuns(api, f"{quote(resource_id)}/", "pipelineruns/{run}/queryActivityruns", VERSION, names)
