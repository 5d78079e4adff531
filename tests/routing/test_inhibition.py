"""Alerts that are firing mute others, by Alertmanager's rules."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.routing.inhibition import InhibitRule, LabelledAlert, inhibited
from faultbook.routing.matchers import Matcher, parse_matchers
from tests.examples import examples
from tests.routing.generated import few_labels, inhibit_rule
from tests.routing.oracle import sources_of

CLUSTER = InhibitRule(parse_matchers("kind=cluster"), parse_matchers("kind=task"), equal=("cluster", "environment"))


def muted_by(rule, *alerts):
    """Id of a muted alert -> id of its source; alerts are (id, labels) or (id, labels, is_firing)."""
    return {name: why.source for name, why in inhibited([LabelledAlert(*each) for each in alerts], [rule]).items()}


def test_a_cluster_that_is_down_speaks_for_its_tasks():
    found = muted_by(
        CLUSTER,
        ("down", {"kind": "cluster", "cluster": "a"}),
        ("its task", {"kind": "task", "cluster": "a"}),
        ("another's", {"kind": "task", "cluster": "b"}),
    )
    assert found == {"its task": "down"}


def test_labels_that_both_lack_are_equal_and_one_that_one_lacks_is_the_empty_text():
    cluster = ("down", {"kind": "cluster"})
    assert muted_by(CLUSTER, cluster, ("task", {"kind": "task", "cluster": ""})) == {"task": "down"}
    assert muted_by(CLUSTER, cluster, ("task", {"kind": "task", "cluster": "a"})) == {}


def test_only_a_firing_alert_mutes_and_a_resolved_one_is_muted():
    assert muted_by(CLUSTER, ("down", {"kind": "cluster"}, False), ("task", {"kind": "task"})) == {}
    assert muted_by(CLUSTER, ("down", {"kind": "cluster"}), ("task", {"kind": "task"}, False)) == {"task": "down"}


def test_an_alert_on_both_sides_is_muted_by_one_sided_sources_only():
    rule = InhibitRule(parse_matchers("severity=~'critical|warning'".replace("'", '"')), parse_matchers("team=data"))
    both, other_both = (
        ("both", {"severity": "critical", "team": "data"}),
        ("b2", {"severity": "warning", "team": "data"}),
    )
    assert muted_by(rule, both) == {}
    assert muted_by(rule, both, other_both) == {}
    assert muted_by(rule, both, ("target", {"team": "data"})) == {"target": "both"}
    assert muted_by(rule, both, ("source", {"severity": "critical"})) == {"both": "source"}


def test_a_muted_alert_still_mutes():
    rules = [
        InhibitRule(parse_matchers("kind=zone"), parse_matchers("kind=cluster")),
        InhibitRule(parse_matchers("kind=cluster"), parse_matchers("kind=task")),
    ]
    alerts = [LabelledAlert(kind, {"kind": kind}) for kind in ("task", "cluster", "zone")]
    found = inhibited(alerts, rules)
    assert {name: why.source for name, why in found.items()} == {"task": "cluster", "cluster": "zone"}
    assert [found[name].rule for name in ("cluster", "task")] == rules


def test_the_first_rule_that_mutes_is_the_reason_and_the_first_source():
    rules = [InhibitRule(parse_matchers(f"a={value}"), parse_matchers("b=1")) for value in "xyz"]
    alerts = [LabelledAlert(3, {"b": "1"}), *(LabelledAlert(n, {"a": "yz"[n // 2]}) for n in (0, 1, 2))]
    assert inhibited(alerts, rules) == {3: (rules[1], 0)}


def test_no_alerts_and_no_rules_mute_nothing():
    assert inhibited([], [CLUSTER]) == inhibited([LabelledAlert(1, {})], []) == {}


def test_two_alerts_of_one_id_are_refused():
    with pytest.raises(ValueError, match="found two alerts with the id 'a'; expected one for each id"):
        inhibited([LabelledAlert("a", {}), LabelledAlert("b", {}), LabelledAlert("a", {})], [])


@given(st.randoms(use_true_random=False))
@examples(300)
def test_what_is_muted_is_what_a_plain_reading_of_the_rules_mutes(chance: Random):
    rules = [inhibit_rule(chance) for _ in range(chance.choice((1, 2, 3)))]
    alerts = {str(n): (few_labels(chance), chance.random() < 0.8) for n in range(chance.choice((1, 2, 5, 9)))}
    made = [
        InhibitRule(
            tuple(Matcher(*one) for one in rule["source"]),
            tuple(Matcher(*one) for one in rule["target"]),
            tuple(rule["equal"]),
        )
        for rule in rules
    ]
    found = inhibited([LabelledAlert(name, *given) for name, given in alerts.items()], made)
    for name, (labels, _) in alerts.items():
        by_rule = [sources_of(labels, rule, alerts) for rule in rules]
        first = next((place for place, sources in enumerate(by_rule) if sources), None)
        if first is None:
            assert name not in found
        else:
            assert found[name].rule == made[first]
            assert found[name].source == min(by_rule[first], key=list(alerts).index)
