"""Killed at every point of a batch and anywhere else, again and again: nothing lost, nothing twice.

The same harness with a naive writer must show duplicates, else it proves nothing.
"""

import random
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.jobs.workspace import LocalWorkspace, assert_invariants_hold, landed_records, make_workspace, stored_records
from tests.verify.dying_runs import FILES, drain, land, run
from tests.verify.run_to_death import NAIVE_POINTS

pytestmark = pytest.mark.verify

TABLES = (
    "ingest_batches",
    "error_logs_parsed",
    "logs",
    "text_logs",
    "error_logs_rejected",
    "error_templates",
    "error_counts",
    "error_file_counts",
    "ingest_ledger",
)
POINTS = [f"before {TABLES[0]}", *(f"after {table}" for table in TABLES)]
"""Before the first write, between each two, and after the last, before the run ends."""
MESSAGES = sorted(f"refused {at}" for at in range(FILES))


def stored_messages(workspace: LocalWorkspace) -> list[str]:
    """The messages of the JSON records, sorted."""
    return sorted(row["message"] for row in workspace.rows("logs"))


def kill_everywhere(workspace: LocalWorkspace, seed: int, random_kills: int) -> Counter:
    """Kills one process after the other, at each point once and then anywhere; returns where they died.

    Every other seed is read with Spark, which takes seconds where this process takes moments.
    """
    rng = random.Random(seed)
    read_with, longest = ("spark", 20.0) if seed % 2 else ("python", 1.0)
    hit: Counter = Counter()
    for point in rng.sample(POINTS, len(POINTS)):
        ended = run(workspace, writer="faultbook", kill_at=point, read_with=read_with)
        assert ended.code == -signal.SIGKILL, f"{point}: ended with {ended.code}; are there files left to hit it?"
        hit[ended.passed[-1]] += 1
    for _ in range(random_kills):
        ended = run(workspace, writer="faultbook", seconds=rng.uniform(0.05, longest), read_with=read_with)
        last = ended.passed[-1] if ended.passed else "nothing"
        hit[f"at random, last passed: {last}"] += ended.code == -signal.SIGKILL
    drain(workspace, writer="faultbook")
    return hit


def kill_in_each(seeds: range, random_kills: int, empty_lakehouse, tmp_path) -> Counter:
    """Kills in one lakehouse per seed, two side by side, and checks each of them; returns where processes died."""
    workspaces = [land(make_workspace(tmp_path / str(seed), empty_lakehouse), seed=seed) for seed in seeds]
    with ThreadPoolExecutor(2) as side_by_side:
        hits = list(side_by_side.map(kill_everywhere, workspaces, seeds, [random_kills] * len(seeds)))
    hit = sum(hits, Counter())
    assert all(hit[point] >= len(seeds) for point in POINTS)
    for workspace in workspaces:
        assert stored_records(workspace) == landed_records(workspace)
        assert stored_messages(workspace) == MESSAGES
        assert sorted(row["message"] for row in workspace.rows("text_logs")) == MESSAGES
        assert_invariants_hold(workspace)
        assert {row["entry"] for row in workspace.rows("ingest_ledger")} == {"ingest", "left_out"}
    return hit


def listed(hit: Counter) -> str:
    return "\n  ".join(["killed:", *(f"{count:3} × {point}" for point, count in sorted(hit.items()))])


@pytest.mark.timeout(2_400)
def test_killed_at_every_point_nothing_is_lost_and_nothing_is_twice(empty_lakehouse, tmp_path, shown):
    hit = kill_in_each(range(2), 4, empty_lakehouse, tmp_path)
    shown(listed(hit))
    assert sum(hit.values()) >= 2 * len(POINTS) + 2


@pytest.mark.prove
@pytest.mark.timeout(7_200)
def test_many_kills_at_every_point_and_anywhere_lose_nothing(empty_lakehouse, tmp_path, shown):
    hit = kill_in_each(range(10, 18), 6, empty_lakehouse, tmp_path)
    shown(listed(hit))
    assert sum(hit.values()) >= 8 * len(POINTS) + 20


def test_the_same_kills_make_a_naive_writer_count_twice(empty_lakehouse, tmp_path, shown):
    landed = land(make_workspace(tmp_path, empty_lakehouse), seed=5)
    for point in NAIVE_POINTS[1:]:
        assert run(landed, writer="naive", kill_at=point).code == -signal.SIGKILL
    drain(landed, writer="naive")
    twice = stored_records(landed) - landed_records(landed)
    shown(f"naive writer: {sum(twice.values())} records stored twice")
    assert twice
