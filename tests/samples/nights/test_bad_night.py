"""The truth of bad nights holds by itself: each failure has one place, thresholds hold where the oracle has them."""

import json
from collections import Counter
from pathlib import Path

import pytest
from faultbook_samples.demo.incidents import IncidentsDemo, prepare
from faultbook_samples.nights.bad_night import bad_night
from faultbook_samples.nights.storm import ENVIRONMENT, SERVICE, held
from faultbook_samples.nights.truth import FILES, Expected, Night, definitions
from hypothesis import given
from hypothesis import strategies as st

from faultbook.catalog.incidents import read_policy
from faultbook.catalog.rule_frames import FRAMES
from faultbook.catalog.rules import load_rules
from faultbook.events.fields import Kind, Phase
from faultbook.events.reading import Report, event_id, read_message
from faultbook.rules.model import AfterFiring, Correlation, CorrelationType, Rule
from faultbook.rules.testing import run_tests
from faultbook.rules.windows import Match, firings

SEEDS = range(8)
FAILING = (Phase.FAILED, Phase.WARNING)
PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="module", params=SEEDS)
def night(request) -> Night:
    return bad_night(request.param)


@pytest.fixture(scope="module")
def rules(tmp_path_factory) -> dict[str, Rule]:
    demo = IncidentsDemo(tmp_path_factory.mktemp("night"))
    prepare(demo, fresh=True, starter=PROJECT / "catalog" / "rules")
    book = load_rules(str(demo.rules))
    assert not book.mistakes
    return dict(book.rules)


def reports(night: Night) -> list[Report]:
    """All that senders report, by the plain reader."""
    found = []
    for arrival in night.arrivals:
        message = arrival.message
        found += read_message(message.body, message.source, message.headers, definitions()).reports
    return found


def failures(night: Night) -> dict[str, Report]:
    """Id of a failure -> the first report of it."""
    found: dict[str, Report] = {}
    for report in reports(night):
        if report.phase in FAILING:
            found.setdefault(event_id(report.event_key), report)
    return found


def test_the_same_seed_gives_the_same_night_and_another_seed_another() -> None:
    assert bad_night(3) == bad_night(3)
    assert len({repr(bad_night(seed).arrivals) for seed in SEEDS}) == len(SEEDS)


def test_each_failure_has_one_incident_or_is_below_a_threshold_or_without_a_group(night: Night) -> None:
    places = Counter[str]()
    thresholds: set[str] = set()
    for each in night.incidents.values():
        if each.is_threshold:
            thresholds |= each.events
        else:
            places.update(each.events)
    found = failures(night)
    assert set(places.values()) == {1}
    only_counted = set(found) - set(places)
    assert only_counted == (thresholds - set(places)) | night.below | night.without_group
    assert not set(places) - set(found)
    assert not set(places) & (night.below | night.without_group)


def test_counts_are_those_of_the_events(night: Night) -> None:
    for each in night.incidents.values():
        if each.is_threshold:
            assert each.count <= len(each.events), each.label
        else:
            assert each.count == len(each.events), each.label
        assert each.late <= each.count


def groups(night: Night, rule: Rule, chosen: list[Report]) -> dict[tuple[str, ...], list[Match]]:
    """The matches of a threshold by group; events without a part of it are left out."""
    assert rule.correlation is not None
    [member] = rule.correlation.rules
    found: dict[tuple[str, ...], list[Match]] = {}
    arrived = {event: arrival.at for arrival in night.arrivals for event in _ids(arrival.message)}
    for report in chosen:
        group = report.texts.get("service"), report.texts.get("environment")
        if all(group):
            name = event_id(report.event_key)
            at = report.instants.get("occurred_at") or arrived[name]
            found.setdefault(group, []).append(Match(name, member, int(at.timestamp()), group))
    return found


def _ids(message) -> list[str]:
    found = read_message(message.body, message.source, message.headers, definitions())
    return [event_id(report.event_key) for report in found.reports]


@pytest.mark.parametrize(
    ("name", "label", "group"),
    [
        ("many_failures", "many failures", (SERVICE, ENVIRONMENT)),
        ("many_retries", "many retries", ("payments", "prod")),
    ],
)
def test_a_threshold_holds_in_the_expected_group_only_as_often_as_the_oracle_finds(
    night: Night, rules, name: str, label: str, group: tuple[str, str]
) -> None:
    retried = name == "many_retries"
    chosen = [
        report
        for report in failures(night).values()
        if (report.phase is Phase.WARNING and report.kind is Kind.FUNCTION if retried else report.phase is Phase.FAILED)
    ]
    counts = {}
    for key, matches in groups(night, rules[name], chosen).items():
        fired = firings(matches, rules[name].correlation)
        counts[key] = sum(len(firing.matches) for firing in fired)
        if key == group:
            assert {match.event_id for match in matches} == night.incidents[label].events
    assert {key: count for key, count in counts.items() if count} == {group: night.incidents[label].count}


def test_the_storm_is_larger_than_the_policy_lets_speak_and_the_job_flaps_by_it(night: Night) -> None:
    policy = read_policy(str(FILES / "incidents.yml"))
    under = [each for each in night.incidents.values() if each.umbrella]
    found = failures(night)
    starts = sorted(
        found[event].instants["occurred_at"] for each in under if not each.is_threshold for event in each.events
    )
    assert starts[policy.storm_incidents] - starts[0] < policy.storm_window
    assert [each.label for each in night.umbrellas] == ["umbrella"]
    assert night.incidents["flapping"].count > policy.flap_cycles
    assert night.incidents["flapping"].reopened >= policy.flap_cycles


def test_covers_name_incidents_that_exist(night: Night) -> None:
    for each in night.incidents.values():
        for label in (each.covered_by, each.umbrella):
            assert label is None or label in night.incidents
    assert {decision.label for decision in night.decisions} <= set(night.incidents)


def test_messages_come_from_the_senders_that_the_night_is_about(night: Night) -> None:
    sources = {arrival.message.source for arrival in night.arrivals}
    assert sources >= {"azure-monitor", "alertmanager", "databricks-monitor", "databricks-runs", "databricks-clusters"}
    assert {"webhook-shop", "webhook-backup", "webhook-other"} <= sources
    unread = [arrival for arrival in night.arrivals if not _ids(arrival.message)]
    assert {arrival.story for arrival in unread} == {"unknown"}
    assert max(arrival.times for arrival in night.arrivals) == 6


def test_the_token_is_in_what_arrives_and_in_no_file_of_the_project(night: Night) -> None:
    [token] = night.secrets
    assert any(
        token in json.loads(each.message.body)["error"]["message"]
        for each in night.arrivals
        if each.story == "a hostile text"
    )
    assert all(token not in path.read_text() for path in FILES.glob("*.yml"))


@pytest.mark.slow
def test_the_rules_of_the_night_pass_their_own_tests(rules) -> None:
    assert [result.text for result in run_tests(rules, FRAMES) if not result.passed] == []


@given(st.sets(st.integers(0, 5_000), max_size=60), st.integers(2, 6), st.sampled_from([60, 600]))
def test_held_agrees_with_the_definition_of_windows(seconds: set[int], needed: int, span: int) -> None:
    correlation = Correlation(
        CorrelationType.EVENT_COUNT, ("r",), (), timespan=span, threshold=needed, after_firing=AfterFiring.RESET
    )
    matches = [Match(str(at), "r", at) for at in seconds]
    fired = firings(matches, correlation)
    assert held(list(seconds), needed, span) == sum(len(firing.matches) for firing in fired)


def test_labels_are_unique_and_every_story_has_an_incident(night: Night) -> None:
    assert all(isinstance(each, Expected) and each.label == label for label, each in night.incidents.items())
    stories = {arrival.story for arrival in night.arrivals}
    assert stories - {each.story for each in night.incidents.values()} == {"unknown"}
