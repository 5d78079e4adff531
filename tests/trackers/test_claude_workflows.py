"""What a workflow means for an assignment of Claude."""

import pytest

from faultbook.delivery.assignment import ClaudeTrigger
from faultbook.trackers.claude_workflows import claude_steps, missing

USES = "jobs: {a: {steps: [{uses: 'anthropics/claude-code-action@v1'%s}]}}"
MENTION, LABEL = ClaudeTrigger(mention="@claude"), ClaudeTrigger("claude")


def lacks(text: str, trigger: ClaudeTrigger, *, is_bot: bool = False) -> str | None:
    return missing(claude_steps([("w.yml", text)]), trigger, "my-app[bot]", is_bot=is_bot)


@pytest.mark.parametrize(
    ("text", "trigger", "words"),
    [
        ("on: [issue_comment]\n" + USES % "", MENTION, None),
        ("on: issue_comment\n" + USES % "", MENTION, None),
        ("'on': {issues: }\n" + USES % "", LABEL, None),
        ("on: {issues: {types: labeled}}\n" + USES % "", LABEL, None),
        ("on: {issues: {types: [opened]}}\n" + USES % "", MENTION, "w.yml does not run at issue_comment: created"),
        ("on: issue_comment\n" + USES % ", with: {trigger_phrase: '/Go'}", ClaudeTrigger(mention="/go"), None),
        (
            "on: issue_comment\n" + USES % ", with: {trigger_phrase: /go}",
            MENTION,
            "has trigger_phrase '/go', and",
        ),
        ("on: issues\n" + USES % ", with: {label_trigger: '${{ vars.X }}'}", LABEL, None),
        ("on: issues\n" + USES % ", with: {label_trigger: x, prompt: fix}", LABEL, None),
        ("jobs: [", LABEL, "no workflow"),
        ("- a", LABEL, "no workflow"),
        (
            "on: issues\njobs: {a: {steps: [{uses: 'other/claude-code-action@v1'}, 7, {run: x}]}, b: 7}",
            LABEL,
            "no work",
        ),
    ],
)
def test_what_starts_it(text, trigger, words):
    found = lacks(text, trigger)
    assert found is None if words is None else words in (found or "")


@pytest.mark.parametrize(
    ("bots", "is_allowed"),
    [("my-app", True), ("x, My-App[bot]", True), ("*", True), ("${{ vars.BOTS }}", True), ("", False), ("app", False)],
)
def test_an_app_has_to_be_allowed(bots, is_allowed):
    text = "on: issues\n" + USES % f", with: {{allowed_bots: '{bots}'}}"
    assert (lacks(text, LABEL, is_bot=True) is None) is is_allowed
    assert lacks(text, LABEL) is None, "a user needs no permission of that kind"


def test_of_several_workflows_the_one_that_lacks_least_counts():
    texts = ["on: push\n" + USES % ", with: {label_trigger: x}", "on: issues\n" + USES % ""]
    assert missing(claude_steps([("a", texts[0]), ("b", texts[1])]), LABEL, "ada", is_bot=False) is None
