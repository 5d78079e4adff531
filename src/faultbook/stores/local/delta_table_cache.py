"""Delta tables that stay open: a check for a newer version costs two file lookups, not a listing of the folder."""

from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

_Mark = tuple[int, int] | None


class KeptTable(DeltaTable):
    """A Delta table that reads its log again only where there is something new in it.

    A version is a file of its number, and versions have no gaps: without the next file there is none. A version whose
    own file has changed belongs to a table that was made anew.
    """

    def __init__(self, path: str) -> None:
        """The newest version; DeltaError where there is no table."""
        super().__init__(path)
        self._log = Path(path) / "_delta_log"
        self._mark = self._mark_of(self.version())

    def update_incremental(self) -> None:
        """The newest version; DeltaError where the table is another one now."""
        if self._mark is not None and self._mark_of(self.version()) != self._mark:
            raise DeltaError(f"The log of {self._log.parent} is not the one that was opened.")
        if self._mark is None or self._mark_of(self.version() + 1) is not None:
            super().update_incremental()
            self._mark = self._mark_of(self.version())

    def _mark_of(self, version: int) -> _Mark:
        try:
            found = (self._log / f"{version:020}.json").stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns


class DeltaTableCache:
    """Opens Delta tables and keeps them: the next opening looks only for what is new."""

    def __init__(self) -> None:
        """None is open yet."""
        self._open: dict[str, KeptTable] = {}

    def __call__(self, path: str) -> DeltaTable:
        """The table's newest version."""
        kept = self._open.get(path)
        if kept is not None:
            try:
                kept.update_incremental()
                return kept
            except DeltaError:
                # The table was removed, and may be there again.
                del self._open[path]
        self._open[path] = KeptTable(path)
        return self._open[path]
