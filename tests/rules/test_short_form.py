"""The short form becomes the same rules as Sigma."""

import pytest

from faultbook.catalog.rule_frames import FRAMES
from faultbook.rules.condition import And, Leaf, Not, Operator
from faultbook.rules.model import AfterFiring, Extractor
from faultbook.rules.reading import book_of, read_rules
from faultbook.rules.testing import run_tests

TEXT = """
failure_definitions:
  - name: orders_5xx
    description: Orders answer 5xx
    condition: {field: http_status, operator: regex, pattern: '^5'}
    context_fields: [service, message]
    context_extractors: {user_id: 'user_id=([0-9]+)'}
    severity: high
    severity_rules:
      - {condition: {field: environment, operator: equals, value: prod}, severity: critical}
    threshold: {count: 3, window_minutes: 10, reset_window: false, group_by: [service]}
    tests:
      - {event: {http_status: 503}, matches: true}
      - {event: {http_status: 404}, matches: false}
      - {events: {every: 1m, count: 4, like: {http_status: 503, service: shop}}, fires_at: [2m, 3m]}
  - name: not_dev
    condition:
      - {field: state, operator: equals, value: failed}
      - {field: environment, operator: not_in, value: [dev, test]}
"""
SIGMA = """
title: Orders answer 5xx
description: Orders answer 5xx
name: orders_5xx_each
level: high
detection:
  condition_: {http_status|re: '^5'}
  condition: condition_
fields: [service, message]
faultbook:
  extract: {user_id: 'user_id=([0-9]+)'}
  severity_rules: [{when: {environment: prod}, severity: critical}]
---
title: Orders answer 5xx
description: Orders answer 5xx
name: orders_5xx
level: high
correlation:
  {type: event_count, rules: [orders_5xx_each], group-by: [service], timespan: 10m, condition: {gte: 3}}
fields: [service, message]
faultbook: {after_firing: continue}
"""


def book(text: str):
    return book_of([read_rules(text, "a.yml", FRAMES)], FRAMES)


def test_a_definition_is_the_rules_that_sigma_has_for_it():
    short, sigma = book(TEXT), book(SIGMA)
    assert (short.mistakes, sigma.mistakes) == ((), ())
    rule = short.rules["orders_5xx_each"]
    assert rule.extract == {"user_id": Extractor("user_id=([0-9]+)")}
    assert short.rules["orders_5xx"].correlation == sigma.rules["orders_5xx"].correlation
    assert short.rules["orders_5xx"].correlation.after_firing is AfterFiring.CONTINUE
    assert short.rules["orders_5xx"].version == sigma.rules["orders_5xx"].version
    assert rule.condition.parts == sigma.rules["orders_5xx_each"].condition.parts


def test_several_conditions_must_all_hold():
    assert book(TEXT).rules["not_dev"].condition == And(
        (
            Leaf("state", Operator.EQUALS, ("failed",)),
            Not(Leaf("environment", Operator.EQUALS, ("dev", "test"))),
        ),
        "condition",
    )


def test_its_tests_run():
    assert [one.text for one in run_tests(book(TEXT).rules, FRAMES)] == ["", "", ""]


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("operator: regex", "operator: rgex", 5, "expected 'equals', 'not_equals'"),
        (
            "operator: regex, pattern: '^5'",
            "operator: equals, pattern: '^5'",
            5,
            "found pattern beside equals; expected value",
        ),
        ("field: http_status", "field: http_stats", 3, "expected 'http_status'"),
        ("count: 3", "count: 0", 11, "greater than or equal to 1"),
        ("window_minutes: 10", "window_minutes: 999999", 3, "expected 31 days at most"),
        ("pattern: '^5'", "pattern: '('", 3, "missing )"),
        ("name: orders_5xx", "name: Orders 5xx", 3, "expected small letters"),
        ("severity: high\n", "severity: bad\n", 8, "expected one of critical"),
        ("description: Orders", "descrption: Orders", 4, "found an unknown key"),
    ],
)
def test_a_wrong_definition_leaves_the_others(old, new, line, sentence):
    assert old in TEXT
    found = book(TEXT.replace(old, new, 1))
    assert "not_dev" in found.rules
    assert sentence in found.mistakes[0].text
    assert found.mistakes[0].line == line


def test_other_keys_beside_the_definitions_are_refused():
    [mistake] = book("failure_definitions: []\nmore: 1\n").mistakes
    assert "found failure_definitions with other keys beside it" in mistake.text
