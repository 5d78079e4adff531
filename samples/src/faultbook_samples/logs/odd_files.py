"""Whole files that are odd: by their name, their wrapping, their content or the lack of it."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from faultbook_samples.logs.dressing import PLAIN, Dressing, text_of
from faultbook_samples.logs.oddities import COMMON_ODDITIES, LONG_ODDITIES, RECORD, Oddity
from faultbook_samples.logs.tally import Tally


@dataclass(frozen=True, slots=True)
class OddFile:
    """A file of hand-written lines. `@` in its path becomes the run's tag, so that two runs do not collide.

    `raw`: the file's bytes as they are, for what no reader can read; such a file has no lines to count.
    """

    path: str
    oddities: tuple[Oddity, ...] = ()
    dressing: Dressing = PLAIN
    raw: bytes | None = None

    @property
    def readable(self) -> bool:
        """False where reading the file fails."""
        return self.raw is None

    def tagged(self, tag: str) -> "OddFile":
        """The file under the name that it has in one run."""
        return replace(self, path=self.path.replace("@", tag))

    def tally(self) -> Tally:
        """The truth about its lines."""
        tally = Tally()
        for oddity in self.oddities:
            oddity.count_into(tally)
        tally.lines = len(self.oddities)
        tally.line_bytes = self.dressing.line_bytes(tally.lines, sum(len(oddity.line) for oddity in self.oddities))
        return tally

    def lines(self) -> Iterator[list[str]]:
        """The lines without line ends, few at a time."""
        for oddity in self.oddities:
            yield [text_of(oddity.line)]

    def write(self, path: Path) -> None:
        """Write the file."""
        if self.raw is None:
            self.dressing.write(path, self.lines())
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.raw)

    @property
    def size(self) -> int | None:
        """Bytes of the file; None where compression decides."""
        return self.dressing.size(self.tally()) if self.raw is None else len(self.raw)


_HEADERS = tuple(
    Oddity(line, "header") for line in (b"# Application Error Log", b"# Generated: 2026-02-04", b"-" * 120)
)
_BLANK = Oddity(b"", "blank")
_FEW = (*_HEADERS, RECORD, RECORD, RECORD)
_PACKED = gzip.compress(b"\n".join(oddity.line for oddity in COMMON_ODDITIES), mtime=0)

ODD_FILES = (
    OddFile("odd/every oddity@.log", (*COMMON_ODDITIES, RECORD)),
    OddFile("odd/every oddity, CRLF@.log", (*COMMON_ODDITIES, RECORD), Dressing(newline="\r\n")),
    OddFile(
        "odd/every oddity@.tsv.gz", (*COMMON_ODDITIES, RECORD), Dressing(mark=True, last_feed=False, compressed=True)
    ),
    OddFile("odd/long lines@.log", LONG_ODDITIES),
    OddFile("odd/long lines@.log.gz", LONG_ODDITIES, Dressing(compressed=True)),
    OddFile("odd/empty@.log"),
    OddFile("odd/empty inside@.log.gz", dressing=Dressing(compressed=True)),
    OddFile("odd/headers only@.log", _HEADERS),
    OddFile("odd/one line feed@.log", (_BLANK,)),
    OddFile("odd/blank lines only@.log", (_BLANK,) * 5, Dressing(newline="\r\n")),
    OddFile("odd/one line without end@.log", (RECORD,), Dressing(last_feed=False)),
    OddFile("odd/ends in a carriage return@.log", (RECORD, RECORD), Dressing(newline="\r\n", last_feed=False)),
    OddFile("odd/mark before a record@.log", (RECORD, RECORD), Dressing(mark=True)),
    OddFile("odd/mark, no end@.log", _FEW, Dressing(mark=True, last_feed=False)),
    OddFile("odd/same twice@.log", _FEW * 2),
    OddFile("at the root@.tsv", _FEW),
    OddFile("grüße aus 日本@.log", _FEW),
    OddFile("größe/über/drei/ebenen@.log", _FEW),
    OddFile("odd/a+b@.log", _FEW),
    OddFile("odd/100%@.log", _FEW),
    OddFile("odd/%41%20@.log", _FEW),
    OddFile("odd/#1@.log", _FEW),
    OddFile("odd/day=2026-01-31/hour=23/part@.log", _FEW),
    OddFile("odd/many.dots.in.name@.log.tsv", _FEW),
    OddFile("odd/truncated@.log.gz", raw=_PACKED[: len(_PACKED) // 2]),
    OddFile("odd/not gzip@.log.gz", raw=RECORD.line + b"\n"),
)

IGNORED_FILES = (
    OddFile("odd/notes@.txt", _FEW),
    OddFile("odd/old@.log.bak", _FEW),
    OddFile("odd/rotated@.log.1", _FEW),
    OddFile("odd/UPPER@.LOG", _FEW),
    OddFile("odd/no suffix@", _FEW),
    OddFile("odd/_hidden@.log", _FEW),
    OddFile("odd/.hidden@.log", _FEW),
    OddFile("_unfinished/part@.log", _FEW),
    OddFile(".cache/part@.log", _FEW),
)
