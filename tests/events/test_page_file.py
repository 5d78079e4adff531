"""Pages of envelopes as files: whole or not there, once, and an error that names the folder's setting."""

import os
from datetime import UTC, datetime

import pytest

from faultbook.errors import MissingDependency
from faultbook.events.envelope import Envelope
from faultbook.events.page_file import write_page

AT = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)


def envelopes(*bodies: bytes, at=AT):
    return [Envelope(source="databricks-runs", received_at=at, body=body) for body in bodies]


def test_a_page_is_a_line_for_each_envelope_in_the_folder_of_its_source_and_day(tmp_path):
    page = envelopes(b'{"a":1}', b"\xff\xfe", "ä\n".encode())
    path = write_page(tmp_path, page)
    assert path.parent == tmp_path / "databricks-runs" / "2026-11-30"
    assert [Envelope.from_line(line) for line in path.read_bytes().splitlines()] == page


def test_the_same_page_is_the_same_file_whatever_its_order_and_the_first_stays(tmp_path):
    first = write_page(tmp_path, envelopes(b"a", b"b"))
    before = first.read_bytes()
    assert write_page(tmp_path, envelopes(b"b", b"a", at=AT.replace(hour=1))) == first
    assert first.read_bytes() == before
    assert write_page(tmp_path, envelopes(b"a")) != first
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".jsonl"}


def test_a_write_that_ends_in_the_middle_leaves_nothing_to_read(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MissingDependency, match=r"\(events\) cannot be written: No space left on device. Fix: "):
        write_page(tmp_path, envelopes(b"a"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_is_a_file_is_an_error_of_one_sentence(tmp_path):
    (tmp_path / "events").write_text("x")
    with pytest.raises(MissingDependency, match="Not a directory"):
        write_page(tmp_path / "events", envelopes(b"a"))
