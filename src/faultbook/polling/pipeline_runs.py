"""Failed pipeline runs and their failed activities, as Data Factory and Synapse answer the same two queries.

Source: queryPipelineRuns, which filters by when a run was last changed and pages by `continuationToken`, and
queryActivityruns of one run, whose `error` has the text that no alert carries.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from faultbook.clients.rest import Absent, Api, Unavailable
from faultbook.polling.paging import MOST_PAGES
from faultbook.polling.port import Item, Json, Known, Page, Span, chosen, instant_of, objects, text_at

FAILED = frozenset(("Failed", "TimedOut"))
# Parameters, inputs and outputs are left out: they may hold secrets.
_RUN = (
    *(
        "id",
        "runId",
        "runGroupId",
        "isLatest",
        "pipelineName",
        "status",
        "message",
        "runStart",
        "runEnd",
        "durationInMs",
    ),
    *("invokedBy",),
)
_ACTIVITY = (
    *("activityRunId", "activityName", "activityType", "linkedServiceName", "pipelineName", "pipelineRunId", "status"),
    *("activityRunStart", "activityRunEnd", "durationInMs", "error", "retryAttempt", "iterationHash"),
)
_INVOKED_BY = ("id", "name", "invokedByType", "pipelineName", "pipelineRunId")
_LEEWAY = timedelta(days=1)


@dataclass(frozen=True)
class PipelineRuns:
    """The runs of one factory or workspace. An item is a failed activity, or a failed run with its activities' errors.

    root: path before the two queries, with a slash at its end or empty. activities: path below the root of a run's
    activities, with {run} and {pipeline}. names: what identifies the factory or workspace, added to each body.
    """

    api: Api
    root: str
    activities: str
    version: str
    names: Mapping[str, str]

    def pages(self, span: Span, known: Known) -> Iterator[Page]:
        """The failed runs that were changed in the span, whenever they began."""
        filters = [{"operand": "Status", "operator": "In", "values": ["Failed"]}]
        for answer in self._query(f"{self.root}queryPipelineRuns", span.since, span.until, filters):
            runs = objects(answer.get("value"))
            items = [item for run in runs for item in self._failures(run, span, known)]
            yield Page(tuple(items), rows=len(runs))

    def _failures(self, run: Json, span: Span, known: Known) -> list[Item]:
        key = f"run/{text_at(run, 'runId')}/{text_at(run, 'runEnd')}"
        if text_at(run, "status") not in FAILED or known.has(key):
            return []
        header = chosen(run, _RUN) | {"invokedBy": chosen(run.get("invokedBy"), _INVOKED_BY)}
        activities = self._failed_activities(run, span)
        places = {"of": dict(self.names), "run": header}
        items = [Item(f"activity/{text_at(one, 'activityRunId')}", places | {"activity": one}) for one in activities]
        items = [item for item in items if not known.has(item.key)]
        errors = [chosen(one, ("activityName", "activityRunId", "error")) for one in activities]
        return [*items, Item(key, places | {"failed_activities": errors})]

    def _failed_activities(self, run: Json, span: Span) -> list[Json]:
        # Their own times: a run may have begun long before the span.
        path = self.activities.format(
            run=quote(text_at(run, "runId"), safe=""), pipeline=quote(text_at(run, "pipelineName"), safe="")
        )
        began = _earlier(text_at(run, "runStart"), span.since) - _LEEWAY
        found: list[Json] = []
        try:
            for answer in self._query(f"{self.root}{path}", began, span.until + _LEEWAY, []):
                found += [one for one in objects(answer.get("value")) if text_at(one, "status") in FAILED]
        except Absent:
            return []
        return [chosen(one, _ACTIVITY) for one in found]

    def _query(self, path: str, since: datetime, until: datetime, filters: list[Json]) -> Iterator[Json]:
        body: Json = {"lastUpdatedAfter": _written(since), "lastUpdatedBefore": _written(until), "filters": filters}
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            answer = self.api.call("POST", path, query={"api-version": self.version}, body=body)
            yield answer
            token = text_at(answer, "continuationToken")
            if not token:
                return
            if token in seen:
                raise Unavailable(f"POST {path}: a page names a page before it as the next one.")
            seen.add(token)
            body = body | {"continuationToken": token}
        raise Unavailable(f"POST {path}: more than {MOST_PAGES} pages.")


def _written(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _earlier(text: str, other: datetime) -> datetime:
    found = instant_of(text)
    return other if found is None else min(found, other)
