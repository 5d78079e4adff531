"""Files from their bytes: however they are cut, compressed and encoded, every line is counted once and none is lost."""

import gzip
import hashlib
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats import spans
from faultbook.formats.compression import chunks
from faultbook.formats.files import FileFacts, blocks
from faultbook.formats.port import Sample
from faultbook.formats.sampling import is_binary, later_sample_of, sample_of
from tests.formats.packing import PACKING
from tests.formats.reading import OPTIONS

LIMIT = 1_024
PACKED = {"plain": bytes, **PACKING}


def read(content: bytes, encoding: str = "utf-8", limit: int = LIMIT):
    facts = FileFacts(encoding)
    found = list(blocks(io.BytesIO(content), encoding, facts, replace(OPTIONS, max_line_bytes=limit)))
    return found, facts


def lines_of(found) -> list[str]:
    return [line for block in found for line in block.lines]


@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line)), st.booleans(), st.integers(1, 64))
def test_every_line_is_counted_once_wherever_chunks_end(lines, ends, size):
    # No first bytes of a compression or of a mark.
    content = b"a" + b"\n".join(lines) + (b"\n" if ends else b"")
    expected = content.split(b"\n")
    if not expected[-1]:
        expected.pop()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spans, "chunks", lambda file, **limits: chunks(file, size, **limits))
        found, facts = read(content)
    assert facts.lines == len(expected)
    assert facts.line_bytes == len(content) - content.count(b"\n")
    texts = [line.encode("utf-8", "surrogateescape") for line in lines_of(found)]
    assert texts == [line.removesuffix(b"\r") for line in expected]
    numbers = [block.first + place for block in found for place in range(len(block.lines))]
    assert numbers == list(range(1, len(expected) + 1))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=60), st.sampled_from(sorted(PACKED)))
def test_what_was_packed_comes_out_as_it_was(text, packing):
    content = f"{text}\nend\n".encode()
    found, _ = read(PACKED[packing](content))
    assert lines_of(found) == [text.removeprefix("\ufeff"), "end"]


def test_members_of_one_file_follow_each_other():
    found, facts = read(gzip.compress(b"one\ntwo") + gzip.compress(b" more\nthree\n"))
    assert lines_of(found) == ["one", "two more", "three"]
    assert facts.compressed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_show_by_their_first_bytes(encoding):
    content = ("plain words\nund grün\n" * 3).encode(encoding)
    sample, found = sample_of("a.log", io.BytesIO(content))
    assert sample.lines[:2] == ("plain words", "und grün")
    lines = lines_of(read(content, found)[0])
    assert lines == ["plain words", "und grün"] * 3


@pytest.mark.parametrize("named", ["utf-16", "utf-32"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_a_named_encoding_has_the_byte_order_of_the_file(named, mark, order):
    if named == "utf-32" and not mark:
        order = "le"
    content = f"{mark}plain words\nund grün\n".encode(f"{named}-{order}")
    sample, found = sample_of("a.log", io.BytesIO(content), named)
    assert sample.lines == ("plain words", "und grün")
    assert lines_of(read(content, found)[0]) == ["plain words", "und grün"]


def test_bytes_of_another_encoding_are_set_aside_and_counted():
    found, facts = read(b"one\ngr\xfcn\ntwo\n")
    assert {reject.reason for block in found for reject in block.set_aside.values()} == {"bad_encoding"}
    assert facts.bad_lines == 1
    assert lines_of(read(b"gr\xfcn\n", "latin-1")[0]) == ["grün"]


def test_a_line_that_cannot_be_held_is_known_by_length_and_hash():
    long = b"x" * (5 * LIMIT) + b"\r"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spans, "chunks", lambda file, **limits: chunks(file, 700, **limits))
        found, facts = read(b"a\n" + long + b"\nb\n")
    (reject,) = (reject for block in found for reject in block.set_aside.values())
    assert (reject.line, reject.reason, facts.lines) == (2, "too_long", 3)
    assert reject.whole.sha256 == hashlib.sha256(long[:-1]).hexdigest()
    assert reject.whole.length == len(long) - 1
    assert len(reject.text) == LIMIT


def test_a_sample_looks_behind_a_line_that_is_too_long_and_into_the_middle():
    content = b"x" * 400_000 + b"\n" + b"second\n" * 30
    assert sample_of("a", io.BytesIO(content))[0].lines[1] == "second"
    late = b"banner\n" * 60_000 + b"record\n" * 60_000
    assert "record" in later_sample_of("a", io.BytesIO(late), "utf-8").lines
    assert later_sample_of("a", io.BytesIO(b"short\n"), "utf-8") is None


@pytest.mark.parametrize(
    ("text", "expected"), [("words\tand \x1b[31mcolour", False), ("\x00\x01\x02abc", True), ("", False)]
)
def test_binary_content_is_found(text, expected):
    assert is_binary(Sample("a", (text,))) is expected
