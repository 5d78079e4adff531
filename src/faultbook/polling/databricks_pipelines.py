"""Updates of pipelines that failed, with their events of level ERROR.

Source: /api/2.0/pipelines (with the latest updates of each), /pipelines/{id}/updates, /pipelines/{id}/events.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from faultbook.clients.rest import Absent, Api, Denied
from faultbook.polling.paging import token_pages
from faultbook.polling.port import Item, Json, Known, Page, Span, chosen, instant_of, number_at, objects, text_at

PIPELINES = "/api/2.0/pipelines"
A_PAGE = 100
ENDED = frozenset(("COMPLETED", "CANCELED", "FAILED"))
_PIPELINE = ("pipeline_id", "name", "creator_user_name", "run_as_user_name")
_UPDATE = ("pipeline_id", "update_id", "state", "cause", "creation_time", "cluster_id", "full_refresh", "validate_only")
_EVENT = ("id", "timestamp", "event_type", "level", "message", "error", "origin")
_MOST_EVENTS = 50
"""Events of one update that are kept, the first: what follows is mostly their consequence."""
_NAMED = 3


@dataclass(frozen=True)
class DatabricksPipelines:
    """The pipelines that the identity may see. An item is one failed update with its errors."""

    api: Api
    workspace_id: str

    def pages(self, span: Span, known: Known) -> Iterator[Page]:
        """Updates that began in the span, and those that were at work at the last poll."""
        denied: list[str] = []
        waiting = {tuple(each.split("/", 1)) for each in known.pending if "/" in each}
        for answer in token_pages(self.api, "GET", PIPELINES, {"max_results": A_PAGE}):
            pipelines = objects(answer.get("statuses"))
            yield Page(rows=len(pipelines))
            for pipeline in pipelines:
                pipeline_id = text_at(pipeline, "pipeline_id")
                earlier = {update for owner, update in waiting if owner == pipeline_id}
                try:
                    yield from self._of_pipeline(pipeline, earlier, span, known)
                except Denied:
                    denied.append(pipeline_id)
                except Absent:
                    continue  # deleted since the list was made
        if denied:
            named = ", ".join(sorted(denied)[:_NAMED])
            yield Page(missing=f"{len(denied)} pipelines may not be read ({named})")

    def _of_pipeline(self, pipeline: Json, earlier: set[str], span: Span, known: Known) -> Iterator[Page]:
        pipeline_id = text_at(pipeline, "pipeline_id")
        latest = objects(pipeline.get("latest_updates"))
        if not latest and not earlier:
            return
        # The list names the latest updates with their states: nothing more is read where none of them matters.
        if not earlier and all(_ended(update) and not _is_of(update, span) for update in latest):
            return
        for answer in token_pages(self.api, "GET", f"{PIPELINES}/{pipeline_id}/updates", {"max_results": A_PAGE}):
            updates = objects(answer.get("updates"))
            wanted = [one for one in updates if _is_of(one, span) or text_at(one, "update_id") in earlier]
            working = tuple(f"{pipeline_id}/{text_at(one, 'update_id')}" for one in updates if not _ended(one))
            failed = [one for one in wanted if text_at(one, "state") == "FAILED" and not known.has(_key(one))]
            items = tuple(self._item(pipeline, update) for update in failed)
            yield Page(items, rows=len(updates), pending=working)
            earlier -= {text_at(one, "update_id") for one in updates}
            # Newest first: what follows is older.
            if not earlier and updates and not any(_is_of(one, span) for one in updates):
                return

    def _item(self, pipeline: Json, update: Json) -> Item:
        began = datetime.fromtimestamp(_created(update) / 1000, UTC).isoformat(timespec="milliseconds")
        query = {
            "filter": f"level='ERROR' AND timestamp>='{began.replace('+00:00', 'Z')}'",
            "order_by": "timestamp asc",
            "max_results": A_PAGE,
        }
        update_id, errors = text_at(update, "update_id"), list[Json]()
        path = f"{PIPELINES}/{text_at(pipeline, 'pipeline_id')}/events"
        for answer in token_pages(self.api, "GET", path, query, token_only=True):
            events = objects(answer.get("events"))
            errors += [event for event in events if text_at(event, "origin", "update_id") == update_id]
            if len(errors) >= _MOST_EVENTS:
                break
        kept = [chosen(event, _EVENT) for event in errors[:_MOST_EVENTS]]
        body: Json = {
            "workspace_id": self.workspace_id,
            "pipeline": chosen(pipeline, _PIPELINE),
            "update": chosen(update, _UPDATE),
            "errors": kept,
        }
        return Item(_key(update), body)


def _created(update: Json) -> int:
    """Milliseconds of 1970; `latest_updates` writes an instant, `updates` a number."""
    instant = instant_of(text_at(update, "creation_time"))
    return int(instant.timestamp() * 1000) if instant else number_at(update, "creation_time")


def _is_of(update: Json, span: Span) -> bool:
    return _created(update) >= span.since_ms


def _ended(update: Json) -> bool:
    return text_at(update, "state") in ENDED


def _key(update: Json) -> str:
    return f"update/{text_at(update, 'update_id')}"
