"""Labels of an issue."""

from dataclasses import replace

import pytest
from hypothesis import given

from faultbook.delivery.labels import LONGEST_LABEL, LabelRoute, Labels, check_rule_labels, labels_of
from faultbook.errors import SettingError
from faultbook.routing.matchers import matchers_of
from tests.delivery.texts.subjects import KNOWN
from tests.examples import examples
from tests.faults.hostile_texts import HOSTILE
from tests.faults.markdown_oracle import unseen

LABELS = Labels(
    always=("auto-detected",),
    routes=(
        LabelRoute(matchers_of(['severity=~"high|critical"']), ("bug", "Auto-Detected")),
        LabelRoute(matchers_of(['service="orders"', 'http_status="503"']), ("http",)),
        LabelRoute(matchers_of(['service="billing"']), ("billing",)),
    ),
)


def test_an_issue_has_the_labels_of_all_routes_that_match_each_once():
    assert labels_of(KNOWN.incident, LABELS) == (
        *("faultbook", "severity:high", "rule:failed_runs", "auto-detected", "bug", "http"),
    )


def test_labels_without_a_prefix_are_left_out():
    assert labels_of(KNOWN.incident, Labels(severity_prefix=None, rule_prefix=None)) == ("faultbook",)


@examples(60)
@given(HOSTILE)
def test_no_label_is_longer_than_trackers_take_or_hides_something(text):
    for label in labels_of(replace(KNOWN.incident, rule=text), LABELS):
        assert 0 < len(label) <= LONGEST_LABEL and "\n" not in label and unseen(label) == set()


def test_the_label_of_a_rule_that_is_too_long_is_an_error():
    check_rule_labels(["x" * 45], Labels())
    check_rule_labels(["x" * 99], Labels(rule_prefix=None))
    with pytest.raises(
        SettingError, match=r"rule x+: found the label rule:x+ with 51 characters, expected at most 50\. Fix"
    ):
        check_rule_labels(["a", "x" * 46], Labels())
