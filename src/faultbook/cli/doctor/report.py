"""The report of `doctor`: checks in, one line each on standard output as they come, the number of failures out."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from faultbook.cli.doctor.deployment import deployment_checks
from faultbook.cli.doctor.diagnosis import Diagnosis, Status
from faultbook.cli.doctor.lakehouse import lakehouse_checks
from faultbook.cli.doctor.machine import local_checks
from faultbook.cli.doctor.receiver import receiver_checks
from faultbook.cli.doctor.severities import severity_checks
from faultbook.cli.doctor.trackers import tracker_checks
from faultbook.cli.doctor.workspace import workspace_checks
from faultbook.settings import make_settings

COLOURS = {Status.OK: "green", Status.WARN: "yellow", Status.FAIL: "bold red", Status.ABSENT: "dim"}
WIDTH = 15


def print_report(landing: Path, lakehouse: Path, *, deep: bool, profile: str | None, warehouse_id: str) -> int:
    """Prints every check's line and returns how many of them failed."""
    console = Console(highlight=False, soft_wrap=True)
    failed = 0
    for check in _all_checks(landing, lakehouse, deep, profile, warehouse_id):
        console.print(_line(check))
        failed += check.status is Status.FAIL
    return failed


def _all_checks(
    landing: Path, lakehouse: Path, deep: bool, profile: str | None, warehouse_id: str
) -> Iterator[Diagnosis]:
    settings = make_settings()
    folders = {"Landing": landing, "Lakehouse": lakehouse} if settings.is_local else {}
    for check in local_checks(folders, deep=deep):
        yield check()
    if settings.is_local:
        yield from lakehouse_checks(lakehouse, settings)
    yield from severity_checks(settings, lakehouse if settings.is_local else None)
    yield from deployment_checks(Path.cwd())
    yield from receiver_checks(Path.cwd())
    yield from tracker_checks(Path.cwd())
    yield from workspace_checks(settings, profile, warehouse_id)


def _line(check: Diagnosis) -> Text:
    line = Text(f"{check.status.value:<{WIDTH}}", style=COLOURS[check.status])
    line.append(f"{check.name}: {check.found}", style="default not bold not dim")
    if check.remedy:
        line.append(f"\n{'':<{WIDTH}}-> {check.remedy}", style="cyan not bold not dim")
    return line
