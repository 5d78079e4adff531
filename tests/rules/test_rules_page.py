"""docs/rules.md: its sentences are those that mistakes have, and its examples are right."""

import re
from pathlib import Path

import pytest

from faultbook.catalog.rule_frames import FRAMES
from faultbook.rules.lint import warnings
from faultbook.rules.reading import book_of, read_rules
from faultbook.rules.testing import run_tests

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
EVENT = "title: Each\nname: each\ndetection: {a: {%s}, condition: a}\n"
COUNT = EVENT % "kind: run" + "---\ntitle: Many\nname: many\ncorrelation:\n  {%s}\n"
GOOD = "type: event_count, rules: [each], timespan: 10m, condition: {gte: 5}"
INPUTS = {
    "an unknown field": EVENT % "messgae: x",
    "a wrong type": EVENT % "reports: many",
    "a window of a year": COUNT % GOOD.replace("10m", "32d"),
    "a window of 0": COUNT % GOOD.replace("10m", "0m"),
    "a group field that can be NULL": COUNT % f"{GOOD}, group-by: [service]",
    "two rules of one name": EVENT % "kind: run" + "---\n" + EVENT % "kind: run",
    "an extractor without a group": EVENT % "kind: run" + "faultbook: {extract: {id: 'id=[0-9]+'}}\n",
    "an extractor that matches nothing": EVENT % "kind: run" + "faultbook: {extract: {user_id: '(x)'}}\n",
    "a selection that is never used": "title: Each\ndetection: {a: {kind: run}, b: {kind: x}, condition: a}\n",
    "a selection `not_x`": "title: Each\ndetection: {not_dev: {kind: run}, condition: not_dev}\n",
    "look-around": EVENT % "message|re: '(?=a)'",
    "a repetition inside of another": EVENT % "message|re: '(a+)+$'",
    "a correlation of no rule": COUNT % GOOD.replace("[each]", "[eech]"),
    "a rule without a negative test": EVENT % "kind: run",
    "`product` or `service` of a logsource": "logsource: {product: azure}\n" + EVENT % "kind: run",
}
ROWS = dict(re.findall(r"^\| (.+?) \| ((?:found|correlation|extract|logsource).*?) \|$", PAGE, re.MULTILINE))


def book(text: str):
    return book_of([read_rules(text, "a.yml", FRAMES)], FRAMES)


def test_every_mistake_of_the_page_has_an_input():
    assert ROWS.keys() == INPUTS.keys()


@pytest.mark.parametrize("name", INPUTS)
def test_a_sentence_of_the_page_is_that_of_the_mistake(name):
    found = book(INPUTS[name])
    texts = [one.text for one in (*found.mistakes, *warnings(found.rules, FRAMES))]
    pieces = re.sub(r" \(a warning.*\)$", "", ROWS[name]).split(" ...; ")
    for clause in (clause for piece in pieces for clause in piece.split("; ")):
        assert any(clause.removesuffix(":") in text for text in texts), (clause, texts)


def test_the_page_s_examples_are_right_and_pass_their_tests():
    examples = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(examples) == 3
    counted = "title: Requests\nname: http_5xx_in_logs\nlogsource: {category: logs}\n"
    counted += "detection: {a: {http_status|gte: 500}, condition: a}\n"
    found = book("---\n".join([*examples, counted]))
    assert found.mistakes == ()
    assert [one.text for one in run_tests(found.rules, FRAMES) if one.text] == []
