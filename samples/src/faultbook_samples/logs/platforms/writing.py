"""The run: write the truth, then the files, each last written when its log ends."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from faultbook.errors import FaultbookError, SettingError
from faultbook_samples.logs.manifest import Manifest
from faultbook_samples.logs.platforms.containers import container_files
from faultbook_samples.logs.platforms.databricks_driver import driver_files
from faultbook_samples.logs.platforms.options import PlatformOptions
from faultbook_samples.logs.platforms.planned import PlannedFile

VERSION = 1
MANIFEST = "_platforms.json"


def planned_files(options: PlatformOptions) -> Iterator[PlannedFile]:
    """All files of a run."""
    yield from driver_files(options)
    yield from container_files(options)


def write_platforms(directory: Path, options: PlatformOptions | None = None) -> Manifest:
    """Write the manifest and the files below `directory`, which is made if absent.

    Files are last written at the options' end: lines without a year or an instant are read by it. SettingError where
    one of the files is there already.
    """
    options = options or PlatformOptions()
    files = list(planned_files(options))
    written = options.end.timestamp()
    try:
        for path in (directory / file.path for file in files):
            if path.exists():
                raise SettingError(
                    f"{path} exists already; logs that have landed are never overwritten. Fix: give another folder."
                )
        manifest = _write_manifest(directory / MANIFEST, options, files)
        for file in files:
            path = directory / file.path
            file.dressing.write(path, iter([file.lines]))
            os.utime(path, (written, written))
    except OSError as wrong:
        raise FaultbookError(
            f"{wrong.filename or directory}: cannot write ({wrong.strerror}). Fix: another folder, or free space."
        ) from wrong
    return manifest


def _write_manifest(path: Path, options: PlatformOptions, files: list[PlannedFile]) -> Manifest:
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = [file.facts() for file in files]
    severities: Counter[str] = Counter()
    for one in facts:
        severities.update(one["by_severity"])
    counts = {name: sum(one[name] for one in facts) for name in ("lines", "blanks", "records", "traced")}
    totals: dict[str, Any] = {"files": len(facts), **counts, "by_severity": dict(sorted(severities.items()))}
    named = {"seed": options.seed, "start": options.start.isoformat(), "hours": options.hours}
    with path.open("w", encoding="utf-8") as out:
        out.write(f'{{"version": {VERSION},\n"format": "platforms",\n"options": {json.dumps(named)},\n"files": [\n')
        out.write(",\n".join(json.dumps(one) for one in facts))
        out.write(f'\n],\n"totals": {json.dumps(totals)}}}\n')
    return Manifest(path, totals)
