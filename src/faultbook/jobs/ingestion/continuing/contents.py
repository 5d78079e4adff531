"""Contents that were read, by rotation family, and which of them a file begins with."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from faultbook.formats.compression import chunks
from faultbook.formats.spans import END_BYTES, HEAD_BYTES, ContentSums, Span, sha256, span_chunks
from faultbook.formats.tails import Tail
from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.landing import ContentId
from faultbook.tables import INGEST_LEDGER

CONTENT_ENTRIES = ("ingest", "duplicate", "unchanged", "known")
"""Entries of the ledger that have a content."""
HASHED_BYTES = 8 * 2**20
"""Of a file that grew under its name, what was read is compared wholly up to this size; of a larger one its beginning
and its end, so that the cost of a run follows what is new. reconcile compares it wholly.
"""
_COLUMNS = (
    "batch_id", "source_file", "entry", "family", "content_from", "content_to", "content_hash", "head_hash",
    "end_hash", "last_line", "tail_from", "tail_line", "tail_hash", "continues_batch", "continues_file", "lines",
    "line_bytes",
)  # fmt: skip
_COMPARED_BYTES = 256 * 2**10
Row = dict[str, Any]
_LOOKED_UP = 500
"""So many families are looked up by name; of more, the contents of all are read."""


@dataclass(frozen=True)
class Content:
    """A content up to `content_to`, as one entry of the ledger has it; `before`: the content that it goes on from.

    `lines` and `line_bytes` are those of its own part that still count. `is_copy`: it was not read, because another
    file contains it. `is_known`: an earlier version read it. `is_tail_replaced`: its tail counts no more.
    """

    id: ContentId
    family: str
    content_from: int
    content_to: int
    content_hash: str
    head_hash: str
    end_hash: str
    last_line: int
    tail: Tail
    lines: int
    line_bytes: int
    before: "Content | None" = None
    is_copy: bool = False
    is_known: bool = False
    is_tail_replaced: bool = False

    @property
    def ranges(self) -> list["Content"]:
        """This content and those before it, the first one first."""
        found: list[Content] = []
        content: Content | None = self
        while content is not None:
            found.insert(0, content)
            content = content.before
        return found

    @property
    def owner(self) -> "Content":
        """The content whose lines were stored: this one, or the one that it equals."""
        content = self
        while content.content_from == content.content_to and content.before is not None:
            content = content.before
        return content


class Contents:
    """The contents of some families."""

    def __init__(self, contents: Iterable[Content]) -> None:
        """Of one entry each."""
        self._families: dict[str, list[Content]] = defaultdict(list)
        self._newest: dict[tuple[str, str], Content] = {}
        for content in contents:
            self._families[content.family].append(content)
            place = content.family, content.id.source_file
            known = self._newest.get(place)
            if known is None or known.id.batch_id <= content.id.batch_id:
                self._newest[place] = content

    @property
    def is_empty(self) -> bool:
        """True where there is none."""
        return not self._families

    def of_family(self, family: str) -> Sequence[Content]:
        """The contents of a family; empty for one that is not known."""
        return self._families.get(family, ())

    def newest_of(self, family: str, source_file: str) -> Content | None:
        """The content that a landed file had when it was last read; None where it was not."""
        return self._newest.get((family, source_file))


class Head:
    """The first HEAD_BYTES of a file's content; fewer are all of it."""

    def __init__(self, file: BinaryIO) -> None:
        """`file` stands at its beginning. DamagedFile as `chunks`."""
        span = Span(0, HEAD_BYTES)
        self._start = b"".join(span_chunks(file, span, ContentSums(span)))
        self._hashes: dict[int, str] = {}

    def is_of(self, content: Content) -> bool:
        """True where the file may begin with a content."""
        length = min(HEAD_BYTES, content.content_to)
        return len(self._start) >= length and self._hash(length) == content.head_hash

    def may_be_within(self, content: Content) -> bool:
        """True where a file that begins with a content, or is it, may contain all of this one."""
        return len(self._start) < min(HEAD_BYTES, content.content_to) or self.is_of(content)

    def _hash(self, length: int) -> str:
        # Of thousands of contents most are longer than a head.
        if length not in self._hashes:
            self._hashes[length] = sha256(self._start[:length])
        return self._hashes[length]


def stored_contents(lakehouse: Lakehouse, families: Iterable[str], *, across: bool) -> Contents:
    """The contents of `families` that the ledger has. `across`: all files are one family, whose name is ''."""
    wanted = sorted(set(families))
    if not wanted:
        return Contents(())
    kinds = ("entry", "in", [*CONTENT_ENTRIES, "replaced"])
    is_few = len(wanted) <= _LOOKED_UP and not across
    filters = [kinds, ("family", "in", wanted)] if is_few else [kinds]
    rows = lakehouse.fetch(INGEST_LEDGER, _COLUMNS, *filters).to_pylist()
    replaced = {
        ContentId(row["continues_batch"], row["continues_file"]): row for row in rows if row["entry"] == "replaced"
    }
    # Without a hash, an entry is of a file that an earlier version read and that was gone when this one began.
    found = [row for row in rows if row["entry"] in CONTENT_ENTRIES and row["content_hash"] is not None]
    made: dict[ContentId, Content] = {}
    for row in sorted(found, key=lambda row: row["batch_id"]):
        content = _content(row, made, replaced, across=across)
        # What it goes on from may be of another family, where the setting `duplicates` was another once.
        if content.before is not None or not content.content_from:
            made[content.id] = content
    return Contents(made.values())


def _content(
    row: Row, made: Mapping[ContentId, Content], replaced: Mapping[ContentId, Row], *, across: bool
) -> Content:
    own = ContentId(row["batch_id"], row["source_file"])
    taken = replaced.get(own)
    before = made.get(ContentId(row["continues_batch"], row["continues_file"]))
    return Content(
        id=own,
        family="" if across else row["family"],
        content_from=row["content_from"],
        content_to=row["content_to"],
        content_hash=row["content_hash"],
        head_hash=row["head_hash"],
        end_hash=row["end_hash"],
        last_line=row["last_line"],
        tail=Tail(row["tail_from"], row["tail_line"], row["tail_hash"]),
        lines=row["lines"] + (taken["lines"] if taken else 0),
        line_bytes=row["line_bytes"] + (taken["line_bytes"] if taken else 0),
        before=before,
        is_copy=row["entry"] == "duplicate",
        is_known=row["entry"] == "known",
        is_tail_replaced=taken is not None,
    )


def same_beginning(file: BinaryIO, content: Content) -> bool:
    """True where a file begins with a content, by its beginning and its end alone: for large ones that grew in place.

    The file is not compressed and stands at its beginning.
    """
    if not Head(file).is_of(content):
        return False
    file.seek(max(0, content.content_to - END_BYTES))
    return sha256(file.read(min(END_BYTES, content.content_to))) == content.end_hash


def longest_beginning(file: BinaryIO, contents: Sequence[Content]) -> Content | None:
    """The longest of some contents that a file begins with; None where it begins with none of them.

    The file stands at its beginning. DamagedFile as `chunks`; what is compared before it ends is of no use then.
    """
    head = Head(file)
    begins = [content for content in contents if content.content_to and head.is_of(content)]
    passed: Content | None = None
    for family in _by_first_range(begins):
        # From the shortest on: what goes on from a content that differs, differs too.
        file.seek(0)
        for content in _verified(file, family):
            if passed is None or content.content_to >= passed.content_to:
                passed = content
    return passed


def continued_by(content: Content, others: Iterable[Content]) -> Iterator[Content]:
    """Those of some contents that go on from a content."""
    leads_there = {content.id: True}
    for other in others:
        passed: list[ContentId] = []
        part: Content | None = other
        while part is not None and part.id not in leads_there:
            passed.append(part.id)
            part = part.before
        found = part is not None and leads_there[part.id]
        # A log that grew for a month is a content of thousands of ranges, each of them a content too.
        leads_there.update(dict.fromkeys(passed, found))
        if found and other.content_to > content.content_to:
            yield other


def has_more(file: BinaryIO, content_to: int) -> bool:
    """True where a file's content goes on behind `content_to`. The file stands at its beginning."""
    span = Span(content_to, content_to + 1)
    return any(span_chunks(file, span, ContentSums(span)))


def is_prefix(file: BinaryIO, of: BinaryIO, most_bytes: int | None = None) -> bool:
    """True where a file's content is the beginning of another's, or all of it. Both stand at their beginning.

    DamagedFile as `chunks`, where both are alike up to there.
    """
    own, other = _buffered(file, most_bytes), _buffered(of, most_bytes)
    while piece := own.read(_COMPARED_BYTES):
        if other.read(len(piece)) != piece:
            return False
    return True


class _Buffered:
    """Reads a content in pieces of a given length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def read(self, length: int) -> bytes:
        while len(self._left) < length and (piece := next(self._pieces, b"")):
            self._left += piece
        found, self._left = self._left[:length], self._left[length:]
        return found


def _buffered(file: BinaryIO, most_bytes: int | None) -> _Buffered:
    return _Buffered(chunks(file, _COMPARED_BYTES, most_bytes=most_bytes))


def _by_first_range(contents: Iterable[Content]) -> Iterable[Sequence[Content]]:
    """Contents that share their first range, together."""
    firsts: dict[ContentId, ContentId] = {}
    found: defaultdict[ContentId, list[Content]] = defaultdict(list)
    for content in contents:
        part, passed = content, [content.id]
        while part.id not in firsts and part.before is not None:
            part = part.before
            passed.append(part.id)
        first = firsts.get(part.id, part.id)
        firsts.update(dict.fromkeys(passed, first))
        found[first].append(content)
    return found.values()


def _verified(file: BinaryIO, contents: Sequence[Content]) -> Iterator[Content]:
    """Those contents that the file begins with. They share their first range."""
    right: set[ContentId] = set()
    parts: dict[ContentId, Content] = {}
    for content in contents:
        part: Content | None = content
        while part is not None and part.id not in parts:
            parts[part.id] = part
            part = part.before
    ranges = sorted(parts.values(), key=lambda part: (part.content_to, part.id.batch_id))
    hashes = _hashes(file, [(part.content_from, part.content_to) for part in ranges])
    for each, found in zip(ranges, hashes, strict=True):
        if found == each.content_hash and (each.before is None or each.before.id in right):
            right.add(each.id)
    return (content for content in contents if content.id in right)


def _hashes(file: BinaryIO, ranges: Sequence[tuple[int, int]]) -> list[str | None]:
    """SHA-256 of ranges of a file's content; None where it ends before the range does."""
    begin, end = min(first for first, _ in ranges), max(last for _, last in ranges)
    sums = [ContentSums(Span(first)) for first, _ in ranges]
    place, span = begin, Span(begin, end)
    for piece in span_chunks(file, span, ContentSums(span)):
        for (first, last), each in zip(ranges, sums, strict=True):
            part = piece[max(0, first - place) : max(0, last - place)]
            if part:
                each.add(part)
        place += len(piece)
    return [each.content_hash if each.to == last else None for each, (_, last) in zip(sums, ranges, strict=True)]
