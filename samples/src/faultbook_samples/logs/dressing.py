"""How a file's lines are wrapped: line ends, byte-order mark, the last line feed, compression."""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from faultbook_samples.logs.tally import Tally

_MARK = b"\xef\xbb\xbf"
_ENCODING, _ERRORS = "utf-8", "surrogateescape"


@dataclass(frozen=True)
class Dressing:
    """The wrapping of one file. Lines are text; bytes that are no UTF-8 are lone surrogates in it."""

    newline: str = "\n"
    mark: bool = False
    last_feed: bool = True
    compressed: bool = False

    def size(self, tally: Tally) -> int | None:
        """Bytes of a file with these lines; None where compression decides."""
        if self.compressed:
            return None
        return tally.line_bytes + tally.lines + len(_MARK) * self.mark - (not self.last_feed)

    def line_bytes(self, lines: int, text_bytes: int) -> int:
        """Bytes of so many lines without their line feeds, but with their carriage returns."""
        return text_bytes + lines * (len(self.newline) - 1)

    def write(self, path: Path, chunks: Iterable[list[str]]) -> None:
        """Write all lines under a name that no reader of logs matches, then give the file its own."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"._{path.name}")
        with self._open(unfinished) as file:
            file.writelines(self._encoded(chunks))
        unfinished.replace(path)

    def _encoded(self, chunks: Iterable[list[str]]) -> Iterator[bytes]:
        if self.mark:
            yield _MARK
        before = b""
        for lines in filter(None, chunks):
            yield before
            before = (self.newline.join(lines) + self.newline).encode(_ENCODING, _ERRORS)
        yield before if self.last_feed else before[:-1]

    @contextmanager
    def _open(self, path: Path) -> Iterator[IO[bytes]]:
        with path.open("wb") as file:
            if self.compressed:
                # No name and no time inside, so that equal lines are equal bytes.
                with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                    yield packed  # type: ignore[misc]
            else:
                yield file


PLAIN = Dressing()


def text_of(line: bytes) -> str:
    """A line's bytes as the text that `Dressing.write` turns back into them."""
    return line.decode(_ENCODING, _ERRORS)
