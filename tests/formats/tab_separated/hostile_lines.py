"""Lines of tab-separated logs, ordinary and hostile ones, made from a seed. In bytes: some are not UTF-8."""

import random
from collections.abc import Iterator

STAMPS = (
    "2026-01-31T20:26:10Z", "2026-01-31 20:26:10,123", " 2026-01-31T20:26:10.123456789+02:00 ", "2026-02-30T00:00:00Z",
    "2026-01-31T20:26:10+00:00Z", "2026-01-31T20:26:60Z", "2026-01-31T23:59:59.9999999Z", "0001-01-01T00:00:00+18:00",
    "2026-01-31t20:26:10z", "2026-01-31T24:00:00Z", "2026-01-31T20:26:10-18:00", "2026-01-31T20:26:10+18:01",
    "9999-12-31T23:59:59-01:00", "1969-07-20T20:17:40.5Z", "2026-01-31T20:26", "yesterday", "", "1769891170",
    "2026-01-31T20:26:10.Z", "2026-01-31T20:26:10+0130", "2026-01-31T20:26:10-07",
)  # fmt: skip
CODES = ("CC-3005", "E007", "a.b:c", "", " CC-1 ", "1A", "Ä-1", "X" * 65, "A B", "X-99999999999", "E\u00a0")
FILES = ("app/api.py", "", "  src/Main.java ", "ä/b.py", 'a"b', "password=swordfish1/b.py")
LEVELS = ("Error", "WARN", " info ", "eror", "", "CRITICAL", "Fatal", "ſevere", "error\u00a0", "E")
MESSAGES = (
    "connection refused after {} ms", "", " ", "tab\there\tand there", "é€😀 {}", "\x00\x01\x1f\x7f", "\u2028\u0085x",
    "login failed, password: swordfish{}", "ann{}@example.com bounced", "ORA-00942 in request req-4f9a8b7c{}",
    "x" * 900,
    "{{\"id\": {}}}", "level=error msg=\"no {}\"", "user 'u{}' refused: HTTP 503", "\r", "ends with CR\r", "# {}",
)  # fmt: skip
OTHERS = (
    b"", b" ", b"\t", b"\t\t\t\t", b"\r", b"\x0b\x0c", b"# comment", b"#\t\t\t\t", b"# Format:\t\t\t\t\t",
    b"#Format: x",
    b"-----", b"--- \t", b"-- x", b"just words", b"a\tb", b"a\tb\tc\td", b"\xff\xfe", b"a\xe4b\tc", b"\xf0\x9f",
    b"x" * 70_000,
    b"{\"time\": 1}", b"26/02/03 10:00:00 INFO Main: x", b"\x00", b"\xed\xa0\x80", b"y" * 1_100_000,
)  # fmt: skip
TRACE = (
    b"\tat a.B.c(B.java:1)", b"at x", b"Caused by: d.E: f", b"Traceback (most recent call last):", b"ValueError: bad",
    b'  File "a.py", line 3, in f', b"... 12 more", b"java.lang.IllegalStateException: x", b"    return f(x)",
)  # fmt: skip
_RARE = 0.002
"""Share of the lines of a megabyte."""


def lines(count: int, seed: int) -> Iterator[bytes]:
    """So many lines, most of them with five columns; the first is a record."""
    chance = random.Random(seed)
    yield b"2026-01-31T20:26:10Z\tCC-1\ta.py\tError\tfirst"
    for _ in range(count - 1):
        kind = chance.random()
        if kind < 0.08:
            other = chance.choice(OTHERS)
            yield other if len(other) < 70_000 or chance.random() < _RARE else b"just words"
        elif kind < 0.16:
            yield chance.choice(TRACE)
        else:
            line = _columns(chance).encode("utf-8", "surrogatepass").replace(b"\n", b" ")
            yield _disturbed(chance, line) if kind > 0.9 else line


def _columns(chance: random.Random) -> str:
    message = chance.choice(MESSAGES).format(chance.randrange(9_999))
    if chance.random() < 0.6:
        stamp = f"2026-01-{chance.randrange(1, 31):02}T{chance.randrange(24):02}:{chance.randrange(60):02}:10Z"
        return f"{stamp}\tCC-{chance.randrange(99)}\t{chance.choice(FILES[:3])}\t{chance.choice(LEVELS[:4])}\t{message}"
    return "\t".join((*(chance.choice(each) for each in (STAMPS, CODES, FILES, LEVELS)), message))


def _disturbed(chance: random.Random, line: bytes) -> bytes:
    at = chance.randrange(len(line))
    return chance.choice((line[:at], line[:at] + b"\t" + line[at:], line[:at] + b"\xff" + line[at:], line + b"\r"))
