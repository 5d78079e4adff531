"""The run: check that nothing is overwritten, write the truth, then render the files."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from faultbook.errors import FaultbookError, SettingError
from faultbook_samples.logs.manifest import Manifest, manifest_name
from faultbook_samples.logs.structured.options import JsonOptions
from faultbook_samples.logs.structured.plan import Chunk, JsonPlan
from faultbook_samples.logs.structured.render import Renderer
from faultbook_samples.logs.structured.truth import JsonTally, incident_facts

VERSION = 1


def write_json(
    directory: Path,
    options: JsonOptions | None = None,
    *,
    force: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Manifest:
    """Write a run's manifest and JSON line files below `directory`, which is made if absent.

    `progress` is called with the number of lines written since the last call. Files of earlier runs stay. SettingError
    where one of them has a name that this run needs, unless `force`.
    """
    plan = JsonPlan(options or JsonOptions())
    renderer = Renderer(plan)
    path = directory / manifest_name(plan.options)
    try:
        if not force:
            _refuse_to_overwrite(directory, path, plan)
        manifest = _write_manifest(plan, path)
        for file, chunks in plan.files():
            file.dressing.write(directory / file.path, _reporting(renderer, chunks, progress))
    except OSError as wrong:
        raise FaultbookError(
            f"{wrong.filename or directory}: cannot write ({wrong.strerror}). Fix: another folder, or free space."
        ) from wrong
    return manifest


def _write_manifest(plan: JsonPlan, path: Path) -> Manifest:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished, total, files = path.with_name(f".{path.name}"), JsonTally(), 0
    options = {**asdict(plan.options), "start": plan.options.start.isoformat()}
    with unfinished.open("w", encoding="utf-8") as out:
        out.write(f'{{"version": {VERSION},\n"format": "json",\n"options": {_text(options)},\n"files": [')
        for file, chunks in plan.files():
            tally = JsonTally()
            for chunk in chunks:
                tally.count(chunk)
            total.add(tally)
            out.write(f"{',' if files else ''}\n{_text({'path': file.path, **tally.facts()})}")
            files += 1
        incidents = [incident_facts(plan, incident) for incident in plan.options.incidents]
        totals = {"files": files, "unreadable": 0, **total.facts()}
        out.write(f'\n],\n"incidents": {_text(incidents)},\n"hours": {_text(total.hours())},\n')
        out.write(f'"totals": {_text(totals)}}}\n')
    unfinished.replace(path)
    return Manifest(path, totals)


def _reporting(
    renderer: Renderer, chunks: Iterator[Chunk], progress: Callable[[int], None] | None
) -> Iterator[list[str]]:
    for chunk in chunks:
        lines = renderer.lines(chunk)
        yield lines
        if progress:
            progress(len(lines))


def _refuse_to_overwrite(directory: Path, manifest: Path, plan: JsonPlan) -> None:
    for path in (manifest, *(directory / name for name in plan.paths())):
        if path.exists():
            raise SettingError(
                f"{path} exists already; logs that have landed are never overwritten. Fix: add to them with another "
                "--first-file or --prefix (and another --seed), give another folder, or replace them with --force."
            )


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
