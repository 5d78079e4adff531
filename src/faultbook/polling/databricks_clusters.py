"""Events of clusters that are failures: ended by no wish of a person, driver or nodes lost, init scripts that failed.

Source: /api/2.1/clusters/list and /clusters/events (failures among the types of its `event_types`). There is no system
table of cluster events.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from faultbook.clients.rest import Absent, Api, Denied
from faultbook.polling.paging import token_pages
from faultbook.polling.port import Item, Json, Known, Page, Span, chosen, number_at, objects, text_at

CLUSTERS = "/api/2.1/clusters"
CLUSTERS_A_PAGE, EVENTS_A_PAGE = 100, 500
TERMINATING, INIT_SCRIPTS = "TERMINATING", "INIT_SCRIPTS_FINISHED"
FAILURES = (
    *(TERMINATING, "DRIVER_NOT_RESPONDING", "DRIVER_UNAVAILABLE", "NODES_LOST", "ADD_NODES_FAILED"),
    *("AUTOSCALING_FAILED", "SPARK_EXCEPTION", "METASTORE_DOWN", "DBFS_DOWN", "FAILED_TO_EXPAND_DISK"),
    *("DID_NOT_EXPAND_DISK", INIT_SCRIPTS, "UC_VOLUME_MISCONFIGURED", "DEFERRED_POLICY_ENFORCEMENT_FAILED"),
)
"""Types of events that are requested; of TERMINATING and INIT_SCRIPTS_FINISHED only some are failures."""
_WELL = frozenset(("SUCCEEDED", "NOT_EXECUTED", "SKIPPED"))
_CLUSTER = ("cluster_id", "cluster_name", "cluster_source", "spark_version")
_NAMED_CLUSTERS = 3
_SLACK_MS = 3_600_000
"""A cluster that ended before the span still writes events for a while."""


@dataclass(frozen=True)
class DatabricksClusters:
    """The clusters that the identity may see. An item is one event, with the names of its cluster."""

    api: Api
    workspace_id: str

    def pages(self, span: Span, known: Known) -> Iterator[Page]:
        """The events of the span of each cluster that existed in it."""
        denied: list[str] = []
        for answer in token_pages(self.api, "GET", f"{CLUSTERS}/list", {"page_size": CLUSTERS_A_PAGE}):
            clusters = objects(answer.get("clusters"))
            yield Page(rows=len(clusters))
            for cluster in clusters:
                ended = number_at(cluster, "terminated_time")
                if text_at(cluster, "state") == "TERMINATED" and 0 < ended < span.since_ms - _SLACK_MS:
                    continue
                try:
                    yield from self._events(cluster, span, known)
                except Denied:
                    denied.append(text_at(cluster, "cluster_id"))
                except Absent:
                    continue  # deleted since the list was made
        if denied:
            named = ", ".join(sorted(denied)[:_NAMED_CLUSTERS])
            yield Page(missing=f"the events of {len(denied)} clusters may not be read ({named})")

    def _events(self, cluster: Json, span: Span, known: Known) -> Iterator[Page]:
        arguments = {
            "cluster_id": text_at(cluster, "cluster_id"),
            "start_time": span.since_ms,
            "end_time": span.until_ms,
            "event_types": list(FAILURES),
            "order": "ASC",
            "page_size": EVENTS_A_PAGE,
        }
        names: Json = {"workspace_id": self.workspace_id, "cluster": chosen(cluster, _CLUSTER)}
        for answer in token_pages(self.api, "POST", f"{CLUSTERS}/events", arguments):
            events = objects(answer.get("events"))
            items = [Item(_key(event), names | _described(event)) for event in events if is_failure(event)]
            yield Page(tuple(item for item in items if not known.has(item.key)), rows=len(events))


def is_failure(event: Json) -> bool:
    """Whether an event of a requested type is a failure. Types and statuses that nobody knows yet are."""
    kind, details = text_at(event, "type"), event.get("details")
    if kind == TERMINATING:
        # SUCCESS: a person, the end of a job, or nothing to do.
        return text_at(details, "reason", "type") != "SUCCESS"
    if kind == INIT_SCRIPTS:
        return _failed_script(event) is not None
    return True


def _failed_script(event: Json) -> Json | None:
    """The first init script of an event that did not do well; None where all did, or there are none."""
    details = event.get("details")
    scripts = details.get("init_scripts") if isinstance(details, dict) else None
    found = [each for name in sorted(scripts) for each in objects(scripts[name])] if isinstance(scripts, dict) else []
    return next((script for script in found if text_at(script, "status") not in _WELL), None)


def _described(event: Json) -> Json:
    """The event as it came, and the script that failed beside it: in the event it lies at any place."""
    script = _failed_script(event) if text_at(event, "type") == INIT_SCRIPTS else None
    return {"event": event} | ({"failed_script": script} if script else {})


def _key(event: Json) -> str:
    return f"{text_at(event, 'cluster_id')}/{text_at(event, 'type')}/{number_at(event, 'timestamp')}"
