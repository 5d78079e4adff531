"""Decides what of a landed file is new: all of it, what follows a content that was read, or nothing."""

from collections.abc import Iterable, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from typing import BinaryIO

from faultbook.formats.compression import compression_of
from faultbook.formats.damage import DamagedFile
from faultbook.formats.spans import Span
from faultbook.jobs.ingestion.continuing.contents import (
    HASHED_BYTES,
    Content,
    Contents,
    Head,
    continued_by,
    has_more,
    is_prefix,
    longest_beginning,
    same_beginning,
)
from faultbook.jobs.ingestion.landed_files import landed_now, text_of_landed
from faultbook.sources.families import family_of
from faultbook.sources.landing import LandedFile, LandingRoot
from faultbook.transforms.landed.file_reader import FileReader
from faultbook.transforms.landed.landed_text import LandedText

_MAGIC_BYTES = 8
_THREADS = 32
"""Files that are looked at at once where a workspace's volume answers each read slowly."""


class Found(Enum):
    """What a landed file is, compared with what was read."""

    NEW = "new"
    GROWN = "grown"
    DUPLICATE = "duplicate"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Placed:
    """A landed file and what it is.

    `content`: what it begins with, or is; None for a new one. `within`: a living file that contains it, where that is
    why it is a duplicate. `replaces_tail`: the last records of `content` have gone on and are read again with it.
    `may_be_within`: a file of the family that was not compared before may contain it.
    """

    file: LandedFile
    found: Found
    content: Content | None = None
    within: str | None = None
    replaces_tail: bool = False
    may_be_within: bool = False


class Placing:
    """Places the changed files of one root."""

    def __init__(
        self, root: LandingRoot, contents: Contents, reader: FileReader, pending: Set[str], *, across: bool
    ) -> None:
        """`contents`: of the families of all files; `across`: they are one family. `pending`: names of the files whose
        contents are not known yet.
        """
        self._root = root
        self._contents = contents
        self._reader = reader
        self._pending = pending
        self._across = across

    def place(self, files: Sequence[LandedFile], *, is_local: bool) -> list[Placed]:
        """What each file is."""
        if is_local:
            return [self._placed(file) for file in files]
        with ThreadPoolExecutor(_THREADS) as threads:
            return list(threads.map(self._placed, files))

    def _placed(self, file: LandedFile) -> Placed:
        family = "" if self._across else family_of(file.source_file)
        of_family = self._contents.of_family(family)
        if not of_family:
            return Placed(file, Found.NEW)
        try:
            return self._compared(file, of_family, self._contents.newest_of(family, file.source_file))
        except (DamagedFile, OSError):
            # Reading it names the reason.
            return Placed(file, Found.NEW)

    def _compared(self, file: LandedFile, of_family: Sequence[Content], own: Content | None) -> Placed:
        text = text_of_landed(self._root, file)
        with text.open() as opened:
            content = _beginning_of(opened, file, of_family, own)
            opened.seek(0)
            head = Head(opened)
            opened.seek(0)
            if content is not None and not has_more(opened, content.content_to):
                is_own = own is not None and _are_same(own, content)
                return Placed(file, Found.UNCHANGED if is_own else Found.DUPLICATE, content)
        going_on = [] if content is None else list(continued_by(content.owner, of_family))
        may_be_within = content is None or content.is_copy or bool(going_on)
        around = (each for each in of_family if head.may_be_within(each))
        if may_be_within and (within := self._within(text, self._siblings(file, around))):
            return Placed(file, Found.DUPLICATE, None, within)
        if content is None:
            return Placed(file, Found.NEW, may_be_within=True)
        if going_on:
            # Two files that lie side by side and begin alike are two files.
            if any(self._siblings(file, going_on)):
                return Placed(file, Found.NEW, may_be_within=True)
            span, replaces = Span(content.content_to, None, content.last_line + 1), False
        elif content.owner.is_tail_replaced:
            span, replaces = Span(content.tail.begin, None, content.tail.line), False
        else:
            span, replaces = self._reader.span_behind(text, content.tail, content.content_to, content.last_line)
        grown = replace(file, span=span, continues=content.id)
        return Placed(grown, Found.GROWN, content, None, replaces, may_be_within)

    def _siblings(self, file: LandedFile, contents: Iterable[Content]) -> Iterator[LandedFile]:
        """The other files that have some contents, still exist and are known as they are."""
        names = {content.id.source_file for content in contents} - self._pending - {file.source_file}
        found = (landed_now(self._root, name) for name in sorted(names) if self._root.contains(name))
        return (sibling for sibling in found if sibling is not None)

    def _within(self, text: LandedText, siblings: Iterable[LandedFile]) -> str | None:
        """The file among its siblings whose content begins with all of a file's."""
        for sibling in siblings:
            other = text_of_landed(self._root, sibling)
            try:
                with text.open() as file, other.open() as of:
                    if is_prefix(file, of):
                        return sibling.source_file
            except (DamagedFile, OSError):
                continue
        return None


def _beginning_of(
    opened: BinaryIO, file: LandedFile, of_family: Sequence[Content], own: Content | None
) -> Content | None:
    if own is not None and file.file_bytes >= own.content_to > HASHED_BYTES:
        is_plain = compression_of(opened.read(_MAGIC_BYTES)) is None
        opened.seek(0)
        if is_plain and same_beginning(opened, own):
            return own
        opened.seek(0)
    return longest_beginning(opened, of_family)


def _are_same(one: Content, other: Content) -> bool:
    return (one.content_to, one.head_hash, one.end_hash) == (other.content_to, other.head_hash, other.end_hash)
