"""Failed runs and activities of one Synapse workspace, by its development endpoint.

The tables of Synapse in Log Analytics have no column for errors: this API is where their text is.
"""

from faultbook.clients.rest import Api
from faultbook.polling.pipeline_runs import PipelineRuns

VERSION = "2020-12-01"


def synapse(api: Api, *, workspace: str) -> PipelineRuns:
    """The poller of a workspace. The identity needs the Synapse role Monitoring Operator in it."""
    return PipelineRuns(
        api, "/", "pipelines/{pipeline}/pipelineruns/{run}/queryActivityruns", VERSION, {"workspace": workspace}
    )
