"""What `formats detect` prints: the format of a file and why, and what each of its lines is taken for."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.text import Text

from faultbook.cli.formats.known import Known, chosen, known_formats, log_files
from faultbook.cli.formats.reading import Reading, read_lines
from faultbook.faults.redaction import redact
from faultbook.formats.choice import Choice
from faultbook.formats.detection import UNKNOWN_NAME
from faultbook.formats.line_kinds import KnownLine, LineKind
from faultbook.formats.port import Record, TimestampFrom
from faultbook.formats.wrapped.places import fields_of_path
from faultbook.formatting.terminal import console, page_table
from faultbook.formatting.values import visible

FIRST_LINES = 40
READ_LINES = 2_000
"""Lines that are read where only the first are shown, so that the records shown have their end."""
_LONGEST_TEXT = 400
_LONGEST_READ = 2_400
"""Characters of a text that secrets are looked for in."""
_STYLES = {
    LineKind.RECORD: "",
    LineKind.GOES_ON: "dim",
    LineKind.HEADER: "cyan",
    LineKind.BLANK: "dim",
    LineKind.REJECT: "red",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNDATED = {TimestampFrom.PREVIOUS: "as above", TimestampFrom.FILE: "file's time"}


def print_detected(files: Sequence[Path], *, every: bool, landing: Path, catalog: Path | None) -> None:
    """Prints each file in turn, its first lines or all of them."""
    known = known_formats(catalog)
    screen = console(sys.stdout)
    for place, (path, name) in enumerate(log_files(files, landing)):
        if place:
            screen.print()
        _print_file(screen, path, name, known, every=every)


def _print_file(screen: Console, path: Path, name: str, known: Known, *, every: bool) -> None:
    with path.open("rb") as file:
        choice = chosen(path, name, file, known)
    reading = read_lines(path, choice, None if every else READ_LINES)
    screen.print(Text(visible(str(path)), "bold").append(f": {_format(choice)}", "default not bold"), soft_wrap=True)
    screen.print(Text(f"  {_how(choice)}", "dim"), soft_wrap=True)
    table = page_table(">line", "taken for", "level", "instant", "~text")
    shown = reading.lines if every else reading.lines[:FIRST_LINES]
    for line in shown:
        table.add_row(*_row(line))
    if shown:
        screen.print(table)
    screen.print(Text(f"  {reading.counts}", "dim"), soft_wrap=True)
    for reason, detail in _details(reading).items():
        screen.print(Text(f"  {visible(reason)}: {_shown(detail)}", "red"), soft_wrap=True)
    if choice.format.name == UNKNOWN_NAME and reading.lines:
        screen.print(Text(f"  faultbook formats suggest {visible(str(path))} writes a format for it."), soft_wrap=True)


def _format(choice: Choice) -> str:
    found = choice.detected
    if found is None:
        return f"{choice.format.name}, as the source {' '.join(choice.rule.files)} has it"
    if choice.format.name == UNKNOWN_NAME:
        return "no known format" if choice.sample.lines else "empty"
    others = ", ".join(f"{name} {_share(share)}" for name, share in found.runners_up)
    return f"{choice.format.name} {_share(found.confidence)}" + (f" (else {others})" if others else "")


def _details(reading: Reading) -> dict[str, str]:
    """Reason -> what its first reject found and expected."""
    found: dict[str, str] = {}
    for line in reading.lines:
        if line.reject is not None:
            found.setdefault(line.reject.reason, f"line {line.number} {line.reject.detail}")
    return found


def _share(share: float) -> str:
    return f"{int(100 * share)} %"


def _how(choice: Choice) -> str:
    parts = [f"encoding {choice.encoding}", f"zone {choice.options.zone} where a timestamp names none"]
    fields = fields_of_path(choice.sample.name) | choice.rule.fields_of(choice.sample.name)
    parts += [f"{name} {value}" for name, value in fields.items() if name != "metadata"]
    parts.append(f"table {choice.format.table.value}")
    return visible("; ".join(parts))


def _row(line: KnownLine) -> tuple[Text, ...]:
    style = _STYLES[line.kind]
    first = line.records[0] if line.records else None
    level, instant, text = ("", "", line.text) if first is None else _of_record(first)
    cells = (str(line.number), _taken_for(line), level, instant, _shown(text))
    return tuple(Text(cell, style, no_wrap=True, overflow="ellipsis") for cell in cells)


def _taken_for(line: KnownLine) -> str:
    if line.kind is LineKind.RECORD and line.record is not None:
        last = line.record + len(line.records) - 1
        name = f"records {line.record} to {last}" if last > line.record else f"record {line.record}"
        return f"{name}, part {line.reject.reason}" if line.reject else name
    if line.kind is LineKind.GOES_ON:
        return f"goes on with {line.record}"
    return f"reject {line.reject.reason}" if line.reject else line.kind.value


def _of_record(record: Record) -> tuple[str, str, str]:
    """Level as severity and as written, instant, message."""
    fields = record.fields
    severity, level = str(fields.get("severity")), fields.get("level")
    written = "" if level is None or str(level).lower() == severity.lower() else f" ({_shown(str(level))[:20]})"
    source = fields.get("timestamp_from")
    instant = _UNDATED.get(TimestampFrom(source)) if source else None
    return f"{severity}{written}", instant or instant_text(fields["timestamp"]), str(fields.get("message", ""))


def instant_text(micros: int) -> str:
    """Microseconds since 1970 as ISO 8601 in UTC, its fraction only if it has one."""
    text = (_EPOCH + timedelta(microseconds=micros)).replace(tzinfo=None).isoformat()
    return f"{text.rstrip('0') if '.' in text else text}Z"


def _shown(text: str) -> str:
    """A text of a log for a terminal: bounded, redacted, its control characters escaped."""
    # Cut behind: half a secret looks like none.
    return visible(redact(text[:_LONGEST_READ])[:_LONGEST_TEXT])
