"""The evaluation questions: their reference calls give their answers, in few calls and few words."""

import pytest

from evals.replay import questions, replay_all, wrong
from evals.transcript import PAGE, with_transcript
from faultbook.serve.questions import QUESTIONS

MOST_CALLS = 3
MOST_BYTES = 12_000


@pytest.fixture(scope="module")
def replayed(seeded):
    return replay_all(seeded)


def test_the_reference_calls_give_the_answers(replayed):
    assert {each.question: each.answer for each in replayed} == {each.question: each.expected for each in replayed}


def test_there_are_36_and_each_takes_few_calls_and_few_words(replayed):
    assert len(replayed) == 36
    assert max(each.calls for each in replayed) <= MOST_CALLS
    assert max(each.bytes for each in replayed) <= MOST_BYTES
    assert all(each.milliseconds > 0 for each in replayed)


def test_every_tool_is_called():
    called = {call["tool"] for each in questions() for call in each["calls"]}

    assert called == {name for name, question in QUESTIONS.items() if question.is_tool}


def test_answers_of_a_model_are_checked():
    right = {number: f"It is {called['answer']}." for number, called in enumerate(questions(), start=1)}

    assert wrong(right) == {}
    assert wrong(right | {1: "1,486 records", 2: "none"}) == {2: "3"}


def test_the_conversation_in_the_page_has_the_tools_current_answers(seeded):
    page = PAGE.read_text("utf-8")

    assert with_transcript(page, seeded) == page, "python -m evals transcript"
