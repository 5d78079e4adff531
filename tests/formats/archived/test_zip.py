"""Zip files as their writers make them, and as somebody who means harm does."""

import io
import struct
import zipfile
from dataclasses import replace

import pytest

from faultbook.formats.archives import UnpackLimits
from faultbook.formats.damage import DamagedFile
from tests.formats.archived.packers import LIMITS, contents_of, left_out_of, named, unpacked, zip_of

IN_HEADER = {"flags": 6, "method": 8, "name": 30}
IN_DIRECTORY = {"flags": 8, "method": 10, "checksum": 16, "packed": 20, "size": 24, "attributes": 38, "place": 42}


def changed(packed: bytes, values: dict[str, bytes], *, only_directory: bool = False) -> bytes:
    """A zip of one member with other values in its header and its directory."""
    found = bytearray(packed)
    directory = found.index(b"PK\x01\x02")
    for name, value in values.items():
        places = [directory + IN_DIRECTORY[name]]
        if name in IN_HEADER and not only_directory:
            places.append(IN_HEADER[name])
        for place in places:
            found[place : place + len(value)] = value
    return bytes(found)


def entry_of(name: str, **values: object) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2026, 2, 3, 10, 0, 0))
    for key, value in values.items():
        setattr(info, key, value)
    return info


def zip_with(*entries: zipfile.ZipInfo) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for entry in entries:
            archive.writestr(entry, b"" if entry.filename in {"folder/", "device"} else b"a line\n")
    return made.getvalue()


ONE = zip_of([("app.log", b"a line\n" * 20)])


@pytest.mark.parametrize("flags", [0x0001, 0x0041, 0x2001])
def test_an_encrypted_member_is_left_out(flags):
    packed = changed(ONE, {"flags": struct.pack("<H", flags)})
    assert left_out_of(packed) == {"app.log": "it is encrypted"}
    # Each of two: the others are read.
    two = bytearray(zip_of(named(["a.log", "b.log"])))
    two[IN_HEADER["flags"]] |= 1
    two[two.index(b"PK\x01\x02") + IN_DIRECTORY["flags"]] |= 1
    assert contents_of(bytes(two)) == named(["b.log"])


@pytest.mark.parametrize(("method", "name"), [(9, "deflate64"), (93, "zstd"), (77, "unknown")])
def test_a_compression_that_is_not_read_is_named(method, name):
    packed = changed(ONE, {"method": struct.pack("<H", method)})
    reason = f"its compression is {method} ({name}), which is not read; expected deflate, bzip2 or lzma"
    assert left_out_of(packed) == {"app.log": reason}


def test_links_and_devices_are_left_out_and_folders_are_none():
    entries = [
        entry_of("folder/"),
        entry_of("link", external_attr=0o120777 << 16),
        entry_of("device", external_attr=0o020644 << 16),
        entry_of("read from a pipe", external_attr=0o010644 << 16),
        entry_of("a.log", external_attr=0o100644 << 16),
        entry_of("no mode", external_attr=0),
        entry_of("of Windows", external_attr=0o120777 << 16, create_system=0),
    ]
    packed = zip_with(*entries)
    assert left_out_of(packed) == {"link": "it is a link", "device": "it is a device or a pipe"}
    assert [name for name, _ in contents_of(packed)] == ["read from a pipe", "a.log", "no mode", "of Windows"]


def test_names_are_utf_8_or_of_the_code_page_that_zip_has():
    of_zip = zip_of([("\u00fcber.log", b"x")])
    plain = changed(of_zip, {"flags": bytes(2)})
    assert [name for name, _ in contents_of(of_zip)] == [name for name, _ in contents_of(plain)] == ["\u00fcber.log"]
    old = zip_of([("aber.log", b"x")]).replace(b"aber.log", b"\x81ber.log")
    assert [name for name, _ in contents_of(old)] == ["\u00fcber.log"]
    broken = of_zip.replace("\u00fc".encode(), b"\xff\xfe")
    assert left_out_of(broken) == {"\\xff\\xfeber.log": "its name is not UTF-8"}


def test_separators_of_windows_are_those_of_a_path():
    windows, unix = (entry_of("logs?a.log", create_system=system) for system in (0, 3))
    packed = zip_with(windows).replace(b"logs?a", b"logs\\a")
    assert [name for name, _ in contents_of(packed)] == ["logs/a.log"]
    packed = zip_with(unix).replace(b"logs?a", b"logs\\a")
    assert [name for name, _ in contents_of(packed)] == ["logs\\a.log"]


@pytest.mark.parametrize("shift", [-1, 1, 1_000_000])
def test_a_size_that_is_not_that_of_the_content_is_damage(shift):
    size = struct.pack("<L", 140 + shift)
    with pytest.raises(DamagedFile, match=r"zip: 'app.log': its content is damaged"):
        contents_of(changed(ONE, {"size": size}))


def test_what_declares_little_and_contains_much_ends_where_it_declared():
    packed = changed(zip_of([("a.log", bytes(5_000_000))]), {"size": struct.pack("<L", 10)})
    with pytest.raises(DamagedFile, match="its content is damaged"):
        contents_of(packed)


def test_a_wrong_checksum_is_damage():
    with pytest.raises(DamagedFile, match="its content is damaged"):
        contents_of(changed(ONE, {"checksum": bytes(4)}))


@pytest.mark.parametrize("values", [{"flags": b"\x01\x00"}, {"method": b"\x00\x00"}, {"place": b"\xfe\xff\xff\xff"}])
def test_a_directory_that_differs_from_the_headers_is_damage(values):
    with pytest.raises(DamagedFile, match="zip: its directory is damaged"):
        contents_of(changed(ONE, values, only_directory=True))


def test_members_that_share_bytes_are_damage():
    packed = zip_of(named(["a.log", "b.log"]))
    second = packed.index(b"PK\x01\x02", packed.index(b"PK\x01\x02") + 1)
    shared = packed[: second + 42] + bytes(4) + packed[second + 46 :]
    shared = shared.replace(b"b.log", b"a.log")
    with pytest.raises(DamagedFile, match="zip: its members overlap"):
        contents_of(shared)


def test_the_directory_of_an_inner_archive_is_not_that_of_one_that_was_cut():
    inner = zip_of(named(["inner.log"]))
    outer = zip_of([("inner.zip", inner), ("b.log", b"x")], zipfile.ZIP_STORED)
    end = outer.index(inner) + len(inner)
    with pytest.raises(DamagedFile, match="zip: its directory is damaged"):
        contents_of(outer[:end])


def test_a_comment_may_follow_and_may_look_like_an_end():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.log", b"x")
        archive.comment = b"PK\x05\x06 and more"
    assert contents_of(made.getvalue()) == [("a.log", b"x")]
    with pytest.raises(DamagedFile):
        contents_of(made.getvalue()[:-1])


class Pipe(io.BytesIO):
    """What a writer cannot go back in: sizes follow the content."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def test_sizes_may_follow_the_content():
    made = Pipe()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.log", b"x" * 100)
    assert contents_of(made.getvalue()) == [("a.log", b"x" * 100)]


def test_numbers_may_have_eight_bytes(monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    packed = zip_of([("a.log", b"x" * 100), ("b.log", b"y" * 50)])
    assert b"PK\x06\x06" in packed
    assert contents_of(packed) == [("a.log", b"x" * 100), ("b.log", b"y" * 50)]
    with pytest.raises(DamagedFile):
        contents_of(packed[:-1])


@pytest.mark.parametrize("disk", [b"\x01\x00\x01\x00", b"\x00\x00\x01\x00"])
def test_one_part_of_several_is_named(disk):
    end = ONE.index(b"PK\x05\x06") + 4
    with pytest.raises(DamagedFile, match="zip: it is one part of several"):
        contents_of(ONE[:end] + disk + ONE[end + 4 :])


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["[Content_Types].xml", "xl/workbook.xml"], "an office document"),
        (["mimetype", "content.xml"], "a document"),
        (["META-INF/MANIFEST.MF", "a/A.class"], "a Java archive"),
        (["a/__init__.py", "a-1.0.dist-info/WHEEL"], "a Python wheel"),
    ],
)
def test_a_document_or_a_program_is_one_file_that_is_not_read(names, kind):
    with pytest.raises(DamagedFile, match=f"zip: it is {kind}, no archive of logs. Fix: leave such files out"):
        contents_of(zip_of(named(names)))


@pytest.mark.parametrize(
    ("extra", "micros"),
    [
        (b"", 1_770_112_800_000_000),
        (struct.pack("<HHBl", 0x5455, 5, 1, 1_000_000_000), 1_000_000_000_000_000),
        (struct.pack("<HHBl", 0x5455, 5, 1, -5), 0),
        (struct.pack("<HHLHHQQQ", 0x000A, 32, 0, 1, 24, 116_444_736_010_000_000, 0, 0), 1_000_000),
        (b"\x55\x54\x05", 1_770_112_800_000_000),
    ],
)
def test_the_time_of_a_member_is_the_best_that_the_archive_knows(extra, micros):
    with unpacked(zip_with(entry_of("a.log", extra=extra))) as ([member], _):
        assert member.modified_micros == micros


@pytest.mark.parametrize("time", [(1980, 1, 1, 0, 0, 0), (1980, 0, 0, 0, 0, 0)])
def test_a_time_that_is_none_is_not_known(time):
    with unpacked(zip_with(entry_of("a.log", date_time=time))) as ([member], _):
        assert member.modified_micros == 0


def test_a_dictionary_that_needs_much_memory_is_refused():
    packed = bytearray(zip_of([("a.log", b"x" * 100)], zipfile.ZIP_LZMA))
    properties = packed.index(b"\x05\x00", 30 + len("a.log")) + 2
    packed[properties + 1 : properties + 5] = b"\xff\xff\xff\xff"
    with pytest.raises(DamagedFile, match="lzma with a dictionary of 4,294,967,295 bytes"):
        contents_of(bytes(packed))


def test_an_empty_archive_has_no_members():
    assert contents_of(zip_of([])) == []


def test_a_member_as_large_as_the_limit_is_read():
    limits = replace(LIMITS, most_bytes=140)
    assert [len(content) for _, content in contents_of(ONE, limits)] == [140]
    assert contents_of(ONE, UnpackLimits(139)) == []
