"""What is to be done now: each intent is due, to be looked up, waits with a reason, or is over with one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from faultbook.delivery.assignment import AssigneeKind
from faultbook.delivery.attempts import Attempt, AttemptState, Status
from faultbook.delivery.intent import DECIDES_STATE, OPENS, Action, Intent
from faultbook.delivery.intents import silence
from faultbook.delivery.limits import limited, pauses
from faultbook.delivery.log import AttemptLog, Story
from faultbook.delivery.place import Link
from faultbook.delivery.policy import DeliveryPolicy
from faultbook.delivery.refusals import is_due_again, may_be_assigned_already
from faultbook.incidents.incident import Incident

_WRITES = frozenset(Action) - {Action.ASSIGN}
"""What writes texts: an assignment covers no news."""


class Waiting(NamedTuple):
    """An intent that waits: why, and until when, where that is known. `is_over_limit`: it waits for a limit of ours."""

    intent: Intent
    reason: str
    until: datetime | None = None
    is_over_limit: bool = False


class Over(NamedTuple):
    """An intent with which nothing more happens, and why."""

    intent: Intent
    reason: str


@dataclass
class Plan:
    """Every intent once. `due` is in the order in which they are done; `lookups`: may have been done, or not."""

    due: list[Intent] = field(default_factory=list)
    lookups: list[Intent] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    over: list[Over] = field(default_factory=list)

    @property
    def over_limit(self) -> list[Intent]:
        """What waits for a limit of an hour."""
        return [each.intent for each in self.waiting if each.is_over_limit]

    def wait(self, intents: Iterable[Intent], reason: str, until: datetime | None = None) -> None:
        """Intents that wait for the same reason."""
        self.waiting += [Waiting(each, reason, until) for each in intents]

    def end(self, intents: Iterable[Intent], reason: str) -> None:
        """Intents that are over for the same reason."""
        self.over += [Over(each, reason) for each in intents]


def planned(
    intents: Sequence[Intent],
    incidents: Mapping[str, Incident],
    links: Mapping[str, Link],
    log: AttemptLog,
    *,
    policy: DeliveryPolicy,
    now: datetime,
) -> Plan:
    """The plan of a run. Of one incident at most one intent is due, and none while another has no clear end."""
    plan = Plan()
    grouped: dict[str, list[Intent]] = {}
    for intent in intents:
        grouped.setdefault(intent.incident_id, []).append(intent)
    for name, own in grouped.items():
        known = _Known(incidents[name], links.get(name), log.of(name), links, incidents, now - policy.assign_within)
        _of_incident(plan, own, known, now)
    plan.due.sort(key=lambda each: (each.at, each.entry, each.intent_id))
    _within_limits(plan, list(log.ends()), policy, now)
    return plan


class _Known(NamedTuple):
    incident: Incident
    link: Link | None
    story: Story
    links: Mapping[str, Link]
    incidents: Mapping[str, Incident]
    assigned_since: datetime

    def status(self, intent: Intent) -> Status:
        return self.story.status(intent.intent_id)

    def through(self, actions: frozenset[Action]) -> int:
        """Up to which entry what was sent of some actions goes; -1: nothing was."""
        sent = (row for row in self.story.ends if row.state is AttemptState.SENT and row.action in actions)
        return max((row.through for row in sent), default=-1)

    @property
    def is_open(self) -> bool | None:
        """Whether its issue is open, by what was last done to it."""
        return self.story.is_open_at(self.link)

    @property
    def has_issue(self) -> bool:
        return self.link is not None and self.link.place is not None


def _of_incident(plan: Plan, own: Sequence[Intent], known: _Known, now: datetime) -> None:
    live = []
    newest = next((intent for intent in reversed(own) if intent.action is Action.ASSIGN), None)
    for intent in own:
        status = known.status(intent)
        if status.is_over and status.row is not None and not is_due_again(intent, status.row, known.story.rows):
            plan.end([intent], status.row.reason or status.row.state.value)
        else:
            live.append(intent)
    older = [each for each in live if each.action is Action.ASSIGN and each is not newest]
    older = [each for each in older if not known.status(each).is_uncertain]
    plan.end(older, "overtaken by a later one")
    live = [each for each in live if each not in older]
    unknown = [intent for intent in live if known.status(intent).is_uncertain]
    if unknown:
        plan.lookups += unknown
        plan.wait((each for each in live if each not in unknown), f"no clear answer yet to {unknown[0].action.value}")
        return
    answers = [each for each in live if each.action is Action.ANSWER]
    if answers:
        _soon(plan, answers[0], known, now)
        plan.wait(answers[1:], "after another answer")
    deciding = [each for each in live if each.action in DECIDES_STATE]
    rest = [each for each in live if each.action not in DECIDES_STATE and each not in answers]
    assign = next((each for each in rest if each.action is Action.ASSIGN), None)
    current = _deciding(plan, deciding, known)
    if current is not None:
        _soon(plan, current, known, now)
        plan.wait(rest, f"after {current.action.value}")
        return
    note = _notes(plan, [each for each in rest if each is not assign], known, now)
    if assign is not None and note is not None:
        plan.wait([assign], f"after {note.action.value}")
    elif assign is not None:
        _assign(plan, assign, known, now)


def _deciding(plan: Plan, deciding: Sequence[Intent], known: _Known) -> Intent | None:
    """The intent that decides whether the issue is open, where one has to be done; all others of them are over."""
    through = known.through(DECIDES_STATE)
    covered = [each for each in deciding if each.entry <= through]
    plan.end(covered, "covered by a later one")
    left = [each for each in deciding if each not in covered]
    if not left:
        return None
    makes = [each for each in left if each.action is Action.CREATE]
    if makes and not known.has_issue:
        return _make(plan, makes[-1], [each for each in left if each is not makes[-1]], known)
    last = left[-1]
    plan.end((each for each in left[:-1]), f"overtaken by {last.action.value}")
    if not known.has_issue:
        plan.end([last], "there is no issue")
        return None
    if known.is_open is (last.action in OPENS):
        plan.end([last], "the issue is so already")
        return None
    return last


def _make(plan: Plan, make: Intent, others: Iterable[Intent], known: _Known) -> Intent | None:
    plan.end(others, "covered by the issue that is made")
    if known.incident.is_open:
        return make
    plan.end([make], "over before an issue was made")
    return None


def _notes(plan: Plan, notes: Sequence[Intent], known: _Known, now: datetime) -> Intent | None:
    """The note that comes next, where one is due."""
    through = known.through(_WRITES)
    plan.end((each for each in notes if each.entry <= through), "its news are in the issue")
    news = [each for each in notes if each.entry > through]
    if not known.has_issue:
        is_gone = known.link is not None and known.link.is_gone
        plan.end(news, "the issue was deleted" if is_gone else "there is no issue")
        return None
    if not known.incident.is_open:
        plan.end(news, "the incident is over")
        return None
    due = [each for each in news if each.due_at <= now]
    later = [each for each in news if each.due_at > now]
    for each in later:
        plan.wait([each], "the window is not over", each.due_at)
    if due:
        plan.end(due[:-1], "overtaken by a later note")
        _soon(plan, due[-1], known, now)
        return due[-1]
    return None


def _assign(plan: Plan, intent: Intent, known: _Known, now: datetime) -> None:
    """Comes last: assistants read what the issue has at that moment, and no later edit."""
    reason = _not_assigned(intent, known)
    if reason is None:
        _soon(plan, intent, known, now)
    else:
        plan.end([intent], reason)


def _not_assigned(intent: Intent, known: _Known) -> str | None:
    """Why an issue is not assigned at all; None where it is."""
    if not known.has_issue:
        return "the issue was deleted" if known.link is not None and known.link.is_gone else "there is no issue"
    if not known.incident.is_open:
        return "the incident is over"
    if intent.assignee.kind is AssigneeKind.NONE:
        return "nobody is to be assigned"
    if may_be_assigned_already(intent, known.story.rows):
        return f"{intent.assignee.text} was assigned before, or may have been"
    return _not_new(intent, known) if intent.made_by else None


def _not_new(intent: Intent, known: _Known) -> str | None:
    """Why the configuration does not assign an issue: it assigns those that were just made."""
    made = known.story.status(intent.made_by)
    row = made.row
    if made.state is not AttemptState.SENT or row is None or not row.attempt or _was_there(row, known.story.rows):
        return "the issue was there already"
    return "the issue was made too long ago" if row.at < known.assigned_since else None


def _was_there(made: Attempt, rows: Iterable[Attempt]) -> bool:
    """Whether an attempt to make an issue had found one, which it opened again."""
    return any(row.key == made.key and row.state is AttemptState.SENDING and row.place is not None for row in rows)


def _soon(plan: Plan, intent: Intent, known: _Known, now: datetime) -> None:
    """An intent that comes next in its incident: due, unless something keeps it waiting."""
    row = known.status(intent).row
    if row is not None and row.until is not None and row.until > now:
        plan.wait([intent], row.reason or "not yet", row.until)
        return
    silent = silence(known.incident)
    if silent is not None and intent.action in (*OPENS, Action.UPDATE, Action.ESCALATE, Action.ASSIGN):
        plan.wait([intent], silent, known.incident.muted_until)
        return
    if intent.action is Action.CLOSE_DUPLICATE and (other := _awaited(intent, known)) is not None:
        plan.wait([intent], f"the issue of {other} is not made yet")
        return
    if intent.action is Action.CREATE and not intent.repository:
        plan.wait([intent], "no repository is configured for it in this tracker")
        return
    plan.due.append(intent)


def _awaited(intent: Intent, known: _Known) -> str | None:
    """The incident that goes on, where its issue will be made soon."""
    other = known.incidents.get(intent.other_id or "")
    if other is None or not other.is_open or silence(other) is not None:
        return None
    link = known.links.get(other.incident_id)
    return other.incident_id if link is None or (link.place is None and not link.is_gone) else None


def _within_limits(plan: Plan, ended: Sequence[Attempt], policy: DeliveryPolicy, now: datetime) -> None:
    paused = pauses(ended, now)
    for intent in plan.due:
        if intent.tracker in paused:
            plan.wait([intent], f"{intent.tracker} takes nothing until then", paused[intent.tracker])
    going = [intent for intent in plan.due if intent.tracker not in paused]
    plan.due, kept = limited(going, ended, policy.limits, now)
    plan.waiting += [Waiting(each.intent, each.reason, each.until, is_over_limit=True) for each in kept]
