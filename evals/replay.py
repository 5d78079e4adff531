"""Replays the reference calls of the questions, and checks answers that a model gave.

A session of the SDK's client goes in, per question the answer, the calls and their size come out.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

QUESTIONS = Path(__file__).with_name("questions.yml")
CallTool = Callable[[str, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True)
class Replayed:
    """What the reference calls of one question gave."""

    question: str
    expected: Any
    answer: Any
    calls: int
    characters: int


def questions() -> list[dict[str, Any]]:
    """The questions with their calls and answers."""
    return list(yaml.safe_load(QUESTIONS.read_text("utf-8")))


async def replay(call_tool: CallTool, asked: Mapping[str, Any]) -> Replayed:
    """Makes the question's calls one after the other."""
    answers: list[dict[str, Any]] = []
    characters = 0
    for call in asked["calls"]:
        arguments = {name: _filled(value, answers) for name, value in call.get("arguments", {}).items()}
        result = await call_tool(call["tool"], arguments)
        if result.is_error:
            raise AssertionError(f"{call['tool']}: {result.content[0].text}")
        answers.append(result.structured_content)
        characters += len(result.content[0].text)
    answer = at(answers[-1], asked["calls"][-1]["take"])
    return Replayed(asked["question"], asked["answer"], answer, len(asked["calls"]), characters)


def at(value: Any, path: str) -> Any:
    """What lies at a path such as `rows.0.error_code`."""
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, Sequence) and not isinstance(value, str) else value[part]
    return value


def wrong(given: Mapping[int, str]) -> dict[int, str]:
    """Of answers by number from 1 those that do not hold the expected one, with what was expected."""
    return {
        number: str(asked["answer"])
        for number, asked in enumerate(questions(), start=1)
        if str(asked["answer"]).lower() not in str(given.get(number, "")).lower().replace(",", "")
    }


def _filled(value: Any, answers: Sequence[Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        number, _, path = value[1:].partition(".")
        return at(answers[int(number) - 1], path)
    return value
