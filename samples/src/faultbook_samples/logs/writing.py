"""The run: check that nothing is overwritten, write the truth, then render the files."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from faultbook.errors import FaultbookError, SettingError
from faultbook_samples.logs.manifest import Manifest, manifest_name, write_manifest
from faultbook_samples.logs.options import Options
from faultbook_samples.logs.plan import LogFile, Plan
from faultbook_samples.logs.render import render

Progress = Callable[[int], None]
"""Called with the number of records written since the last call."""


def write(
    directory: Path, options: Options | None = None, *, force: bool = False, progress: Progress | None = None
) -> Manifest:
    """Write a run's manifest and log files below `directory`, which is made if absent.

    Files of earlier runs stay. SettingError where one of them has a name that this run needs, unless `force`.
    """
    options = options or Options()
    plan = Plan(options)
    try:
        if not force:
            _refuse_to_overwrite(directory, plan)
        manifest = write_manifest(plan, directory / manifest_name(options))
        for log_file in plan.log_files():
            log_file.dressing.write(directory / log_file.path, _reporting(plan, log_file, progress))
        for odd_file in (*plan.odd_files(), *plan.ignored_files()):
            odd_file.write(directory / odd_file.path)
    except OSError as wrong:
        raise FaultbookError(
            f"{wrong.filename or directory}: cannot write ({wrong.strerror}). Fix: another folder, or free space."
        ) from wrong
    return manifest


def _reporting(plan: Plan, file: LogFile, progress: Progress | None) -> Iterator[list[str]]:
    lines = render(plan, file)
    yield next(lines)
    for chunk in lines:
        yield chunk
        if progress:
            progress(len(chunk))


def _refuse_to_overwrite(directory: Path, plan: Plan) -> None:
    for path in _paths(plan):
        if (directory / path).exists():
            raise SettingError(
                f"{directory / path} exists already; logs that have landed are never overwritten. "
                f"Fix: add to them with --first-file {_next_number(directory, plan.options)} "
                "(and another --seed), give another folder, or replace them with --force."
            )


def _paths(plan: Plan) -> Iterator[str]:
    yield manifest_name(plan.options)
    for file in (*plan.odd_files(), *plan.ignored_files()):
        yield file.path
    for log_file in plan.log_files():
        yield log_file.path


def _next_number(directory: Path, options: Options) -> int:
    before, _, after = (options.names or f"{options.prefix}errors-{{}}.").partition("{")
    number = re.compile(re.escape(before) + r"(\d{1,18})" + re.escape(after.partition("}")[2]))
    found = (number.match(path.name) for path in directory.rglob("*"))
    return max((int(one[1]) for one in found if one), default=options.first_file) + 1
