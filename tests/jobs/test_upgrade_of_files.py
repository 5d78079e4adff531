"""Files that an older version read, as they are when today's version begins: rotated, grown, overwritten, gone."""

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from faultbook.jobs import setup
from tests.jobs.workspace import LocalWorkspace, assert_invariants_hold, make_workspace, run_ingest, run_job
from tests.older_lakehouse import LAKEHOUSE, LANDING, SEVERITIES

pytestmark = pytest.mark.verify
NEW = "2026-11-30T10:00:00Z\tNEW-1\tapp/new.py\tError\tadded after the upgrade {}\n"


def opened(tmp_path: Path, lakehouse: Path, landing: Path) -> LocalWorkspace:
    """An older lakehouse with its landed files, their times as the ledger has them."""
    workspace = make_workspace(tmp_path, lakehouse, severities=SEVERITIES)
    shutil.copytree(landing, workspace.landing, dirs_exist_ok=True)
    for name, row in workspace.ledger().items():
        written: datetime = row["file_modified_at"]
        os.utime(workspace.landing / name, (written.timestamp(), written.timestamp()))
    return workspace


def upgrade(spark, workspace: LocalWorkspace) -> None:
    run_job(spark, workspace, setup)
    run_ingest(spark, workspace)


def new_messages(workspace: LocalWorkspace) -> list[str]:
    return sorted(row["message"] for row in workspace.rows("error_logs_parsed") if row["error_code"] == "NEW-1")


@pytest.fixture
def older(tmp_path, fixture_file) -> LocalWorkspace:
    fixture = fixture_file("contract-v1")
    return opened(tmp_path, fixture / "lakehouse", fixture / "landing")


def test_files_as_they_were_are_hashed_and_nothing_is_read_again(spark, older):
    before = older.total("ingest_ledger", "parsed")
    upgrade(spark, older)
    assert older.total("ingest_ledger", "parsed") == before
    known = older.ledger("known")
    assert {name: row["content_to"] for name, row in known.items()} == {"b.log": 175, "shop/a.log": 1282}
    with (older.landing / "b.log").open("a") as file:
        file.write(NEW.format(1))
    run_ingest(spark, older)
    assert new_messages(older) == ["added after the upgrade 1"]
    assert older.total("ingest_ledger", "parsed") == before + 1
    assert_invariants_hold(older)


@pytest.mark.parametrize("added", ["", NEW.format(1)], ids=["as it was", "grown"])
def test_a_file_that_was_rotated_meanwhile_is_known_by_size_and_first_record(spark, older, added):
    before = older.total("ingest_ledger", "parsed")
    rotated = older.landing / "shop" / "a.log.1"
    (older.landing / "shop" / "a.log").rename(rotated)
    with rotated.open("a") as file:
        file.write(added)
    older.land("shop/a.log", NEW.format(2))
    upgrade(spark, older)
    assert new_messages(older) == [f"added after the upgrade {number}" for number in ([1, 2] if added else [2])]
    assert older.total("ingest_ledger", "parsed") == before + 1 + bool(added)
    assert "by its size and first record" in older.ledger("known")["shop/a.log.1"]["detail"]
    assert_invariants_hold(older)


def test_a_compressed_file_that_was_renamed_is_known(spark, tmp_path):
    workspace = opened(tmp_path, LAKEHOUSE, LANDING)
    before = workspace.total("ingest_ledger", "parsed")
    for name in ("shop/second.log", "pay/second.jsonl"):
        (workspace.landing / f"{name}.gz").rename(workspace.landing / f"{name}.1.gz")
    upgrade(spark, workspace)
    assert workspace.total("ingest_ledger", "parsed") == before
    assert_invariants_hold(workspace)


def test_an_overwritten_file_is_read_as_a_new_one(spark, older):
    before = older.total("ingest_ledger", "parsed")
    older.land("shop/a.log", NEW.format(3) + "x" * 1_300)
    upgrade(spark, older)
    assert new_messages(older) == ["added after the upgrade 3"]
    assert older.total("ingest_ledger", "parsed") == before + 1
    assert_invariants_hold(older)
