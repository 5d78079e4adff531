"""What `ingest` does: the tasks setup, ingest and patterns of the bundle in one Spark session, then a report.

Imports DuckDB and rich, so that the command imports it late.
"""

import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from faultbook.cli.formats.known import bundle_formats_file
from faultbook.cli.ingest.folder import require_folder, require_logs
from faultbook.cli.ingest.report import IngestReport, IngestRun, newest_batch
from faultbook.cli.run import folder_setting
from faultbook.formatting.terminal import console
from faultbook.lakehouse.first_commit import VERSION_PROPERTY
from faultbook.settings import Settings, make_settings
from faultbook.sources.landing import FIRST_ROOT, LandingRoot, list_landing
from faultbook.steps import StepResult, Steps, step_handler
from faultbook.stores.local.local_store import LocalStore, local_store
from faultbook.tables import TABLES

LITTLE_BYTES = 64 * 2**20
"""Up to so many bytes of logs, Spark and Java tuned for little data are faster."""
WIDTH = 100


def ingest_folder(folder: Path, lakehouse: Path) -> None:
    """Reads the folder and prints the report. SettingError where DIR or the lakehouse cannot be used."""
    began = time.monotonic()
    settings = folder_settings(folder, lakehouse)
    require_folder(folder, lakehouse)
    files = list(list_landing(LandingRoot(FIRST_ROOT, os.path.abspath(folder)), file_pattern=settings.file_pattern))
    require_logs(folder, files, settings.file_pattern)
    store = local_store(lakehouse)
    before = newest_batch(store)
    with _progress() as show:
        _run_tasks(settings, store, show, is_little=sum(file.file_bytes for file in files) <= LITTLE_BYTES)
    screen = console(sys.stdout)
    screen.width = min(screen.width, WIDTH)
    run = IngestRun(folder, os.path.abspath(folder), files, before, time.monotonic() - began)
    IngestReport(screen, store, shlex.quote(str(lakehouse))).show(run)


def folder_settings(folder: Path, lakehouse: Path) -> Settings:
    """The settings of the tasks: the folder is a landing root, the checkpoints are in the lakehouse."""
    values = {
        "catalog": folder_setting(lakehouse),
        "landing": str(folder),
        "checkpoints": str(lakehouse / "checkpoints"),
    }
    settings = make_settings(**values)
    file = None if settings.formats_file else bundle_formats_file()
    return settings if file is None else make_settings(**values, formats_file=str(file))


def _run_tasks(settings: Settings, store: LocalStore, show: Callable[[str], None], *, is_little: bool) -> None:
    # pyspark takes a second to import: wrong arguments are reported before that.
    from faultbook.engine.late_session import late_session  # noqa: PLC0415
    from faultbook.jobs import ingest, patterns, setup  # noqa: PLC0415

    spark = late_session(settings, short=is_little)
    with step_handler(lambda result: show(_progress_text(result))):
        if needs_setup(store):
            setup.run(spark, settings, Steps(task="setup"))
        ingest.run(spark, settings, Steps(task="ingest"))
        patterns.run(spark, settings, Steps(task="patterns"))


def needs_setup(store: LocalStore) -> bool:
    """True where a table is absent or has another contract version than this faultbook's."""
    return any(
        not store.lakehouse.has(table)
        or store.lakehouse.open(table).metadata().configuration.get(VERSION_PROPERTY) != str(table.version)
        for table in TABLES.values()
    )


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A function that shows the step that ended last; on a terminal only."""
    with Console(stderr=True).status("ingest") as status:
        yield lambda text: status.update(escape(text))


def _progress_text(result: StepResult) -> str:
    facts = " ".join(f"{result.facts[name]:,} {name}" for name in ("files", "lines") if name in result.facts)
    return " ".join(filter(None, (result.task, result.name, facts, result.state)))
