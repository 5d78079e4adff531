"""The command `watch`: which jobs run after which changes; and real changes of real folders."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faultbook.bundle.runner import Outcome, State
from faultbook.cli.watch import Watcher, _changes
from faultbook.errors import LeaseHeld

NOON = datetime(2026, 11, 30, 12, 10, tzinfo=UTC)


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def watcher(ran: list[str]) -> Watcher:
    def run(job: str) -> list[Outcome]:
        ran.append(job)
        return [Outcome(job, State.DONE, 0.5, 1)]

    return Watcher(Path("/logs"), Path("/events"), run, lambda _: None)


@pytest.mark.parametrize(
    ("changed", "jobs"),
    [
        ([], []),
        (["/logs/a/b.log"], ["ingest", "detect"]),
        (["/events/github/2026-11-30/x.json"], ["respond"]),
        (["/events/x.json", "/logs/b.log"], ["ingest", "detect", "respond"]),
        (["/elsewhere/x"], []),
    ],
)
def test_a_folder_with_news_runs_its_jobs(
    watcher: Watcher, ran: list[str], changed: list[str], jobs: list[str]
) -> None:
    assert watcher.turn(changed, NOON) == jobs == ran


def test_an_hour_that_closes_is_judged_once(watcher: Watcher) -> None:
    minutes = (0, 49, 51, 52)
    assert [watcher.turn([], NOON + timedelta(minutes=each)) for each in minutes] == [[], [], ["detect"], []]


def test_a_job_that_fails_is_named_stops_no_other_and_runs_again(ran: list[str]) -> None:
    reported: list[str] = []

    def run(job: str) -> list[Outcome]:
        ran.append(job)
        if len(ran) == 1:
            raise LeaseHeld("another run is writing")
        failure = ValueError("no disk") if len(ran) == 2 else None
        return [Outcome(job, State.FAILED if failure else State.DONE, 0.5, 1, failure)]

    watcher = Watcher(Path("/logs"), Path("/events"), run, reported.append)
    assert watcher.turn(["/logs/a"], NOON) == ["ingest", "detect"]
    assert reported == ["ingest: another run is writing", "detect, task detect: no disk"]
    assert watcher.turn([], NOON + timedelta(seconds=30)) == []
    assert watcher.turn([], NOON + timedelta(seconds=61)) == ["ingest", "detect"]
    assert watcher.turn([], NOON + timedelta(seconds=200)) == []


def test_a_new_file_is_heard_of(tmp_path: Path) -> None:
    found = _changes([tmp_path], poll=False)
    assert next(found) == {str(tmp_path / "*")}
    file = tmp_path / "new.log"
    timer = threading.Timer(0.3, file.write_text, ["a line"])
    timer.start()
    seen = next(changed for changed in found if changed)
    timer.join()
    assert seen == {str(file)}


def test_a_file_that_comes_while_the_first_jobs_run_is_not_missed(tmp_path: Path) -> None:
    found = _changes([tmp_path], poll=False)
    next(found)
    file = tmp_path / "day" / "new.log"
    file.parent.mkdir()
    file.write_text("a line")
    seen = [next(found) for _ in range(3)]
    assert any(Path(path).is_relative_to(file.parent) for changed in seen for path in changed)
