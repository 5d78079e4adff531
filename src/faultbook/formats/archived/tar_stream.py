"""The bytes of a tar file in order, decompressed. What is cut or compressed too well ends here."""

from collections.abc import Iterator

from faultbook.formats.damage import TRUNCATED, DamagedFile

BLOCK = 512


class TarStream:
    """Pieces of a file, read by length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Nothing is read yet."""
        self._pieces = pieces
        self._held = memoryview(b"")

    def block(self) -> bytes:
        """The next 512 bytes; fewer at the end."""
        return b"".join(self.pieces(BLOCK))

    def exactly(self, size: int) -> bytes:
        """So many bytes. DamagedFile where the file ends before."""
        found = b"".join(self.pieces(size))
        if len(found) < size:
            raise DamagedFile(TRUNCATED)
        return found

    def skip(self, size: int) -> None:
        """Leaves so many bytes out. DamagedFile where the file ends before."""
        if sum(len(piece) for piece in self.pieces(size)) < size:
            raise DamagedFile(TRUNCATED)

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next bytes, `size` in all, as they come; fewer at the end."""
        while size > 0:
            if not self._held:
                self._held = memoryview(next(self._pieces, b""))
                if not self._held:
                    return
            piece = self._held[:size]
            self._held = self._held[len(piece) :]
            size -= len(piece)
            yield bytes(piece)
