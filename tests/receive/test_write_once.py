"""Files are whole, durable and once, also among writers, and where links or fsync of folders do not exist."""

import asyncio
import errno
import os
import time
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.errors import SettingError
from faultbook.events.envelope import Envelope
from faultbook.receive.sinks.folder import FolderSink
from faultbook.receive.sinks.group_commit import GroupCommit
from faultbook.receive.sinks.sink import SinkUnavailable
from faultbook.receive.sinks.write_once import INCOMING, LEFT_OVER_SECONDS, NewFile, WriteOnce
from tests.receive.served import stored

AT = datetime(2026, 11, 30, 23, 59, 59, 123_456, tzinfo=UTC)


def new_file(name: str = "a", content: bytes = b"content", not_if: str | None = None) -> NewFile:
    return NewFile(PurePosixPath("s/2026-11-30", name), content, 10**18, PurePosixPath(not_if) if not_if else None)


def envelope(body: bytes = b"{}", at: datetime = AT) -> Envelope:
    return Envelope(source="github", received_at=at, body=body)


def test_a_file_is_written_and_no_temporary_one_is_left(tmp_path):
    assert WriteOnce(tmp_path).write([new_file()]) == [True]
    file = tmp_path / "s/2026-11-30/a"
    assert file.read_bytes() == b"content"
    assert file.stat().st_mtime_ns == 10**18
    assert list((tmp_path / INCOMING).iterdir()) == []


def test_a_file_that_is_there_is_not_replaced(tmp_path):
    writer = WriteOnce(tmp_path)
    writer.write([new_file()])
    assert writer.write([new_file(content=b"other"), new_file("b"), new_file("b", b"other")]) == [False, True, False]
    assert WriteOnce(tmp_path).write([new_file("c", not_if="s/2026-11-30/a")]) == [False]
    assert {file.name: file.read_bytes() for file in (tmp_path / "s/2026-11-30").iterdir()} == {
        "a": b"content",
        "b": b"content",
    }


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=5), max_size=5))
def test_each_name_is_new_once(tmp_path_factory, batches):
    root = tmp_path_factory.mktemp("once")
    writer = WriteOnce(root)
    seen: set[str] = set()
    for batch in batches:
        expected = [name not in seen and name not in batch[:place] for place, name in enumerate(batch)]
        assert writer.write([new_file(name) for name in batch]) == expected
        seen |= set(batch)
    assert {file.name for file in root.glob("s/*/*")} == seen


def test_folders_that_were_removed_are_made(tmp_path):
    writer = WriteOnce(tmp_path)
    writer.write([new_file()])
    (tmp_path / "s/2026-11-30/a").unlink()
    (tmp_path / "s/2026-11-30").rmdir()
    assert writer.write([new_file()]) == [True]


@pytest.mark.parametrize("failing", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_disk_without_links_gets_renames(tmp_path, monkeypatch, failing):
    def no_link(*_):
        raise OSError(failing, "no links")

    monkeypatch.setattr(os, "link", no_link)
    writer = WriteOnce(tmp_path)
    assert writer.write([new_file(), new_file(content=b"other")]) == [True, False]
    assert (tmp_path / "s/2026-11-30/a").read_bytes() == b"content"
    assert list((tmp_path / INCOMING).iterdir()) == []


class FailingSync:
    """os.fsync that fails for folders or files."""

    def __init__(self, code: int, *, folders: bool) -> None:
        self._code = code
        self._folders = folders
        self._fsync = os.fsync

    def __call__(self, descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").resolve().is_dir() is self._folders:
            raise OSError(self._code, "planted")
        self._fsync(descriptor)


def test_a_disk_that_cannot_sync_folders_is_used(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", FailingSync(errno.EINVAL, folders=True))
    assert WriteOnce(tmp_path).write([new_file()]) == [True]


@pytest.mark.parametrize("folders", [True, False])
def test_what_is_not_durable_is_not_reported_as_kept(tmp_path, monkeypatch, folders):
    monkeypatch.setattr(os, "fsync", FailingSync(errno.EIO, folders=folders))
    writer = WriteOnce(tmp_path)
    (result,) = writer.write([new_file()])
    assert isinstance(result, OSError)
    assert list((tmp_path / INCOMING).iterdir()) == []


def test_one_file_that_fails_leaves_others_alone(tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s/2026-11-29").touch()
    wrong = NewFile(PurePosixPath("s/2026-11-29/a"), b"", 0)
    first, second = WriteOnce(tmp_path).write([wrong, new_file()])
    assert isinstance(first, OSError)
    assert second is True


def write_in_process(root: str, results) -> None:
    writer = WriteOnce(Path(root))
    results.put([writer.write([new_file(str(number), b"x" * 10_000)])[0] for number in range(100)])


def test_among_processes_each_file_is_new_once(tmp_path):
    context = get_context("spawn")
    results = context.SimpleQueue()
    processes = [context.Process(target=write_in_process, args=(str(tmp_path), results)) for _ in range(2)]
    for process in processes:
        process.start()
    found = [results.get() for _ in processes]
    for process in processes:
        process.join()
    assert [sum(each) for each in zip(*found, strict=True)] == [1] * 100
    assert {file.stat().st_size for file in tmp_path.glob("s/*/*")} == {10_000}


def test_what_a_killed_process_left_is_removed_when_it_is_old(tmp_path, monkeypatch):
    incoming = tmp_path / INCOMING
    incoming.mkdir()
    (incoming / "left").touch()
    WriteOnce(tmp_path)
    assert [file.name for file in incoming.iterdir()] == ["left"]
    later = time.time() + LEFT_OVER_SECONDS + 60
    monkeypatch.setattr(time, "time", lambda: later)
    WriteOnce(tmp_path)
    assert list(incoming.iterdir()) == []


async def kept(sink: FolderSink, *envelopes: Envelope) -> list[bool]:
    await sink.start()
    try:
        return await asyncio.gather(*(sink.store(each) for each in envelopes))
    finally:
        await sink.stop()


def test_envelopes_at_once_are_kept_once(tmp_path):
    envelopes = [envelope(b"%d" % (number % 50)) for number in range(200)]
    results = asyncio.run(kept(FolderSink(tmp_path), *envelopes))
    assert sum(results) == 50
    assert {each.body for each in stored(tmp_path)} == {each.body for each in envelopes}


def test_a_repeat_after_midnight_is_the_same_file(tmp_path):
    repeats = [envelope(at=AT), envelope(at=AT + timedelta(seconds=2)), envelope(at=AT + timedelta(days=2))]
    results = [asyncio.run(kept(FolderSink(tmp_path), each)) for each in repeats]
    assert results == [[True], [False], [True]]


def test_a_full_disk_is_reported_as_that(tmp_path, monkeypatch):
    def no_space(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    sink = FolderSink(tmp_path)
    monkeypatch.setattr(os, "write", no_space)
    with pytest.raises(SinkUnavailable, match="the disk is full"):
        asyncio.run(kept(sink, envelope()))
    assert sink.problem() == "the disk cannot be written"
    monkeypatch.undo()
    assert asyncio.run(kept(FolderSink(tmp_path), envelope())) == [True]


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match=r"events: found .*; expected a folder\. Fix:"):
        FolderSink(tmp_path / "file" / "events")


def test_a_writer_that_fails_answers_and_goes_on():
    failures = [ValueError("planted"), None]

    def write(files):
        if failure := failures.pop(0):
            raise failure
        return [True] * len(files)

    async def twice():
        commit = GroupCommit(write)
        await commit.start()
        with pytest.raises(OSError, match="ValueError"):
            await commit.put(new_file())
        assert await commit.put(new_file())
        await commit.stop()

    asyncio.run(twice())
