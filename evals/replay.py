"""Replays the reference calls of the questions, and checks answers that a model gave.

A session of the SDK's client goes in, per question the answer, the calls, their bytes and their time come out.
"""

import io
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import anyio
import yaml
from mcp import Client

from faultbook.serve.asking.audit import Audit
from faultbook.serve.mcp.building import build_server
from tests.stores.seeded_lakehouse import seeded_store

QUESTIONS = Path(__file__).with_name("questions.yml")
CallTool = Callable[[str, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True)
class Replayed:
    """What the reference calls of one question gave."""

    question: str
    expected: Any
    answer: Any
    calls: int
    bytes: int
    milliseconds: float


def questions() -> list[dict[str, Any]]:
    """The questions with their calls and answers."""
    return list(yaml.safe_load(QUESTIONS.read_text("utf-8")))


async def replay(call_tool: CallTool, entry: Mapping[str, Any]) -> Replayed:
    """Makes the question's calls one after the other."""
    answers: list[dict[str, Any]] = []
    size, began = 0, time.perf_counter()
    for call in entry["calls"]:
        arguments = {name: _filled(value, answers) for name, value in call.get("arguments", {}).items()}
        result = await call_tool(call["tool"], arguments)
        if result.is_error:
            raise AssertionError(f"{call['tool']}: {result.content[0].text}")
        answers.append(result.structured_content)
        size += len(result.content[0].text.encode())
    answer = at(answers[-1], entry["calls"][-1]["take"])
    spent = (time.perf_counter() - began) * 1_000
    return Replayed(entry["question"], entry["answer"], answer, len(entry["calls"]), size, spent)


def replay_all(lakehouse: Path) -> list[Replayed]:
    """All questions, sent to a server in this process over the lakehouse."""
    server = build_server(cache(lambda: seeded_store(lakehouse)), Audit(io.StringIO()))

    async def conversation() -> list[Replayed]:
        async with Client(server) as session:
            return [await replay(session.call_tool, entry) for entry in questions()]

    return anyio.run(conversation)


def at(value: Any, path: str) -> Any:
    """What lies at a path such as `rows.0.error_code`."""
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, Sequence) and not isinstance(value, str) else value[part]
    return value


def wrong(given: Mapping[int, str]) -> dict[int, str]:
    """Of answers by number from 1 those that do not hold the expected one, with what was expected."""
    return {
        number: str(entry["answer"])
        for number, entry in enumerate(questions(), start=1)
        if str(entry["answer"]).lower() not in str(given.get(number, "")).lower().replace(",", "")
    }


def _filled(value: Any, answers: Sequence[Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        number, _, path = value[1:].partition(".")
        return at(answers[int(number) - 1], path)
    return value
