"""Envelopes survive their file, and what a sender repeats is one of them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.events.envelope import Envelope, WrongEnvelope, require_source

AT = datetime(2026, 12, 1, 23, 30, tzinfo=timezone(timedelta(hours=-2)))
SOURCES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
INSTANTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]))
ENVELOPES = st.builds(
    Envelope,
    source=SOURCES,
    received_at=INSTANTS,
    body=st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")),
    content_type=st.text(),
    delivery_id=st.none() | st.text(min_size=1),
    sent_at=st.none() | INSTANTS,
    headers=st.dictionaries(st.text(), st.text()),
    remote=st.none() | st.text(),
    auth=st.sampled_from(["basic", "hmac", "none"]),
)


@given(ENVELOPES)
def test_an_envelope_is_one_line_and_reads_back_equal(envelope: Envelope) -> None:
    line = envelope.to_line()
    assert line.count(b"\n") == 1
    assert line.isascii()
    assert Envelope.from_line(line) == envelope


@given(ENVELOPES, ENVELOPES)
def test_only_source_delivery_and_body_make_the_id(one: Envelope, other: Envelope) -> None:
    same = (one.source, one.delivery_id, one.body) == (other.source, other.delivery_id, other.body)
    assert (one.envelope_id == other.envelope_id) == same


def test_its_file_is_of_the_day_in_utc() -> None:
    envelope = Envelope(source="github", received_at=AT, body=b"{}")
    assert str(envelope.path) == f"github/2026-12-02/{envelope.envelope_id}.json"


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{", b"[]", b'{"v":2}', b'{"v":1}', b"\xff", b'{"v":1,"source":"a","received_at":"2026","body":"x"}',
        b'{"v":1,"source":"../a","received_at":"2026-12-01T00:00:00Z","body":"x"}',
        b'{"v":1,"source":"a","received_at":"2026-12-01T00:00:00Z","body_base64":"="}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_refused_with_the_reason(line: bytes) -> None:
    with pytest.raises(WrongEnvelope):
        Envelope.from_line(line)


def test_a_changed_body_is_noticed() -> None:
    line = Envelope(source="a", received_at=AT, body=b"right").to_line()
    with pytest.raises(WrongEnvelope, match="changed or cut"):
        Envelope.from_line(line.replace(b"right", b"wrong"))


@pytest.mark.parametrize("name", ["", "A", "-a", "a-", "a/b", "a.b", "ä", "a" * 65, "a\n"])
def test_a_name_that_is_no_source(name: str) -> None:
    with pytest.raises(WrongEnvelope, match="expected 1 to 64"):
        require_source(name)
