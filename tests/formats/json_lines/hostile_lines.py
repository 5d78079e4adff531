"""Lines of JSON logs, ordinary and hostile ones, made from a seed."""

import json
import random
from collections.abc import Iterator
from typing import Any

from faultbook.formats.json_fields.names import FIELDS

STAMPS = (
    "2026-01-31T20:26:10Z", "2026-01-31 20:26:10,123", " 2026-01-31T20:26:10.123456789+02:00 ", "2026-02-30T00:00:00Z",
    "2026-01-31T20:26:10+00:00Z", "2026-01-31T20:26:60Z", "2026-01-31T23:59:59.9999999Z", "0001-01-01T00:00:00+18:00",
    "yesterday", "20260131202610", "1769891170", "1769891170.5", "1769891170123456789", 1769891170, 1769891170123,
    1769891170.123456, 1769891170.25, 1769891170123.4567, 176989117, -1769891170, 0, 1.5, True, None, "", [], {},
)  # fmt: skip
TEXTS = (
    "m", "", " ", "a: 1, b", "tab\tand\nline", 'quote " and \\ slash', "\x01\x1f\x7f\u2028", "é€😀", "a :b", '":',
    "null", "//", "{", '{"name":"inner","level":"warn"}',
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    *TEXTS, 0, 7, -1, 12.5, 0.1, 200, 503, 10**12, 123456789012345678, True, False, None, [], {}, [1, "2", None, True],
    {"b": 1, "a": {"d": [1.25, {}], "c": None}}, {"name": "n", "level": "error"}, {"a": "1", "b": 2, "c": None},
    "200", " 200 ", "12.5", "+5", "2147483648", "1e3", "E-7", "a b", "4bf92f35", 100.5, 0.001,
)  # fmt: skip
LEVELS = ("error", "WARN", " Info ", "eror", "", " ", 10, 30, 35, 50, "60", 3, 17, 400, 550, True, None, {"a": 1}, 4)
BROKEN = (
    "", " ", "{", "}", "[]", "[{}]", "null", "5", '"text"', "{}", "{} {}", "{},{}", "{}]", "{'a':1}", '{"a":1,}',
    '{"a"}', '{"a":01}', '{"a":NaN}', '{"a":Infinity}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":-}', '{"a":tru}',
    '{"a":"\\x"}', '{"a":"\\u12"}', '{"a":"\t"}', "{a:1}", '{"a":1}x', "\ufeff{}", "# note", "#\t\t\t\t",
    "# Format:\t\t\t\t\t", "-----", "--- \t", "-- x",
    "plain text", '{"a":1}//c', '{"a":/*c*/1}', "[1,2]", '{"a":"b"', "\x0b", "\x0c{}", '{"a":1}\x0c',
)  # fmt: skip


def lines(count: int, seed: int) -> Iterator[str]:
    """So many lines, half of them of objects with an instant and a message."""
    chance = random.Random(seed)
    names = [name for field, others in FIELDS.items() if field != "process_id" for name in others]
    for _ in range(count):
        kind = chance.random()
        if kind < 0.1:
            yield chance.choice(BROKEN)
            continue
        found = dict(_fields(chance, names))
        if kind < 0.8:
            found = {"timestamp": chance.choice(STAMPS[:3] + STAMPS[13:20]), "message": chance.choice(TEXTS), **found}
        separators = chance.choice([(",", ":"), (", ", ": ")])
        text = json.dumps(found, separators=separators, ensure_ascii=chance.random() < 0.5)
        yield _disturbed(chance, text) if kind > 0.9 else text


def _fields(chance: random.Random, names: list[str]) -> Iterator[tuple[str, Any]]:
    for _ in range(chance.randrange(9)):
        name = chance.choice(names)
        if name in FIELDS["timestamp"]:
            value: Any = chance.choice(STAMPS)
        elif name in FIELDS["level"]:
            value = chance.choice(LEVELS)
        else:
            value = chance.choice(VALUES)
        if chance.random() < 0.2:
            name = chance.choice(("x", "other.name", "Ä", "a b", name.upper()))
        for part in reversed(name.split("/")[1:]):
            value = {part: value, **({"more": 1} if chance.random() < 0.3 else {})}
        yield name.split("/")[0], value


def _disturbed(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    return chance.choice(
        (text[:at], text[:at] + chance.choice('"{}[],:\\ \tx0') + text[at:], text[:at] + text[at + 1 :], text + " ")
    )
