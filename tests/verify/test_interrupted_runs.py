"""Runs side by side, an old checkpoint, a full disk: nothing lost, nothing twice."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.jobs.workspace import RECORD, assert_invariants_hold, landed_records, make_workspace, stored_records
from tests.verify.dying_runs import drain, land, run

pytestmark = pytest.mark.verify

LESS_THAN_A_BATCH = 60_000
"""Bytes: room for some of a batch's tables and not for all."""


@pytest.fixture
def landed(empty_lakehouse, tmp_path):
    return land(make_workspace(tmp_path, empty_lakehouse), seed=5)


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
    assert_invariants_hold(landed)


def test_an_old_checkpoint_put_back_counts_nothing_twice(landed):
    """Of a stream of files, as in a workspace; a folder is listed and has no checkpoint."""
    run(landed, writer="faultbook", kill_at="after ingest_batches", streamed=True)
    shutil.copytree(landed.root / "checkpoints", landed.root / "old")
    drain(landed, writer="faultbook", streamed=True)
    landed.land("later/one.log", RECORD.format(1) + "just words\n")
    drain(landed, writer="faultbook", streamed=True)
    shutil.rmtree(landed.root / "checkpoints")
    (landed.root / "old").rename(landed.root / "checkpoints")
    landed.land("later/two.log", "just words\n")
    drain(landed, writer="faultbook", streamed=True)
    assert stored_records(landed) == landed_records(landed)
    assert_invariants_hold(landed)
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
        assert {row["entry"] for row in landed.rows("ingest_ledger")} <= {"left_out"}
        resize(device, 200_000_000)
        drain(landed, writer="faultbook")
        assert stored_records(landed) == landed_records(landed)
        assert_invariants_hold(landed)
    finally:
        subprocess.run(["umount", "-l", str(device)], check=True)


def resize(device: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(device)], check=True)
