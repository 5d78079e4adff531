"""The landing folder: what is listed, and what a stream of it returns."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.errors import MissingDependency, SettingError
from faultbook.sources.landing import (
    EMPTY,
    FIRST_ROOT,
    LandedFile,
    LandingRoot,
    braces_expanded,
    list_landing,
    stream_files,
    stream_options,
    streamed_files,
)

PATTERN = "*.{log,log.gz,tsv,tsv.gz}"


def test_a_workspace_finds_files_by_auto_loader_and_a_test_by_the_file_source():
    options = stream_options(in_workspace=True, max_files_per_batch=500)
    assert options == {
        "cloudFiles.format": "binaryFile",
        "cloudFiles.maxFilesPerTrigger": "500",
        "cloudFiles.allowOverwrites": "true",
        "recursiveFileLookup": "true",
    }
    local = stream_options(in_workspace=False, max_files_per_batch=500)
    assert not any(name.startswith("cloudFiles") for name in local)
    assert local["maxFileAge"] == "36500d"


def test_listing_finds_what_the_stream_would_read(spark, tmp_path):
    for name in (
        "a.log",
        "b.tsv.gz",
        "sub dir/c+ü%.log",
        "_hidden.log",
        ".hidden.log",
        "_dir/d.log",
        "e.log.bak",
        "f.txt",
        "_g=1.log",
        "_metadata of h.log",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n")
    root = LandingRoot(FIRST_ROOT, str(tmp_path))
    landed = list(list_landing(root, file_pattern=PATTERN))
    assert [file.source_file for file in landed if file.left_out is None] == [
        "_g=1.log",
        "a.log",
        "b.tsv.gz",
        "sub dir/c+ü%.log",
    ]
    assert {file.file_bytes for file in landed if file.left_out is None} == {2}
    assert {file.source_file: file.left_out.partition(":")[0] for file in landed if file.left_out} == {
        "_hidden.log": "hidden",
        ".hidden.log": "hidden",
        "_metadata of h.log": "hidden",
        "_dir/": "hidden",
        "e.log.bak": "its name does not match file_pattern (*.log,*.log.gz,*.tsv,*.tsv.gz)",
        "f.txt": "its name does not match file_pattern (*.log,*.log.gz,*.tsv,*.tsv.gz)",
    }
    options = stream_options(in_workspace=False, max_files_per_batch=10)
    read = spark.read.format("binaryFile").options(**options).load(str(tmp_path)).select("path").collect()
    listed = [file.source_file for file in landed if not (file.left_out or "").startswith("hidden")]
    assert sorted(root.name_of(row.path) for row in read) == sorted(listed)


@given(st.lists(st.sampled_from(["log", "tsv", "x"]), min_size=1, max_size=4, unique=True))
def test_braces_of_a_glob_are_its_alternatives(endings):
    assert braces_expanded(f"a*.{{{','.join(endings)}}}") == [f"a*.{ending}" for ending in endings]


def test_a_glob_without_its_closing_brace_is_named():
    with pytest.raises(SettingError, match="file_pattern"):
        braces_expanded("*.{log")


def test_a_folder_that_cannot_be_listed_is_named_not_taken_for_empty(tmp_path):
    with pytest.raises(MissingDependency, match="nowhere"):
        list(list_landing(LandingRoot(FIRST_ROOT, str(tmp_path / "nowhere")), file_pattern=PATTERN))


def test_what_cannot_be_read_or_named_does_not_stop_a_listing(tmp_path):
    (tmp_path / "a.log").write_text("x\n")
    (tmp_path / "nowhere.log").symlink_to(tmp_path / "gone")
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.log")
    Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9.log")).write_text("x\n")
    listed = list(list_landing(LandingRoot(FIRST_ROOT, str(tmp_path)), file_pattern="*"))
    assert [file.source_file for file in listed if file.left_out is None] == ["a.log"]
    assert {file.source_file for file in listed if file.left_out} == {
        "nowhere.log",
        "link/",
        "pipe.log",
        "caf\\xe9.log",
    }


@pytest.mark.parametrize("scheme", ["", "file:", "dbfs:"])
def test_a_path_leads_to_the_name_and_back(scheme):
    root = LandingRoot("nginx", "/Volumes/main/raw/landing")
    name = root.name_of(f"{scheme}/Volumes/main/raw/landing/a[1]*{{x}} b%20+ü.log")
    assert name == "//nginx/a[1]*{x} b%20+ü.log"
    assert root.file_of(name) == "/Volumes/main/raw/landing/a[1]*{x} b%20+ü.log"


def test_a_stream_returns_files_without_their_content(spark, tmp_path):
    (tmp_path / "a.log").write_text("x\n")
    stream = stream_files(
        spark,
        LandingRoot(FIRST_ROOT, str(tmp_path)),
        in_workspace=False,
        max_files_per_batch=10,
    )
    assert stream.isStreaming
    assert stream.columns == ["path", "file_bytes", "file_modified_micros"]


def test_a_file_that_a_stream_returns_twice_is_taken_as_it_was_last():
    root = LandingRoot("first", "/Volumes/a/b")
    found = [("dbfs:/Volumes/a/b/x.log", 5, 2), ("dbfs:/Volumes/a/b/y.log", 0, 1), ("dbfs:/Volumes/a/b/x.log", 3, 1)]
    assert streamed_files(root, found, file_pattern=PATTERN) == [
        LandedFile("x.log", 5, 2),
        LandedFile("y.log", 0, 1, EMPTY),
    ]
