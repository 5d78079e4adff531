"""The sample messages, and mutations of them: what vendors, forwarding programs and attackers make."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from faultbook_samples.events.sample_messages import Message, sample_messages

MOST_BYTES = 256 * 1024
LEVELS = 10
_TEXTS = (
    *(
        "",
        " ",
        "null",
        "NULL",
        " null\t",
        "None",
        "\u00a0",
        "\x00",
        "ä€😀",
        "a\nb\rc",
        "-",
        " - ",
        "a - b - ",
        "/",
        "a/b//",
    ),
    *("ErrorCode=A1,'Type=x.Y,Message=m1,Source=s,'", "Message=", "Traceback:\nValueError: x\nKeyError", "\u2028"),
    *("x\u0085", '{"errorCode":"7","message":"in text"}', "[1,2]", '"quoted"', "{", '{"a":1,"a":2}'),
    *('[{"name":"ErrorMessage","value":3}]', "2026-11-30T10:00:00Z", "2026-11-30 10:00", "2026-02-30T10:00:00Z"),
    *("1601-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-30T10:00:00.1234567+05:45", "2026-11-30T23:59:60Z"),
    *("2026-11-30T10:00:00.5", "1796032800", "1796032800123", "1796032800123456", "1969-12-31T23:00:00-02:00"),
    *("11/30/2026 10:00:00 AM", "0001-01-01T00:00:00Z", "2026-11-30T10:00:00\u2028", "２０２６-11-30T10:00:00Z"),
    *("2199-12-31T23:59:59-18:00", "2026-11-30T10:00:00,5 +0130"),
)
_NAMES = ("unknown", "a.b", "it's", "", "ä", "message", "status")
_NUMBERS = (
    "0", "-0", "-0.0", "1.50", "1e10", "1E-7", "123e2", "1e400", "-1e400", "5e-324", "2E-323", "12345678901234567890",
    "0.1000", "100000000000000000000000000000000000000000", "1e6", "1e7", "0.001", "0.00012", "1e-3", "1.0e0", "3.14e0",
    "1796032800", "1796032800123", "0." + "0" * 40 + "1", "9" * 38, "9" * 39, "1" * 1000, "1" * 1001, "4.35e17",
)  # fmt: skip


class Raw(str):
    """JSON that is written as it is."""


def messages() -> list[Message]:
    """The sample messages, by name."""
    return sample_messages()


def mutations(count: int, seed: int) -> Iterator[Message]:
    """`count` mutated messages: values of another type, unknown fields, other orders, large, deep and broken ones."""
    chance = random.Random(seed)
    originals = messages()
    for number in range(count):
        message = chance.choice(originals)
        value = json.loads(message.body)
        for _ in range(chance.choice((1, 1, 2, 3, 6))):
            value = _mutated(value, chance)
        body = write(value)
        if chance.random() < 0.12:
            body = _broken(body, chance)
        headers = dict(message.headers)
        if headers and chance.random() < 0.1:
            headers = {name: chance.choice(("", " push ", value.upper())) for name, value in headers.items()}
        source = message.source if chance.random() < 0.95 else chance.choice(originals).source
        yield replace(
            message, name=f"{message.name}-{number}", body=body, headers=headers, source=source, expected=None
        )


def write(value: Any) -> str:
    """JSON of a value in which `Raw` texts are written as they are."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}: {write(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(write, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _places(item, (*at, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _places(item, (*at, place))


def _mutated(value: Any, chance: random.Random) -> Any:
    places = list(_places(value))
    at = chance.choice(places)
    target = value
    for step in at:
        target = target[step]
    return _replaced(value, at, _other(target, chance))


def _replaced(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    if not at:
        return new
    if isinstance(value, dict):
        return {name: _replaced(item, at[1:], new) if name == at[0] else item for name, item in value.items()}
    return [_replaced(item, at[1:], new) if place == at[0] else item for place, item in enumerate(value)]


def _other(value: Any, chance: random.Random) -> Any:
    changes: list[Callable[[], Any]] = [
        lambda: None,
        lambda: chance.choice(_TEXTS),
        lambda: Raw(chance.choice(_NUMBERS)),
        lambda: chance.choice((True, False, {}, [], [[]], {"a": {"b": 1}})),
        lambda: write(value),  # JSON as text
        lambda: chance.choice(_TEXTS) * chance.randrange(1, 200) + "x" * chance.choice((0, 5_000, MOST_BYTES)),
        lambda: _deep(value, chance),
        lambda: {"body": value} if chance.random() < 0.5 else {"content": write(value)},
    ]
    if isinstance(value, dict):
        changes += [lambda: {**value, chance.choice(_NAMES): chance.choice(_TEXTS)}, lambda: _shuffled(value, chance)]
    if isinstance(value, list):
        changes.append(lambda: [*value, *value] if chance.random() < 0.5 else value[1:])
    return chance.choice(changes)()


def _deep(value: Any, chance: random.Random) -> Raw:
    text = write(value)
    for _ in range(chance.choice((1, LEVELS, 400, 990, 1_010))):
        text = f"[{text}]" if chance.random() < 0.5 else f'{{"level":{text}}}'
    return Raw(text)


def _shuffled(value: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    names = list(value)
    chance.shuffle(names)
    return {name: value[name] for name in names}


def _broken(body: str, chance: random.Random) -> str:
    at = chance.randrange(len(body) + 1)
    piece = chance.choice(("\x00", "\ufeff", "'", ",", "NaN", "\\ud800", "\\u0000", "//x", "\n"))
    return chance.choice(
        (
            body[:at],
            body[:at] + piece + body[at:],
            body + chance.choice((" trailing", "{}", "\n\n", "]")),
            "\ufeff" + body,
            json.dumps(body),
            body.replace('"', "'"),
            chance.choice(("", " ", "1", "null", "true", "[]", "{}", '"x"', "NaN", "[" * 2_000)),
        )
    )
