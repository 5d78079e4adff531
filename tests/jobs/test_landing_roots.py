"""A lakehouse with several landing roots: equal names stay apart, the first root is as it always was."""

import shutil
from pathlib import Path

import pytest

from faultbook.errors import SettingError
from faultbook.jobs import patterns, reconcile, reprocess
from faultbook.jobs.ingestion import replay
from faultbook.jobs.ingestion.landing_roots import new_root_id
from tests.jobs.workspace import RECORD, LocalWorkspace, assert_invariants_hold, run_ingest, run_job


def with_landing(workspace: LocalWorkspace, name: str) -> LocalWorkspace:
    folder = workspace.root / name
    folder.mkdir(parents=True, exist_ok=True)
    return workspace.with_settings(landing=str(folder))


def names(workspace: LocalWorkspace, table: str) -> list[str]:
    return sorted(row["source_file"] for row in workspace.rows(table))


@pytest.mark.verify
def test_equal_names_of_two_roots_collide_nowhere(spark, workspace):
    second = with_landing(workspace, "web logs")
    workspace.land("shop/a.log", RECORD.format(1))
    second.land("shop/a.log", RECORD.format(1) + "not a record\n")
    run_ingest(spark, workspace)
    run_ingest(spark, second)
    run_ingest(spark, second)
    run_ingest(spark, workspace)
    run_job(spark, workspace, patterns)

    both = ["//web-logs/shop/a.log", "shop/a.log"]
    assert names(workspace, "ingest_ledger") == both
    assert {row["source_file"]: row["root_id"] for row in workspace.rows("ingest_ledger")} == {
        "shop/a.log": None,
        "//web-logs/shop/a.log": "web-logs",
    }
    assert names(workspace, "error_logs_parsed") == both
    assert names(workspace, "error_logs_rejected") == both[:1]
    assert [row["files"] for row in workspace.rows("ingest_batches")] in ([both[1:], both[:1]], [both[:1], both[1:]])
    records = workspace.rows("error_logs_parsed")
    assert len({row["event_id"] for row in records}) == 2
    assert {row["service"] for row in records} == {"shop"}
    assert len(workspace.rows("pattern_map")) == 1  # patterns do not depend on where a line landed
    assert [(row["root_id"], row["path"]) for row in workspace.rows("landing_roots")] in (
        roots := [("first", workspace.settings.landing), ("web-logs", second.settings.landing)],
        roots[::-1],
    )
    assert_invariants_hold(workspace)

    run_job(spark, workspace, reconcile)  # of both roots, whichever the setting names
    checks = workspace.rows("ingest_checks")
    assert {row["subject"] for row in checks if not row["passed"]} == set()
    (file,) = replay.run(spark, workspace.settings, 2)
    assert (file.source_file, file.agrees) == ("//web-logs/shop/a.log", True)

    shutil.rmtree(second.landing)
    run_job(spark, workspace, reconcile)
    failed = [row for row in workspace.rows("ingest_checks") if not row["passed"]]
    assert [(row["check_name"], row["subject"]) for row in failed] == [("landing_root_missing", str(second.landing))]
    assert "is gone" in str(replay.run(spark, workspace.settings, 2)[0].trouble)


@pytest.mark.verify
def test_cut_rejects_of_every_root_are_read_again_from_their_own_files(spark, workspace):
    short = {"reject_keep_bytes": 256, "max_line_bytes": 1_024}
    long = RECORD.format("9" * 2_000)
    first, second = (each.with_settings(**short) for each in (workspace, with_landing(workspace, "other")))
    first.land("a.log", long)
    second.land("a.log", long.replace("refused", "reset"))
    run_ingest(spark, first)
    run_ingest(spark, second)
    assert len(workspace.rows("error_logs_rejected")) == 2
    run_job(spark, workspace, reprocess)
    assert {row["source_file"]: row["message"].split()[1] for row in workspace.rows("error_logs_parsed")} == {
        "a.log": "refused",
        "//other/a.log": "reset",
    }
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_a_root_that_was_moved_is_the_same_root(spark, workspace):
    workspace.land("a.log", RECORD.format(1))
    run_ingest(spark, workspace)
    moved = workspace.root / "moved"
    shutil.move(workspace.landing, moved)
    there = workspace.with_settings(landing=str(moved))
    there.land("b.log", RECORD.format(2))
    run_ingest(spark, there)
    assert names(workspace, "ingest_ledger") == ["a.log", "b.log"]
    assert [row["path"] for row in workspace.rows("landing_roots")] == [str(moved)]


def test_a_root_that_was_moved_is_the_same_root_although_its_files_grow_and_rotate(spark, workspace):
    for name in ("a", "b", "c"):
        workspace.land(f"{name}.log", RECORD.format(name))
    run_ingest(spark, workspace)
    for name in ("a", "b"):
        workspace.land(f"{name}.log", RECORD.format(name) + RECORD.format(2))
    run_ingest(spark, workspace)
    moved = workspace.root / "moved"
    workspace.landing.rename(moved)
    there = workspace.with_settings(landing=str(moved))
    (moved / "a.log").rename(moved / "a.log.1")
    there.land("a.log", RECORD.format(3))
    run_ingest(spark, there)
    assert [row["path"] for row in workspace.rows("landing_roots")] == [str(moved)]
    assert workspace.records() == 6
    assert_invariants_hold(workspace)


@pytest.mark.verify
@pytest.mark.parametrize(("folder", "word"), [("landing/shop", "lies inside"), (".", "contains")])
def test_a_folder_inside_or_around_a_root_is_refused(spark, workspace, folder, word):
    workspace.land("shop/a.log", RECORD.format(1))
    run_ingest(spark, workspace)
    landing = Path(workspace.root / folder)
    other = workspace.with_settings(landing=str(landing), checkpoints=str(workspace.root.parent / "checkpoints"))
    with pytest.raises(SettingError, match=word):
        run_ingest(spark, other)
    assert len(workspace.rows("ingest_ledger")) == 1


def test_ids_of_roots_are_names_of_folders_and_never_the_same():
    assert new_root_id("/srv/web logs (old)", ()) == "web-logs-old"
    assert new_root_id("/srv/first", ()) == "first-2"
    assert new_root_id("/srv/web", ("web", "web-2")) == "web-3"
    assert new_root_id("/", ()) == "root"
