"""Libraries that could not be installed on a cluster.

Source: /api/2.0/libraries/all-cluster-statuses, which has states and no times, and /api/2.1/clusters/list for when each
cluster started: an installation is tried once for each start, so that both together identify it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from faultbook.clients.rest import Api
from faultbook.polling.databricks_clusters import CLUSTERS, CLUSTERS_A_PAGE
from faultbook.polling.paging import token_pages
from faultbook.polling.port import Item, Json, Known, Page, Span, chosen, number_at, objects, text_at

STATUSES = "/api/2.0/libraries/all-cluster-statuses"
FAILED = frozenset(("FAILED",))
_CLUSTER = ("cluster_id", "cluster_name", "cluster_source", "spark_version", "start_time", "last_restarted_time")


@dataclass(frozen=True)
class DatabricksLibraries:
    """All clusters that the identity may see, as they are now. An item is one library on one start of a cluster."""

    api: Api
    workspace_id: str

    def pages(self, span: Span, known: Known) -> Iterator[Page]:
        """The libraries that are failed now; the span does not matter."""
        del span
        clusters: dict[str, Json] = {}
        for answer in token_pages(self.api, "GET", f"{CLUSTERS}/list", {"page_size": CLUSTERS_A_PAGE}):
            found = objects(answer.get("clusters"))
            clusters |= {text_at(cluster, "cluster_id"): cluster for cluster in found}
            yield Page(rows=len(found))
        for status in objects(self.api.call("GET", STATUSES).get("statuses")):
            cluster_id = text_at(status, "cluster_id")
            # A cluster that was deleted meanwhile has no name any more.
            cluster = chosen(clusters.get(cluster_id, {"cluster_id": cluster_id}), _CLUSTER)
            names: Json = {"workspace_id": self.workspace_id, "cluster": cluster}
            libraries = objects(status.get("library_statuses"))
            failed = [library for library in libraries if text_at(library, "status") in FAILED]
            items = [Item(_key(cluster, library), names | {"library": library}) for library in failed]
            yield Page(tuple(item for item in items if not known.has(item.key)), rows=len(libraries))


def _key(cluster: Json, library: Json) -> str:
    started = number_at(cluster, "last_restarted_time") or number_at(cluster, "start_time")
    what = json.dumps([library.get("library"), library.get("messages")], sort_keys=True)
    return f"{text_at(cluster, 'cluster_id')}/{started}/{what}"
