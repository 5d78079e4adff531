"""Compressed files: what was packed comes out, and what was cut, damaged or packed too well is named."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.compression import chunks, compression_of
from faultbook.formats.damage import DamagedFile
from tests.examples import examples
from tests.formats.packing import PACKING, WITH_CHECKSUM

KINDS = sorted(PACKING)
CONTENT = b"2026-02-03 10:00:00 ERROR disk is full\n" * 20 + bytes(range(256))
MEMBERS = {kind: pack(CONTENT) for kind, pack in PACKING.items()}


def unpacked(content: bytes, size: int = 2**16, **limits: int) -> bytes:
    return b"".join(chunks(io.BytesIO(content), size, **limits))


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4), st.sampled_from(KINDS), st.integers(8, 300))
def test_members_of_a_file_come_out_in_order_in_bounded_pieces(contents, kind, size):
    packed = b"".join(PACKING[kind](content) for content in contents)
    pieces = list(chunks(io.BytesIO(packed), size))
    assert compression_of(packed[:8]) == kind
    assert b"".join(pieces) == b"".join(contents)
    assert all(0 < len(piece) <= size for piece in pieces)


@examples(200)
@given(st.sampled_from(KINDS), st.data())
def test_a_file_that_was_cut_is_damaged_or_ends_with_a_member(kind, data):
    member = MEMBERS[kind]
    size = data.draw(st.integers(8, 2 * len(member)))
    try:
        found = unpacked((member * 2)[:size])
    except DamagedFile as damage:
        assert str(damage).startswith(f"{kind}: ")
        return
    assert (size, found) in {(len(member), CONTENT), (2 * len(member), CONTENT * 2)}


@examples(200)
@given(st.sampled_from(KINDS), st.data())
def test_a_file_with_a_wrong_bit_is_damaged_or_as_it_was(kind, data):
    member = bytearray(MEMBERS[kind])
    bit = data.draw(st.integers(8 * 6, 8 * len(member) - 1))
    member[bit // 8] ^= 1 << bit % 8
    try:
        found = unpacked(bytes(member))
    except DamagedFile:
        return
    assert found == CONTENT or kind not in WITH_CHECKSUM


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_packed_too_well_ends_at_the_limit(kind):
    packed = PACKING[kind](bytes(1_000_000))
    assert len(unpacked(packed, most_bytes=1_000_000)) == 1_000_000
    came_out = 0
    with pytest.raises(DamagedFile, match=r"more than 999,999 bytes when decompressed \(setting max_unpacked_bytes\)"):
        for piece in chunks(io.BytesIO(packed), 1_000, most_bytes=999_999):
            came_out += len(piece)
    assert came_out <= 999_999


def test_a_file_that_is_not_compressed_may_have_any_size():
    assert unpacked(b"x" * 5_000, most_bytes=10) == b"x" * 5_000


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz"])
def test_zeros_may_follow_what_is_packed(kind):
    assert unpacked(MEMBERS[kind] + bytes(3_000), size=100) == CONTENT


def test_a_frame_to_skip_may_come_first():
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00\x01\x02\x03\x04"
    assert compression_of(skipped) == "zstd"
    assert unpacked(skipped + MEMBERS["zstd"] + skipped + MEMBERS["zstd"]) == CONTENT * 2


@pytest.mark.parametrize(
    ("start", "name"),
    [(b"PK\x03\x04", "zip"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x02\x21\x4c\x18", "legacy lz4")],
)
def test_what_is_known_and_not_read_is_named(start, name):
    assert compression_of(start) is None
    with pytest.raises(DamagedFile, match=f"{name} is not read; expected .* lz4. Fix: decompress it first"):
        unpacked(start + b"rest")


def test_a_dictionary_that_needs_much_memory_is_refused():
    # An xz header whose filter has a dictionary of 4 GiB, with its checksum.
    stream = bytes.fromhex("fd377a585a000001 6922de36 0200210128000000")
    packed = stream + (0x0).to_bytes(4, "little")
    with pytest.raises(DamagedFile, match="xz: "):
        unpacked(packed)


class Unavailable(io.BytesIO):
    """A file whose second read fails, as of a disk that is gone."""

    reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        if self.reads > 1:
            raise OSError(5, "Input/output error")
        return super().read(size)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_of_the_disk_is_no_damage(kind):
    with pytest.raises(OSError, match="Input/output error"):
        list(chunks(Unavailable(PACKING[kind](CONTENT) + gzip.compress(CONTENT)), 64))
