"""Rotated, growing, copied and overwritten files, run by run: every event is counted once."""

import bz2
import contextlib
import gzip
import os
import shutil
from collections import Counter

import pytest

from faultbook.errors import InvariantViolated
from faultbook.jobs import reconcile, reprocess
from faultbook.settings import Duplicates
from tests.jobs.workspace import assert_invariants_hold, run_ingest, run_job

TRACE = 'Traceback (most recent call last):\n  File "app.py", line 1, in f\n    g()\nValueError: no\n'


def event(number: int) -> str:
    return f"2026-02-03T10:{number // 60:02}:{number % 60:02}Z\tROT-1\tapp/r.py\tError\tevent {number}\n"


def events(*numbers: int) -> str:
    return "".join(map(event, numbers))


def stored(workspace) -> Counter:
    return Counter(int(text.split()[-1]) for text in workspace.table("error_logs_parsed")["message"].to_pylist())


def assert_each_once(workspace, *numbers: int) -> None:
    assert stored(workspace) == Counter(numbers)
    assert_invariants_hold(workspace)


def entries(workspace, source_file: str) -> list[str]:
    rows = [row for row in workspace.rows("ingest_ledger") if row["source_file"] == source_file]
    return [row["entry"] for row in sorted(rows, key=lambda row: row["batch_id"])]


def test_a_file_that_grows_is_read_from_where_it_ended(spark, workspace):
    path = workspace.land("a.log", events(0, 1))
    run_ingest(spark, workspace)
    path.write_text(events(0, 1, 2, 3))
    run_ingest(spark, workspace)
    run_ingest(spark, workspace)
    assert_each_once(workspace, 0, 1, 2, 3)
    assert entries(workspace, "a.log") == ["ingest", "ingest"]


@pytest.mark.parametrize("cut", [3, 20, 40, 62, 63, 64, 90, 130], ids="at byte {}".format)
def test_a_record_that_was_half_written_is_replaced_by_the_whole_one(spark, workspace, cut):
    whole = event(0) + TRACE + event(1)
    path = workspace.land("a.log", events(7) + whole[:cut])
    run_ingest(spark, workspace)
    path.write_text(events(7) + whole)
    run_ingest(spark, workspace)
    assert_each_once(workspace, 7, 0, 1)
    assert workspace.table("error_logs_rejected").num_rows == 0
    traced = [row["line_count"] for row in workspace.rows("error_logs_parsed") if row["message"] == "event 0"]
    assert traced == [5]
    assert all(
        row["occurrence_count"] > 0 for name in ("error_counts", "error_file_counts") for row in workspace.rows(name)
    )


def test_copytruncate_loses_nothing_and_doubles_nothing(spark, workspace):
    path = workspace.land("app.log", events(0, 1, 2))
    run_ingest(spark, workspace)
    path.write_text(events(0, 1, 2, 3))
    shutil.copyfile(path, workspace.landing / "app.log-20260203")
    path.write_text(events(4))
    run_ingest(spark, workspace)
    assert_each_once(workspace, 0, 1, 2, 3, 4)


@pytest.mark.parametrize("squeeze", [gzip.compress, bz2.compress, bytes], ids=["gz", "bz2", "plain"])
def test_a_renamed_or_compressed_file_is_not_read_again(spark, workspace, squeeze):
    path = workspace.land("app.log", events(0, 1, 2))
    run_ingest(spark, workspace)
    content = path.read_bytes() + event(3).encode()
    path.write_text(events(4, 5))
    workspace.land("app.log.1.gz", squeeze(content))
    run_ingest(spark, workspace)
    (workspace.landing / "app.log.1.gz").rename(workspace.landing / "app.log.2.gz")
    run_ingest(spark, workspace)
    assert_each_once(workspace, *range(6))
    assert entries(workspace, "app.log.2.gz") == ["duplicate"]


def test_copies_that_arrive_at_once_count_once(spark, workspace):
    for name, numbers in {
        "app.log.2": (0,),
        "app.log.1": (0, 1),
        "app.log": (0, 1, 2),
        "app.log.bak": (0, 1, 2),
    }.items():
        workspace.land(name, events(*numbers))
    run_ingest(spark, workspace)
    assert_each_once(workspace, 0, 1, 2)


def test_an_older_copy_that_arrives_late_counts_nothing(spark, workspace):
    workspace.land("app.log", events(0, 1, 2))
    run_ingest(spark, workspace)
    workspace.land("app.log.1", events(0, 1))
    run_ingest(spark, workspace)
    assert_each_once(workspace, 0, 1, 2)
    assert entries(workspace, "app.log.1") == ["duplicate"]


def test_equal_files_of_two_folders_are_both_counted_unless_the_landing_is_one(spark, workspace):
    for executor in (0, 1):
        workspace.land(f"executor-{executor}/stderr", events(0, 1))
    run_ingest(spark, workspace)
    assert stored(workspace) == Counter({0: 2, 1: 2})
    whole = workspace.with_settings(duplicates=Duplicates.LANDING)
    whole.land("executor-2/stderr", events(0, 1))
    run_ingest(spark, whole)
    assert stored(workspace) == Counter({0: 2, 1: 2})
    assert_invariants_hold(workspace)


def test_an_overwritten_file_is_a_new_file_even_where_it_begins_alike(spark, workspace):
    banner = "# " + "x" * 1_500 + "\n"
    path = workspace.land("app.log", banner + events(0, 1))
    run_ingest(spark, workspace)
    path.write_text(banner + events(2, 3, 4))
    run_ingest(spark, workspace)
    assert_each_once(workspace, 0, 1, 2, 3, 4)


def test_files_of_headers_alone_keep_apart_what_is_added_to_them(spark, workspace):
    for name in ("app.log", "app.log.1"):
        workspace.land(name, "# time\tcode\n")
    run_ingest(spark, workspace)
    workspace.land("app.log", "# time\tcode\n" + events(0))
    workspace.land("app.log.1", "# time\tcode\n" + events(1))
    run_ingest(spark, workspace)
    assert_each_once(workspace, 0, 1)


def test_a_touched_file_and_an_emptied_one_change_no_count(spark, workspace):
    path = workspace.land("app.log", events(0))
    run_ingest(spark, workspace)
    os.utime(path, (2_000_000_000, 2_000_000_000))
    run_ingest(spark, workspace)
    path.write_text("")
    run_ingest(spark, workspace)
    path.write_text(events(1))
    run_ingest(spark, workspace)
    assert_each_once(workspace, 0, 1)
    assert entries(workspace, "app.log") == ["ingest", "unchanged", "left_out", "ingest"]


def test_a_file_that_is_away_when_it_is_read_holds_up_no_other_and_is_read_once_it_is_back(spark, workspace):
    path, aside = workspace.land("app.log", events(0, 1)), workspace.root / "aside"
    workspace.land("other.log", events(2))

    def put_aside(point: str) -> None:
        if point == "after ingest_batches" and path.exists():
            path.rename(aside)

    run_ingest(spark, workspace, put_aside)
    assert_each_once(workspace, 2)
    aside.rename(path)  # as it was: neither its size nor its time tells
    run_ingest(spark, workspace)
    run_ingest(spark, workspace)
    assert_each_once(workspace, 0, 1, 2)
    assert entries(workspace, "app.log") == ["unreadable", "ingest"]


def test_whatever_lies_there_has_one_entry_with_its_reason(spark, workspace):
    workspace.land("app.log", events(0))
    workspace.land("APP.LOG", events(1))
    workspace.land("empty.log", "")
    workspace.land(".hidden", "x")
    workspace.land("_temporary/part", "x")
    workspace.land("picture.log", bytes(range(256)) * 20)
    (workspace.landing / "nowhere.log").symlink_to(workspace.landing / "missing")
    for _ in range(2):
        run_ingest(spark, workspace)
    found = {
        row["source_file"]: (row["entry"], (row["detail"] or "").partition(":")[0])
        for row in workspace.rows("ingest_ledger")
    }
    assert found == {
        "app.log": ("ingest", ""),
        "APP.LOG": ("ingest", ""),
        "empty.log": ("left_out", "empty"),
        ".hidden": ("left_out", "hidden"),
        "_temporary/": ("left_out", "hidden"),
        "picture.log": ("unreadable", "no text"),
        "nowhere.log": ("left_out", "not a regular file"),
    }
    assert workspace.table("ingest_ledger").num_rows == len(found)
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_reconcile_proves_lines_and_bytes_from_the_files(spark, workspace):
    path = workspace.land("app.log", events(0, 1) + event(2)[:30])
    workspace.land("other/app.log.gz", gzip.compress(events(5).encode()))
    run_ingest(spark, workspace)
    path.write_text(events(0, 1, 2) + TRACE)
    run_ingest(spark, workspace)
    run_job(spark, workspace, reconcile)
    checks = {row["check_name"]: row for row in workspace.rows("ingest_checks")}
    assert all(row["passed"] for row in checks.values())
    assert checks["landed_lines_add_up"]["expected"] == 8 + 7 * 0 + sum(
        len(text) for text in (events(0, 1, 2) + TRACE + events(5)).splitlines()
    )
    changed = path.read_text().replace("event 1", "event 9")
    before = path.stat()
    path.write_text(changed)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    run_job(spark, workspace, reconcile)
    failed = {(row["check_name"], row["subject"]) for row in workspace.rows("ingest_checks") if not row["passed"]}
    assert failed == {("landed_content_differs", "app.log")}


@pytest.mark.verify
def test_a_half_line_that_was_reprocessed_meanwhile_still_adds_up(spark, workspace):
    path = workspace.land("app.log", events(0) + event(1)[:21])
    run_ingest(spark, workspace)
    run_job(spark, workspace, reprocess)
    workspace.land("other.log", "just words\n")
    run_ingest(spark, workspace)
    spark.sql(
        f"DELETE FROM delta.`{workspace.settings.catalog}/{workspace.settings.raw_schema_name}/error_logs_rejected` "
        "WHERE source_file = 'app.log'"
    )
    path.write_text(events(0, 1))
    run_ingest(spark, workspace)
    with contextlib.suppress(InvariantViolated):
        run_job(spark, workspace, reconcile)
    checks = {row["check_name"]: row["passed"] for row in workspace.rows("ingest_checks")}
    assert checks["landed_lines_add_up"]
