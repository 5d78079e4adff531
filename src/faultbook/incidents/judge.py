"""What follows from the signals of a run: entries of the journal. No clock, no chance: equal input, equal entries."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime

from faultbook.errors import InvariantViolated
from faultbook.incidents.book import Book
from faultbook.incidents.covering import InhibitedByRules, cover, no_rules
from faultbook.incidents.decisions import Request, carry_out, refusal
from faultbook.incidents.ending import end_mutes, end_quiet, take_recovery
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Entry
from faultbook.incidents.occurring import take_signal
from faultbook.incidents.policy import Policy
from faultbook.incidents.signals import Recovery, Signal
from faultbook.incidents.storms import end_storms, gather_storms, scope_of, storm_fingerprint


def judge(
    state: Mapping[str, Iterable[Incident]],
    signals: Sequence[Signal] = (),
    recoveries: Sequence[Recovery] = (),
    decisions: Sequence[Request] = (),
    *,
    now: datetime,
    policy: Policy,
    batch_id: int,
    through_number: int = 0,
    heard_until: Mapping[str, datetime] | None = None,
    recorded: Set[str] = frozenset(),
    inhibited_by_rules: InhibitedByRules = no_rules,
) -> list[Entry]:
    """The entries that a run adds to the journal, numbered on from `through_number`; recorded_at is `now`.

    `state`: fingerprint -> known incidents of it (`by_fingerprint`): all that are not resolved, all of the fingerprints
    that `needed_fingerprints` names, and those that these were merged into. `recoveries`: of runs that succeeded all
    since the last failure of an open incident. `decisions` come first, in order of their instants; what cannot be
    carried out any more is left out. `heard_until`: source -> up to when its events are read, without those that are
    silent or were not read. `recorded`: ids of entries that the journal has of this batch.

    InvariantViolated where two different signals are of one rule, source and fingerprint, or `state` lacks an incident.
    """
    incidents = {each.incident_id: each for known in state.values() for each in known}
    book = Book(incidents.values(), now=now, batch_id=batch_id, through_number=through_number, recorded=recorded)
    for request in sorted(decisions, key=lambda each: (each.at, each.incident, each.action.value)):
        if refusal(book, request) is None:
            carry_out(book, request)
    successes: dict[str, list[datetime]] = {}
    for item in _in_order(_each_once(signals), recoveries):
        if isinstance(item, Signal):
            take_signal(book, item, policy)
        else:
            take_recovery(book, item, successes, policy)
    end_quiet(book, heard_until or {}, policy)
    cover(book, policy, inhibited_by_rules)
    gather_storms(book, policy)
    end_storms(book, heard_until or {}, policy)
    end_mutes(book, now)
    return book.entries


def needed_fingerprints(signals: Iterable[Signal]) -> set[str]:
    """The fingerprints of which `judge` needs all incidents, also resolved ones."""
    found: set[str] = set()
    for signal in signals:
        found |= {signal.fingerprint, *signal.older}
        scope = scope_of(signal.environment, signal.service, signal.workspace_id)
        if scope is not None:
            found.add(storm_fingerprint(scope))
    return found


def _each_once(signals: Iterable[Signal]) -> list[Signal]:
    found: dict[tuple[str, str, str], Signal] = {}
    for signal in signals:
        key = signal.rule, signal.source, signal.fingerprint
        if found.setdefault(key, signal) != signal:
            raise InvariantViolated(
                f"rule {signal.rule}, {signal.fingerprint}: found two different signals in one batch; expected one."
            )
    return list(found.values())


def _in_order(signals: Iterable[Signal], recoveries: Iterable[Recovery]) -> list[Signal | Recovery]:
    """By event time: a signal at its last event, and before a recovery of the same instant."""
    placed: list[tuple[tuple[datetime, int, str, str, str], Signal | Recovery]] = [
        ((each.last_at, 0, each.fingerprint, each.rule, each.source), each) for each in signals
    ]
    placed += [
        ((each.at, 1, each.cause, each.kind.value, each.fingerprint or each.resource or ""), each)
        for each in recoveries
    ]
    return [each for _, each in sorted(placed, key=lambda pair: pair[0])]
