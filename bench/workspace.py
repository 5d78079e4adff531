"""Folders of a bench: landing, lakehouse, checkpoint; and the jobs over them with their step lines kept quiet."""

import io
import json
import shutil
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deltalake import DeltaTable

from faultbook.jobs import ingest, maintenance, patterns, setup
from faultbook.settings import Settings, make_settings
from faultbook.steps import Steps
from faultbook.tables import TABLES, SchemaRole


@dataclass
class LocalWorkspace:
    """One lakehouse and what lands for it; `timings` are the steps of the last job."""

    root: Path
    settings: Settings
    timings: list[tuple[str, float]]

    def table(self, name: str) -> DeltaTable:
        """A stored table."""
        settings = self.settings
        schema = settings.raw_schema_name if TABLES[name].role is SchemaRole.RAW else settings.schema_name
        return DeltaTable(str(Path(settings.catalog) / schema / name))

    def rows(self, name: str) -> int:
        """How many rows a table has, from Delta's statistics."""
        return sum(self.table(name).get_add_actions(flatten=True)["num_records"].to_pylist())

    def commits(self) -> int:
        """How many commits all tables have together."""
        return sum(self.table(name).version() + 1 for name in TABLES)

    def run(self, spark: Any, job: Any) -> None:
        """One job, to its end."""
        output = io.StringIO()
        with redirect_stdout(output):  # each batch of a stream prints its own steps
            job.run(spark, self.settings, Steps(task=job.__name__.rpartition(".")[2]))
        lines = [json.loads(line) for line in output.getvalue().splitlines() if line.startswith("{")]
        self.timings = [(line["step"], line["seconds"]) for line in lines]


def open_workspace(root: Path, landing: Path | None = None, **values: Any) -> LocalWorkspace:
    """A lakehouse below `root`; `landing` may be shared with others."""
    settings = make_settings(
        catalog=str(root / "lakehouse"),
        landing=str(landing or root / "landing"),
        checkpoints=str(root / "checkpoints"),
        lease_seconds=3_600,
        **values,
    )
    return LocalWorkspace(root, settings, [])


def fresh_workspace(spark: Any, root: Path, landing: Path | None = None, **values: Any) -> LocalWorkspace:
    """An empty lakehouse with its tables; whatever lay there before is gone."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    workspace = open_workspace(root, landing, **values)
    Path(workspace.settings.landing).mkdir(parents=True, exist_ok=True)
    workspace.run(spark, setup)
    return workspace


__all__ = ["LocalWorkspace", "fresh_workspace", "ingest", "maintenance", "open_workspace", "patterns", "setup"]
