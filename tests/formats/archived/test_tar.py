"""Tar files of several writers, and those of somebody who means harm."""

import io
import tarfile
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.archives import UnpackLimits
from faultbook.formats.damage import DamagedFile
from tests.examples import examples
from tests.formats.archived.packers import MODIFIED, contents_of, header_of, left_out_of, named, tar_of, unpacked
from tests.formats.packing import PACKING

END = bytes(1_024)


def block_of(info: tarfile.TarInfo, form: int = tarfile.GNU_FORMAT) -> bytes:
    return info.tobuf(form, "utf-8", "surrogateescape")


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 512)


def with_checksum(block: bytes) -> bytes:
    """A header whose checksum is that of its other bytes."""
    plain = block[:148] + b" " * 8 + block[156:512]
    return plain[:148] + b"%06o\0 " % sum(plain) + plain[156:]


def pax_of(records: dict[str, str], kind: bytes = tarfile.XHDTYPE) -> bytes:
    """A header of pax before another one."""
    content = b""
    for name, value in records.items():
        record = f" {name}={value}\n".encode()
        size = len(record) + len(str(len(record) + 2))
        content += str(size).encode() + record
    return block_of(header_of("pax", len(content), kind)) + padded(content)


PLAIN = block_of(header_of("a"))
LONG = ["folder/" * 30 + "a.log", "n" * 180, "\u00fcber/" * 40 + "b.log"]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_are_read(form):
    assert contents_of(tar_of(named(LONG), form)) == named(LONG)


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_a_name_that_is_not_utf_8_is_left_out(form):
    packed = tar_of(named(["a\udcff.log", "b.log"]), form)
    assert left_out_of(packed) == {"a\\xff.log": "its name is not UTF-8"}
    assert contents_of(packed) == named(["b.log"])


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (tarfile.SYMTYPE, "it is a link"),
        (tarfile.LNKTYPE, "it is a link"),
        (tarfile.FIFOTYPE, "it is a device or a pipe"),
        (tarfile.CHRTYPE, "it is a device or a pipe"),
        (tarfile.BLKTYPE, "it is a device or a pipe"),
        (b"M", "it began in another volume of the archive"),
    ],
)
def test_what_is_no_file_is_left_out(kind, reason):
    odd = header_of("odd", kind=kind)
    odd.linkname = "/etc/passwd"
    packed = block_of(odd) + tar_of(named(["a.log"]))
    assert left_out_of(packed) == {"odd": reason}
    assert contents_of(packed) == named(["a.log"])


@pytest.mark.parametrize("kind", [tarfile.AREGTYPE, tarfile.CONTTYPE, b"Z"])
def test_other_kinds_are_files(kind):
    info = header_of("a.log", 5, kind)
    assert contents_of(block_of(info) + padded(b"hello") + END) == [("a.log", b"hello")]


def test_folders_and_labels_are_no_members():
    folder, label, listed = header_of("folder/", kind=b"5"), header_of("label", kind=b"V"), header_of("x", 3, b"D")
    packed = block_of(folder) + block_of(label) + block_of(listed) + padded(b"Ya\0") + tar_of(named(["a.log"]))
    with unpacked(packed) as (members, _):
        assert [member.name for member in members] == ["a.log"]


def test_pax_has_name_size_and_time():
    header = block_of(header_of("other", 0))
    packed = pax_of({"path": "\u00fcber.log", "size": "5", "mtime": f"{MODIFIED}.25", "comment": "x"}) + header
    with unpacked(packed + padded(b"hello") + END) as ([member], _):
        assert (member.name, member.size, member.modified_micros) == (
            "\u00fcber.log",
            5,
            MODIFIED * 1_000_000 + 250_000,
        )


def test_a_header_of_all_holds_for_all_and_one_of_its_own_wins():
    of_all = pax_of({"mtime": "1000"}, tarfile.XGLTYPE)
    one, two = block_of(header_of("a")), pax_of({"mtime": "2000"}) + block_of(header_of("b"))
    with unpacked(of_all + one + two + END) as (members, _):
        assert [member.modified_micros for member in members] == [1_000_000_000, 2_000_000_000]


def test_archives_may_follow_each_other():
    assert contents_of(tar_of(named(["a"])) + tar_of(named(["b"]))) == named(["a", "b"])


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (tar_of(named(["a"])) + b"x" * 512, "a header is damaged"),
        (tar_of(named(["a"]))[:1_024], "the end of the archive is missing"),
        (tar_of(named(["a"]))[:1_000], "the file ends before its content does"),
        (pax_of({"path": "a"}) + END, "a header is missing"),
        (pax_of({"size": "-5"}) + block_of(header_of("a")) + END, "a pax header is damaged"),
        (pax_of({"size": "x"}) + block_of(header_of("a")) + END, "a pax header is damaged"),
        (block_of(header_of("x", 5, b"x")) + padded(b"nope\n") + END, "a pax header is damaged"),
        (block_of(header_of("x", 7, b"x")) + padded(b"99 a=b\n") + END, "a pax header is damaged"),
        (block_of(header_of("x", 2**21, b"x")) + END, "a header of 2,097,152 bytes; expected at most"),
        (block_of(header_of("x", 2**21, b"L")) + END, "a header of 2,097,152 bytes; expected at most"),
        (pax_of({"path": "n" * 5_000}) + block_of(header_of("a")) + END, "a name of 5,000 bytes; expected at most"),
        (with_checksum(PLAIN[:124] + b"\xff" * 12 + PLAIN[136:]) + END, "its size is negative"),
    ],
    ids=[
        "bytes behind the end", "no end", "cut content", "pax and no header", "negative size", "no size", "no length",
        "wrong length", "large pax", "large name", "long name", "negative size in the header",
    ],
)  # fmt: skip
def test_damage_is_named(packed, reason):
    with pytest.raises(DamagedFile, match=f"tar: .*{reason}"):
        contents_of(packed)


def test_many_headers_in_a_row_are_read_without_recursion():
    many = pax_of({"comment": "x"}) * 3_000
    assert contents_of(many + tar_of(named(["a"]))) == named(["a"])


PARTS = st.lists(st.tuples(st.integers(0, 3_000), st.binary(min_size=1, max_size=700)), min_size=1, max_size=60)


def sparse_file(parts: list[tuple[int, bytes]], end: int) -> tuple[bytes, list[tuple[int, int]]]:
    """The file of parts with holes of so many bytes before each and at the end; where the parts are."""
    content, places = b"", []
    for hole, part in parts:
        content += bytes(hole)
        places.append((len(content), len(part)))
        content += part
    return content + bytes(end), places


def gnu_sparse(name: str, size: int, places: list[tuple[int, int]], stored: bytes) -> bytes:
    pairs = [b"%011o\0%011o\0" % place for place in places]
    first, rest = pairs[:4], pairs[4:]
    header = block_of(header_of(name, len(stored), b"S"))
    header = header[:386] + b"".join(first).ljust(96, b"\0") + bytes([bool(rest)]) + b"%011o\0" % size + header[495:]
    blocks = [with_checksum(header)]
    while rest:
        more, rest = rest[:21], rest[21:]
        blocks.append((b"".join(more).ljust(504, b"\0") + bytes([bool(rest)])).ljust(512, b"\0"))
    return b"".join(blocks) + padded(stored)


def pax_sparse(name: str, size: int, places: list[tuple[int, int]], stored: bytes) -> bytes:
    numbers = [len(places), *(number for place in places for number in place)]
    listed = padded("".join(f"{number}\n" for number in numbers).encode())
    version = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
    records = {**version, "GNU.sparse.name": name, "GNU.sparse.realsize": str(size)}
    return pax_of(records) + block_of(header_of("GNUSparseFile.0/x", len(listed + stored))) + padded(listed + stored)


@pytest.mark.parametrize("pack", [gnu_sparse, pax_sparse])
@examples(40)
@given(parts=PARTS, end=st.integers(0, 2_000))
def test_a_sparse_file_has_its_holes(pack, parts, end):
    content, places = sparse_file(parts, end)
    stored = b"".join(part for _, part in parts)
    packed = pack("a.log", len(content), places, stored) + tar_of(named(["b"]))
    assert contents_of(packed) == [("a.log", content), *named(["b"])]
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        assert archive.extractfile("a.log").read() == content


@pytest.mark.parametrize("pack", [gnu_sparse, pax_sparse])
def test_a_sparse_file_that_is_larger_than_the_limit_is_left_out(pack):
    packed = pack("a.log", 8_000_000_000, [(7_999_999_999, 1)], b"x") + tar_of(named(["b"]))
    assert list(left_out_of(packed)) == ["a.log"]
    assert contents_of(packed) == named(["b"])


@pytest.mark.parametrize("pack", [gnu_sparse, pax_sparse])
@pytest.mark.parametrize("places", [[(5, 2)], [(5, 3), (4, 1)], [(0, 4), (50, 1)]])
def test_parts_that_do_not_fit_are_damage(pack, places):
    with pytest.raises(DamagedFile, match="tar: a sparse file is damaged"):
        contents_of(pack("a.log", 20, places, b"abcd") + END)


def test_old_forms_of_sparse_files_are_left_out():
    packed = pax_of({"GNU.sparse.map": "0,1", "GNU.sparse.size": "5"}) + block_of(header_of("a", 1)) + padded(b"x")
    [reason] = left_out_of(packed + END).values()
    assert "it is a sparse file of version 0.0 or 0.1, which is not read" in reason


@pytest.mark.parametrize("packing", PACKING)
def test_memory_does_not_grow_with_the_content(packing):
    packed = PACKING[packing](tar_of([("a", bytes(30_000_000))]))
    tracemalloc.start()
    try:
        with pytest.raises(DamagedFile, match="more than 25,000,000 bytes"):
            contents_of(packed, UnpackLimits(25_000_000))
        assert tracemalloc.get_traced_memory()[1] < 15_000_000  # of them 8 MiB the dictionary of xz
    finally:
        tracemalloc.stop()
