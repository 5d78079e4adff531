"""Who speaks for whom: clusters, tasks, rules, umbrellas."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultbook.incidents.covering import labels_of
from faultbook.incidents.decisions import Action
from faultbook.incidents.policy import Policy
from tests.incidents.nights import START, Night, at, occurred, recovered, signal, signalled


def cluster(when, **more):
    return signal(when, fingerprint="fp1:cluster", kind="cluster", cluster_id="c1", rule="cluster_lost", **more)


def task(when, name="t", cluster_id="c1", **more):
    return signal(when, fingerprint=f"fp1:{name}", kind="task_run", cluster_id=cluster_id, **more)


def of(night: Night, fingerprint: str):
    return [each for each in night.incidents.values() if each.fingerprint == fingerprint][-1]


def test_a_cluster_that_is_down_speaks_for_its_tasks():
    night = Night()
    night.run(cluster(at(0)), task(at(0, minutes=5)), task(at(0, minutes=5), "other", "c2"))
    down = of(night, "fp1:cluster")
    assert of(night, "fp1:t").inhibited_by == down.incident_id
    assert of(night, "fp1:other").inhibited_by is None
    night.run(task(at(0, minutes=30), events=4))
    assert of(night, "fp1:t").occurrence_count == 5, "what is inhibited counts"
    night.run(recovered(at(1), "fp1:cluster"))
    assert of(night, "fp1:t").inhibited_by is None
    assert of(night, "fp1:t").state == "open"


def test_a_cluster_that_is_reported_later_covers_what_failed_on_it():
    night = Night()
    night.run(task(at(0)))
    assert of(night, "fp1:t").inhibited_by is None
    night.run(cluster(at(0, minutes=10)))
    assert of(night, "fp1:t").inhibited_by == of(night, "fp1:cluster").incident_id


def test_a_task_that_fails_long_after_speaks_for_itself():
    night = Night()
    night.run(cluster(at(0)), task(at(0, minutes=5)))
    night.run(task(at(2)))
    assert of(night, "fp1:t").inhibited_by is None
    assert night.kinds(of(night, "fp1:t").incident_id) == ["opened", "occurred", "inhibited", "occurred", "released"]


def test_the_task_that_failed_first_speaks_for_those_after_it():
    night = Night()
    night.run(
        task(at(0), "load", None, parent="run 1"),
        task(at(0), "report", None, parent="run 1", is_upstream=True),
        task(at(0), "elsewhere", None, parent="run 2", is_upstream=True),
    )
    assert of(night, "fp1:report").inhibited_by == of(night, "fp1:load").incident_id
    assert of(night, "fp1:elsewhere").inhibited_by is None
    night.run(task(at(1), "report", None, parent="run 3"))
    assert of(night, "fp1:report").inhibited_by is None, "the next time it failed by itself"


def test_a_chain_of_covers_goes_on_and_no_two_cover_each_other():
    night = Night()
    night.run(
        cluster(at(0)),
        task(at(0), "load", parent="run 1"),
        task(at(0), "report", None, parent="run 1", is_upstream=True),
    )
    assert of(night, "fp1:load").inhibited_by == of(night, "fp1:cluster").incident_id
    assert of(night, "fp1:report").inhibited_by == of(night, "fp1:load").incident_id

    def each_other(labels: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
        names = list(labels)
        return dict(zip(names, names[1:] + names[:1], strict=True))

    night = Night()
    night.run(*(signal(at(0), fingerprint=f"fp1:{place}") for place in range(3)), inhibited_by_rules=each_other)
    covered = [each.inhibited_by for each in night.incidents.values()]
    assert covered.count(None) == 1


def test_configured_rules_inhibit_and_release():
    night = Night()

    def payments_down(labels: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
        sources = [name for name, each in labels.items() if each["rule"] == "payments_down"]
        return {name: sources[0] for name, each in labels.items() if each.get("calls") == "payments" and sources}

    night.run(
        signal(at(0), fingerprint="fp1:p", rule="payments_down"),
        signal(at(0), fingerprint="fp1:shop", facts={"calls": "payments"}),
        inhibited_by_rules=payments_down,
    )
    shop = of(night, "fp1:shop")
    assert shop.inhibited_by == of(night, "fp1:p").incident_id
    assert labels_of(shop)["calls"] == "payments"
    night.run(recovered(at(1), "fp1:p"), inhibited_by_rules=payments_down)
    assert of(night, "fp1:shop").inhibited_by is None


STORM = Policy(storm_incidents=5)


def storm(many: int, when=START, first: int = 0, **more):
    return [signal(when, fingerprint=f"fp1:s{first + place}", **more) for place in range(many)]


def test_a_storm_has_one_umbrella_and_then_all_speak_for_themselves():
    night = Night(STORM)
    night.run(*storm(5))
    assert not any(each.is_umbrella for each in night.incidents.values())
    night.run(*storm(2, at(0, minutes=5), 5, severity="critical"))
    umbrella = next(each for each in night.incidents.values() if each.is_umbrella)
    children = [each for each in night.incidents.values() if each.umbrella_id == umbrella.incident_id]
    assert len(children) == 7
    assert (umbrella.severity, umbrella.service, umbrella.environment, umbrella.occurrence_count) == (
        "critical",
        "etl",
        "prod",
        0,
    )
    assert umbrella.title == "Storm: more than 5 incidents of etl within 10 minutes"
    night.run(*storm(3, at(0, minutes=30), 7))
    assert sum(each.umbrella_id is not None for each in night.incidents.values()) == 10
    assert sum(each.is_umbrella for each in night.incidents.values()) == 1
    night.run(heard=at(1, minutes=29))
    assert night.incidents[umbrella.incident_id].is_open
    night.run(heard=at(1, minutes=30))
    over = night.incidents[umbrella.incident_id]
    assert (over.state, over.resolved_at) == ("resolved", at(1, minutes=30))
    assert all(each.umbrella_id is None and each.is_open for each in night.incidents.values() if not each.is_umbrella)
    night.run(heard=at(2))
    assert sum(each.is_umbrella for each in night.incidents.values()) == 1, "a storm that is over is none again"


@pytest.mark.parametrize(("minutes", "is_storm"), [(9.99, True), (10, False)])
def test_the_window_of_a_storm_excludes_its_beginning(minutes, is_storm):
    night = Night(STORM)
    night.run(*storm(5), *storm(1, at(0, minutes=minutes), 5))
    assert any(each.is_umbrella for each in night.incidents.values()) == is_storm


def test_a_person_ends_an_umbrella_and_its_incidents_speak():
    night = Night(STORM)
    night.run(*storm(8))
    umbrella = next(each for each in night.incidents.values() if each.is_umbrella)
    night.decide(Action.RESOLVE, at(1), umbrella.incident_id)
    night.run(now=at(1))
    assert all(each.umbrella_id is None for each in night.incidents.values())


def test_an_umbrella_ends_with_its_incidents():
    night = Night(STORM)
    night.run(*storm(6))
    night.run(*(recovered(at(1, minutes=place), f"fp1:s{place}") for place in range(6)))
    umbrella = next(each for each in night.incidents.values() if each.is_umbrella)
    assert (umbrella.state, umbrella.resolved_at) == ("resolved", at(1, minutes=5))


def test_a_later_storm_has_an_umbrella_of_its_own_that_follows():
    night = Night(STORM)
    night.run(*storm(6))
    night.run(*(recovered(at(1), f"fp1:s{place}") for place in range(6)))
    night.run(*storm(6, at(5)))
    first, second = (each for each in night.incidents.values() if each.is_umbrella)
    assert second.follows_id == first.incident_id
    assert sum(each.umbrella_id == second.incident_id for each in night.incidents.values()) == 6


def test_only_incidents_that_would_speak_make_a_storm():
    night = Night(STORM)
    night.run(cluster(at(0)), *(task(at(0), f"t{place}") for place in range(30)))
    assert not any(each.is_umbrella for each in night.incidents.values())
    assert sum(each.inhibited_by is not None for each in night.incidents.values()) == 30


def test_scopes_are_apart():
    night = Night(STORM)
    night.run(
        *storm(4, service="a"),
        *storm(4, first=10, service="b"),
        *storm(4, first=20, service="a", environment="dev"),
        *storm(9, first=30, service=None),
    )
    assert not any(each.is_umbrella for each in night.incidents.values())
    night.run(*storm(6, at(3), first=50, service=None, workspace_id="w1"))
    umbrella = next(each for each in night.incidents.values() if each.is_umbrella)
    assert (umbrella.service, umbrella.memory.workspace_id) == (None, "w1")


@given(st.lists(st.integers(0, 90), min_size=1, max_size=25), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_an_umbrella_is_there_exactly_where_a_window_is_too_full(minutes, batches):
    """Against counting each window by hand; incidents come in order, in any number of batches."""
    night = Night(STORM)
    begun = sorted(minutes)
    made = [signal(at(0, minutes=each), fingerprint=f"fp1:{place}") for place, each in enumerate(begun)]
    size = -(-len(made) // batches)
    for first in range(0, len(made), size):
        night.run(*made[first : first + size])
    is_storm = any(sum(each - 10 < other <= each for other in begun) > 5 for each in begun)
    assert any(each.is_umbrella for each in night.incidents.values()) == is_storm
    assert occurred(night.entries) == signalled(made)
