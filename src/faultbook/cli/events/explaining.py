"""What `events explain` prints: how one message is read, and why it is read so."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from faultbook.catalog.senders import definitions_of
from faultbook.errors import SettingError
from faultbook.events.definition import Condition, Definition
from faultbook.events.envelope import Envelope, WrongEnvelope
from faultbook.events.reading import NO_ITEMS, NO_KEY, NOT_JSON, UNKNOWN_EVENT, Report, nearest_definition, read_message
from faultbook.faults.redaction import Redactor
from faultbook.formatting.terminal import console, cut_text, page_table
from faultbook.formatting.values import visible

MOST_SHOWN = 300
"""Characters of a text."""
MOST_BYTES = 16 * 1024 * 1024
HERE = "-"
REASONS = {
    NOT_JSON: "it is no JSON object or array.",
    UNKNOWN_EVENT: "no definition of its source fits.",
    NO_ITEMS: "the array that the definition reads is missing or empty.",
    NO_KEY: "no key of the definition has all its fields, so what failed has no identity.",
}


@dataclass(frozen=True)
class Message:
    """A message as it is read: body None where it is not UTF-8. `envelope_id` empty: it came without an envelope."""

    body: str | None
    source: str
    headers: Mapping[str, str]
    envelope_id: str = ""


def print_explanation(file: Path, source: str | None, headers: Sequence[str], senders: Path | None) -> bool:
    """Prints how the message of a file is read; True where something is reported or left out on purpose."""
    definitions = definitions_of(str(senders) if senders else "")
    message = _message(file, source, _headers(headers), definitions)
    reading = read_message(
        message.body, message.source, message.headers, definitions, envelope_id=message.envelope_id or "(envelope)"
    )
    screen = console(sys.stdout)
    by_name = {one.name: one for one in definitions}
    if reading.definition is None:
        _print_rejected(screen, message, definitions)
        return False
    about = by_name[reading.definition].about
    screen.print(Text.assemble("definition ", (visible(reading.definition), "bold"), f": {visible(about)}"))
    screen.print(Text(f"source {visible(message.source)}"))
    if reading.wrapped_in:
        screen.print(Text(f"The message is in the member {visible(reading.wrapped_in)!r} of what was sent."))
    for report in reading.reports:
        _print_report(screen, report)
    for reject in reading.rejects:
        screen.print(Text(f"\nreject of item {reject.item}: {reject.reason}: {REASONS[reject.reason]}", "red"))
    if reading.ignored:
        screen.print(Text(f"\n{reading.ignored} items are left out, as `only` of the definition says."))
    return bool(reading.reports) or not reading.rejects


def _print_report(screen: Console, report: Report) -> None:
    screen.print(Text(f"\nreport of item {report.item}: {report.kind} {report.phase}", "bold"))
    screen.print(Text(f"{report.event_id} = {visible(report.event_key)}"), soft_wrap=True)
    redact = Redactor().redact
    table = page_table("field", "path", "~text")
    for name, text in report.texts.items():
        if text is not None:
            table.add_row(name, visible(report.paths.get(name, "")), cut_text(visible(redact(text)[:MOST_SHOWN])))
    for name, at in report.instants.items():
        if at is not None:
            table.add_row(name, "", at.isoformat())
    for name, text in report.facts.items():
        table.add_row(f"facts.{visible(name)}", "", cut_text(visible(redact(text)[:MOST_SHOWN])))
    screen.print(table)
    if report.texts.get("message") is None:
        screen.print(Text("No path gives a message.", "yellow"))


def _print_rejected(screen: Console, message: Message, definitions: Sequence[Definition]) -> None:
    known = any(message.source in one.sources for one in definitions)
    reading = read_message(message.body, message.source, message.headers, definitions)
    [reject] = reading.rejects
    screen.print(Text(f"reject: {reject.reason}: {REASONS[reject.reason]}", "bold red"))
    screen.print(Text(f"source {visible(message.source)}"))
    if not known:
        names = sorted({name for one in definitions for name in one.sources})
        screen.print(Text(f"No definition reads messages of this source. There are: {', '.join(names)}."))
    near = nearest_definition(message.body, message.source, message.headers, definitions)
    if near is None:
        return
    definition, missing = near
    screen.print(Text.assemble("\nnearest definition ", (definition.name, "bold"), f": {definition.about}"))
    if message.source not in definition.sources:
        screen.print(Text(f"It reads messages of {', '.join(definition.sources)}, not of {visible(message.source)}."))
    for condition in missing:
        screen.print(Text(f"does not hold: {_words(condition)}", "yellow"))


def _words(condition: Condition) -> str:
    """A condition as a sentence."""
    where = f"header {condition.header}" if condition.header is not None else str(condition.path)
    if condition.exists is not None:
        return f"{where} is {'there' if condition.exists else 'not there'}"
    values = " or ".join(map(repr, condition.values))
    return f"{where} is {values}"


def _message(file: Path, source: str | None, headers: Mapping[str, str], definitions: Sequence[Definition]) -> Message:
    content = _content(file)
    try:
        envelope = Envelope.from_line(content)
    except WrongEnvelope:
        envelope = None
    if envelope is not None:
        content, source = envelope.body, source or envelope.source
        headers = {**envelope.headers, **headers}
    if source is None:
        names = sorted({name for one in definitions for name in one.sources})
        raise SettingError(
            f"--source is missing, and {file} is no envelope, which has it. There are: {', '.join(names)}."
        )
    try:
        body: str | None = content.decode("utf-8")
    except UnicodeDecodeError:
        body = None
    return Message(body, source, headers, "" if envelope is None else envelope.envelope_id)


def _content(file: Path) -> bytes:
    try:
        if str(file) == HERE:
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with file.open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
    except OSError as failure:
        raise SettingError(f"{file} cannot be read: {failure.strerror}. Expected a file with one message.") from failure
    if len(content) > MOST_BYTES:
        raise SettingError(f"{file} is larger than {MOST_BYTES:,} bytes; expected one message.")
    return content


def _headers(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for text in given:
        name, separator, value = text.partition("=")
        if not separator or not name.strip():
            raise SettingError(f"--header: found {text!r}; expected NAME=VALUE, as in x-github-event=workflow_run.")
        found[name.strip().lower()] = value
    return found
