"""Matchers and inhibition mean what they mean in Debian's Alertmanager: 500 generated configurations of each.

amtool decides what is refused and which routes take which labels; a running Alertmanager, what is inhibited.
"""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from faultbook.routing.inhibition import InhibitRule, LabelledAlert, inhibited
from faultbook.routing.matchers import Matcher, matchers_of, matches, parse_matchers
from tests.routing import oracle
from tests.routing.generated import escaped, few_labels, inhibit_rule, labels, matchers_text
from tests.verify.alertmanager import accepted, alertmanager, amtool, as_yaml, does_not_raise, running_alertmanager
from tests.verify.processes import call, eventually

pytestmark = pytest.mark.verify

CONFIGURATIONS = 500
LABEL_SETS = 40
SEED = 20261201


def test_what_is_no_matcher_is_refused_where_amtool_refuses_it(tmp_path, shown):
    program = amtool("the syntax of matchers was NOT compared")
    chance = Random(SEED)
    texts = [matchers_text(chance, wrong=0.35) for _ in range(CONFIGURATIONS)]
    rules = [f"inhibit_rules: [{{source_matchers: [{as_yaml(text)}], target_matchers: ['a=b']}}]\n" for text in texts]
    theirs = accepted(program, tmp_path, rules)
    ours = [does_not_raise(lambda text=text: parse_matchers(text), ValueError) for text in texts]
    different = [(text, their) for text, their, our in zip(texts, theirs, ours, strict=True) if their != our]
    assert different == []
    assert 100 < sum(theirs) < CONFIGURATIONS - 100
    shown(f"{CONFIGURATIONS} texts of matchers, {sum(theirs)} accepted by amtool and by faultbook")


def test_routes_take_the_labels_that_matchers_match(tmp_path, shown):
    program = amtool("what matchers match was NOT compared")
    chance = Random(SEED + 1)
    texts: list[list[str]] = []
    while len(texts) < CONFIGURATIONS:
        one = [matchers_text(chance) for _ in range(chance.choice((1, 1, 2)))]
        if does_not_raise(lambda one=one: matchers_of(one), ValueError):
            texts.append(one)
    routes = [
        f"    - {{receiver: r{number}, continue: true, matchers: [{', '.join(map(as_yaml, one))}]}}"
        for number, one in enumerate(texts)
    ]
    receivers = "".join(f"  - name: {name}\n" for name in ("all", *(f"r{number}" for number in range(len(texts)))))
    file = tmp_path / "alertmanager.yml"
    file.write_text("route:\n  receiver: all\n  routes:\n" + "\n".join(routes) + f"\nreceivers:\n{receivers}", "utf-8")
    matched = 0
    for _ in range(LABEL_SETS):
        given = labels(chance)
        arguments = [f'{name}="{escaped(value)}"' for name, value in given.items()]
        done = subprocess.run(
            [program, "config", "routes", "test", f"--config.file={file}", *arguments],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        theirs = {name for name in done.stdout.strip().split(",") if name != "all"}
        ours = {f"r{number}" for number, one in enumerate(texts) if matches(matchers_of(one), given)}
        assert ours == theirs, {name: (texts[int(name[1:])], given, name in theirs) for name in sorted(ours ^ theirs)}
        matched += len(ours)
    pairs = LABEL_SETS * len(texts)
    assert pairs / 20 < matched < pairs * 19 / 20
    shown(f"{len(texts)} lists of matchers, {LABEL_SETS} sets of labels: {pairs} pairs, {matched} match, all as there")


def test_inhibited_alerts_are_those_that_alertmanager_inhibits(tmp_path, shown):
    program = alertmanager("inhibition was NOT compared")
    chance = Random(SEED + 2)
    rules: dict[str, list[dict[str, Any]]] = {}
    alerts: dict[str, dict[str, tuple[dict[str, str], bool]]] = {}
    for number in range(CONFIGURATIONS):
        case = f"{number:03}"
        rules[case] = [inhibit_rule(chance) for _ in range(chance.choice((1, 2, 3)))]
        alerts[case] = {
            f"{case}-{place}": (few_labels(chance), chance.random() < 0.85)
            for place in range(chance.choice((2, 3, 5, 7)))
        }

    def written(rule: dict[str, Any], case: str) -> dict[str, Any]:
        sides = {
            f"{side}_matchers": [f'case="{case}"', *(str(Matcher(*one)) for one in rule[side])]
            for side in ("source", "target")
        }
        return {**sides, "equal": ["case", *rule["equal"]]}

    configuration = {
        "route": {"receiver": "all"},
        "receivers": [{"name": "all"}],
        "inhibit_rules": [written(rule, case) for case, of_case in rules.items() for rule in of_case],
    }
    ours = {}
    for case, of_case in rules.items():
        made = [
            InhibitRule(
                *(tuple(Matcher(*one) for one in rule[side]) for side in ("source", "target")), tuple(rule["equal"])
            )
            for rule in of_case
        ]
        labelled = [LabelledAlert(name, *given) for name, given in alerts[case].items()]
        for name, (rule, _) in inhibited(labelled, made).items():
            ours[name] = oracle.sources_of(alerts[case][name][0], of_case[made.index(rule)], alerts[case])

    now = datetime.now(UTC)
    firing, resolved = [], []
    for case, of_case in alerts.items():
        for name, (given, is_firing) in of_case.items():
            posted = {
                "labels": {"alertname": name, "case": case, **given},
                "startsAt": (now - timedelta(hours=2)).isoformat(),
            }
            firing.append({**posted, "endsAt": (now + timedelta(hours=2)).isoformat()})
            if not is_firing:
                resolved.append({**posted, "endsAt": (now - timedelta(hours=1)).isoformat()})
    with running_alertmanager(program, tmp_path, json.dumps(configuration)) as address:
        for batch in (firing, resolved):
            call("POST", f"{address}/api/v2/alerts", batch)

        def decisions() -> dict[str, set[str]]:
            # A source that was just resolved has no name in the answer, until its inhibition ends too.
            answered = call("GET", f"{address}/api/v2/alerts", None)
            name_of = {each["fingerprint"]: each["labels"]["alertname"] for each in answered}
            return {
                each["labels"]["alertname"]: {name_of.get(source, source) for source in each["status"]["inhibitedBy"]}
                for each in answered
            }

        shown_by_them = {name for of_case in alerts.values() for name, (_, is_firing) in of_case.items() if is_firing}
        expected = shown_by_them & ours.keys()
        try:
            eventually(lambda: {name for name, sources in decisions().items() if sources} == expected, 30)
        finally:
            theirs = decisions()
    assert theirs.keys() == shown_by_them
    assert {name for name, sources in theirs.items() if sources} == expected
    assert [name for name in expected if not theirs[name] <= ours[name]] == []
    assert len(theirs) / 10 < len(expected) < len(theirs) * 9 / 10
    shown(
        f"{CONFIGURATIONS} lists of inhibit rules, {len(theirs)} firing alerts, {len(expected)} inhibited, all as there"
    )


def test_an_expression_that_leaves_its_anchors_is_refused_here_only(tmp_path):
    program = amtool("what only faultbook refuses was NOT compared")
    text = "a=~x)|(y"
    rule = f"inhibit_rules: [{{source_matchers: [{as_yaml(text)}], target_matchers: ['a=b']}}]\n"
    assert accepted(program, tmp_path, [rule]) == [True]
    with pytest.raises(ValueError, match="RE2 refuses"):
        parse_matchers(text)
