"""What the judge decides: opening, counting, ending, coming back."""

from datetime import timedelta

import pytest

from faultbook.incidents.decisions import Action, Request
from faultbook.incidents.policy import Policy
from faultbook.incidents.signals import Recovery, RecoveryKind, Signal, Span
from tests.incidents.nights import START, Night, at, recovered, signal, states, success

HOUR = timedelta(hours=1)


def test_a_first_signal_opens_an_incident_with_all_that_is_known():
    night = Night()
    night.run(
        signal(
            at(0),
            at(1),
            events=3,
            build="1.2",
            resource="job 7",
            message="boom",
            pattern_id="v2:ab",
            sample_event_id="e1",
            link="https://example.com/run/1",
            facts={"user_id": "42"},
        ),
        now=at(2),
    )
    found = night.newest
    assert night.kinds() == ["opened", "occurred"]
    assert (found.title, found.rule, found.source, found.severity) == ("Task failed", "task_failed", "failures", "high")
    assert (found.opened_at, found.last_seen, found.detected_at) == (at(0), at(1), at(2))
    assert (found.occurrence_count, found.build, found.resource, found.message) == (3, "1.2", "job 7", "boom")
    assert (found.pattern_id, found.sample_event_id, found.facts) == ("v2:ab", "e1", {"user_id": "42"})
    assert {entry.author for entry in night.entries} == {"task_failed"}
    assert [entry.number for entry in night.entries] == [1, 2]


def test_more_of_it_counts_on_and_escalates_only_upwards():
    night = Night()
    night.run(signal(at(0), severity="medium"))
    night.decide(Action.ACKNOWLEDGE, at(1))
    night.run(signal(at(2), severity="low"))
    assert night.newest.severity == "medium"
    night.run(signal(at(3), severity="critical", events=2))
    assert (night.newest.severity, night.newest.occurrence_count, night.newest.state) == ("critical", 4, "acknowledged")
    assert night.kinds() == ["opened", "occurred", "acknowledged", "occurred", "occurred", "escalated"]


def test_two_rules_of_one_fault_are_one_incident():
    night = Night()
    night.run(signal(at(0), rule="a"), signal(at(1), rule="b", severity="critical"))
    assert len(night.incidents) == 1
    assert (night.newest.rule, night.newest.occurrence_count, night.newest.severity) == ("a", 2, "critical")


@pytest.mark.parametrize(("hours", "state"), [(23, "open"), (24, "resolved")])
def test_quiet_is_measured_by_what_was_read_of_the_source(hours, state):
    night = Night()
    night.run(signal(at(0)))
    night.run(heard=at(hours))
    assert night.newest.state == state
    if state == "resolved":
        assert (night.newest.resolved_by, night.newest.resolved_at) == ("quiet", at(24))


def test_a_silent_source_ends_nothing():
    night = Night()
    night.run(signal(at(0)))
    night.run(now=at(0, days=400))
    night.source = "logs"
    night.run(heard=at(0, days=400))
    assert night.newest.state == "open"


def test_quiet_depends_on_the_severity():
    quiet = {**Policy().quiet, "low": HOUR}
    night = Night(Policy(quiet=quiet))
    night.run(signal(at(0), severity="low"), signal(at(0), fingerprint="fp1:b", severity="high"))
    night.run(heard=at(2))
    assert states(night.incidents) == ["resolved", "open"]


def test_a_recovery_from_before_the_last_failure_ends_nothing():
    """The report of the end of an earlier failure arrives after the next one."""
    night = Night()
    night.run(recovered(at(0)))
    night.run(signal(at(1)))
    night.run(recovered(at(0, minutes=30)))
    assert (night.newest.state, night.kinds()) == ("open", ["opened", "occurred"])
    night.run(signal(at(2)), recovered(at(2)))
    assert night.newest.state == "resolved", "an end at the same instant is after it"


def test_a_recovery_of_a_resource_concerns_its_environment_only():
    night = Night()
    night.run(
        signal(at(0), resource="job 7"),
        signal(at(0), fingerprint="fp1:b", resource="job 7", environment="dev"),
    )
    night.run(Recovery(RecoveryKind.RECOVERED, at(1), "r", resource="job 7", environment="dev"))
    assert states(night.incidents) == ["open", "resolved"]


def test_a_fault_that_is_back_within_the_window_is_the_same_incident():
    night = Night()
    night.run(signal(at(0)))
    night.decide(Action.ACKNOWLEDGE, at(0, minutes=5))
    night.decide(Action.ASSIGN, at(0, minutes=6), assignee="ben")
    night.run(recovered(at(1)))
    night.run(signal(at(1, days=6), severity="critical"))
    found = night.newest
    assert len(night.incidents) == 1
    assert (found.state, found.reopened, found.acknowledged_at, found.assignee) == ("open", 1, None, "ben")
    assert (found.resolved_at, found.resolved_by, found.severity) == (None, None, "critical")
    assert night.kinds()[-3:] == ["regressed", "occurred", "escalated"]


def test_a_fault_that_is_back_later_is_a_new_incident_that_follows():
    night = Night()
    night.run(signal(at(0)))
    night.run(recovered(at(1)))
    night.run(
        signal(at(1), at(1, minutes=1, days=7), events=9).with_spans(
            (
                Span(4, at(0), at(1), "1.0"),
                Span(5, at(1, minutes=1, days=7), at(1, minutes=1, days=7), "1.0"),
            )
        )
    )
    first, second = night.incidents.values()
    assert (first.state, first.occurrence_count, first.late_count) == ("resolved", 5, 4)
    assert (second.state, second.occurrence_count, second.follows_id) == ("open", 5, first.incident_id)
    assert second.opened_at == at(1, minutes=1, days=7)


def test_late_events_of_an_earlier_incident_count_there():
    night = Night()
    night.run(signal(at(0)))
    night.run(recovered(at(1)))
    night.run(signal(at(0, days=20)))
    night.run(signal(at(0, minutes=30), events=7))
    first, second = night.incidents.values()
    assert (first.occurrence_count, first.late_count, second.occurrence_count) == (8, 7, 1)
    assert states(night.incidents) == ["resolved", "open"]


def test_the_group_window_of_a_rule_begins_a_new_incident_after_a_silence():
    night = Night()
    night.run(signal(at(0), group_window=HOUR))
    night.run(signal(at(1), group_window=HOUR))
    assert len(night.incidents) == 1
    night.run(signal(at(3), group_window=HOUR))
    first, second = night.incidents.values()
    assert (first.state, first.resolved_by, first.resolved_at) == ("resolved", "quiet", at(2))
    assert (second.follows_id, second.occurrence_count) == (first.incident_id, 1)
    night.run(recovered(at(3)))
    night.run(signal(at(5), group_window=HOUR))
    assert len(night.incidents) == 3, "also where the one before was resolved in between"


def test_an_unplanned_fault_stays_closed_until_it_is_worse():
    night = Night()
    night.run(signal(at(0), events=5, severity="medium"))
    night.decide(Action.RESOLVE, at(1), not_planned=True)
    for day in range(1, 5):
        night.run(signal(at(2, days=day), events=5, severity="medium"))
    assert (night.newest.state, night.newest.occurrence_count) == ("resolved", 25)
    night.run(signal(at(3, days=4), events=1, severity="medium"))
    assert (night.newest.state, night.newest.memory.not_planned) == ("open", False), "six on one day are more"


def test_an_unplanned_fault_comes_back_with_a_worse_severity():
    night = Night()
    night.run(signal(at(0), events=5, severity="medium"))
    night.decide(Action.RESOLVE, at(1), not_planned=True)
    night.run(signal(at(2), severity="high"))
    assert (night.newest.state, night.newest.severity) == ("open", "high")


def test_a_mute_for_so_many_events_ends_with_them():
    night = Night()
    night.run(signal(at(0)))
    night.decide(Action.MUTE, at(1), count=3)
    night.run(signal(at(2), events=2))
    assert night.newest.is_muted
    night.run(signal(at(3), events=2))
    assert not night.newest.is_muted
    assert night.newest.occurrence_count == 5
    assert night.kinds()[-1] == "unmuted"


def test_a_mute_until_a_date_ends_with_it():
    night = Night()
    night.run(signal(at(0)))
    night.decide(Action.MUTE, at(1), until=at(5))
    night.run(signal(at(4)), now=at(4))
    assert night.newest.is_muted
    night.run(now=at(5))
    assert (night.newest.is_muted, night.newest.muted_until, night.entries[-1].at) == (False, None, at(5))


def test_a_mute_that_has_ended_does_not_go_on_with_the_next_incident():
    night = Night()
    night.run(signal(at(0)))
    night.decide(Action.MUTE, at(1), until=at(5))
    night.decide(Action.RESOLVE, at(2))
    night.run(signal(at(0, days=30)))
    assert not night.newest.is_muted


def test_flapping_ends_after_a_calm_time_and_then_quiet_does():
    night = Night()
    night.run(signal(at(0)))
    for hour in (1, 2, 3):
        night.run(recovered(at(hour)))
        night.run(signal(at(hour, minutes=10)))
    assert night.newest.is_flapping
    night.run(heard=at(27))
    assert (night.newest.is_flapping, night.newest.state) == (True, "open")
    night.run(heard=at(27, minutes=10))
    assert (night.newest.is_flapping, night.newest.state) == (False, "resolved")
    assert night.newest.resolved_by == "quiet"


def test_returns_far_apart_are_no_flapping():
    night = Night()
    night.run(signal(at(0)))
    for day in range(1, 8):
        night.run(recovered(at(1, days=day)))
        night.run(signal(at(13, days=day)))
    assert not night.newest.is_flapping
    assert night.newest.reopened == 7


def test_decisions_come_first_and_what_is_no_longer_possible_is_left_out():
    night = Night()
    night.run(signal(at(0)))
    name = night.newest.incident_id
    night.decide(Action.RESOLVE, at(1))
    impossible = Request(Action.ACKNOWLEDGE, name, "ana", "mine", at(2))
    unknown = Request(Action.RESOLVE, "inc-0", "ana", "mine", at(2))
    reopen = Request(Action.REOPEN, name, "ana", "not fixed", at(3))
    entries = night.run(decisions=[reopen, unknown, impossible], now=at(4))
    assert [entry.kind.value for entry in entries] == ["regressed"]
    assert night.newest.memory.returns == (), "what a person reopens is no flapping"


def test_what_ended_an_incident_does_not_end_it_again_once_a_person_reopened_it():
    night = Night()
    night.run(signal(at(0)))
    night.run(heard=at(24))
    assert night.newest.resolved_by == "quiet"
    night.decide(Action.REOPEN, at(30))
    night.run(heard=at(53))
    assert night.newest.state == "open"
    night.run(heard=at(54))
    assert (night.newest.state, night.newest.resolved_at) == ("resolved", at(54))


def test_good_runs_from_before_a_person_reopened_do_not_count():
    night = Night()
    night.run(signal(at(0), resource="job 7"))
    good = [success(at(hour)) for hour in (1, 2, 3)]
    night.run(*good)
    assert night.newest.resolved_by == "good_runs"
    night.decide(Action.REOPEN, at(4))
    night.run(*good, success(at(5)), success(at(6)))
    assert night.newest.state == "open"
    night.run(*good, *(success(at(hour)) for hour in (5, 6, 7)))
    assert (night.newest.state, night.newest.resolved_at) == ("resolved", at(7))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: signal(at(0), fingerprint=""), "found no fingerprint or no events"),
        (lambda: signal(at(0)).with_spans(()), "found no fingerprint or no events"),
        (lambda: signal(at(0), group={"service": "x", "region": ""}), "found region empty in the group"),
        (lambda: signal(at(0), severity="error"), "found severity 'error'"),
        (lambda: signal(at(0), events=0), "found 0 events"),
        (lambda: signal(at(1), at(0)), "expected 1 or more, first to last"),
        (lambda: Span(1, START.replace(tzinfo=None), START.replace(tzinfo=None)), "without a zone"),
        (lambda: Recovery(RecoveryKind.SUCCESS, at(0), "r"), "found no fingerprint and no resource"),
        (lambda: Recovery(RecoveryKind.SUCCESS, START.replace(tzinfo=None), "r", "fp1:a"), "without a zone"),
    ],
)
def test_what_could_open_nothing_is_no_signal(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_signal_sums_its_spans():
    spans = (Span(2, at(1), at(2), "a"), Span(3, at(0), at(1), "b"))
    made = Signal("r", "logs", "fp1:a", spans)
    assert (made.events, made.first_at, made.last_at) == (5, at(0), at(2))
