"""Opens a local lakehouse's Delta tables.

Names of tables go in, their data files at one consistent moment come out. Reads no rows and never writes.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from arro3.core import DataType
from arro3.core import Table as ArrowTable
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from faultbook.errors import ContractBroken, MissingDependency, SettingError
from faultbook.settings import require_readable_name
from faultbook.stores.errors import LakehouseBusy
from faultbook.tables import INGEST_LEDGER, TABLES, SchemaRole, Table

OPENINGS = 5
CUT_OFF = 1_000
"""Microseconds by which a file's newest instant in the log may be too early: writers cut it to milliseconds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class OpenTable:
    """A table at one version: its contract, folder and data files (absolute paths)."""

    table: Table
    folder: Path
    version: int
    files: tuple[str, ...]
    actions: ArrowTable | None = None
    """The log's statistics of each file, from `DeltaTable.get_add_actions`: path, min.<column>, max.<column>."""

    def files_between(self, column: str, since: datetime | None, until: datetime | None) -> tuple[str, ...]:
        """The files that may have rows of instants from `since` on and before `until`; None leaves a side open."""
        least, most = (self._statistics(f"{bound}.{column}") for bound in ("min", "max"))
        if least is None or most is None or self.actions is None:
            return self.files
        # As numbers: the newest instants there are have no datetime a millisecond later.
        beside = {
            _name_of(path)
            for path, first, last in zip(self.actions["path"].to_pylist(), least, most, strict=True)
            if (until is not None and first is not None and first >= _micros(until))
            or (since is not None and last is not None and last + CUT_OFF < _micros(since))
        }
        return tuple(file for file in self.files if _name_of(file) not in beside)

    def _statistics(self, name: str) -> list[int | None] | None:
        """Instants in the log per file, in microseconds since 1970; None where it has none."""
        if self.actions is None or name not in self.actions.column_names:
            return None
        found = self.actions[name]
        if not DataType.is_timestamp(found.type):
            return None
        # Not by pyarrow: its import would be a good part of the time until the first answer.
        return list(found.cast(DataType.timestamp("us", tz="UTC")).cast(DataType.int64()).to_pylist())


class LocalLakehouse:
    """A folder of Delta tables: `folder`/<schema>/<table>, the schema by the contract's role."""

    def __init__(
        self, folder: Path, schemas: Mapping[SchemaRole, str], open_delta: Callable[[str], DeltaTable] = DeltaTable
    ) -> None:
        """The folder need not exist yet; SettingError where its name is one that readers cannot open."""
        self.folder = folder.absolute()
        self._schemas = schemas
        self._open_delta = open_delta
        self._found_last: dict[str, tuple[DeltaTable, OpenTable]] = {}
        require_readable_name(self.folder)

    def folder_of(self, table: Table) -> Path:
        """Where the table lies, whether it exists or not."""
        return self.folder / self._schemas[table.role] / table.name

    def has(self, table: Table) -> bool:
        """True where the table exists."""
        return (self.folder_of(table) / "_delta_log").is_dir()

    def open(self, table: Table) -> DeltaTable:
        """The table's newest version; MissingDependency where there is none, ContractBroken where it is unreadable."""
        if not self.has(table):
            raise MissingDependency(self._absence(table))
        try:
            return self._open_delta(str(self.folder_of(table)))
        except DeltaError as failure:
            raise ContractBroken(f"Table {self.folder_of(table)} cannot be opened: {_first_line(failure)}") from failure

    def snapshot(self, names: Iterable[str]) -> dict[str, OpenTable]:
        """The tables as of one moment between two completions of a batch.

        The ledger is opened first, so that the others hold at least what it completes. Its version is checked again
        last: a batch completed in between may be compacted already, which gives old counts a newer batch number.
        """
        tables = [INGEST_LEDGER, *(TABLES[name] for name in names if name != INGEST_LEDGER.name)]
        opened = {table.name: self.open(table) for table in tables}
        ledger = opened[INGEST_LEDGER.name]
        for _ in range(OPENINGS):
            version = ledger.version()
            found = {table.name: self._found(table, opened[table.name]) for table in tables}
            ledger.update_incremental()
            if ledger.version() == version:
                return found
            for table in tables[1:]:
                opened[table.name].update_incremental()
        raise LakehouseBusy(f"{self.folder} gets batches faster than its tables can be opened. Try again in a moment.")

    def _found(self, table: Table, delta: DeltaTable) -> OpenTable:
        last = self._found_last.get(table.name)
        if last is None or last[0] is not delta or last[1].version != delta.version():
            last = self._found_last[table.name] = (delta, self._opened(table, delta))
        return last[1]

    def _opened(self, table: Table, delta: DeltaTable) -> OpenTable:
        refuse_newer_reader(table, delta)
        folder = self.folder_of(table)
        self._refuse_folder_that_looks_like_a_partition(table)
        # The table's own folder comes URL-encoded, the path within it does not.
        encoded = delta.table_uri.removeprefix("file://").rstrip("/") + "/"
        files = (str(folder / uri.removeprefix("file://").removeprefix(encoded)) for uri in delta.file_uris())
        actions = delta.get_add_actions(flatten=True)
        return OpenTable(table, folder, delta.version(), tuple(sorted(files)), ArrowTable.from_arrow(actions))

    def _refuse_folder_that_looks_like_a_partition(self, table: Table) -> None:
        for part in self.folder.parts:
            name, equals, _ = part.partition("=")
            if equals and table.partitioned_by and name in table.column_names:
                raise SettingError(
                    f"catalog: the folder {str(self.folder)!r} has a part {part!r}, which reads as a partition of "
                    f"table {table.name}. Fix: use a folder without."
                )

    def _absence(self, table: Table) -> str:
        what = f"There is no lakehouse in {self.folder}"
        if any(self.has(known) for known in TABLES.values()):
            what = f"The lakehouse in {self.folder} has no table {table.name}"
        return f"{what}. Make it: faultbook run setup --lakehouse {shlex.quote(str(self.folder))}"


def refuse_newer_reader(table: Table, delta: DeltaTable) -> None:
    """ContractBroken where the table uses features (deletion vectors, column mapping) that files alone do not tell."""
    reader = delta.protocol().min_reader_version
    if reader > 1:
        raise ContractBroken(
            f"Table {table.name} needs Delta reader version {reader}; expected 1, because features such as deletion "
            "vectors and column mapping cannot be read without Spark. Fix: write local tables without them."
        )


def _micros(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _name_of(path: str) -> str:
    """A data file's own name, which no other file of its table has."""
    return path.rpartition("/")[2]


def _first_line(failure: Exception) -> str:
    return (str(failure).splitlines() or [type(failure).__name__])[0]
