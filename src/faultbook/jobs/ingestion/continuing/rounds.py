"""The order in which new files of one family are read: a file that another one begins with is read before that."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from faultbook.formats.compression import chunks
from faultbook.formats.damage import DamagedFile
from faultbook.formats.spans import WHOLE
from faultbook.jobs.ingestion.continuing.contents import is_prefix
from faultbook.jobs.ingestion.continuing.placing import Placed
from faultbook.jobs.ingestion.landed_files import text_of_landed
from faultbook.sources.families import family_of
from faultbook.sources.landing import ContentId, LandedFile, LandingRoot

_HEAD_SIZES = (4 * 2**10, 256 * 2**10)
"""Files are compared by so much of their beginnings, and only those that are alike in it by more."""


def one_round(
    root: LandingRoot, files: Sequence[LandedFile], *, across: bool, max_unpacked_bytes: int
) -> tuple[list[LandedFile], list[LandedFile]]:
    """The files that may be read at once, and those that wait, because another one of them is what they begin with.

    When a file that waits is placed again, the ledger knows its beginning. `across`: all files are one family.
    Compressed files of more than `max_unpacked_bytes` wait for no other.
    """
    families: defaultdict[str, list[LandedFile]] = defaultdict(list)
    for file in files:
        families["" if across else family_of(file.source_file)].append(file)
    waiting: set[str] = set()
    for members in families.values():
        if len(members) > 1:
            waiting |= _waiting(root, members, max_unpacked_bytes)
    now = [file for file in files if file.source_file not in waiting]
    return now, [file for file in files if file.source_file in waiting]


def waiting_for_others(placed: Sequence[Placed], *, across: bool) -> list[LandedFile]:
    """The files that another one of their family may contain, which is known better after this round: it has grown, or
    was renamed. `across` as in `one_round`.
    """

    def family(each: Placed) -> str:
        return "" if across else family_of(each.file.source_file)

    first = {family(each) for each in placed if not each.may_be_within}
    waiting = (each.file for each in placed if each.may_be_within and family(each) in first)
    return [replace(file, span=WHOLE, continues=None) for file in waiting]


def grown_in_one_round(
    root: LandingRoot, grown: Sequence[Placed], *, max_unpacked_bytes: int
) -> tuple[list[Placed], list[LandedFile]]:
    """As `one_round`, for files that go on from contents: those that go on from the same one may be copies."""
    by_content: defaultdict[ContentId, list[LandedFile]] = defaultdict(list)
    for placed in grown:
        assert placed.content is not None
        by_content[placed.content.owner.id].append(placed.file)
    waiting: set[str] = set()
    for members in by_content.values():
        if len(members) > 1:
            waiting |= _waiting_by_content(root, members, max_unpacked_bytes)
    later = [replace(placed.file, span=WHOLE, continues=None) for placed in grown if placed.file.source_file in waiting]
    return [placed for placed in grown if placed.file.source_file not in waiting], later


def _waiting(
    root: LandingRoot, members: Sequence[LandedFile], most_bytes: int, sizes: Sequence[int] = _HEAD_SIZES
) -> set[str]:
    """Members of a family that begin with the whole content of another one."""
    size, *larger = sizes
    heads = sorted(
        ((head, file) for file in members if (head := _head_of(root, file, size))),
        key=lambda pair: (pair[0], pair[1].file_modified_micros, pair[1].source_file),
    )
    waiting: set[str] = set()
    begun: list[bytes] = []
    alike: defaultdict[bytes, list[LandedFile]] = defaultdict(list)
    for head, file in heads:
        # In order of their beginnings, what begins with a short content follows it.
        begun = [other for other in begun if head.startswith(other)]
        if begun:
            waiting.add(file.source_file)
        elif len(head) < size:
            begun.append(head)
        else:
            alike[head].append(file)
    for group in alike.values():
        if len(group) > 1:
            waiting |= (
                _waiting(root, group, most_bytes, larger) if larger else _waiting_by_content(root, group, most_bytes)
            )
    return waiting


def _waiting_by_content(root: LandingRoot, group: Sequence[LandedFile], most_bytes: int) -> set[str]:
    """As `_waiting`, of files with equal beginnings: each is compared with those that do not wait."""
    first: list[LandedFile] = []
    for file in group:
        if any(_begins_with(root, file, other, most_bytes) for other in first):
            continue
        first = [other for other in first if not _begins_with(root, other, file, most_bytes)] + [file]
    return {file.source_file for file in group} - {file.source_file for file in first}


def _begins_with(root: LandingRoot, file: LandedFile, other: LandedFile, most_bytes: int) -> bool:
    try:
        with text_of_landed(root, other).open() as beginning, text_of_landed(root, file).open() as of:
            return is_prefix(beginning, of, most_bytes)
    except (DamagedFile, OSError):
        return False


def _head_of(root: LandingRoot, file: LandedFile, size: int) -> bytes:
    """The first bytes of a file's content; fewer than `size` are all of it. Empty where it cannot be read."""
    try:
        with text_of_landed(root, file).open() as opened:
            head = b""
            for piece in chunks(opened, size):
                head += piece
                if len(head) >= size:
                    break
            return head[:size]
    except (DamagedFile, OSError):
        return b""
