"""The issue of a repository about tickets that wait for a limit: opened when some do, edited, closed when none does.

It is written by the same outbox as the issues of incidents, under an id that follows from tracker and repository.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from faultbook.delivery.attempts import AttemptState, Found, Status
from faultbook.delivery.intent import Action, Intent, intent_id
from faultbook.delivery.log import AttemptLog, Story
from faultbook.delivery.place import WAITING_PREFIX, Target
from faultbook.delivery.rendered import Rendered
from faultbook.incidents.canonical import ID_DIGITS, canonical, digest
from faultbook.incidents.incident import Incident, State

RenderWaiting = Callable[[Intent, int], Rendered]
"""Makes the texts of such an issue, from how many tickets wait. The same number makes the same texts."""
EDITED_EVERY = timedelta(minutes=10)
LEFT_ALONE = timedelta(days=1)
"""How long after a refusal nothing is tried again: also where a person closed or deleted the issue."""
LISTED = timedelta(days=30)
"""How far back an issue of an earlier store is looked for."""


def waiting_id(target: Target) -> str:
    """`wait-` and 16 hexadecimal digits."""
    parts = {"tracker": target.tracker, "repository": target.repository}
    return WAITING_PREFIX + digest(canonical(parts))[:ID_DIGITS]


def counts_of(over_limit: Iterable[Intent]) -> Counter[Target]:
    """How many tickets of each repository wait for a limit; notes that wait are no tickets."""
    return Counter(Target(each.tracker, each.repository) for each in over_limit if each.action is Action.CREATE)


def subjects(counts: Mapping[Target, int], log: AttemptLog, now: datetime) -> dict[str, Incident]:
    """Id -> what stands for the incident of such an issue: open while tickets wait. All that ever had an issue."""
    found = {name: 0 for name in log.names() if name.startswith(WAITING_PREFIX)}
    found |= {waiting_id(target): count for target, count in counts.items()}
    return {
        name: Incident(
            incident_id=name,
            title="Tickets wait",
            fingerprint=name,
            rule="",
            source="",
            severity="info",
            opened_at=now - LISTED,
            detected_at=now - LISTED,
            last_seen=now,
            updated_at=now,
            through_number=0,
            state=State.OPEN if count else State.RESOLVED,
        )
        for name, count in found.items()
    }


def uncertain(name: str, story: Story, now: datetime) -> Iterator[Intent]:
    """Intents of an issue without a clear end."""
    for row in story.ends:
        status: Status = story.status(row.intent_id)
        if status.is_uncertain and status.row is not None and row == status.open_rows[-1]:
            yield _intent(name, row.tracker, row.action, row.repository, now, known_id=row.intent_id)


def next_step(name: str, target: Target, count: int, story: Story, now: datetime) -> Intent | None:
    """What is to be done with an issue; None: nothing for now. An UPDATE is for a text that may be the same."""
    last = story.ends[-1] if story.ends else None
    action = _action(story, count, now)
    if action is None:
        return None
    if last is not None and last.until is not None and last.until > now:
        return None
    is_left_alone = last is not None and last.state is AttemptState.REFUSED and last.at > now - LEFT_ALONE
    if is_left_alone and last is not None and (count or last.action is Action.CLOSE):
        return None
    over = {row.intent_id for row in story.ends if story.status(row.intent_id).is_over}
    return _intent(name, target.tracker, action, target.repository, now, number=len(over))


def _action(story: Story, count: int, now: datetime) -> Action | None:
    if any(row.found is Found.NOT_PLANNED for row in story.ends):
        return None  # a person wants none
    link = story.link
    if link is None or link.place is None:
        return Action.CREATE if count else None
    if not count:
        return Action.CLOSE if story.is_open is not False else None
    if not story.is_open or story.ends[-1].found is Found.CLOSED:
        return Action.REOPEN
    sent = [row.at for row in story.ends if row.state is AttemptState.SENT]
    return Action.UPDATE if max(sent, default=now) <= now - EDITED_EVERY else None


def _intent(
    name: str,
    tracker: str,
    action: Action,
    repository: str,
    now: datetime,
    *,
    number: int = 0,
    known_id: str | None = None,
) -> Intent:
    return Intent(
        known_id or intent_id(name, tracker, action, str(number)),
        name,
        tracker,
        action,
        str(number),
        0,
        now,
        now,
        now,
        repository=repository,
    )
