"""Why a rule opened no incident for an event: each reason in turn, with the part, the distance or what covers it."""

from datetime import timedelta

import pytest

from faultbook.serve.questions import QUESTIONS
from faultbook.stores.errors import InvalidQuery
from tests.stores.planted_failures import AT, BY_FOUR, HOSTILE_EVENT, planted_failures
from tests.stores.planted_incidents import LOST, RULE, incident, match, planted_incidents, run, version
from tests.stores.seeded_lakehouse import seeded_store
from tests.stores.small_lakehouse import make_lakehouse, store_of

COUNTING = """title: Three in ten minutes
name: three_failed_runs
level: high
correlation:
  type: event_count
  rules: [failed_runs]
  group-by: [service]
  timespan: 10m
  condition: {gte: 3}
"""
SECONDS = timedelta(seconds=1)


def why(store, rule=RULE, event_id=BY_FOUR):
    return QUESTIONS["why_not_fired"].ask(store, {"rule": rule, "event_id": event_id})


def lakehouse(folder, *, matches, incidents=(), rules=()):
    rows = {
        "rule_matches": matches,
        "incidents": incidents,
        "rule_versions": rules or [version(RULE)],
        "rule_runs": [run(1, AT)],
    }
    return store_of(make_lakehouse(folder, **planted_failures("x"), **rows))


def test_a_part_that_fails_is_named_with_its_value_and_what_would_mend_it(seeded):
    found = why(seeded_store(seeded), event_id=HOSTILE_EVENT)
    assert (found.verdict, found.held, found.matched) == ("condition", False, False)
    failed = {part.log_text.text: part.log_text.value for part in found.parts if not part.held}
    assert failed["kind is 'run'"] == "alert"
    assert failed["state is 'failed'"] == "recovered"
    assert found.log_text.changes == [
        "kind is 'alert'; the rule needs kind is 'run'",
        "state is 'recovered'; the rule needs state is 'failed'",
    ]


def test_an_event_that_fired_names_its_incident(seeded):
    found = why(seeded_store(seeded))
    assert (found.verdict, found.held, found.matched) == ("fired", True, True)
    assert LOST in [each.incident_id for each in found.incidents]


def test_an_event_that_no_run_has_matched(tmp_path):
    found = why(lakehouse(tmp_path, matches=[]))
    assert (found.verdict, found.held, found.matched) == ("not_judged", True, False)


def test_a_match_without_an_identity_opens_nothing(tmp_path):
    found = why(lakehouse(tmp_path, matches=[match("m-1", AT, event_id=BY_FOUR, fingerprint=None)]))
    assert found.verdict == "no_fingerprint"


def counted(folder, *seconds: int, key: str | None = '{"service":"checkout"}'):
    """A lakehouse with a match of the event at AT, and others so many seconds after it; three in ten minutes fire."""
    others = [match(f"m-{at}", AT + at * SECONDS, group_key=key, event_id=f"e-{at}") for at in seconds]
    elsewhere = match("m-x", AT, group_key='{"service":"other"}', event_id="e-x")
    own = match("m-0", AT, group_key=key, event_id=BY_FOUR)
    rules = (version(RULE), version("three_failed_runs", text=COUNTING))
    return lakehouse(folder, matches=[own, elsewhere, *others], rules=rules)


@pytest.mark.parametrize("asked", [RULE, "three_failed_runs"])
def test_a_group_below_its_threshold_is_so_far_from_it(tmp_path, asked):
    # The window of 600 s at t contains (t - 600, t]: what is 600 s away is in no window with the event.
    found = why(counted(tmp_path, -600, 599, 600), rule=asked)
    [threshold] = found.thresholds
    assert (found.verdict, threshold.count, threshold.threshold, threshold.fired) == ("below_threshold", 2, 3, False)
    assert "three_failed_runs counts 2 of 3 in 600 s" in found.log_text.reason


def test_a_group_that_reached_its_threshold_is_no_reason(tmp_path):
    found = why(counted(tmp_path, -300, 299))
    assert [(each.count, each.fired) for each in found.thresholds] == [(3, True)]
    assert found.verdict == "not_judged"


def test_a_match_whose_group_lacks_a_part(tmp_path):
    assert why(counted(tmp_path, key=None)).verdict == "no_group"


@pytest.mark.parametrize(
    ("given", "verdict", "words"),
    [
        ({"is_muted": True}, "muted", "which is muted."),
        ({"is_muted": True, "muted_until": AT}, "muted", "muted until 2026-03-04 09:00 UTC"),
        ({"umbrella_id": "inc-storm"}, "covered", "for which inc-storm speaks"),
        ({"inhibited_by": "inc-cluster"}, "covered", "for which inc-cluster speaks"),
        ({"state": "resolved", "resolved_at": AT}, "resolved", "which is resolved"),
    ],
)
def test_what_mutes_or_covers_it_is_named(tmp_path, given, verdict, words):
    found = why(lakehouse(tmp_path, matches=[match("m-1", AT, event_id=BY_FOUR)], incidents=[incident(LOST, **given)]))
    assert found.verdict == verdict
    assert words in found.log_text.reason


def test_unknown_rules_and_events_are_refused(seeded):
    store = seeded_store(seeded)
    with pytest.raises(InvalidQuery, match="The nearest: failed_runs"):
        why(store, rule="failed_run")
    with pytest.raises(InvalidQuery, match="failures has no event 'ev-none'"):
        why(store, event_id="ev-none")


def test_a_source_without_ids_is_refused(tmp_path):
    text = "title: t\nname: over\nlogsource: {category: budgets}\ndetection:\n  a: {budget: x}\n  condition: a\n"
    planted = planted_incidents("x") | {"rule_versions": [version("over", text=text)]}
    with pytest.raises(InvalidQuery, match="rows have no id of their own"):
        why(store_of(make_lakehouse(tmp_path, **planted)), rule="over")
