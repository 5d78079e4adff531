"""How much may be written within an hour: what is over a limit waits, and nothing is lost."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from faultbook.delivery.attempts import UNKNOWN, Attempt, AttemptState
from faultbook.delivery.intent import Action, Intent
from faultbook.delivery.place import WAITING_PREFIX
from faultbook.delivery.policy import Limits

HOUR = timedelta(hours=1)


class Kept(NamedTuple):
    """An intent over a limit: the limit and how many wait for it, and when the next one may go."""

    intent: Intent
    reason: str
    until: datetime


class _Limit(NamedTuple):
    name: str
    most: int | None
    repository: str | None = None


def limited(
    due: Sequence[Intent], ended: Iterable[Attempt], limits: Limits, now: datetime
) -> tuple[list[Intent], list[Kept]]:
    """Those of `due` that may go now, in their order, and those over a limit. `ended`: how each attempt has ended.

    An attempt counts for an hour from its end on, and as long as it has no clear one; not where nothing was done. An
    issue that was there already (attempt 0) does not count, and neither do healing and issues about tickets that wait.
    """
    counted: dict[_Limit, list[datetime]] = {}
    for row in ended:
        is_counted = row.state in UNKNOWN or (row.state is AttemptState.SENT and row.at > now - HOUR)
        if row.attempt and is_counted and not row.incident_id.startswith(WAITING_PREFIX):
            for limit in _limits_of(row.action, row.repository, limits):
                counted.setdefault(limit, []).append(now if row.state in UNKNOWN else row.at)
    going: list[Intent] = []
    kept: list[tuple[Intent, _Limit]] = []
    for intent in due:
        own = _limits_of(intent.action, intent.repository, limits)
        over = next((limit for limit in own if len(counted.get(limit, ())) >= (limit.most or 0)), None)
        if over is not None:
            kept.append((intent, over))
            continue
        going.append(intent)
        for limit in own:
            counted.setdefault(limit, []).append(now)
    waiting = Counter(limit for _, limit in kept)
    return going, [
        Kept(
            intent, f"{limit.name} of {limit.most} in an hour is reached; {waiting[limit]} wait", _free(counted, limit)
        )
        for intent, limit in kept
    ]


def pauses(ended: Iterable[Attempt], now: datetime) -> Mapping[str, datetime]:
    """Tracker -> until when it takes nothing more, by its own answers; those that take something are left out."""
    found: dict[str, datetime] = {}
    for row in ended:
        if row.until is not None and row.until > max(now, found.get(row.tracker, now)):
            found[row.tracker] = row.until
    return found


def _limits_of(action: Action, repository: str, limits: Limits) -> list[_Limit]:
    if action in (Action.HEAL, Action.READ):
        return []
    if action is Action.CREATE:
        own = [_Limit("max_issues_per_hour", limits.issues)]
        own.append(_Limit("max_issues_per_repository_and_hour", limits.issues_of_repository, repository))
    else:
        own = [_Limit("max_updates_per_hour", limits.updates)]
    return [limit for limit in own if limit.most is not None]


def _free(counted: dict[_Limit, list[datetime]], limit: _Limit) -> datetime:
    return min(counted[limit]) + HOUR
