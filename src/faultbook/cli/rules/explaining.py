"""What `rules explain` prints: a rule's parts with the values that they compared, or how near groups are to firing.

Values are redacted.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from faultbook.catalog.rule_frames import FRAMES
from faultbook.cli.rules.listing import book, named
from faultbook.errors import SettingError
from faultbook.faults.redaction import Redactor
from faultbook.formatting.terminal import console
from faultbook.formatting.values import visible
from faultbook.rules.explaining import Part, distances, explain
from faultbook.rules.model import Correlation, Rule
from faultbook.rules.reading import RuleBook
from faultbook.rules.rows import row_of
from faultbook.rules.testing import matches_of, matching
from faultbook.rules.written import span_text

MOST_BYTES = 16 * 1024 * 1024
MOST_SHOWN = 200
"""Characters of a value."""
HERE = "-"


def print_explanation(folder: Path | None, name: str, file: Path) -> bool:
    """Prints why a rule holds for the events of a file, or not; True where it does for all, or a correlation fires."""
    rules = book(folder)
    rule = named(rules, name)
    events = _events(file)
    screen = console(sys.stdout)
    if rule.correlation is not None:
        return _print_correlation(screen, rule, rule.correlation, events, rules)
    verdicts = [_print_event(screen, rule, event) for event in events]
    return all(verdicts)


def _print_event(screen: Console, rule: Rule, event: Mapping[str, Any]) -> bool:
    row = row_of(event, FRAMES[rule.source])
    found = explain(rule, row)
    held = matching(rule, FRAMES[rule.source], [row])[0]
    word, colour = ("matches", "bold green") if held else ("does not match", "bold red")
    screen.print(Text.assemble(f"rule {rule.name} ", (word, colour)))
    screen.print(_tree(found.root, Tree(_line(found.root))))
    for change in found.changes:
        screen.print(Text(f"fails: {_redacted(str(change))}", "yellow"), soft_wrap=True)
    if found.held and not held:
        screen.print(Text("fails: the condition holds, and the predicate returned false", "yellow"))
    return held


def _tree(part: Part, tree: Tree) -> Tree:
    for inner in part.parts:
        _tree(inner, tree.add(_line(inner)))
    return tree


def _line(part: Part) -> Text:
    name = f"{part.name}: " if part.name else ""
    compared = f"  (it is {_shown(part.value)})" if part.field else ""
    return Text(f"{'+' if part.held else '-'} {visible(name)}", "green" if part.held else "red").append(
        f"{_redacted(part.text)}{compared}", "default"
    )


def _shown(value: Any) -> str:
    return "not there" if value is None else _redacted(repr(value)[:MOST_SHOWN])


def _redacted(text: str) -> str:
    return visible(Redactor().redact(text))


def _print_correlation(
    screen: Console, rule: Rule, correlation: Correlation, events: Sequence[Mapping[str, Any]], rules: RuleBook
) -> bool:
    matches, without_key = matches_of(correlation, _moments(correlation, events, rules), rules.rules, FRAMES)
    fired, near = distances(matches, correlation)
    screen.print(
        f"{len(matches)} matches of {', '.join(correlation.rules)}; {rule.name} needs {correlation.threshold} within "
        f"{span_text(correlation.timespan)}",
        soft_wrap=True,
    )
    for firing in fired:
        group = _group(correlation, firing.group)
        screen.print(Text(f"fires at {_instant(firing.at)} with {firing.count}{group}", "green"), soft_wrap=True)
    for one in near:
        group = _group(correlation, one.group)
        missing = one.threshold - one.count
        text = f"does not fire{group}: at most {one.count} of {one.threshold}, at {_instant(one.at)}; {missing} missing"
        screen.print(Text(text, "yellow"), soft_wrap=True)
    for field in sorted(set(without_key)):
        times = without_key.count(field)
        screen.print(Text(f"not counted: {times} without {visible(field)}, a group field", "yellow"), soft_wrap=True)
    return bool(fired)


def _group(correlation: Correlation, group: Sequence[str]) -> str:
    pairs = [f"{name}={_redacted(value)}" for name, value in zip(correlation.group_by, group, strict=True)]
    return f" for {', '.join(pairs)}" if pairs else ""


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _moments(
    correlation: Correlation, events: Sequence[Mapping[str, Any]], rules: RuleBook
) -> list[tuple[int, Mapping[str, Any]]]:
    """The events with their seconds; SettingError where one has no instant."""
    column = FRAMES[rules.rules[correlation.rules[0]].source].at
    moments = []
    for number, event in enumerate(events, 1):
        try:
            at = datetime.fromisoformat(str(event[column]))
        except (KeyError, ValueError) as wrong:
            raise SettingError(
                f"Event {number} of the file has no {column}; a correlation needs the instant of each, as in "
                "2026-11-30T08:00:00Z."
            ) from wrong
        moments.append((int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()), event))
    return moments


def _events(file: Path) -> list[Mapping[str, Any]]:
    try:
        if str(file) == HERE:
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with file.open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
    except OSError as failure:
        raise SettingError(f"{file} cannot be read: {failure.strerror}. Expected a file with one event.") from failure
    if len(content) > MOST_BYTES:
        raise SettingError(f"{file} is larger than {MOST_BYTES:,} bytes; expected one event or a few.")
    try:
        found = json.loads(content)
    except (UnicodeDecodeError, ValueError) as wrong:
        raise SettingError(f"{file} is no JSON: {wrong}. Expected an object with an event's fields.") from wrong
    several = found if isinstance(found, list) else [found]
    if not several or not all(isinstance(one, dict) for one in several):
        raise SettingError(f"{file}: found no event; expected an object with an event's fields, or a list of them.")
    return several
