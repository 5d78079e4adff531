"""Sigma's documents become rules; what is wrong with one is a sentence with its line."""

from pathlib import Path

import pytest

from faultbook.catalog.rule_frames import FRAMES
from faultbook.rules.condition import And, Leaf, Not, Operator, Or
from faultbook.rules.model import AfterFiring, CorrelationType, Strategy
from faultbook.rules.reading import book_of, read_rules

HEAD = "title: Five hundred\nname: five_hundred\n"


def book(text: str, folder: Path | None = None):
    return book_of([read_rules(text, "a.yml", FRAMES, folder)], FRAMES)


def condition(detection: str):
    """The condition of a rule with this detection, which must be right."""
    found = book(f"{HEAD}detection:\n{detection}")
    assert found.mistakes == ()
    [rule] = found.rules.values()
    return rule.condition


def leaf_of(comparison: str) -> Leaf:
    made = condition(f"  a: {{{comparison}}}\n  condition: a\n")
    assert isinstance(made, And) and isinstance(made.parts[0], Leaf)
    return made.parts[0]


@pytest.mark.parametrize(
    ("comparison", "leaf"),
    [
        ("message: refused", Leaf("message", Operator.EQUALS, ("refused",))),
        ("message: [a, b]", Leaf("message", Operator.EQUALS, ("a", "b"))),
        ("message: ''", Leaf("message", Operator.EQUALS, ("",))),
        ("message|cased: A", Leaf("message", Operator.EQUALS, ("A",), True)),
        ("message|contains: a", Leaf("message", Operator.CONTAINS, ("a",))),
        ("message|contains|cased: a", Leaf("message", Operator.CONTAINS, ("a",), True)),
        ("message|startswith: 'a*b'", Leaf("message", Operator.LIKE, ("a*b*",))),
        ("message|endswith: [a, b]", Leaf("message", Operator.ENDSWITH, ("a", "b"))),
        ("message: 'a?'", Leaf("message", Operator.LIKE, ("a?",))),
        (r"message: 'C:\dir\*'", Leaf("message", Operator.EQUALS, (r"C:\dir*",))),
        (r"message: 'a\\*'", Leaf("message", Operator.STARTSWITH, ("a\\",))),
        ("message: '*'", Leaf("message", Operator.LIKE, ("*",))),
        (r"message|re: '^a\d+\*$'", Leaf("message", Operator.REGEX, (r"^a\d+\*$",), True)),
        ("message|re|i|s: 'a.b'", Leaf("message", Operator.REGEX, ("(?is)a.b",), True)),
        ("http_status: 503", Leaf("http_status", Operator.EQUALS, (503,))),
        ("reports|gte: 1.5", Leaf("reports", Operator.GTE, (1.5,))),
        ("message|exists: false", Leaf("message", Operator.EXISTS, (False,))),
        ("message: null", Leaf("message", Operator.EXISTS, (False,))),
        ("run_id|fieldref: parent_run_id", Leaf("run_id", Operator.FIELD, ("parent_run_id",))),
        ("facts.region: west", Leaf("facts.region", Operator.EQUALS, ("west",))),
        ("alert.rule: disk", Leaf("alert.rule", Operator.EQUALS, ("disk",))),
    ],
)
def test_a_comparison_is_a_leaf(comparison, leaf):
    assert leaf_of(comparison) == leaf


def test_all_needs_every_value_and_neq_none():
    found = condition("  a: {message|contains|all: [x, y], service|neq: shop}\n  condition: a\n")
    x, y = (Leaf("message", Operator.CONTAINS, (value,)) for value in "xy")
    assert found == And((And((x, y)), Not(Leaf("service", Operator.EQUALS, ("shop",)))), "a")


def test_selections_keep_their_names_and_patterns_of_names_take_them():
    found = condition(
        "  sel_a: {service: a}\n  sel_b: {service: b}\n  other: {kind: run}\n  condition: 1 of sel_* and not other\n"
    )
    a, b = (And((Leaf("service", Operator.EQUALS, (value,)),), f"sel_{value}") for value in "ab")
    assert found == And((Or((a, b)), Not(And((Leaf("kind", Operator.EQUALS, ("run",)),), "other"))))


def test_words_without_a_field_are_looked_for_in_the_texts_of_the_source():
    found = condition("  words: [refused, 'a*b']\n  condition: words\n")
    title = {Leaf("title", Operator.CONTAINS, ("refused",)), Leaf("title", Operator.LIKE, ("*a*b*",))}
    assert isinstance(found, And) and isinstance(found.parts[0], Or)
    assert title < set(found.parts[0].parts)
    assert {leaf.field for leaf in found.parts[0].parts} == {"title", "message", "stack_trace"}


def test_a_list_of_mappings_is_any_of_them():
    found = condition("  any:\n    - {kind: run}\n    - {kind: cluster, state: failed}\n  condition: any\n")
    run = And((Leaf("kind", Operator.EQUALS, ("run",)),))
    cluster = And((Leaf("kind", Operator.EQUALS, ("cluster",)), Leaf("state", Operator.EQUALS, ("failed",))))
    assert found == Or((run, cluster), "any")


def test_a_correlation_has_its_window_threshold_and_aliases():
    text = """
title: Each
name: each
detection: {a: {state: failed}, condition: a}
---
title: Slow
name: slow
logsource: {category: statements}
detection: {a: {total_duration_ms|gt: 5}, condition: a}
---
title: One after another
correlation:
  type: temporal_ordered
  rules: [each, slow]
  group-by: [who]
  timespan: 2h
  aliases: {who: {each: user_name, slow: executed_by}}
faultbook: {after_firing: continue, fingerprint: exact, group_window: 1d, priority: P2}
"""
    found = book(text)
    assert found.mistakes == ()
    rule = found.rules["one_after_another"]
    assert rule.correlation is not None
    assert rule.correlation.type is CorrelationType.TEMPORAL_ORDERED
    assert (rule.correlation.timespan, rule.correlation.threshold, rule.correlation.operator) == (7200, 2, "gte")
    assert rule.correlation.field_of("who", "slow") == "executed_by"
    assert rule.correlation.after_firing is AfterFiring.CONTINUE
    assert (rule.fingerprint.strategy, rule.group_window, rule.priority) == (Strategy.EXACT, 86400, "P2")


@pytest.mark.parametrize(
    ("written", "severity"),
    [
        ("level: critical", "critical"),
        ("level: informational", "info"),
        ("", "medium"),
        ("level: low\nfaultbook: {severity: high}", "high"),
    ],
)
def test_the_severity_is_that_of_the_level_unless_it_is_given(written, severity):
    found = book(f"{HEAD}{written}\ndetection: {{a: {{state: failed}}, condition: a}}\n")
    assert found.rules["five_hundred"].severity == severity


WRONG = [
    ("detection: {a: {x|foo: 1}, condition: a}", 3, "found the modifier 'foo'; expected one of contains,"),
    ("detection:\n  a: {kind: run}\n  b: {messgae: x}\n  condition: a and b", 5, "expected 'message'"),
    ("detection:\n  a: {nothing_like_it: x}\n  condition: a", 4, "expected one of activity, activity_run_id,"),
    ("detection:\n  a:\n    kind: run\n    reports|contains: [x]\n    reports: many\n  condition: a", 6, "a number"),
    ("detection: {a: {happened_at: x}, condition: a}", 3, "expected only `exists`"),
    ("detection: {a: {message|gt: x}, condition: a}", 3, "expected a number without quotes"),
    ("detection: {a: {message|re: '(?=a)'}, condition: a}", 3, "expected RE2's syntax, without look-around"),
    ("detection: {a: {message|re: '(a+)+$'}, condition: a}", 3, "Java may never end"),
    ("detection: {a: {message|re: '\\p{Greek}'}, condition: a}", 3, "a general category"),
    ("detection: {a: {message|exists: x}, condition: a}", 3, "expected true or false"),
    ("detection: {a: {message|cidr: 10.0.0.0/8}, condition: a}", 3, "not supported (CIDRExpression)"),
    ("detection: {not_dev: {environment: dev}, condition: not_dev}", 3, "Fix: call it dev and write `not`"),
    ("detection: {a: {kind: run}, b: {kind: x}, condition: a}", 3, "found the selection 'b', which the condition"),
    ("detection: {a: {kind: run}, condition: a and b}", 3, "found the selection 'b', which is not there"),
    ("detection: {a: {kind: run}, condition: a and (}", 3, "condition: found"),
    ("detection: {a: {kind: run}, condition: 1 of x*}", 3, "which no selection's name fits"),
    ("detection: {a: {kind: run}, condition: a | count() > 5}", 3, "a correlation, a document of its own"),
    ("detection: {a: {kind: run}}", 3, "found no condition"),
    ("detection: {condition: a}", 3, "found no selection"),
    ("detection: {a: {}, condition: a}", 3, "found an empty selection"),
    ("detection: x", 3, "found a detection that is no mapping"),
    ("level: terrible\ndetection: {a: {kind: run}, condition: a}", 3, "found the level 'terrible'; expected critical"),
    ("levle: high\ndetection: {a: {kind: run}, condition: a}", 3, "found the unknown key 'levle'"),
    ("logsource: {category: nothing}\ndetection: {a: {kind: run}, condition: a}", 3, "expected one of failures, logs"),
    ("logsource: {product: azure}\ndetection: {a: {kind: run}, condition: a}", 3, "which chooses no rows here"),
    ("fields: [messgae]\ndetection: {a: {kind: run}, condition: a}", 3, "expected 'message'"),
    ("fields: message\ndetection: {a: {kind: run}, condition: a}", 1, "a list"),
    ("detection: {a: {kind: run}, condition: a}\nfaultbook: {extract: {id: 'id=[0-9]+'}}", 4, "found no group in"),
    ("detection: {a: {kind: run}, condition: a}\nfaultbook: {extract: {id: 'id=(['}}", 4, "missing ]"),
    ("detection: {a: {kind: run}, condition: a}\nfaultbook: {scop: [x]}", 4, "found an unknown key; expected one of"),
    ("detection: {a: {kind: run}, condition: a}\nfaultbook: {scope: [nowhere]}", 4, "'nowhere', which failures does"),
    ("detection: {a: {kind: run}, condition: a}\nfaultbook: {fingerprint: fuzzy}", 4, "faultbook.fingerprint"),
    ("detection: {a: {kind: run}, condition: a}\nfaultbook: {severity: bad}", 4, "expected one of critical, high,"),
    ("detection: {a: {kind: run}, condition: a}\nfaultbook: {group_window: 1y}", 4, "30s, 10m, 1h, 7d or 2w"),
    ("detection: {a: {kind: run}, condition: a}\nfaultbook: {group_window: 60d}", 4, "found 60d; expected more than"),
    ("detection: {a: {kind: run}, condition: a}\ntests: [{event: {}}]", 4, "expected `event` and `matches`, or"),
    ("detection: {a: {kind: run}, condition: a}\nfaultbook: {predicate: {file: ../x.py}}", 4, "found '../x.py'"),
    ("detection: {a: {kind: [run}", 3, "found no YAML"),
    ("name: five_hundred", 3, "found the key 'name' twice"),
    ("detection: {a: &x {kind: run}, b: *x, condition: a or b}", 3, "found a YAML alias"),
]


@pytest.mark.parametrize(("text", "line", "sentence"), WRONG)
def test_a_wrong_rule_is_a_sentence_with_its_line(text, line, sentence):
    found = book(HEAD + text + "\n---\ntitle: right\ndetection: {a: {kind: run}, condition: a}\n")
    assert list(found.rules) == ["right"]
    [mistake] = found.mistakes
    assert sentence in mistake.text
    assert "expected" in mistake.text
    assert (mistake.file, mistake.line) == ("a.yml", line)
    assert not any(word in mistake.text for word in ("Traceback", "Sigma rule", "SigmaS", "Modifier Sigma"))


COUNTED = "title: Each\nname: each\ndetection: {a: {kind: run}, condition: a}\n---\ntitle: Many\nname: many\n"
EVENT_COUNT = "correlation: {type: event_count, rules: [each], group-by: [service], timespan: 10m, condition: {gte: 5}}"
WRONG_CORRELATIONS = [
    (EVENT_COUNT.replace("10m", "0m"), "expected a longer one than nothing"),
    (EVENT_COUNT.replace("10m", "1y"), "found a window of"),
    (EVENT_COUNT.replace("10m", "32d"), "found a window of 32d; expected 31 days at most"),
    (EVENT_COUNT.replace("10m", "soon"), "found the timespan 'soon'"),
    (EVENT_COUNT.replace("[each]", "[eech]"), "found the rule 'eech', which is not there or is wrong itself"),
    (EVENT_COUNT.replace("[each]", "[]"), "found no rules"),
    (EVENT_COUNT.replace("rules: [each], ", ""), "found no rules"),
    (EVENT_COUNT.replace("[each]", "[many]"), "'many', which is a correlation"),
    (EVENT_COUNT.replace("[service]", "[servcie]"), "expected 'service'"),
    (EVENT_COUNT.replace("[service]", "[happened_at]"), "which holds instants, days or structures"),
    (EVENT_COUNT.replace("gte: 5", "lt: 5"), "found lt; expected gte, gt or eq"),
    (EVENT_COUNT.replace("gte: 5", "gte: 0"), "found the threshold 0"),
    (EVENT_COUNT.replace("gte: 5", "gte: 2.5"), "found the threshold 2.5; expected a whole number"),
    (EVENT_COUNT.replace("gte: 5", "gte: x"), "found the threshold 'x'"),
    (EVENT_COUNT.replace("{gte: 5}", "{gte: 5, lte: 9}"), "found a condition without one comparison"),
    (EVENT_COUNT.replace(", condition: {gte: 5}", ""), "found no condition"),
    (EVENT_COUNT.replace("event_count", "value_count"), "found no field in the condition"),
    (EVENT_COUNT.replace("event_count", "value_sum").replace("gte: 5", "gte: 5, field: reports"), "'value_sum'"),
    (EVENT_COUNT.replace("event_count", "often"), "found the type 'often'"),
    (EVENT_COUNT.replace("event_count", "temporal"), "found a condition of 5 beside 1 rules"),
    (EVENT_COUNT + "\nfaultbook: {extract: {a: '(b)'}}", "beside a correlation"),
    ("correlation: 5", "found a correlation that is no mapping"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG_CORRELATIONS)
def test_a_wrong_correlation_is_a_sentence_and_leaves_its_rules_as_they_are(text, sentence):
    found = book(COUNTED + text + "\n")
    assert list(found.rules) == ["each"]
    [mistake] = found.mistakes
    assert sentence in mistake.text
    assert mistake.rule == "many"
    assert mistake.line >= 5


def test_two_rules_of_one_name_are_refused_and_the_first_goes_on():
    rule = "title: Same\nname: same\ndetection: {a: {kind: %s}, condition: a}\n"
    found = book(rule % "run" + "---\n" + rule % "cluster")
    assert [leaf.values for leaf in found.rules["same"].condition.parts] == [("run",)]
    [mistake] = found.mistakes
    assert mistake.text == "found the name a second time, after a.yml:1; expected another name."
    assert mistake.line == 6


def test_a_correlation_of_a_wrong_rule_is_wrong_itself():
    found = book(COUNTED.replace("kind: run", "kidn: run") + EVENT_COUNT + "\n")
    assert found.rules == {}
    assert [mistake.rule for mistake in found.mistakes] == ["each", "many"]


def test_the_version_is_that_of_what_decides():
    def version(text: str) -> str:
        [rule] = book(HEAD + text).rules.values()
        return rule.version

    plain = version("detection: {a: {kind: run}, condition: a}\n")
    assert len(plain) == 16
    assert plain == version("description: words\ndetection: {b: {kind: run}, condition: b}\ntests: []\n")
    others = [
        version("detection: {a: {kind: task_run}, condition: a}\n"),
        version("detection: {a: {kind|cased: run}, condition: a}\n"),
        version("level: high\ndetection: {a: {kind: run}, condition: a}\n"),
        version("detection: {a: {kind: run}, condition: a}\nfaultbook: {scope: [service]}\n"),
        version("detection: {a: {kind: run}, condition: a}\nfaultbook: {extract: {id: '(a)'}}\n"),
    ]
    assert len({plain, *others}) == 6
