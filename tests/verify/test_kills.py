"""Killed at every point of a batch and anywhere else, again and again: nothing lost, nothing twice.

The same harness with a naive writer must show duplicates, else it proves nothing.
"""

import random
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.jobs.workspace import LocalWorkspace, assert_laws_hold, landed_records, make_workspace, stored_records
from tests.verify.dying_runs import FILES, drain, land, run
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
POINTS = [f"before {TABLES[0]}", *(f"after {table}" for table in TABLES)]
"""Before the first write, between each two, and after the last, before the stream commits its checkpoint."""
TIMES_EACH = 2
RANDOM_KILLS = 2
"""In each of the lakehouses."""
MESSAGES = sorted(f"refused {at}" for at in range(FILES))


def stored_messages(workspace: LocalWorkspace) -> list[str]:
    """The messages of the JSON records, sorted."""
    return sorted(row["message"] for row in workspace.rows("logs"))


def kill_everywhere(workspace: LocalWorkspace, seed: int) -> Counter:
    """One process after the other is killed, at each point once and then anywhere; says where they died."""
    rng = random.Random(seed)
    hit: Counter = Counter()
    for point in rng.sample(POINTS, len(POINTS)):
        ended = run(workspace, writer="faultbook", kill_at=point)
        assert ended.code == -signal.SIGKILL, f"{point}: ended with {ended.code}; are there files left to hit it?"
        hit[ended.passed[-1]] += 1
    for _ in range(RANDOM_KILLS):
        ended = run(workspace, writer="faultbook", seconds=rng.uniform(1, 20))
        last = ended.passed[-1] if ended.passed else "nothing"
        hit[f"at random, last passed: {last}"] += ended.code == -signal.SIGKILL
    drain(workspace, writer="faultbook")
    return hit


@pytest.mark.timeout(2_400)
def test_killed_at_every_point_nothing_is_lost_and_nothing_is_twice(empty_lakehouse, tmp_path, shown):
    houses = [land(make_workspace(tmp_path / str(seed), empty_lakehouse), seed=seed) for seed in range(TIMES_EACH)]
    with ThreadPoolExecutor(TIMES_EACH) as side_by_side:
        hit = sum(side_by_side.map(kill_everywhere, houses, range(TIMES_EACH)), Counter())
    shown("\n  ".join(["killed:", *(f"{count:3} × {point}" for point, count in sorted(hit.items()))]))
    assert all(hit[point] >= TIMES_EACH for point in POINTS)
    assert sum(hit.values()) >= 20
    for workspace in houses:
        assert stored_records(workspace) == landed_records(workspace)
        assert stored_messages(workspace) == MESSAGES
        assert_laws_hold(workspace)
        assert {row["entry"] for row in workspace.rows("ingest_ledger")} == {"ingest"}


def test_the_same_kills_make_a_naive_writer_count_twice(empty_lakehouse, tmp_path, shown):
    landed = land(make_workspace(tmp_path, empty_lakehouse), seed=5)
    for point in NAIVE_POINTS[1:]:
        assert run(landed, writer="naive", kill_at=point).code == -signal.SIGKILL
    drain(landed, writer="naive")
    twice = stored_records(landed) - landed_records(landed)
    shown(f"naive writer: {sum(twice.values())} records stored twice")
    assert twice
