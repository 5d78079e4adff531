"""Attempts as rows of outbox_attempts, and back; a plan as rows of outbox."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from faultbook.delivery.attempts import Attempt, AttemptState, Found
from faultbook.delivery.intent import Action, Intent
from faultbook.delivery.log import AttemptLog
from faultbook.delivery.place import Link, Place
from faultbook.delivery.plan import Plan

DUE, LOOKED_UP, WAITING, OVER = "due", "looked_up", "waiting", "over"
"""States of an intent in outbox; besides, `sent` and `refused`."""
NOT_ENDED = (DUE, LOOKED_UP, WAITING)


def attempt_row(attempt: Attempt) -> dict[str, Any]:
    """The columns of outbox_attempts, by name."""
    place, moved = attempt.place, attempt.moved_from
    return {
        "intent_id": attempt.intent_id,
        "incident_id": attempt.incident_id,
        "tracker": attempt.tracker,
        "action": attempt.action.value,
        "attempt": attempt.attempt,
        "fence": attempt.fence,
        "state": attempt.state.value,
        "attempted_at": attempt.at,
        "attempted_on": attempt.at.date(),
        "repository": attempt.repository,
        "issue_repository": place.repository if place else None,
        "issue_number": place.number if place else None,
        "url": attempt.url,
        "comment_id": attempt.comment_id,
        "moved_repository": moved.repository if moved else None,
        "moved_number": moved.number if moved else None,
        "until": attempt.until,
        "reason": attempt.reason,
        "through_number": attempt.through,
        "title_hash": attempt.title_hash,
        "body_hash": attempt.body_hash,
        "comment_hash": attempt.comment_hash,
        "labels": list(attempt.labels) if attempt.labels is not None else None,
        "is_open": attempt.is_open,
        "assignee": attempt.assignee,
        "found": attempt.found.value if attempt.found else None,
        "found_at": attempt.found_at,
    }


def attempt_of(row: Mapping[str, Any]) -> Attempt:
    """The attempt of a row whose instants have a zone."""
    return Attempt(
        row["intent_id"],
        row["incident_id"],
        row["tracker"],
        Action(row["action"]),
        row["attempt"],
        row["fence"],
        AttemptState(row["state"]),
        row["attempted_at"],
        repository=row["repository"],
        place=_place(row["issue_repository"], row["issue_number"]),
        url=row["url"],
        comment_id=row["comment_id"],
        moved_from=_place(row["moved_repository"], row["moved_number"]),
        until=row["until"],
        reason=row["reason"],
        through=row["through_number"],
        title_hash=row["title_hash"],
        body_hash=row["body_hash"],
        comment_hash=row["comment_hash"],
        labels=tuple(row["labels"]) if row["labels"] is not None else None,
        is_open=row["is_open"],
        assignee=row["assignee"],
        found=Found(row["found"]) if row["found"] else None,
        found_at=row["found_at"],
    )


def outbox_rows(plan: Plan, log: AttemptLog, links: Mapping[str, Link], fence: int) -> Iterator[dict[str, Any]]:
    """The columns of outbox, by name: a row for each intent of the plan."""
    for intent, state, reason, until in _states(plan, log):
        story = log.of(intent.incident_id)
        end = story.status(intent.intent_id).row if state not in NOT_ENDED else None
        link = links.get(intent.incident_id)
        place = link.place if link is not None else None
        yield {
            "intent_id": intent.intent_id,
            "incident_id": intent.incident_id,
            "tracker": intent.tracker,
            "action": intent.action.value,
            "number": intent.number,
            "state": state,
            "reason": reason,
            "wanted_at": intent.at,
            "due_at": intent.due_at,
            "waits_until": until,
            "ended_at": end.at if end is not None else None,
            "attempts": story.next_attempt(intent.intent_id) - 1,
            "repository": place.repository if place is not None else intent.repository or None,
            "issue_number": place.number if place is not None else None,
            "url": link.url if link is not None and place is not None else None,
            "is_open": story.is_open_at(link),
            "fence": fence,
        }


def _states(plan: Plan, log: AttemptLog) -> Iterator[tuple[Intent, str, str | None, datetime | None]]:
    yield from ((intent, DUE, None, None) for intent in plan.due)
    yield from ((intent, LOOKED_UP, "no clear answer yet", None) for intent in plan.lookups)
    yield from ((each.intent, WAITING, each.reason, each.until) for each in plan.waiting)
    for over in plan.over:
        status = log.of(over.intent.incident_id).status(over.intent.intent_id)
        if status.is_over and status.state is not None:
            is_shown = status.state is AttemptState.REFUSED or over.intent.action is Action.ASSIGN
            reason = over.reason if is_shown else None
            yield over.intent, status.state.value, reason, None
        else:
            yield over.intent, OVER, over.reason, None


def _place(repository: str | None, number: int | None) -> Place | None:
    return Place(repository, number) if repository is not None and number is not None else None
