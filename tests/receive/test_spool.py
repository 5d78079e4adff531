"""The spool: durable before the answer, emptied in order, nothing lost and nothing twice, whatever fails in between."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from threading import Lock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.events.envelope import Envelope
from faultbook.receive.sinks import spool as spool_module
from faultbook.receive.sinks.sink import SinkUnavailable
from faultbook.receive.sinks.spool import AT_ONCE, Spool, files_of, remove_empty_days
from faultbook.receive.sinks.workspace import UploadFailed
from tests.examples import examples
from tests.receive.served import BEARER, JSON, TOKEN, running, stored
from tests.receive.workspace_stand_in import WorkspaceStandIn

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
ROOT = "/Volumes/main/faultbook/events"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(spool_module, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(spool_module, "LONGEST_PAUSE", 0.05)


def envelope(number: int, source: str = "github") -> Envelope:
    return Envelope(source=source, received_at=AT + timedelta(milliseconds=number), body=b"%d" % number)


class Volume:
    """Files in the order of their creation; `plan` is what each upload does: work, fail, or fail after it worked."""

    def __init__(self, *plan: str) -> None:
        self.files: dict[PurePosixPath, bytes] = {}
        self.begun: list[PurePosixPath] = []
        self.plan = list(plan)
        self.lock = Lock()

    def __call__(self, path: PurePosixPath, content: bytes) -> bool:
        with self.lock:
            self.begun.append(path)
            step = self.plan.pop(0) if self.plan else "work"
            is_new = path not in self.files
            if step != "fail":
                self.files.setdefault(path, content)
            if step != "work":
                raise UploadFailed("status 503", 0)
            return is_new


def make_spool(root: Path, volume: Volume, *, most_bytes: int = 10_000_000, drain_seconds: float = 30.0) -> Spool:
    return Spool(root, volume, most_bytes=most_bytes, drain_seconds=drain_seconds)


async def sent(spool: Spool, *envelopes: Envelope) -> list[bool]:
    await spool.start()
    try:
        return [await spool.store(each) for each in envelopes]
    finally:
        await spool.stop()


def test_what_is_stored_is_uploaded_and_removed(tmp_path):
    volume = Volume()
    spool = make_spool(tmp_path, volume)
    envelopes = [envelope(number) for number in range(20)]
    assert asyncio.run(sent(spool, *envelopes)) == [True] * 20
    assert volume.files == {each.path: each.to_line() for each in envelopes}
    assert list(files_of(tmp_path)) == []
    gauges = spool.gauges()
    assert (gauges["spool_files"], gauges["spool_bytes"], gauges["spool_uploaded"]) == (0, 0, 20)


def test_what_an_earlier_process_left_is_uploaded_in_order_of_arrival(tmp_path):
    down = Volume(*["fail"] * 10_000)
    left = [envelope(number, f"webhook-{number % 3}") for number in (5, 3, 9, 1, 7, 2, 8, 4, 6, 0)]
    asyncio.run(sent(make_spool(tmp_path, down, drain_seconds=0), *left))
    assert {each.body for each in stored(tmp_path)} == {each.body for each in left}
    volume = Volume()
    spool = make_spool(tmp_path, volume)
    assert spool.gauges()["spool_files"] == 10
    assert spool.gauges()["spool_oldest_seconds"] > 0
    asyncio.run(sent(spool))
    expected = [each.path for each in sorted(left, key=lambda each: each.received_at)]
    assert sorted(volume.begun[:AT_ONCE]) == sorted(expected[:AT_ONCE])
    assert sorted(volume.begun[AT_ONCE:]) == sorted(expected[AT_ONCE:])


def test_nothing_that_arrived_later_begins_while_an_upload_fails(tmp_path):
    asyncio.run(sent(make_spool(tmp_path, Volume(*["fail"] * 10_000), drain_seconds=0), *map(envelope, range(30))))
    volume = Volume(*["fail"] * (3 * AT_ONCE))
    asyncio.run(sent(make_spool(tmp_path, volume)))
    first = {envelope(number).path for number in range(AT_ONCE)}
    assert set(volume.begun[: 3 * AT_ONCE]) == first
    assert len(volume.files) == 30


@examples(30)
@given(st.lists(st.sampled_from(["work", "fail", "worked and failed"]), max_size=30), st.integers(0, 25))
def test_nothing_is_lost_and_nothing_twice_whatever_fails(tmp_path_factory, plan, count):
    root = tmp_path_factory.mktemp("spool")
    volume = Volume(*plan)
    envelopes = [envelope(number) for number in range(count)]
    asyncio.run(sent(make_spool(root, volume), *envelopes, *envelopes[:5]))
    assert volume.files == {each.path: each.to_line() for each in envelopes}
    assert list(files_of(root)) == []


def test_a_full_spool_refuses_and_takes_again_when_it_is_emptied(tmp_path):
    async def filled() -> None:
        volume = Volume(*["fail"] * 3)
        spool = make_spool(tmp_path, volume, most_bytes=len(envelope(0).to_line()) + 10)
        await spool.start()
        assert await spool.store(envelope(0))
        assert spool.problem() == "the spool is full"
        with pytest.raises(SinkUnavailable, match="the spool is full"):
            await spool.store(envelope(1))
        assert stored(tmp_path) in ([], [envelope(0)])
        while not volume.files:
            await asyncio.sleep(0.01)
        while spool.gauges()["spool_files"]:
            await asyncio.sleep(0.01)
        assert await spool.store(envelope(1))
        await spool.stop()
        assert len(volume.files) == 2

    asyncio.run(filled())


def test_a_repeat_counts_once(tmp_path):
    async def repeated() -> None:
        spool = make_spool(tmp_path, Volume(*["fail"] * 10_000), drain_seconds=0)
        await spool.start()
        assert [await spool.store(envelope(1)) for _ in range(3)] == [True, False, False]
        assert spool.gauges()["spool_files"] == 1
        assert spool.gauges()["spool_bytes"] == len(envelope(1).to_line())
        await spool.stop()

    asyncio.run(repeated())


def test_empty_folders_of_old_days_are_removed(tmp_path):
    today = datetime.now(UTC).date()
    for day in (today, today - timedelta(days=1), today - timedelta(days=2), today - timedelta(days=3)):
        (tmp_path / "github" / day.isoformat()).mkdir(parents=True)
    (tmp_path / "github" / (today - timedelta(days=3)).isoformat() / "a.json").touch()
    remove_empty_days(tmp_path)
    left = {folder.name for folder in (tmp_path / "github").iterdir()}
    assert left == {(today - timedelta(days=each)).isoformat() for each in (0, 1, 3)}


def test_a_receiver_answers_while_the_volume_is_down_and_uploads_later(tmp_path):
    with WorkspaceStandIn().served() as workspace:
        down = True
        workspace.answer = lambda *_: (503, '{"message": "planted vendor text"}', {}) if down else None
        environment = {"DATABRICKS_HOST": workspace.address, "DATABRICKS_TOKEN": "token-0"}
        options = ("--events", ROOT, "--spool", str(tmp_path / "spool"))
        with running(tmp_path, *options, environment=environment) as receiver:
            for number in range(10):
                assert receiver.post("/alertmanager", b'{"n": %d}' % number, {**JSON, **BEARER}).status == 202
            assert workspace.files == {}
            receiver.kill()
        assert len(stored(tmp_path / "spool")) == 10
        down = False
        with running(tmp_path, *options, environment=environment) as receiver:
            printed = receiver.stop()
        assert len(workspace.files) == 10
        assert stored(tmp_path / "spool") == []
        assert "planted" not in printed
        assert TOKEN not in printed
