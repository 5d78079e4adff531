"""What users of other products complained about in public, each as a test of what happens here instead."""

from datetime import timedelta

import pytest

from faultbook.incidents.decisions import Action
from faultbook.incidents.policy import Policy
from faultbook.incidents.signals import Span
from tests.incidents.nights import Night, at, occurred, recovered, signal


def resolved_in(build: str | None = None, *, seen: str | None = None, **how: object) -> Night:
    """A night in which a person resolved an incident at hour 2."""
    night = Night()
    night.run(signal(at(0), at(1), events=3, build=seen))
    night.decide(Action.RESOLVE, at(2), build=build, **how)
    return night


def test_sentry_44881_an_old_release_does_not_reopen_what_the_next_one_fixes():
    """Somebody resolved an error "in the next release"; cached clients of that release and older ones went on failing.

    Each of their events counted as a regression and notified everyone.
    """
    night = resolved_in(seen="web@4.2.0", in_next_build=True)
    night.run(signal(at(3), build="web@4.2.0"), signal(at(4), build="web@4.1.9", rule="other"))
    assert (night.newest.state, night.newest.occurrence_count) == ("resolved", 5)
    night.run(signal(at(5), build="web@4.3.0"))
    assert night.newest.state == "open"


def test_sentry_102234_versions_compare_by_their_numbers():
    """Three issues of a phone app came back with versions smaller than the one in which they were resolved."""
    night = resolved_in("com.getdropbox.Dropbox@402.2.10")
    night.run(signal(at(3), build="com.getdropbox.Dropbox@402.2.9"))
    assert night.newest.state == "resolved"
    night.run(signal(at(4), build="com.getdropbox.Dropbox@402.2.10"))
    assert night.newest.state == "open"


def test_sentry_104513_the_old_build_goes_on_failing_while_the_fix_is_elsewhere():
    """The fix was in the next release, which ran only where customers test; production still ran the old one.

    Its next failure was called a regression of a fix that production did not have. Expected: one more event of the
    resolved issue.
    """
    night = resolved_in(seen="3.25.47.21", in_next_build=True)
    night.run(signal(at(3), build="3.25.47.21", events=4))
    assert (night.newest.state, night.newest.occurrence_count, night.newest.late_count) == ("resolved", 7, 0)
    assert night.kinds()[-1] == "occurred"


def test_sentry_104751_a_release_that_nobody_lists_any_more_still_has_its_number():
    """The release in which the issue was resolved had been deleted by retention; then any older event reopened it.

    Nothing here looks up a list of releases: the names are enough.
    """
    night = resolved_in("app@7.0.0")
    night.run(signal(at(100), build="app@6.9.12"))
    assert night.newest.state == "resolved"


def test_sentry_105041_an_older_release_stays_older_beside_names_of_other_kinds():
    """An issue was marked as fixed in one release; there were releases of other names, and an older one reopened it."""
    night = resolved_in("shop@9.66.3")
    night.run(signal(at(3), build="shop@9.66.2"))
    night.run(signal(at(4), build="shop@nightly-2025-12-01"))
    assert night.newest.state == "resolved"
    night.run(signal(at(5), build="shop@9.66.4"))
    assert night.newest.state == "open"


def test_sentry_74448_388_0_6_is_older_than_388_0_8():
    """388.0.6 was taken for not older than 388.0.8; the two were packages of different names, the app and its test app.

    Packages of different names have no order: such an event reopens only once it comes later than the grace time.
    """
    night = resolved_in("com.getdropbox.Dropbox@388.0+388.0.8")
    night.run(signal(at(3), build="com.getdropbox.Dropbox@388.0+388.0.6"))
    night.run(signal(at(4), build="com.getdropbox.DropboxTest@388.0+388.0.6"))
    assert night.newest.state == "resolved"
    night.run(signal(at(2) + timedelta(hours=25), build="com.getdropbox.DropboxTest@388.0+388.0.6"))
    assert night.newest.state == "open"


def test_sentry_30371_an_event_from_before_the_resolution_is_late():
    """An event was sent, and the issue resolved a moment later; the event was processed after that and reopened it."""
    night = resolved_in()
    night.run(signal(at(2) - timedelta(seconds=1)), now=at(3))
    assert (night.newest.state, night.newest.late_count, night.newest.occurrence_count) == ("resolved", 1, 4)


def test_sentry_5131_a_backlog_that_arrives_late_reopens_nothing():
    """The workers of an installation lagged; what they delivered after an issue was resolved had happened before."""
    night = resolved_in()
    night.run(signal(at(1), at(2), events=500), now=at(50))
    assert (night.newest.state, night.newest.late_count) == ("resolved", 500)
    night.run(signal(at(2, minutes=1)))
    assert night.newest.state == "open", "the same event after the resolution is back"


@pytest.mark.parametrize("build", [None, "9f1c2e7"])
def test_sentry_34545_what_a_commit_fixed_must_come_back(build):
    """An issue was closed by a commit ("Fixes ..."), then failed again: the count rose and the state stayed resolved.

    A commit has no order among releases. Within the grace time the fix may not run yet; after it, the fault is back.
    """
    night = resolved_in("4be02d1a")
    night.run(signal(at(4), build=build))
    assert night.newest.state == "resolved"
    night.run(signal(at(2) + timedelta(hours=24, seconds=1), build=build))
    assert (night.newest.state, night.newest.reopened) == ("open", 1)


def test_sentry_34545_without_a_build_it_comes_back_at_once():
    """The same, where the resolution names no build at all."""
    night = resolved_in()
    night.run(signal(at(2, minutes=1)))
    assert (night.newest.state, night.newest.reopened, night.kinds().count("regressed")) == ("open", 1, 1)


def test_keep_5115_what_is_over_does_not_count_towards_what_begins():
    """A threshold of ten fired with three alerts: old, resolved ones were counted with them.

    A new incident counts its own events only, and a mute for so many events counts those after it only.
    """
    night = Night(Policy(reopen_window=timedelta(hours=1)))
    night.run(signal(at(0), events=9))
    night.decide(Action.MUTE, at(1), count=10)
    night.decide(Action.RESOLVE, at(2))
    night.run(signal(at(50), events=3))
    assert [each.occurrence_count for each in night.incidents.values()] == [9, 3]
    assert night.newest.is_muted
    assert night.newest.memory.mute_left == 7


def test_keep_5376_what_does_not_speak_is_still_there():
    """Incidents that were not visible could not be listed at all, not even by asking for them.

    A muted or inhibited incident is a row like any other, with its events and the reason.
    """
    night = Night()
    night.run(
        signal(at(0), fingerprint="fp1:c", kind="cluster", cluster_id="c1"),
        signal(at(0, minutes=1), fingerprint="fp1:t", kind="task_run", cluster_id="c1", events=5),
    )
    cluster, task = night.incidents.values()
    assert (task.inhibited_by, task.state, task.occurrence_count) == (cluster.incident_id, "open", 5)
    night.decide(Action.MUTE, at(1), cluster.incident_id)
    night.run(signal(at(2), fingerprint="fp1:c", kind="cluster", cluster_id="c1"))
    assert night.incidents[cluster.incident_id].occurrence_count == 2


def test_keep_2481_a_resolved_incident_takes_nothing_silently():
    """Alerts that came after an incident was resolved were added to it, and it stayed resolved: nobody heard of them.

    They reopen it, or, later, open a new one that follows.
    """
    night = resolved_in()
    night.run(signal(at(3)))
    assert night.newest.state == "open"
    night.decide(Action.RESOLVE, at(4))
    night.run(signal(at(4, days=8)))
    first, second = night.incidents.values()
    assert (first.state, second.state, second.follows_id) == ("resolved", "open", first.incident_id)
    assert (first.occurrence_count, second.occurrence_count) == (4, 1)


def test_keep_3821_an_acknowledged_incident_resolves_when_its_failure_recovers():
    """Alerts were reported as resolved, and the incident that they belonged to stayed as it was."""
    night = Night()
    night.run(signal(at(0)))
    night.decide(Action.ACKNOWLEDGE, at(1))
    night.run(recovered(at(2), others_open=1))
    assert night.newest.state == "acknowledged", "another failure of it is not over"
    night.run(recovered(at(3)))
    assert (night.newest.state, night.newest.resolved_by, night.newest.resolved_at) == ("resolved", "recovered", at(3))


def test_oncall_2018_a_mute_outlives_resolutions_of_a_flapping_fault():
    """A silenced alert that flaps resolved by itself, which removed the silence; its next firing notified again."""
    night = Night(Policy(flap_cycles=32))
    night.run(signal(at(0)))
    night.decide(Action.MUTE, at(0, minutes=1), until=at(0, days=30))
    for hour in range(1, 9):
        night.run(recovered(at(hour)))
        night.run(signal(at(hour, minutes=30)))
        assert night.newest.is_muted
    assert night.newest.reopened == 8
    night.run(recovered(at(9)))
    night.run(signal(at(0, days=20)))
    first, second = night.incidents.values()
    assert second.follows_id == first.incident_id
    assert (second.is_muted, second.muted_until) == (True, at(0, days=30))


def test_kibana_49412_flapping_is_reported_once_and_the_incident_stays_open():
    """An alert that goes from active to recovered and back each ten seconds makes notifications each time.

    The proposal: classify it as flapping, treat it as active meanwhile, until it no longer is.
    """
    night = Night()
    night.run(signal(at(0)))
    for hour in range(1, 8):
        night.run(recovered(at(hour)))
        night.run(signal(at(hour, minutes=30)))
    assert night.newest.is_flapping
    kinds = night.kinds()
    assert kinds.count("flapping") == 1
    assert (kinds.count("resolved"), kinds.count("regressed"), kinds.count("recovered")) == (3, 3, 7)
    assert night.newest.state == "open"
    night.run(recovered(at(9)), heard=at(31))
    assert night.newest.is_flapping
    night.run(heard=at(31, minutes=30))
    assert (night.newest.is_flapping, night.newest.state, night.newest.resolved_at) == (False, "resolved", at(9))
    assert night.kinds().count("calm") == 1


def test_no_event_of_these_threads_is_lost():
    """Whatever becomes of an event, it is counted: events that occurred are those that were signalled."""
    night = resolved_in("2.0")
    spans = (Span(2, at(1), at(1), "1.0"), Span(3, at(5), at(6), "1.5"), Span(4, at(7), at(8), "2.1"))
    night.run(signal(at(1), events=7, build="1.9"))
    night.run(signal(at(1)).with_spans(spans))
    assert occurred(night.entries) == {night.newest.fingerprint: 3 + 7 + 9}
    assert (night.newest.state, night.newest.late_count) == ("open", 9)
