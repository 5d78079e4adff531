"""The lakehouses that the tools are measured on: 1,500, one million and five million records, and those otherwise.

The real jobs make two small ones; the large are grown from those (grown.py). They are kept for the next run, as long as
no contract of a table changes.
"""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from faultbook_samples import logs as loggen
from faultbook_samples.demo.cost import CostDemo, land_account

from bench.grown import GrownShape, broken_invariants, grow
from bench.workspace import LocalWorkspace, fresh_workspace, ingest, open_workspace, patterns
from faultbook.jobs import cost, cost_analysis
from faultbook.tables import TABLES

FEW, MANY = 1_500, 250_000
HOURS = 36
HOT_CODE = "CC-3005"
BILL = (
    *("query_statements", "query_cost", "query_daily", "statement_shapes", "warehouse_hours", "cost_ledger"),
    *("cost_daily", "cost_tags", "job_run_cost", "optimization_opportunities", "system_table_checks"),
)
SHAPES = {
    "{:,}": GrownShape(copies=4),
    "{:,} ": GrownShape(copies=20),
    "{:,}, one hot code": GrownShape(copies=20, hot_code=HOT_CODE),
    "{:,}, many files": GrownShape(copies=20, parts=25),
}
SIZES = (
    f"The lakehouses: 1,500 records as ingested in one batch; the large ones grown from {MANY:,} of {HOURS} hours, one "
    f"batch per {MANY:,} records, each with the hours after the last. One hot code: 95 % of the records are of one "
    "code. Many files: 500 batches and no maintenance, 1,500 files of records. The bill is the demonstration's in all."
)


def lakehouses(session: Callable[[], Any], folder: Path, *, scale: float) -> dict[str, Path]:
    """The lakehouses by title, made where they are missing. RuntimeError where an invariant is broken in one."""
    home = folder / _fingerprint(scale)
    if folder.exists():
        for other in folder.iterdir():
            if other != home:
                shutil.rmtree(other)
    size = int(MANY * scale)
    few = _kept(home / "few", lambda root: _with_bill(session(), root))
    many = _kept(home / "many", lambda root: _with_bill_of(few, session(), root, size))
    found = {f"{FEW:,}": few / "lakehouse"}
    for number, (title, shape) in enumerate(SHAPES.items()):

        def make(root: Path, shape: GrownShape = shape) -> None:
            grow(many / "lakehouse", root / "lakehouse", shape, hours=HOURS)
            if broken := broken_invariants(root / "lakehouse"):
                raise RuntimeError("; ".join(broken))

        grown = _kept(home / f"grown-{number}", make)
        found[title.format(size * shape.copies).strip()] = grown / "lakehouse"
    return found


def _kept(root: Path, make: Callable[[Path], None]) -> Path:
    """The folder, made under another name first, so that one that is there is whole."""
    if not root.exists():
        unfinished = root.with_name(f"{root.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        make(unfinished)
        unfinished.rename(root)
    return root


def _with_bill(spark: Any, root: Path) -> None:
    account = CostDemo(root.with_name("account"))
    land_account(account, fresh=True)
    workspace = _ingested(
        spark,
        root,
        loggen.Options(files=200, records=FEW),
        system_tables=str(account.system_tables),
        as_of=account.options.as_of.isoformat(),
        cost_first_days=account.days + 1,
        budgets_file=str(account.budgets),
    )
    for job in (cost, cost_analysis):
        workspace.run(spark, job)


def _with_bill_of(other: Path, spark: Any, root: Path, records: int) -> None:
    workspace = _ingested(spark, root, loggen.Options(files=50, records=records, hours=HOURS))
    paid = open_workspace(other)
    for name in BILL:
        folder = Path(workspace.table(name).table_uri.removeprefix("file://"))
        shutil.rmtree(folder)
        shutil.copytree(Path(paid.table(name).table_uri.removeprefix("file://")), folder)


def _ingested(spark: Any, root: Path, logs: loggen.Options, **settings: Any) -> LocalWorkspace:
    workspace = fresh_workspace(spark, root, **settings)
    loggen.write(Path(workspace.settings.landing), logs)
    for job in (ingest, patterns):
        workspace.run(spark, job)
    return workspace


def _fingerprint(scale: float) -> str:
    facts = repr([*TABLES.values(), SHAPES, FEW, MANY, HOURS, scale])
    return hashlib.sha256(facts.encode()).hexdigest()[:12]
