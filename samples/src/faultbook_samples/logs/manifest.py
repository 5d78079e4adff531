"""The manifest: the truth about every file of a run, as JSON, one line per file.

It is written as the plan is counted, file by file, so that a hundred thousand files need no more memory than one.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from faultbook_samples.logs.catalogue import TEMPLATES
from faultbook_samples.logs.odd_files import OddFile
from faultbook_samples.logs.options import Options
from faultbook_samples.logs.plan import LogFile, Plan, template_name
from faultbook_samples.logs.slots import make_form
from faultbook_samples.logs.tally import Tally

VERSION = 1


@dataclass(frozen=True)
class Manifest:
    """Path of a run's manifest, and its totals over all files."""

    path: Path
    totals: dict[str, Any]

    def read(self) -> dict[str, Any]:
        """The whole manifest."""
        return read_manifest(self.path)


def read_manifest(path: Path) -> dict[str, Any]:
    """A manifest's JSON: version, options, templates, files, ignored, totals."""
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def manifest_name(options: Options) -> str:
    """The manifest's file name. It starts with `_`, so that it is never taken for a log."""
    return f"_manifest{options.tag}.json"


def write_manifest(plan: Plan, path: Path) -> Manifest:
    """Count the plan and write its truth to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("w", encoding="utf-8") as file:
        totals = _write(plan, file)
    unfinished.replace(path)
    return Manifest(path, totals)


def _write(plan: Plan, file: IO[str]) -> dict[str, Any]:
    file.write(f'{{"version": {VERSION},\n"options": {_json(_options(plan.options))},\n')
    file.write(f'"templates": {_json(_templates())},\n"files": [')
    total, files, unreadable = Tally(), 0, 0
    for entry, tally in _entries(plan):
        file.write(f"{',' if files else ''}\n{_json({**entry, **tally.facts()})}")
        files += 1
        unreadable += entry["entry"] == "unreadable"
        total.add(tally)
    ignored = [ignored_file.path for ignored_file in plan.ignored_files()]
    totals = {"files": files, "unreadable": unreadable, **total.facts(), "frequency": total.frequency()}
    file.write(f'\n],\n"ignored": {_json(ignored)},\n"totals": {_json(totals)}}}\n')
    return totals


def _entries(plan: Plan) -> Iterator[tuple[dict[str, Any], Tally]]:
    for log_file in plan.log_files():
        tally = plan.tally(log_file)
        yield _entry(log_file, log_file.dressing.size(tally)), tally
    for odd_file in plan.odd_files():
        yield _entry(odd_file, odd_file.size), odd_file.tally()


def _entry(file: LogFile | OddFile, size: int | None) -> dict[str, Any]:
    """`bytes` is null where compression decides; `entry` is the kind of ledger entry that the file gets."""
    readable = not isinstance(file, OddFile) or file.readable
    return {
        "path": file.path,
        "entry": "ingest" if readable else "unreadable",
        "compressed": file.path.endswith(".gz"),
        "byte_order_mark": file.dressing.mark,
        "last_line_feed": file.dressing.last_feed,
        "bytes": size,
    }


def _options(options: Options) -> dict[str, Any]:
    return {**asdict(options), "start": options.start.isoformat()}


def _templates() -> dict[str, dict[str, str]]:
    return {
        template_name(number): {"text": text, "example": make_form(text, 0).example}
        for number, text in enumerate(TEMPLATES)
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
