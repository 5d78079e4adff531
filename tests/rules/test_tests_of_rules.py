"""Rules test themselves: on DuckDB, with windows in plain Python; lint finds what is probably not meant."""

import pytest

from faultbook.catalog.rule_frames import FRAMES
from faultbook.rules.lint import warnings
from faultbook.rules.reading import book_of, read_rules
from faultbook.rules.testing import run_tests

RULE = """
title: Answers 5xx
name: http_5xx
detection:
  failed: {http_status|re: '^5', service|exists: true, environment|exists: true}
  condition: failed
"""
COUNT = """
---
title: Five in ten minutes
name: five
correlation:
  {type: event_count, rules: [http_5xx], group-by: [service, environment], timespan: 10m, condition: {gte: 5}}
"""
LIKE = "{http_status: '503', service: shop, environment: prod}"


def book(text: str, folder=None):
    found = book_of([read_rules(text, "a.yml", FRAMES, folder)], FRAMES)
    assert found.mistakes == ()
    return found


def results(text: str, folder=None) -> list[str]:
    return [one.text for one in run_tests(book(text, folder).rules, FRAMES)]


def test_tests_that_hold_pass():
    tests = f"tests:\n  - {{event: {LIKE}, matches: true}}\n  - {{event: {{http_status: 404}}, matches: false}}\n"
    counted = f"tests:\n  - {{events: {{every: 1m, count: 5, like: {LIKE}}}, fires_at: 4m}}\n"
    assert results(RULE + tests + COUNT + counted) == ["", "", ""]


@pytest.mark.parametrize(
    ("test", "sentence"),
    [
        (
            "{event: {http_status: 404, service: a, environment: b}, matches: true}",
            "http_status is '404'; the rule needs",
        ),
        (f"{{event: {LIKE}, matches: false}}", "expected no match, found one: "),
        ("{event: {http_stats: 503}, matches: true}", "expected 'http_status'"),
        ("{event: {reports: many}, matches: true}", "expected a value of its type BIGINT"),
        (f"{{events: {{every: 1m, count: 2, like: {LIKE}}}, fires_at: 1m}}", "fire at 1m, found at 0s, 1m"),
    ],
)
def test_a_test_that_fails_is_a_sentence(test, sentence):
    [text] = results(f"{RULE}tests:\n  - {test}\n")
    assert sentence in text


@pytest.mark.parametrize(
    ("test", "sentence"),
    [
        (f"{{events: {{every: 3m, count: 9, like: {LIKE}}}, fires_at: 4m}}", "The largest window has 4 of 5."),
        ("{events: {every: 1m, count: 5, like: {http_status: '503'}}, fires_at: 4m}", "found never."),
        (f"{{event: {LIKE}, matches: true}}", "expected `events` and `fires_at`"),
        (f"{{events: {{every: 1m, count: 10, like: {LIKE}}}, fires_at: 4m}}", "fire at 4m, found at 4m, 9m"),
        (f"{{events: [{{at: 0s, event: {LIKE}}}], fires_at: never}}", ""),
    ],
)
def test_a_sequence_is_counted_in_windows(test, sentence):
    *_, text = results(f"{RULE}{COUNT}tests:\n  - {test}\n")
    assert sentence in text and bool(text) == bool(sentence)


def test_events_without_a_group_are_named():
    rule = RULE.replace(", service|exists: true, environment|exists: true", "")
    test = "tests:\n  - {events: {every: 1m, count: 5, like: {http_status: '503', service: a}}, fires_at: 4m}\n"
    [text] = results(rule + COUNT + test)
    assert text == "found events without environment, which no group can count; give them values."


def test_one_after_another_across_two_sources():
    text = """
title: Cluster
name: cluster
detection: {a: {kind: cluster, cluster_id|exists: true}, condition: a}
---
title: Slow
name: slow
logsource: {category: statements}
detection: {a: {total_duration_ms|gt: 5, cluster_id|exists: true}, condition: a}
---
title: Both
correlation: {type: temporal_ordered, rules: [cluster, slow], group-by: [cluster_id], timespan: 5m}
tests:
  - events:
      - {at: 0s, event: {source: failures, kind: cluster, cluster_id: c1}}
      - {at: 60s, event: {source: statements, total_duration_ms: 9, cluster_id: c1}}
      - {at: 90s, event: {source: statements, total_duration_ms: 9, cluster_id: c2}}
    fires_at: 1m
"""
    assert results(text) == [""]


def test_lint_names_what_is_missing():
    rule = RULE.replace(", environment|exists: true", "") + "faultbook: {extract: {user_id: 'user=([0-9]+)'}}\n"
    tests = f"tests:\n  - {{event: {LIKE}, matches: true}}\n"
    texts = [one.text for one in warnings(book(rule + tests + COUNT).rules, FRAMES)]
    assert [text.split(";")[0].split(",")[0] for text in texts] == [
        "found no test with `matches: false`",
        "found the extractor 'user_id'",
        "found no test with a time",
        "found no test with `fires_at: never`",
        "found the group field 'environment'",
    ]


def test_a_rule_with_all_that_it_needs_has_no_warning():
    tests = f"tests:\n  - {{event: {LIKE}, matches: true}}\n  - {{event: {{http_status: 404}}, matches: false}}\n"
    counted = f"tests:\n  - {{events: {{every: 1m, count: 5, like: {LIKE}}}, fires_at: 4m}}\n"
    counted += f"  - {{events: {{every: 9m, count: 5, like: {LIKE}}}, fires_at: never}}\n"
    assert warnings(book(RULE + tests + COUNT + counted).rules, FRAMES) == []


PREDICATE = RULE + "faultbook: {predicate: {file: checks.py, seconds: 0.5}}\n"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("def matches(event):\n    return event['service'] == 'shop'\n", ""),
        ("def matches(event):\n    return False\n", "the predicate returned false"),
        ("def matches(event):\n    print('noise')\n    return True\n", ""),
        ("def matches(event):\n    return 1\n", "it returned 1. Expected true or false"),
        ("def matches(event):\n    return event['nothing']\n", "KeyError: 'nothing'"),
        ("def matches(event):\n    while True: pass\n", "took longer than 0.5 s"),
        ("import sys\ndef matches(event):\n    sys.exit(3)\n", "SystemExit: 3"),
        ("import os\ndef matches(event):\n    os._exit(0)\n", "it ended"),
        ("import nothing_like_it\ndef matches(event):\n    return True\n", "the file cannot be run"),
        ("import os\ndef matches(event):\n    return not os.environ.get('PATH')\n", ""),
    ],
)
def test_a_predicate_decides_in_a_process_of_its_own(tmp_path, code, sentence):
    (tmp_path / "checks.py").write_text(code)
    [text] = results(f"{PREDICATE}tests:\n  - {{event: {LIKE}, matches: true}}\n", tmp_path)
    assert sentence in text and bool(text) == bool(sentence)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (None, "which is not there"),
        ("def matches(event:\n", "found no Python in checks.py"),
        ("x = 1\n", "found no `matches` in checks.py"),
    ],
)
def test_a_wrong_predicate_is_a_sentence(tmp_path, code, sentence):
    if code is not None:
        (tmp_path / "checks.py").write_text(code)
    found = book_of([read_rules(PREDICATE, "a.yml", FRAMES, tmp_path)], FRAMES)
    assert [sentence in mistake.text for mistake in found.mistakes] == [True]


def test_the_version_knows_the_predicate_s_bytes(tmp_path):
    versions = []
    for code in ("def matches(event): return True\n", "def matches(event): return False\n"):
        (tmp_path / "checks.py").write_text(code)
        versions.append(book(PREDICATE, tmp_path).rules["http_5xx"].version)
    assert len(set(versions)) == 2
