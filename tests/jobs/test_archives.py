"""Archives and compressed files that land: members are files of their own, nothing damaged holds up the rest."""

import gzip
import io
import tarfile
import zipfile
from collections import Counter

import pyarrow as pa
import pytest

from tests.jobs.test_rotation import entries, event, events, stored
from tests.jobs.workspace import assert_invariants_hold, run_ingest


def zipped(**members: str | bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


def tarred(mode: str = "w:gz", **members: str) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=mode) as archive:
        for name, text in members.items():
            entry = tarfile.TarInfo(name.replace("__", "/"))
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return content.getvalue()


def squeezed(kind: str, text: str) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, kind) as stream:
        stream.write(text.encode())
    return sink.getvalue().to_pybytes()


def test_members_are_files_of_their_own_and_are_read_once(spark, workspace):
    workspace.land("shop/logs.zip", zipped(a=events(0, 1), inner__b=events(2), empty=""))
    workspace.land("shop/logs.tar.gz", tarred(c=events(3, 4), inner__d=events(5)))
    for _ in range(2):
        run_ingest(spark, workspace)
    assert stored(workspace) == Counter(range(6))
    assert set(workspace.ledger()) == {
        "shop/logs.zip!/a", "shop/logs.zip!/inner/b", "shop/logs.tar.gz!/c", "shop/logs.tar.gz!/inner/d",
    }  # fmt: skip
    assert workspace.ledger("archive")["shop/logs.zip"]["detail"] == "an archive of 3 files, of which 1 are left out"
    assert workspace.table("ingest_ledger").num_rows == 7
    assert not list(workspace.root.rglob("unpacked"))
    assert_invariants_hold(workspace)


def test_an_archive_that_is_gone_when_it_is_unpacked_holds_up_no_other(spark, workspace):
    workspace.land("app.log", events(0))
    gone = workspace.land("gone.zip", zipped(a=events(1)))
    workspace.land("stays.zip", zipped(b=events(2)))

    def remove(point: str) -> None:
        if point == "after ingest_batches":
            gone.unlink(missing_ok=True)

    run_ingest(spark, workspace, remove)
    assert stored(workspace) == Counter([0, 2])
    assert workspace.ledger("unreadable")["gone.zip"]["detail"] == "cannot be opened: No such file or directory"
    assert_invariants_hold(workspace)


def test_a_log_that_is_rotated_into_an_archive_is_not_counted_again(spark, workspace):
    workspace.land("app.log", events(0, 1))
    run_ingest(spark, workspace)
    workspace.land("app.log.1.zip", zipped(**{"app.log": events(0, 1, 2)}))
    workspace.land("app.log", events(3))
    run_ingest(spark, workspace)
    assert stored(workspace) == Counter(range(4))
    assert_invariants_hold(workspace)


def test_an_archive_that_grows_gives_what_is_new_of_it(spark, workspace):
    workspace.land("logs.zip", zipped(a=events(0)))
    run_ingest(spark, workspace)
    workspace.land("logs.zip", zipped(a=events(0, 1), b=events(2)))
    run_ingest(spark, workspace)
    assert stored(workspace) == Counter(range(3))


@pytest.mark.parametrize("kind", ["zstd", "lz4", "gzip", "bz2"])
def test_compressed_files_are_read(spark, workspace, kind):
    workspace.land("app.log.zz", squeezed(kind, events(0, 1)))
    run_ingest(spark, workspace)
    assert stored(workspace) == Counter(range(2))
    assert_invariants_hold(workspace)


def test_damaged_nested_and_huge_archives_have_an_entry_and_hold_up_nobody(spark, workspace):
    small = workspace.with_settings(max_unpacked_bytes=100_000)
    workspace.land("good.log", events(0))
    workspace.land("cut.zip", zipped(a=events(1) * 50)[:80])
    workspace.land("cut.tar.gz", tarred(a=events(1) * 50)[:60])
    workspace.land("nested.zip", zipped(**{"inner.zip": zipped(a=events(2)), "b": events(3)}))
    workspace.land("bomb.log.gz", gzip.compress(bytes(10_000_000)))
    workspace.land("bomb.zip", zipped(a=bytes(10_000_000)))
    workspace.land("bomb.tar.gz", tarred(a="0" * 10_000_000))
    for _ in range(2):
        run_ingest(spark, small)
    assert stored(workspace) == Counter((0, 3))
    unreadable = {name: row["detail"] for name, row in workspace.ledger("unreadable").items()}
    left_out = {name: row["detail"] for name, row in workspace.ledger("left_out").items()}
    assert set(unreadable) >= {"cut.zip", "cut.tar.gz", "bomb.log.gz"}
    assert "max_unpacked_bytes" in unreadable["bomb.log.gz"]
    assert "inside an archive" in left_out["nested.zip!/inner.zip"]
    assert {name.partition("!")[0] for name in unreadable | left_out} == {
        "cut.zip", "cut.tar.gz", "nested.zip", "bomb.log.gz", "bomb.zip", "bomb.tar.gz",
    }  # fmt: skip
    assert workspace.table("ingest_ledger").num_rows == len(unreadable) + len(left_out) + len(workspace.ledger()) + len(
        workspace.ledger("archive")
    )
    assert_invariants_hold(workspace)


def test_a_run_that_dies_between_members_and_archive_counts_them_once(spark, workspace):
    workspace.land("logs.zip", zipped(a=events(0), b=event(1)))
    seen = []

    class Killed(Exception):
        """Stands for a kill."""

    def die(point):
        seen.append(point)
        if seen.count("after ingest_ledger") == 1:
            raise Killed

    with pytest.raises(Exception, match=r"Killed|could not be stored"):
        run_ingest(spark, workspace, die)
    run_ingest(spark, workspace)
    assert stored(workspace) == Counter(range(2))
    assert entries(workspace, "logs.zip") == ["archive"]
