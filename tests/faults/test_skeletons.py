"""Skeletons: texts that differ in ids alone are read as one, and the reading is the one of each text by itself."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.reading import RecordReader
from faultbook.faults.redaction.tokens import PREFIXED
from faultbook.faults.shapes import shape
from faultbook.faults.skeletons import skeleton
from faultbook.faults.v2 import vocabulary
from tests.examples import examples
from tests.faults.corpus import CORPUS, TEXTS, any_texts
from tests.faults.test_reading import expected

READER = RecordReader()
"""One for all tests: what it read of a skeleton serves the texts that follow."""

KUBERNETES = "bcdfghjklmnpqrstvwxz2456789"
HEX_PIECES = (
    "dead",
    "bad",
    "fed",
    "b64",
    "db",
    "1",
    "12",
    "123",
    "a1",
    "e5",
    "d",
    "dd",
    "cafe",
    "face",
    "add",
    "e",
    "0",
)
DRAWN_PIECES = (
    "hr",
    "ssh",
    "http",
    "ms",
    "lvl",
    "msg",
    "kb",
    "s",
    "ns",
    "5",
    "12",
    "pw",
    "psw",
    "p",
    "st",
    "th",
    "px",
    "sk",
    "7z",
    "k",
    "z",
)
LEADS = ("request_id=", "req_id=sess-", "id=", "user_id=", "paid=", "clientid=ab-", "error_id=", "pw_id=", "auth_id=")
PODS = ("api-gateway", "orders", "user", "req", "error", "http", "sk", "status", "dapi", "ms", "request-id", "sig")
FOLDERS = ("tmp", "spill", "a", "dead", "user", "v", "x.y", "bad_", "HTTP", "to", "ed")
FILES = ("a", "171.tmp", "x", "1", "5d", "00", "f.txt", "e_failed", "5.paid", "x.SENT", "order.created")
CONTEXT = (
    *(
        "HTTP",
        "HTTP/1.1",
        "status",
        "status code",
        "error",
        "exit code",
        "errno",
        "signal",
        "code:",
        "code =",
        "SQLSTATE:",
    ),
    *("user", "user id", "user_id:", "request", "request id:", "req", "Request", "token", "password", "pw", "api key"),
    *("secret", "signature", "session", "Jan", "Mon,", "UTC", "PM", "ms", "d", "B", "MB", "12", "5", "3.5", "-1", "+2"),
    *(
        "10.0.0.1:80",
        "1,234",
        "12:30:01",
        "2026-01-02T10:11:12Z",
        "4111 1111 1111",
        "4111111111111",
        "503",
        "=",
        "-",
        "/",
    ),
    *("/a", "a/b", "0x80070005", "HRESULT", "Failed", "GET", "GET /x HTTP/1.1", "user=", "name: x", "host: y,", "a=b"),
    *("level=error", "err=", "error=T", "caller=x", "failed:", "to", "for", "of", "for the user", "is", "set to", "db"),
    *(
        "b64",
        "base64",
        "old",
        "login",
        "basic",
        "bearer",
        "cookie",
        "sk-",
        "SK",
        "-p",
        "ABC-",
        "[x]",
        "(y)",
        "é",
        "e",
        "B",
    ),
)
BETWEEN = (
    *[" "] * 20,
    "  ",
    ", ",
    ": ",
    "; ",
    ". ",
    "=",
    " = ",
    "-",
    "/",
    ":",
    ".",
    ",",
    "\t",
    "\n",
    " (",
    '"',
    "'",
    "_",
)


class Drawing:
    """Texts with ids, drawn from a seed: hexadecimal, UUIDs, pods, clusters, addresses, in paths and in fields."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pieces(self, alphabet: str, parts: tuple[str, ...], length: int) -> str:
        """As long as that: drawn from the alphabet, from few of its letters, or put together of words."""
        kind = self.random.random()
        if kind < 0.5:
            return "".join(self.random.choices(alphabet, k=length))
        if kind < 0.75:
            few = [*self.random.sample(alphabet, 2), "1", "d"]
            return "".join(self.random.choices(few, k=length))
        return "".join(self.random.choices(parts, k=length))[:length]

    def hexadecimal(self, length: int) -> str:
        return self.pieces("0123456789abcdef", HEX_PIECES, length)

    def drawn(self, length: int) -> str:
        return self.pieces(KUBERNETES, DRAWN_PIECES, length)

    def uuid(self) -> str:
        return "-".join(self.hexadecimal(length) for length in (8, 4, 4, 4, 12))

    def id(self) -> str:
        choose = self.random.choice
        hexadecimal = self.hexadecimal(choose((8, 8, 9, 10, 12, 16, 16, 20, 32, 40)))
        number = "".join(self.random.choices("0123456789", k=10))
        folders = "".join(f"/{choose(FOLDERS)}" for _ in range(self.random.randrange(1, 4)))
        return choose(
            (
                self.uuid(),
                hexadecimal,
                choose(LEADS) + choose((hexadecimal, self.uuid())),
                f"{folders}/{hexadecimal}/{choose(FILES)}",
                f"{choose(PODS)}-{self.drawn(choose((8, 9, 10)))}-{self.drawn(5)}",
                f"{number[:4]}-{number[4:]}-{self.drawn(8)}",
                f"0x{self.hexadecimal(choose((6, 8, 8, 12, 16)))}",
            )
        ) + choose(("", "", "", "", ",", ".", ":", ";"))

    def text(self) -> str:
        words = sorted(vocabulary.STATES | vocabulary.NAMING | vocabulary.TELLING | vocabulary.FUNCTION_WORDS)
        choose = self.random.choice
        parts = [
            choose((self.id(), self.id(), choose(CONTEXT), choose(words))) + choose(BETWEEN)
            for _ in range(self.random.randrange(1, 7))
        ]
        return "".join(parts).rstrip() if self.random.random() < 0.7 else "".join(parts)


def drawn(seed: int, count: int) -> Iterator[str]:
    """Texts of which many have one skeleton with others."""
    drawing = Drawing(seed)
    for _ in range(count):
        yield drawing.text()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("session 5c1f09e2-ab12-4a5b-9c3d-0123456789ab ended", "session a0aaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa ended"),
        ("has d4f6a8b246135298, expected e8d9e8bca255f0c2", "has a0aaaaaaaaaaaaaa, expected a0aaaaaaaaaaaaaa"),
        ("at 7, request_id=req-9202a2d575aa", "at 0, request_id=req-a0aaaaaaaaaa"),
        ("read /tmp/spill/d8deb60d/171.tmp", "read /tmp/spill/a0aaaaaa/000.tmp"),
        ("pod orders-7f42cdpgbb-bttfz.", "pod orders-z0zzzzzzzz-zzzzz."),
        ("on 1234-123456-7fgzlnhs", "on 0000-000000-z0zzzzzz"),
        ("waits for 0x9d205bed, then", "waits for 0xa0aaaaaa, then"),
    ],
)
def test_ids_are_written_alike(text, written):
    assert skeleton(shape(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        *(
            "deadbeef is a word",
            "12345678 is a number",
            "1d2d3d4d is a duration",
            "db123456 = x",
            "000000dd-0ab0-00dd-a00c-0",
        ),
        *(
            "0x8007000e is a result",
            "it's 5c1f09e2ab",
            "{id: 5c1f09e2ab}",
            "5c1f09e2ab (5 MB)",
            "x/5c1f09e2ab",
            "é 5c1f09e2ab",
        ),
        *(
            "/orders/5c1f09e2/x.created",
            "orders-7f42cdpwbb-bttfz",
            "orders-1s2m3h4d5s-bttfz",
            "error=5c1f09e2ab",
            "pod orders-7f42cdvgbb-btssh key = x7",
            "orders-7f42cdvgbb-hrtfz 0x80070005",
        ),
    ],
)
def test_what_may_be_read_otherwise_stays(text):
    assert skeleton(shape(text)) == shape(text)


def test_no_key_that_ends_in_id_distinguishes_errors():
    assert not [key for key in vocabulary.TELLING | vocabulary.MESSAGES if key.endswith("id")]


def test_no_token_begins_within_an_id():
    prefixes = [prefix for token in PREFIXED for prefix in token.prefixes.split(" ") if prefix]
    assert not [prefix for prefix in prefixes if not set(prefix) - set("0123456789abcdef-")]


@given(TEXTS)
def test_a_skeleton_is_a_shape_of_the_same_length_and_its_own_skeleton(text):
    of_text = shape(text)
    found = skeleton(of_text)
    assert (len(found), shape(found), skeleton(found)) == (len(of_text), found, found)


def assert_read_by_definition(text: str) -> None:
    assert tuple(READER.read(text, "api", "CC-1")) == expected(text, "CC-1"), (text, skeleton(shape(text)))


def test_the_corpus_is_read_by_definition():
    for text in [*CORPUS, *any_texts()]:
        assert_read_by_definition(text)


@examples(300)
@given(st.integers(0, 2**32))
def test_texts_with_ids_are_read_by_definition(seed):
    for text in drawn(seed, 3):
        assert_read_by_definition(text)


@pytest.mark.slow
def test_many_texts_with_ids_are_read_by_definition():
    for text in drawn(20261130, 30_000):
        assert_read_by_definition(text)
