"""A lakehouse in a folder for tests of jobs: landing, tables, checkpoint, and a reader that needs no Spark."""

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from faultbook.jobs import ingest, setup
from faultbook.settings import Settings, make_settings
from faultbook.steps import Steps
from faultbook.tables import RECORD_TABLES, TABLES, SchemaRole
from tests.oracle import read

EPOCH = datetime(1970, 1, 1)
RECORD = "2026-01-31T20:26:10Z\tCC-3005\tapp/api.py\tError\tconnection refused after {} ms\n"


@dataclass(frozen=True)
class LocalWorkspace:
    """Where everything lies; `settings` are what each job gets."""

    root: Path
    settings: Settings

    @property
    def landing(self) -> Path:
        return Path(self.settings.landing)

    def land(self, name: str, content: str | bytes) -> Path:
        path = self.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def table(self, name: str) -> pa.Table:
        role = self.settings.raw_schema_name if TABLES[name].role is SchemaRole.RAW else self.settings.schema_name
        return DeltaTable(str(Path(self.settings.catalog) / role / name)).to_pyarrow_table()

    def rows(self, name: str) -> list[dict[str, Any]]:
        return self.table(name).to_pylist()

    def total(self, name: str, column: str) -> int:
        return pc.sum(self.table(name)[column]).as_py() or 0

    def records(self) -> int:
        """Records that the ledger counts; entries of older versions had one in each line of records."""
        entries = self.table("ingest_ledger").select(["records", "parsed"]).to_pylist()
        return sum(row["parsed"] if row["records"] is None else row["records"] for row in entries)

    def ledger(self, entry: str = "ingest") -> dict[str, dict[str, Any]]:
        columns = [name for name in self.table("ingest_ledger").column_names if "occurrence" not in name]
        rows = self.table("ingest_ledger").select(columns).to_pylist()
        return {row["source_file"]: row for row in rows if row["entry"] == entry}

    def with_settings(self, **values: Any) -> "LocalWorkspace":
        return LocalWorkspace(self.root, self.settings.model_copy(update=values))

    def forget_checkpoint(self) -> None:
        shutil.rmtree(self.settings.checkpoints, ignore_errors=True)


def make_workspace(root: Path, empty_lakehouse: Path | None = None, **values: Any) -> LocalWorkspace:
    """A house below `root`; its tables are a copy of `empty_lakehouse` where that is given."""
    catalog = root / "lakehouse"
    (root / "landing").mkdir(parents=True)
    if empty_lakehouse is not None:
        shutil.copytree(empty_lakehouse, catalog)
    settings = make_settings(
        catalog=str(catalog), landing=str(root / "landing"), checkpoints=str(root / "checkpoints"), **values
    )
    return LocalWorkspace(root, settings)


def run_ingest(spark, workspace: LocalWorkspace, observe=ingest.ignore, *, streamed: bool | None = None) -> None:
    ingest.run(spark, workspace.settings, Steps(task="ingest"), observe, streamed=streamed)


def run_job(spark, workspace: LocalWorkspace, job) -> None:
    job.run(spark, workspace.settings, Steps(task=job.__name__))


def micros_of(table: pa.Table, column: str) -> list[int]:
    """Instants as microseconds since 1970: Python's own cannot hold every one in every zone."""
    return table[column].cast(pa.int64()).to_pylist()


def stored_records(workspace: LocalWorkspace) -> Counter:
    """What is stored as records: (landed file, microseconds, code, code file, severity, message)."""
    table = workspace.table("error_logs_parsed")
    columns = [table[name].to_pylist() for name in ("error_code", "file_path", "severity", "message")]
    return Counter(zip(table["source_file"].to_pylist(), micros_of(table, "timestamp"), *columns, strict=True))


def landed_records(workspace: LocalWorkspace, *, suffix: str = "") -> Counter:
    """What a plain reader finds in the landed files, in the same form."""
    found: Counter = Counter()
    for name, path in landed_files(workspace).items():
        if not name.endswith(suffix):
            continue
        for at, *rest in read(path, by_content=True)[1]:
            since = at - EPOCH
            found[(name, (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds, *rest)] += 1
    return found


def landed_files(workspace: LocalWorkspace) -> dict[str, Path]:
    paths = [
        path
        for path in workspace.landing.rglob("*")
        if path.is_file() and path.name.endswith((".log", ".log.gz", ".tsv", ".tsv.gz"))
    ]
    names = {path.relative_to(workspace.landing): path for path in paths}
    copies = workspace.ledger("duplicate")  # their contents are compared by tests of their own
    return {
        name.as_posix(): path
        for name, path in names.items()
        if not any(part[0] in "._" for part in name.parts) and name.as_posix() not in copies
    }


def assert_invariants_hold(workspace: LocalWorkspace) -> None:
    """Lines, counts and rejects add up over the whole lakehouse."""
    for row in workspace.table("ingest_ledger").drop_columns(["first_occurrence", "last_occurrence"]).to_pylist():
        assert row["lines"] == row["headers"] + row["blanks"] + row["parsed"] + row["rejected"], row
    records = workspace.records()
    assert workspace.total("error_counts", "occurrence_count") == records
    assert workspace.total("error_file_counts", "occurrence_count") == records
    kept = sum(workspace.table(table.name).num_rows for table in RECORD_TABLES)
    assert kept == records - workspace.total("ingest_ledger", "purged")
    rejected = workspace.total("ingest_ledger", "rejected") + workspace.total("ingest_ledger", "part_rejects")
    rejected -= workspace.total("ingest_ledger", "purged_rejects")
    assert workspace.table("error_logs_rejected").num_rows == rejected


def make_tables(spark, root: Path) -> Path:
    """An empty lakehouse to copy from."""
    settings = make_settings(catalog=str(root / "lakehouse"))
    setup.run(spark, settings, Steps(task="setup"))
    return root / "lakehouse"
