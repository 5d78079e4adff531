"""Each failure of a judged journal has one fate, and the fates add up."""

from datetime import timedelta
from typing import Any

import pytest
from faultbook_samples.demo.incident_fates import (
    BELOW,
    COVERED,
    INCIDENT,
    LATE,
    MUTED,
    NO_RULE,
    OLD_BUILD,
    UMBRELLA,
    WITHOUT_GROUP,
    Fates,
    fates,
)

from faultbook.errors import InvariantViolated
from faultbook.incidents.decisions import Action
from faultbook.incidents.policy import Policy
from tests.incidents.nights import Night, at, signal


class Judged:
    """A journal with the matches that its signals come from."""

    def __init__(self, **policy: Any) -> None:
        self.night = Night(Policy(**policy))
        self.matches: list[dict[str, Any]] = []
        self.failures: set[str] = set()

    def run(self, *of: tuple[str, str, tuple[str, ...], dict[str, Any]], hours: float = 0) -> None:
        """One batch. Of each signal: rule, fault, ids of its events, what else it has."""
        batch = self.night.batch + 1
        signals = []
        for rule, fault, events, more in of:
            when = more.pop("when", at(hours))
            signals.append(signal(when, events=len(events), rule=rule, fingerprint=f"fp1:{fault:0>16}", **more))
            self.match(rule, fault, events, batch)
        self.night.run(*signals, heard=at(hours))

    def match(self, rule: str, fault: str, events: tuple[str, ...], batch: int, group: str | None = "{}") -> None:
        self.failures |= set(events)
        self.matches += [
            {"rule": rule, "fingerprint": f"fp1:{fault:0>16}", "event_id": event, "batch_id": batch, "group_key": group}
            for event in events
        ]

    def fates(self, *thresholds: str) -> Fates:
        found = fates(self.failures, self.matches, self.night.entries, set(thresholds))
        assert found.in_incidents + found.not_opened == len(self.failures)
        total = sum(each.occurrence_count for each in self.night.incidents.values())
        assert total == found.in_incidents + found.counted_again
        return found


def kinds(found: Fates) -> dict[str, int]:
    return {name: count for name, count in found.failures.items() if count}


def test_muted_late_and_old_builds_are_apart() -> None:
    judged = Judged()
    judged.run(("r", "a", ("1", "2"), {"build": "1.0"}))
    judged.night.decide(Action.MUTE, at(1))
    judged.run(("r", "a", ("3",), {"build": "1.0"}), hours=2)
    judged.night.decide(Action.UNMUTE, at(3))
    judged.night.decide(Action.RESOLVE, at(4), build="2.0")
    judged.run(("r", "a", ("4",), {"build": "1.0"}), hours=5)
    judged.run(("r", "a", ("5",), {"build": "1.0", "when": at(3.5)}), hours=6)
    assert kinds(judged.fates()) == {INCIDENT: 2, MUTED: 1, OLD_BUILD: 1, LATE: 1}


def test_a_second_rule_of_the_same_failure_counts_again() -> None:
    judged = Judged()
    judged.run(("r", "a", ("1", "2"), {}), ("s", "a", ("2", "3"), {}))
    found = judged.fates()
    assert (kinds(found), found.counted_again) == ({INCIDENT: 3}, 1)


def test_failures_under_an_umbrella_or_a_cause() -> None:
    judged = Judged(storm_incidents=2)
    cluster = {"kind": "cluster", "cluster_id": "c", "service": None}
    on_it = {"kind": "task_run", "cluster_id": "c", "service": None}
    judged.run(
        ("r", "1", ("1",), {}),
        ("r", "2", ("2",), {}),
        ("r", "3", ("3",), {}),
        ("r", "4", ("4",), cluster),
        ("r", "5", ("5",), on_it),
    )
    assert kinds(judged.fates()) == {UMBRELLA: 3, INCIDENT: 1, COVERED: 1}


def test_a_threshold_counts_what_no_other_rule_does() -> None:
    judged = Judged()
    judged.match("many", "a", ("1", "2"), 1)
    judged.run(("other", "b", ("9",), {}))
    judged.night.run(signal(at(1), events=3, rule="many", fingerprint="fp1:000000000000000c"), heard=at(1))
    judged.match("many", "c", ("3", "4", "5", "6"), 2)
    judged.match("many", "d", ("7",), 2, group=None)
    judged.failures.add("8")
    found = judged.fates("many")
    assert kinds(found) == {INCIDENT: 4, BELOW: 3, WITHOUT_GROUP: 1, NO_RULE: 1}


def test_a_threshold_over_failures_with_rules_of_their_own_counts_them_again() -> None:
    judged = Judged()
    judged.run(("r", "a", ("1",), {}), ("r", "b", ("2",), {}), ("many", "m", ("1", "2"), {}))
    found = judged.fates("many")
    assert (kinds(found), found.counted_again) == ({INCIDENT: 2}, 2)


def test_a_threshold_over_both_is_refused() -> None:
    judged = Judged()
    judged.run(("r", "a", ("1",), {}), ("many", "m", ("1", "2"), {}))
    with pytest.raises(InvariantViolated, match="many: of 2 failures of a group 1 have a rule"):
        judged.fates("many")


def test_order_in_time_makes_no_difference_to_the_sum() -> None:
    judged = Judged(group_window=timedelta(hours=1))
    for hour in range(5):
        judged.run(("r", "a", (str(hour),), {}), hours=hour * 2)
    assert kinds(judged.fates()) == {INCIDENT: 5}
