"""Messages that every twin is compared on: by hand, made from parts with a fixed seed, and Loghub's where it lies."""

import csv
import os
import random
from functools import cache
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

HANDWRITTEN = [
    "",
    " ",
    "\t \r",
    "don't retry: can't reach host it's down",
    "user 'alice' has no access to table \"orders\" or `sales`",
    "two  spaces\tand a tab\x0band\x0cmore ",
    "carriage\rreturn 12\r",
    "nul \x00 12 \x00",
    "control \x1f 12 \x1e\x85 9",
    "٣٤ items, ۱۲ more, 12 less",
    "id abcdef01é and deadbeef-0000-0000-0000-0000000000aaß and 12 Zé and 5 sé and éMar 5",
    "12\u00a0ms 12\u2003ms 12 m\u0308s 50% of 50%é",
    "größe=12 Größe='12' naïve=x",
    "日本語 123 エラー 0x1F",
    "😀 HTTP 503 😀 ORA-00942 user 'bob' request_id=r-77",
    "𝟙𝟚𝟛 mathematical digits 123",
    "ſtatus 503 KB-0012 \u212aB-0012",
    "x" * 1999 + "😀 9 tail 7",
    "x" * 1998 + "😀 9 tail 7",
    "😀" * 1995 + " 12345678",
    "é" * 1990 + " status 503 and more",
    "9" * 5000,
    "a1b2 " * 1000,
    "/a/b/c" * 800,
    "Mon Mar 18 14:35:02 2015 Jan 5 May 6",
    "blk_-1608999687919862906 of size 91178 from /10.250.10.6",
    "$100 ${name} \\1 \\ $1 %d %s",
    "a=b c==d e[0]=f (x)=y; =z k=, k='v' k=\"v w\"",
    "ids: 1, 2, 3, 4, 5",
    "node-1 node-2 node-3 node-1 x<*>y <*> <*> <*>",
    "-5 +5 1-2 1.5e10 1_000 v1.2.3 10:20 10.0.0.1:80 1,234.5",
    "C:\\Program Files\\x\\y.txt and \\\\share\\x and ~/a/b",
    "http://h/p?q=1#f ftp://x s3a://bucket/key/1 jdbc:mysql://h:3306/db",
    "::1 fe80::1 00:1A:2B:3C:4D:5E std::vector a::b",
    "org.example.foo.Bar@1f2e3d4c java.lang.IllegalStateException: x com.acme.DeepError at a.b.C.d(E.java:12)",
    "alice@example.com root@localhost a.b+c@d-e.co.uk",
    "SQLSTATE: 42P01 SQLSTATE[23000] SQLSTATE 08001 SQLSTATE: ERROR",
    "[TABLE_OR_VIEW_NOT_FOUND] [DELTA_X.Y_Z] [POOL_7] [ERROR] [_LEGACY_ERROR_TEMP_2055]",
    'HTTP 503 HTTP/1.1 404 HTTP/1.1" 200 http status code: 500 HTTP 50 HTTP 5000',
    "status 2026-01-01 status=404 status: 12. StatusCode=1 substatus=4 status 1.5",
    "exit code 137 exited with code 1 Exit status -9 exit code: 0x5",
    "errno 13 [Errno 111] Errno=-2 signal 9 (SIGKILL) signal strength 4",
    "0x80070005 0X8000FFFF",
    "0X8031FFFF 0x12345678",
    "0x8043a2b1 0x8f3a2b1c 0x12345678 0x800700051 5x80070005",
    "ORA-00942 CC-3005 SHA-256 UTF-8 ISO-8859-1 REQ-12345 CVE-2024-1234 A-123 ABCDEFGHIJK-123 X/AB-123",
    "request req-4f9a8b7c6d5e failed; req_id: abc9. requestId=17 X-Request-ID: 9f8e",
    "(request 550e8400-e29b-41d4-a716-446655440000) bad request deadbeef request deadbee0",
    "request id is missing request_id=null requested by bob12345 request 12 failed req-abc req-abcdef",
    '"request_id": "r-77", "user_id":"bob", \'userId\': \'x\'',
    "user is gone user has 3 items users 1234 superuser=1 user= rhost user=null user 'Zoë' user: x",
    "for user alice@example.com, user 48213 over; username=eve. user id 77 USER_ID=9 User 'CORP\\bob'",
    "password=hunter2 token: abc user:pw@host https://u:p@h/ Bearer abc123def456 eyJhbGciOiJIUzI1NiJ9.e30.x",
]

_PARTS = [
    "Task {d} in stage {d}.{d} failed {d} times",
    "connect to db-{d}.prod.example.com:{d} failed after {d} seconds",
    "cluster {c} failed",
    "pod api-gateway-{p} evicted",
    "request {u} rejected",
    "request_id={h}",
    "req-{h} done",
    "session_{h} opened",
    "job run {d} of user {d}",
    "user_id={d}",
    "user '{w}'",
    "for user {w}@example.com",
    "HTTP {d} returned by https://api.example.com/v1/{w}/{d}?id={h}",
    "status={d}",
    "exit code {d}",
    "errno {d}",
    "ORA-{d}: table {w} does not exist",
    "[{W}_{W}] The column `{w}` cannot be resolved. SQLSTATE: {d}P01",
    "0x8{h}",
    "0x{h}",
    "java.lang.{w}Exception: {w}",
    "/var/{w}/{w}/{d}.log",
    "at Sun Mar {d} {d}:{d}:{d} 2015",
    "{d}ms",
    "{d} MB",
    "{d}%",
    "'{d}'",
    "{w}={w}",
    "{d}, {d}, {d}",
    "{w} {w}",
    "{z}",
]
_ODD = [
    "é",
    "😀",
    "٣",
    "\u00a0",
    "\x00",
    "\r",
    "\t",
    "  ",
    "ß1",
    "<*>",
    "$1",
    "\\",
    "“",
    "日本",
    "'",
    '"',
    "`",
    "=",
    "--",
    "_",
    "\x85",
    "\u2028",
]
_JOINTS = [" ", " ", " ", ", ", ": ", "; ", "", "\t", " - ", "("]


def _fill(part: str, source: random.Random) -> str:
    values = {
        "d": lambda: str(source.randrange(10 ** source.randint(1, 7))),
        "c": lambda: f"{source.randrange(10**4):04}-{source.randrange(10**6):06}-{source.getrandbits(32):08x}",
        "p": lambda: f"{source.getrandbits(40):010x}-x{source.randrange(10)}k{source.randrange(10)}z",
        "u": lambda: (
            f"{source.getrandbits(32):08x}-{source.getrandbits(16):04x}-4abc-9def-{source.getrandbits(48):012x}"
        ),
        "h": lambda: f"{source.getrandbits(48):x}",
        "w": lambda: source.choice(["orders", "alice", "cafe", "Größe", "x", "node7", "job_run"]),
        "W": lambda: source.choice(["TABLE", "VIEW", "X2", "7", "NOT_FOUND"]),
        "z": lambda: source.choice(_ODD),
    }
    for name, value in values.items():
        while "{" + name + "}" in part:
            part = part.replace("{" + name + "}", value(), 1)
    return part


def _made(count: int) -> list[str]:
    source = random.Random(20261121)
    return [
        source.choice(_JOINTS).join(_fill(source.choice(_PARTS), source) for _ in range(source.randint(1, 5)))
        for _ in range(count)
    ]


CORPUS = HANDWRITTEN + _made(600)
"""Several hundred messages: empty, very long, non-ASCII, and the ids of this field."""

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "HTTP 503",
                "status=",
                "user_id=",
                "request ",
                "req-",
                "<*>",
                "0x8",
                "ORA-",
                "Jan ",
                "://",
                "a.b.c",
                "password=",
                "@x.io",
            ]
        ),
        st.sampled_from(_ODD),
        st.text(st.sampled_from("0123456789abcdefxZ-_.:/=@'\" \t+"), max_size=12),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    ),
    max_size=8,
).map("".join)
"""Texts that come near every rule."""


@cache
def any_texts() -> list[str]:
    """Several hundred of TEXTS, the same in every run: one Spark job, not one per example."""
    found = []

    @settings(max_examples=600, derandomize=True, database=None, phases=[Phase.generate], deadline=None)
    @given(TEXTS)
    def collect(text):
        found.append(text)

    collect()
    return list(dict.fromkeys(found))


def loghub_folder() -> Path:
    """Where Loghub's sets may lie: FAULTBOOK_LOGHUB, or beside the project. Their licence keeps them out of it."""
    beside = Path(__file__).parents[3] / "shared" / "data" / "loghub"
    return Path(os.environ.get("FAULTBOOK_LOGHUB", beside))


def loghub_sets() -> dict[str, list[tuple[str, str]]]:
    """(message, true group) of every line, by set; empty where the folder is absent."""
    sets = {}
    for path in sorted(loghub_folder().glob("*_2k.log_structured.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            sets[path.name.split("_")[0]] = [(row["Content"], row["EventId"]) for row in csv.DictReader(file)]
    return sets
