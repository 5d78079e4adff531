"""Archives: every set of files comes out as it was; what was cut or damaged never comes out otherwise."""

import gzip
import io
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.archives import UnpackLimits, archive_kind, archive_of, member_name, unpack
from faultbook.formats.damage import DamagedFile
from tests.examples import examples
from tests.formats.archived.packers import KINDS, LIMITS, TARS, ZIPS, contents_of, left_out_of, named, tar_of, unpacked
from tests.formats.packing import PACKING, WITH_CHECKSUM

WORDS = st.text(st.sampled_from("abcdeü-. 日"), min_size=1, max_size=8).filter(lambda word: word[0] not in "._ -")
NAMES = st.lists(WORDS, min_size=1, max_size=3).map("/".join)
CONTENTS = st.binary(max_size=300).filter(lambda content: not content.startswith(b"PK"))
MEMBERS = st.dictionaries(NAMES, CONTENTS, max_size=4).map(lambda found: list(found.items()))
SAMPLE = [("app.log", b"2026-02-03 10:00:00 ERROR disk is full\n" * 30), ("folder/other.log", b"short"), ("none", b"")]
PACKED = {kind: pack(SAMPLE) for kind, pack in KINDS.items()}
CHECKED = {*ZIPS, *(f"tar in {kind}" for kind in WITH_CHECKSUM)}
"""Kinds of which any damage of the content shows."""


@pytest.mark.parametrize("kind", KINDS)
@examples(30)
@given(members=MEMBERS)
def test_every_set_of_files_comes_out_as_it_was(kind, members):
    packed = KINDS[kind](members)
    if members or kind in ZIPS:
        assert archive_kind(io.BytesIO(packed)) == ("zip" if kind in ZIPS else "tar")
        assert contents_of(packed) == members


@examples(100)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_an_archive_that_was_cut_is_damaged_or_whole(kind, data):
    packed = PACKED[kind]
    cut = packed[: data.draw(st.integers(0, len(packed)))]
    try:
        found = contents_of(cut)
    except DamagedFile:
        return
    assert found == SAMPLE


@examples(200)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_an_archive_with_a_wrong_bit_is_damaged_or_gives_what_was_in_it(kind, data):
    packed = bytearray(PACKED[kind])
    bit = data.draw(st.integers(0, 8 * len(packed) - 1))
    packed[bit // 8] ^= 1 << bit % 8
    try:
        found = contents_of(bytes(packed))
    except DamagedFile:
        return
    assert kind not in CHECKED or set(found) <= set(SAMPLE)


@examples(100)
@given(st.binary(max_size=600), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", PACKED["deflate"], PACKED["gnu"]]))
def test_arbitrary_bytes_are_an_archive_or_damaged(content, start):
    try:
        contents_of(start + content)
    except DamagedFile:
        return


def test_nothing_is_left_of_an_archive_that_is_damaged(tmp_path):
    whole = tar_of(named(["a.log", "b.log"]))
    with pytest.raises(DamagedFile, match=r"tar: the end of the archive is missing \(truncated\)"):
        unpack(io.BytesIO(whole[:2_048]), tmp_path, LIMITS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_members_have_numbers_for_names_and_the_time_of_the_archive(kind):
    with unpacked(KINDS[kind](named(["logs/b.log", "a.log"]))) as (members, folder):
        assert [(member.name, member.modified_micros) for member in members] == [
            ("logs/b.log", 1_770_112_800_000_000),
            ("a.log", 1_770_112_800_000_000),
        ]
        assert [member.path for member in members] == [folder / "0", folder / "1"]


@pytest.mark.parametrize("kind", ["deflate", "pax"])
def test_names_that_no_landed_file_has_are_left_out(kind):
    names = ["/etc/a", "../a", "a/../../b", "..\\a", "C:\\a", ".a", "a/_b", "__MACOSX/a", "a!/b", "./c//d", "e"]
    packed = KINDS[kind](named(names))
    assert left_out_of(packed) == {
        "/etc/a": "its name is no relative path",
        "../a": "its name leads out of the archive",
        "a/../../b": "its name leads out of the archive",
        "..\\a": "its name leads out of the archive",
        "C:\\a": "its name is no relative path",
        ".a": "it is hidden: its name or folder begins with . or _",
        "a/_b": "it is hidden: its name or folder begins with . or _",
        "__MACOSX/a": "it is hidden: its name or folder begins with . or _",
        "a!/b": "its name contains !/",
    }
    assert [name for name, _ in contents_of(packed)] == ["c/d", "e"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ["deflate", "pax"])
def test_of_two_members_of_one_name_the_first_is_read(kind):
    packed = KINDS[kind]([("a.log", b"one"), ("./a.log", b"two"), ("a.log", b"three")])
    assert contents_of(packed) == [("a.log", b"one")]
    with unpacked(packed) as (members, _):
        assert [member.left_out for member in members] == [None, *["an earlier member has the same name"] * 2]


@pytest.mark.parametrize("kind", ["stored", "pax"])
@pytest.mark.parametrize("inner", [*ZIPS, *TARS])
def test_an_archive_in_an_archive_is_not_opened(kind, inner):
    packed = KINDS[kind]([("inner", PACKED[inner]), ("a.log", b"one")])
    reason = "an archive inside an archive is not opened. Fix: land it by itself"
    assert left_out_of(packed) == {"inner": reason}
    with unpacked(packed) as (_, folder):
        assert [path.read_bytes() for path in folder.iterdir()] == [b"one"]


@pytest.mark.parametrize("packing", PACKING)
def test_a_compressed_member_stays_compressed(packing):
    member = PACKING[packing](b"a line\n" * 50)
    assert contents_of(tar_of([("app.log", member)])) == [("app.log", member)]


@pytest.mark.parametrize("kind", sorted({*ZIPS, "ustar", "gnu", "pax"}))
def test_members_beyond_the_limit_are_left_out_and_smaller_ones_are_read(kind):
    packed = KINDS[kind]([("a", b"x" * 600), ("b", b"x" * 500), ("c", b"x" * 400)])
    limits = UnpackLimits(most_bytes=1_000)
    assert [name for name, _ in contents_of(packed, limits)] == ["a", "c"]
    reason = "more than 1,000 bytes when decompressed (setting max_unpacked_bytes). "
    assert left_out_of(packed, limits) == {"b": reason + "Fix: land it in parts, or raise the setting"}


@pytest.mark.parametrize("packing", PACKING)
def test_a_compressed_tar_file_that_is_packed_too_well_ends_at_the_limit(packing, tmp_path):
    packed = tar_of([("a", b"short"), ("b", bytes(3_000_000))], pack=PACKING[packing])
    with pytest.raises(DamagedFile, match=f"tar: {packing}: more than 1,000,000 bytes when decompressed"):
        unpack(io.BytesIO(packed), tmp_path, UnpackLimits(most_bytes=1_000_000))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["deflate", "pax"])
def test_an_archive_of_too_many_entries_is_not_read(kind):
    packed = KINDS[kind](named(["a", "b", "c"]))
    assert len(contents_of(packed, UnpackLimits(1_000, most_members=3))) == 3
    with pytest.raises(DamagedFile, match="more than 2 entries; expected at most so many"):
        contents_of(packed, UnpackLimits(1_000, most_members=2))


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"text\n" * 100, gzip.compress(b"text\n", mtime=0), b"\x1f\x8b\x08broken", b"7z\xbc\xaf\x27\x1c"],
    ids=["empty", "two letters", "text", "gzip", "broken gzip", "7z"],
)
def test_other_files_are_no_archive_and_are_left_at_their_start(content, tmp_path):
    file = io.BytesIO(content)
    file.seek(0, os.SEEK_END)
    assert (archive_kind(file), file.tell()) == (None, 0)
    with pytest.raises(DamagedFile, match="found no archive, expected zip or tar"):
        unpack(file, tmp_path, LIMITS)


def test_a_file_that_is_in_the_way_is_kept():
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "1"
        other.write_bytes(b"other")
        with pytest.raises(FileExistsError):
            unpack(io.BytesIO(tar_of(named(["a", "b"]))), Path(folder), LIMITS)
        assert [path.read_bytes() for path in Path(folder).iterdir()] == [b"other"]


@given(NAMES, NAMES)
def test_the_archive_is_found_in_the_name_of_a_member(archive, member):
    name = member_name(archive, member)
    assert archive_of(name) == archive
    assert name == f"{archive}!/{member}"


def test_a_file_has_no_archive():
    assert archive_of("shop/app.zip") is None
    assert archive_of("wow!/app.zip!/app.log") == "wow!/app.zip"
