"""Which contents a file begins with, may lie in, and goes on from: the quick answers are those of the plain rules."""

import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.spans import END_BYTES, HEAD_BYTES, sha256
from faultbook.formats.tails import Tail
from faultbook.jobs.ingestion.continuing.contents import Content, Contents, Head, continued_by, longest_beginning
from faultbook.sources.landing import ContentId

BEGINNINGS = (b"", b"a" * 10, b"b" * 10, b"a" * HEAD_BYTES, b"a" * (HEAD_BYTES + 10))
texts = st.builds(bytes.__add__, st.sampled_from(BEGINNINGS), st.binary(max_size=3))


def content_of(number: int, text: bytes, before: Content | None = None) -> Content:
    begin = before.content_to if before else 0
    return Content(
        id=ContentId(number, "app.log"),
        family="app.log",
        content_from=begin,
        content_to=len(text),
        content_hash=sha256(text[begin:]),
        head_hash=sha256(text[:HEAD_BYTES]),
        end_hash=sha256(text[-END_BYTES:]),
        last_line=1,
        tail=Tail(len(text), 2, None),
        lines=1,
        line_bytes=len(text),
        before=before,
    )


@st.composite
def families(draw) -> list[tuple[bytes, Content]]:
    """Contents with their texts, some of which go on from others."""
    found: list[tuple[bytes, Content]] = []
    for number in range(draw(st.integers(0, 8))):
        text, before = draw(texts), draw(st.sampled_from([None, *found]))
        if before is None:
            found.append((text, content_of(number, text)))
        else:
            found.append((before[0] + text, content_of(number, before[0] + text, before[1])))
    return found


@given(families(), texts)
def test_the_longest_beginning_is_the_longest_text_that_a_file_begins_with(family, text):
    found = longest_beginning(io.BytesIO(text), [content for _, content in family])
    lengths = [len(each) for each, _ in family if each and text.startswith(each)]
    assert (found.content_to if found else 0) == max(lengths, default=0)


@given(families(), texts)
def test_a_content_that_contains_a_file_is_never_ruled_out_by_its_head(family, text):
    head = Head(io.BytesIO(text))
    for each, content in family:
        assert head.may_be_within(content) or not each.startswith(text)
        assert head.is_of(content) or not text.startswith(each)


@given(families())
def test_contents_that_go_on_are_those_with_the_content_among_their_ranges(family):
    contents = [content for _, content in family]
    for content in contents:
        longer = (other for other in contents if other.content_to > content.content_to)
        assert list(continued_by(content, contents)) == [
            other for other in longer if any(part.id == content.id for part in other.ranges)
        ]


def test_a_log_that_grew_very_often_is_known_again():
    before = None
    contents = []
    for number in range(1, 5_001):
        before = content_of(number, b"x" * number, before)
        contents.append(before)
    assert longest_beginning(io.BytesIO(b"x" * 6_000), contents) is before
    assert len(list(continued_by(contents[0], contents))) == 4_999


def test_the_newest_content_of_a_file_is_that_of_its_last_batch():
    first = content_of(1, b"abc")
    other = replace(first, id=ContentId(3, "other.log"))
    last = replace(content_of(2, b"xyz"), is_copy=True)
    contents = Contents([first, other, last])
    assert contents.newest_of("app.log", "app.log") is last
    assert contents.newest_of("app.log", "none.log") is None
