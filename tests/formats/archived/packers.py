"""Archives of every kind for tests, and what comes out of them."""

import io
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from faultbook.formats.archives import Member, UnpackLimits, unpack
from tests.formats.packing import PACKING

Contents = list[tuple[str, bytes]]
"""Names and contents of members, in order."""
LIMITS = UnpackLimits(most_bytes=10_000_000, most_members=50)
MODIFIED = 1_770_112_800
"""2026-02-03 10:00:00 UTC, in seconds since 1970."""


def zip_of(members: Contents, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, (2026, 2, 3, 10, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
    return made.getvalue()


def header_of(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    """The header of a member of tar."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.type = size, MODIFIED, kind
    return info


def tar_of(members: Contents, form: int = tarfile.PAX_FORMAT, pack: Callable[[bytes], bytes] = bytes) -> bytes:
    """A tar file."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form, errors="surrogateescape") as archive:
        for name, content in members:
            archive.addfile(header_of(name, len(content)), io.BytesIO(content))
    return pack(made.getvalue())


ZIPS: dict[str, Callable[[Contents], bytes]] = {
    "stored": partial(zip_of, method=zipfile.ZIP_STORED),
    "deflate": zip_of,
    "bzip2 in zip": partial(zip_of, method=zipfile.ZIP_BZIP2),
    "lzma": partial(zip_of, method=zipfile.ZIP_LZMA),
}
TARS: dict[str, Callable[[Contents], bytes]] = {
    "ustar": partial(tar_of, form=tarfile.USTAR_FORMAT),
    "gnu": partial(tar_of, form=tarfile.GNU_FORMAT),
    "pax": tar_of,
    **{f"tar in {kind}": partial(tar_of, pack=pack) for kind, pack in PACKING.items()},
}
KINDS = {**ZIPS, **TARS}
"""Kind -> what packs members into an archive of it."""


@contextmanager
def unpacked(content: bytes, limits: UnpackLimits = LIMITS) -> Iterator[tuple[list[Member], Path]]:
    """The members of an archive, and the folder that they are in."""
    with tempfile.TemporaryDirectory() as folder:
        yield unpack(io.BytesIO(content), Path(folder), limits), Path(folder)


def contents_of(content: bytes, limits: UnpackLimits = LIMITS) -> Contents:
    """What comes out of an archive: names and contents of the members that are not left out."""
    with unpacked(content, limits) as (members, _):
        return [(member.name, member.path.read_bytes()) for member in members if member.path is not None]


def left_out_of(content: bytes, limits: UnpackLimits = LIMITS) -> dict[str, str]:
    """The members that are left out, with the reason."""
    with unpacked(content, limits) as (members, _):
        return {member.name: member.left_out for member in members if member.left_out is not None}


def named(names: Iterable[str]) -> Contents:
    """Members of these names, each with a content of its own."""
    return [(name, f"content of {name}\n".encode("utf-8", "surrogateescape")) for name in names]
