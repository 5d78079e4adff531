"""The landing folder: what is listed, how it is read, and which stream a checkpoint belongs to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.errors import MissingDependency, SettingError
from faultbook.sources.landing import (
    FIRST_ROOT,
    LandingRoot,
    braces_expanded,
    list_landing,
    read_lines,
    stream_format,
    stream_lines,
    stream_options,
)

PATTERN = "*.{log,log.gz,tsv,tsv.gz}"


def test_a_workspace_reads_by_auto_loader_and_a_laptop_by_the_file_source():
    assert (stream_format(in_workspace=True), stream_format(in_workspace=False)) == ("cloudFiles", "text")
    options = stream_options(in_workspace=True, file_pattern=PATTERN, max_files_per_batch=500)
    assert options == {
        "cloudFiles.format": "text",
        "cloudFiles.maxFilesPerTrigger": "500",
        "lineSep": "\n",
        "recursiveFileLookup": "true",
        "pathGlobFilter": PATTERN,
    }
    local = stream_options(in_workspace=False, file_pattern=PATTERN, max_files_per_batch=500)
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
    assert [
        file.source_file for file in list_landing(LandingRoot(FIRST_ROOT, str(tmp_path)), file_pattern=PATTERN)
    ] == [
        "_g=1.log",
        "a.log",
        "b.tsv.gz",
        "sub dir/c+ü%.log",
    ]
    assert {file.file_bytes for file in list_landing(LandingRoot(FIRST_ROOT, str(tmp_path)), file_pattern=PATTERN)} == {
        2
    }
    (tmp_path / "b.tsv.gz").unlink()  # it is none
    options = stream_options(in_workspace=False, file_pattern=PATTERN, max_files_per_batch=10)
    read = spark.read.format("text").options(**options).load(str(tmp_path)).select("_metadata.file_name").collect()
    assert sorted(row.file_name for row in read) == ["_g=1.log", "a.log", "c+ü%25.log"]


@given(st.lists(st.sampled_from(["log", "tsv", "x"]), min_size=1, max_size=4, unique=True))
def test_braces_of_a_glob_are_its_alternatives(endings):
    assert braces_expanded(f"a*.{{{','.join(endings)}}}") == [f"a*.{ending}" for ending in endings]


def test_a_glob_without_its_closing_brace_is_named():
    with pytest.raises(SettingError, match="file_pattern"):
        braces_expanded("*.{log")


def test_a_folder_that_cannot_be_listed_is_named_not_taken_for_empty(tmp_path):
    with pytest.raises(MissingDependency, match="nowhere"):
        list(list_landing(LandingRoot(FIRST_ROOT, str(tmp_path / "nowhere")), file_pattern=PATTERN))


def test_files_read_by_name_keep_odd_names_and_lone_carriage_returns(spark, tmp_path):
    for name in ("a[1]*{x}.log", "b c%20+ü.log"):
        (tmp_path / name).write_bytes(b"one\rtwo\r\nthree")
    found = (
        read_lines(spark, LandingRoot(FIRST_ROOT, str(tmp_path)), ["a[1]*{x}.log", "b c%20+ü.log"])
        .select("line", "file_bytes")
        .collect()
    )
    assert sorted(tuple(row) for row in found) == sorted([("one\rtwo\r", 14), ("three", 14)] * 2)


def test_a_stream_of_a_folder_has_the_columns_of_a_named_read(spark, tmp_path):
    (tmp_path / "a.log").write_text("x\n")
    stream = stream_lines(spark, str(tmp_path), in_workspace=False, file_pattern=PATTERN, max_files_per_batch=10)
    assert stream.isStreaming
    assert stream.schema == read_lines(spark, LandingRoot(FIRST_ROOT, str(tmp_path)), ["a.log"]).schema
