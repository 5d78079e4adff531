"""Preferences of users: saved searches and the appearance of pages. A small SQLite file, not in the lakehouse."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from faultbook.errors import FaultbookError
from faultbook.stores.errors import InvalidQuery

MOST_SEARCHES = 100
LONGEST_NAME = 80
LONGEST_LINK = 4_000
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "density": ("roomy", "dense"),
    "rows": ("20", "50", "100"),
}
PARTS = ("laws", "severities", "trend", "patterns", "anomalies", "changes", "codes")
"""Sections of the overview, which can be hidden. Stored values, so the names stay."""
LABELS = {
    **{"theme": "Theme", "density": "Density", "rows": "Rows per page", "roomy": "comfortable", "dense": "compact"},
    **{"laws": "data integrity", "trend": "records by hour", "changes": "what changed", "codes": "error codes"},
}
"""What pages show for a name or value of CHOICES and PARTS; others are shown as they are."""
_TABLES = """
CREATE TABLE IF NOT EXISTS saved_search (
  owner TEXT NOT NULL, name TEXT NOT NULL, link TEXT NOT NULL, PRIMARY KEY (owner, name)
) STRICT;
CREATE TABLE IF NOT EXISTS choice (
  owner TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (owner, name)
) STRICT;
"""


class PreferencesError(FaultbookError):
    """The preferences file cannot be written: which file, and how to choose another."""


@dataclass(frozen=True)
class Appearance:
    """The appearance of pages for a user."""

    theme: str = "auto"
    density: str = "roomy"
    rows: int = 20
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class SavedSearch:
    """A page with its search, under a name."""

    name: str
    link: str


class Preferences:
    """Preferences in one file. May be used from several threads."""

    def __init__(self, file: Path | str) -> None:
        """The file is created with the first change; `:memory:` is never written to disk."""
        self._file = file
        self._lock = Lock()
        self._kept: sqlite3.Connection | None = None

    def appearance(self, owner: str) -> Appearance:
        """The owner's appearance of pages; the default where none is stored or the file cannot be read."""
        rows = self._read("SELECT name, value FROM choice WHERE owner = ?", owner)
        values = {name: value for name, value in rows if value in CHOICES.get(name, (value,))}
        hidden = tuple(part for part in values.get("hidden", "").split(",") if part in PARTS)
        return Appearance(
            values.get("theme", "auto"), values.get("density", "roomy"), int(values.get("rows", "20")), hidden
        )

    def searches(self, owner: str) -> list[SavedSearch]:
        """The owner's saved searches by name."""
        rows = self._read("SELECT name, link FROM saved_search WHERE owner = ? ORDER BY name", owner)
        return [SavedSearch(name, link) for name, link in rows if _is_own(link)]

    def choose(self, owner: str, name: str, value: str) -> None:
        """Stores a choice; InvalidQuery where name or value is unknown."""
        if name == "hidden":
            value = ",".join(part for part in PARTS if part in value.split(","))
        elif value not in CHOICES.get(name, ()):
            known = ", ".join(CHOICES.get(name, CHOICES))
            raise InvalidQuery(f"{ascii(name)[:40]}: found {ascii(value)[:40]}. There are: {known}.")
        self._write("INSERT OR REPLACE INTO choice (owner, name, value) VALUES (?, ?, ?)", owner, name, value)

    def save(self, owner: str, name: str, link: str) -> None:
        """Stores a search and replaces one of the same name; InvalidQuery where name or link is invalid."""
        name = " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            raise InvalidQuery(f"name: expected 1 to {LONGEST_NAME} printable characters.")
        if not _is_own(link) or len(link) > LONGEST_LINK:
            raise InvalidQuery("link: expected a page of this console.")
        known = {search.name for search in self.searches(owner)}
        if name not in known and len(known) >= MOST_SEARCHES:
            raise InvalidQuery(f"There are {MOST_SEARCHES} saved searches already. Remove one first.")
        self._write("INSERT OR REPLACE INTO saved_search (owner, name, link) VALUES (?, ?, ?)", owner, name, link)

    def remove(self, owner: str, name: str) -> None:
        """Deletes a search."""
        self._write("DELETE FROM saved_search WHERE owner = ? AND name = ?", owner, name)

    def _read(self, text: str, owner: str) -> list[tuple[str, str]]:
        if self._kept is None and not Path(self._file).is_file():
            return []
        try:
            with self._connection() as connection:
                return list(connection.execute(text, (owner,)))
        except (sqlite3.Error, OSError):
            return []

    def _write(self, text: str, *values: str) -> None:
        try:
            if self._file != ":memory:":
                Path(self._file).parent.mkdir(parents=True, exist_ok=True)
            with self._connection() as connection:
                connection.executescript(_TABLES)
                connection.execute(text, values)
                connection.commit()
        except (sqlite3.Error, OSError) as failure:
            raise PreferencesError(
                f"{self._file} cannot be written ({failure}), so nothing was saved. Fix: start with --preferences FILE."
            ) from failure

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._kept is None:
                self._kept = sqlite3.connect(self._file, check_same_thread=False, timeout=5)
            yield self._kept


def _is_own(link: str) -> bool:
    """True for a path of this console; `//host` and `/\\host` would lead to another host."""
    return link.startswith("/") and link[1:2] not in ("/", "\\") and link.isprintable() and "\\" not in link
