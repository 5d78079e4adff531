"""Killed at every point of a batch and anywhere else, again and again: nothing lost, nothing twice.

The same harness with a naive writer must show duplicates, else it proves nothing.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from faultbook import loggen
from tests.jobs.house import (
    RECORD,
    House,
    assert_laws_hold,
    build_house,
    landed_files,
    landed_records,
    make_tables,
    stored_records,
)
from tests.verify.run_to_death import NAIVE_POINTS

pytestmark = pytest.mark.verify

TABLES = (
    "ingest_batches",
    "error_logs_parsed",
    "logs",
    "error_logs_rejected",
    "error_templates",
    "error_counts",
    "error_file_counts",
    "ingest_ledger",
)
POINTS = [f"{when} {table}" for table in TABLES for when in ("before", "after")]
"""`after ingest_ledger` is the last point before the stream commits its checkpoint."""
TIMES_EACH = 2
RANDOM_KILLS = 1
"""In each of the lakehouses."""
JSON_LINE = '{{"ts": "2026-01-31T20:26:10Z", "level": "error", "msg": "refused {}"}}\n'
FIRST_LANDED = 1_770_000_000
LESS_THAN_A_BATCH = 60_000
"""Bytes: room for some of a batch's tables and not for all."""


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, the points it passed, and the error it told of (else empty)."""

    code: int
    passed: list[str]
    refused: str


def run(
    house: House, *, writer: str, kill_at: str | None = None, seconds: float | None = None, files_per_batch: int = 2
) -> Ended:
    """One process, its own group, so that its JVM dies with it."""
    order = {"root": str(house.root), "writer": writer, "kill_at": kill_at, "files_per_batch": files_per_batch}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.verify.run_to_death", json.dumps(order)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
    points = [line.removeprefix("point ") for line in output.splitlines() if line.startswith("point ")]
    refused = [line.removeprefix("refused ") for line in output.splitlines() if line.startswith("refused ")]
    return Ended(process.returncode, points, "\n".join(refused))


def drain(house: House, *, writer: str) -> None:
    ended = run(house, writer=writer, files_per_batch=40)
    assert ended.code == 0, ended.refused


def land(house: House, *, seed: int) -> House:
    """Files of both formats in turn, each with rejects: every batch passes every point."""
    loggen.write(house.landing, loggen.Options(files=40, records=800, seed=seed))
    for at, path in enumerate(sorted(landed_files(house).values())):
        path.write_bytes(path.read_bytes() + b"just words\n\tat Foo.bar\n")
        of_json = path.with_name(f"{at}.jsonl")
        of_json.write_text(JSON_LINE.format(at) + "no json\n")
        for each in (path, of_json):  # the stream takes the oldest first
            os.utime(each, (FIRST_LANDED + at, FIRST_LANDED + at))
    return house


def stored_messages(house: House) -> list[str]:
    """The messages of the JSON records, sorted."""
    return sorted(row["message"] for row in house.rows("logs"))


MESSAGES = sorted(f"refused {at}" for at in range(40))


@pytest.fixture(scope="module")
def empty(spark, tmp_path_factory):
    return make_tables(spark, tmp_path_factory.mktemp("empty"))


@pytest.fixture
def landed(empty, tmp_path):
    return land(build_house(tmp_path, empty), seed=5)


def kill_everywhere(house: House, seed: int) -> Counter:
    """One process after the other is killed, at each point once and then anywhere; says where they died."""
    rng = random.Random(seed)
    hit: Counter = Counter()
    for point in rng.sample(POINTS, len(POINTS)):
        ended = run(house, writer="faultbook", kill_at=point)
        assert ended.code == -signal.SIGKILL, f"{point}: ended with {ended.code}; are there files left to hit it?"
        hit[ended.passed[-1]] += 1
    for _ in range(RANDOM_KILLS):
        ended = run(house, writer="faultbook", seconds=rng.uniform(12, 30))
        last = ended.passed[-1] if ended.passed else "nothing"
        hit[f"at random, last passed: {last}"] += ended.code == -signal.SIGKILL
    drain(house, writer="faultbook")
    return hit


@pytest.mark.timeout(2_400)
def test_killed_at_every_point_nothing_is_lost_and_nothing_is_twice(empty, tmp_path, shown):
    houses = [land(build_house(tmp_path / str(seed), empty), seed=seed) for seed in range(TIMES_EACH)]
    with ThreadPoolExecutor(TIMES_EACH) as side_by_side:
        hit = sum(side_by_side.map(kill_everywhere, houses, range(TIMES_EACH)), Counter())
    shown("\n  ".join(["killed:", *(f"{count:3} × {point}" for point, count in sorted(hit.items()))]))
    assert all(hit[point] >= TIMES_EACH for point in POINTS)
    assert sum(hit.values()) >= 20
    for house in houses:
        assert stored_records(house) == landed_records(house)
        assert stored_messages(house) == MESSAGES
        assert_laws_hold(house)
        assert {row["entry"] for row in house.rows("ingest_ledger")} == {"ingest"}


def test_the_same_kills_make_a_naive_writer_count_twice(landed, shown):
    for point in NAIVE_POINTS[1:]:
        assert run(landed, writer="naive", kill_at=point).code == -signal.SIGKILL
    drain(landed, writer="naive")
    twice = stored_records(landed) - landed_records(landed)
    shown(f"naive writer: {sum(twice.values())} records stored twice")
    assert twice


def test_two_runs_at_once_do_not_both_write(landed):
    order = json.dumps({"root": str(landed.root), "writer": "faultbook", "files_per_batch": 100})
    command = [sys.executable, "-m", "tests.verify.run_to_death", order]
    runs = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=Path(__file__).parents[2]
        )
        for _ in range(2)
    ]
    outputs = [run.communicate()[0] for run in runs]
    codes = sorted(run.returncode for run in runs)
    if codes != [0, 0]:  # both may have had their turn, one after the other
        assert codes == [0, 1]
        assert any("refused LeaseHeld: " in output and "is writing to" in output for output in outputs)
    drain(landed, writer="faultbook")
    assert stored_records(landed) == landed_records(landed)
    assert_laws_hold(landed)


def test_an_old_checkpoint_put_back_counts_nothing_twice(landed):
    run(landed, writer="faultbook", kill_at="after ingest_batches")
    shutil.copytree(landed.root / "checkpoints", landed.root / "old")
    drain(landed, writer="faultbook")
    landed.land("later/one.log", RECORD.format(1) + "just words\n")
    drain(landed, writer="faultbook")
    shutil.rmtree(landed.root / "checkpoints")
    (landed.root / "old").rename(landed.root / "checkpoints")
    landed.land("later/two.log", "just words\n")
    drain(landed, writer="faultbook")
    assert stored_records(landed) == landed_records(landed)
    assert_laws_hold(landed)
    assert len(landed.ledger()) == len(landed.rows("ingest_ledger"))


def test_a_full_disk_stops_a_batch_and_nothing_of_it_counts(landed):
    lakehouse, device = landed.root / "lakehouse", landed.root / "disk"
    device.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(device)], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("cannot mount a small disk here (needs root)")
    try:
        shutil.copytree(lakehouse, device / "lakehouse")
        shutil.rmtree(lakehouse)
        lakehouse.symlink_to(device / "lakehouse")
        resize(device, shutil.disk_usage(device).used + LESS_THAN_A_BATCH)
        ended = run(landed, writer="faultbook", files_per_batch=100)
        assert ended.code == 1
        assert "No space left on device" in ended.refused
        assert "before ingest_batches" in ended.passed
        assert not landed.rows("ingest_ledger")
        resize(device, 200_000_000)
        drain(landed, writer="faultbook")
        assert stored_records(landed) == landed_records(landed)
        assert_laws_hold(landed)
    finally:
        subprocess.run(["umount", "-l", str(device)], check=True)


def resize(device: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(device)], check=True)
