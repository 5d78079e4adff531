"""What the ledger knows of landed files by name: as they were when they were last looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import functions as F

from faultbook.lakehouse.store import Lakehouse
from faultbook.sources.landing import CLOCK_GRAIN_MICROS, LandedFile
from faultbook.tables import INGEST_LEDGER
from faultbook.transforms.landed.file_reader import CANNOT_OPEN

FILE_ENTRIES = ("ingest", "duplicate", "unchanged", "unreadable", "left_out", "archive", "known")
"""Entries of the ledger that are of a landed file as it was; others are of its lines."""
_COLUMNS = ("source_file", "batch_id", "entry", "file_bytes", "file_modified_at", "detail", "family")
_ENTERED_LATER = {"known": 1}
"""Of two entries of one batch and file, the one that counts has the larger number."""


@dataclass(frozen=True)
class KnownFile:
    """The newest entry of a landed file. `has_family` is False in entries of versions that compared no contents."""

    entry: str
    batch_id: int
    file_bytes: int
    file_modified_micros: int
    detail: str | None
    has_family: bool

    @property
    def could_not_be_opened(self) -> bool:
        """True for a file that is tried again, although it looks as it did."""
        return self.entry == "unreadable" and (self.detail or "").startswith(CANNOT_OPEN)


def known_files(lakehouse: Lakehouse, names: Iterable[str] | None = None) -> dict[str, KnownFile]:
    """The newest entry of each landed file, of `names` alone where they are given, by name."""
    rows = _entries(lakehouse, names)
    order = pc.sort_indices(rows, sort_keys=[("batch_id", "ascending")])
    rows = rows.take(order)
    micros = pc.fill_null(pc.cast(rows.column("file_modified_at"), pa.int64()), 0)
    has_family = pc.is_valid(rows.column("family"))
    columns = [rows.column(name).to_pylist() for name in ("entry", "batch_id", "file_bytes")]
    values = zip(*columns, micros.to_pylist(), rows.column("detail").to_pylist(), has_family.to_pylist(), strict=True)
    return {name: KnownFile(*found) for name, found in zip(rows.column("source_file").to_pylist(), values, strict=True)}


def _entries(lakehouse: Lakehouse, names: Iterable[str] | None) -> pa.Table:
    of_files = ("entry", "in", list(FILE_ENTRIES))
    if names is None or lakehouse.settings.is_local:
        return lakehouse.fetch(INGEST_LEDGER, _COLUMNS, of_files)
    wanted = lakehouse.spark.createDataFrame(pa.table({"source_file": pa.array(list(names), pa.string())}))
    rows = lakehouse.read(INGEST_LEDGER).where(F.col("entry").isin(*FILE_ENTRIES)).select(*_COLUMNS)
    return rows.join(F.broadcast(wanted), on="source_file", how="left_semi").select(*_COLUMNS).toArrow()


def changed_files(files: Iterable[LandedFile], known: Mapping[str, KnownFile], *, is_local: bool) -> list[LandedFile]:
    """The files that are new or have changed since the ledger's newest entry, the oldest first."""
    grain = 0 if is_local else CLOCK_GRAIN_MICROS
    changed = [file for file in files if not _is_as_known(file, known.get(file.source_file), grain)]
    return sorted(changed, key=lambda file: (file.file_modified_micros, file.source_file))


def _is_as_known(file: LandedFile, known: KnownFile | None, grain: int) -> bool:
    if known is None:
        return False
    if file.left_out is not None:
        # What was read once stays read; that it is empty now is worth knowing.
        return known.detail == file.left_out and known.entry == "left_out"
    if known.entry == "left_out" or known.could_not_be_opened:
        return False
    apart = abs(known.file_modified_micros - file.file_modified_micros)
    return known.file_bytes == file.file_bytes and apart <= grain
