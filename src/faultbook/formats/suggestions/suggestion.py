"""The format that is suggested for the lines of a file, tried on these lines."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from faultbook.faults.redaction import redact
from faultbook.formats.levels import Levels
from faultbook.formats.patterns.definition import Definition
from faultbook.formats.patterns.formats import format_of
from faultbook.formats.port import ReadOptions, Record, is_blank
from faultbook.formats.suggestions.layouts import Layouts, Pattern, layouts_of, pattern_of
from faultbook.formats.suggestions.names import SINGLE_LETTERS
from faultbook.formats.traces import looks_like_trace

READ_LINES = 2_000
"""Lines, none blank, from the beginning of a file that a suggestion is made from and tried on."""
_LONGEST = 4_000
_LONGEST_EXAMPLE = 300
_COMPARED = ("level", "logger_name", "message")
_MOST_UNKNOWN = 8
_LEVEL_FIRST = re.compile(r"[\[<(]?([A-Za-z]{3,12})[\]>)]?[:\s-]")
_ZONE = re.compile(r"%[zZ]")
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:[Zz]|[+-]\d\d)")
_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Trial:
    """What the suggested format makes of the lines.

    `begun`: lines that begin a record; `going_on`: lines that go on with one, `traces` of them of a stack trace.
    `dated`: records with an instant of their own; `levels`: records with a known level.
    """

    lines: int
    begun: int
    going_on: int
    traces: int
    dated: int
    levels: int


@dataclass(frozen=True)
class Suggestion:
    """A format for a file. `entry`: as `formats` of the catalog has it. `trial`: what it reads.

    `is_dated`: False where the lines have no timestamp. `unknown_levels`: words at the place of the level that are no
    spelling, the most frequent first. `needs_zone`: timestamps name no zone. `is_ambiguous`: day and month could be the
    other way round.
    """

    entry: dict[str, Any]
    trial: Trial
    is_dated: bool
    unknown_levels: tuple[str, ...] = ()
    needs_zone: bool = False
    is_ambiguous: bool = False


def suggest(name: str, lines: Sequence[str], options: ReadOptions) -> Suggestion | None:
    """The format that reads most of the first lines of a file best; None for a file without lines.

    `name`: of the file, which the format is named for.
    """
    sampled = [line[:_LONGEST] for line in lines if not is_blank(line)][:READ_LINES]
    if not sampled:
        return None
    spelled = Levels(options.severities).spelled
    words = frozenset(word.lower() for names in options.severities.items() for word in (names[0], *names[1]))
    found = layouts_of(sampled)
    if found is None:
        return _without_instants(name, sampled, options)
    patterns = [pattern_of(layout, words) for layout in found.layouts]
    levels = sum((pattern.levels for pattern in patterns), Counter[str]())
    entry = _entry(name, found, patterns)
    letters = {word: SINGLE_LETTERS[word] for word in sorted(levels) if word in SINGLE_LETTERS and not spelled(word)}
    if letters:
        entry["levels"] = letters
    unknown = [word for word, _ in levels.most_common() if not spelled(word) and word not in letters]
    _add_example(entry, found.layouts[0].lines[0], options)
    return Suggestion(
        entry,
        _tried(entry, sampled, options),
        is_dated=True,
        unknown_levels=tuple(unknown[:_MOST_UNKNOWN]),
        needs_zone=any(not _names_zone(format_, found.layouts[0].lines) for format_ in found.stamps.formats),
        is_ambiguous=found.stamps.is_ambiguous,
    )


def _entry(name: str, found: Layouts, patterns: Sequence[Pattern]) -> dict[str, Any]:
    """The entry of a format: patterns with columns first, the looser ones of all layouts behind them."""
    strict = [pattern.regexes[0] for pattern in patterns]
    loose = [regex for pattern in patterns for regex in pattern.regexes[1:]]
    return {
        "name": format_name(name),
        "about": f"Lines as in {name}.",
        "timestamps": list(found.stamps.formats),
        "patterns": list(dict.fromkeys((*strict, *loose))),
    }


def _without_instants(name: str, lines: Sequence[str], options: ReadOptions) -> Suggestion:
    """A format for lines without timestamps: each line that is of no trace is a record."""
    spelled = Levels(options.severities).spelled
    starts = [found[1] for line in lines if (found := _LEVEL_FIRST.match(line)) and spelled(found[1])]
    words = "|".join(sorted({word.lower() for word in starts}))
    by_level = [rf"[\[<(]?(?<level>(?i:{words}))[\]>)]?[:\s-]+(?<message>.*)"] if words else []
    entry = {
        "name": format_name(name),
        "about": f"Lines as in {name}, which have no timestamp.",
        "patterns": [*by_level, r"(?<message>\S.*)"],
        "undated": "file",
        "continuation": "trace",
    }
    return Suggestion(entry, _tried(entry, lines, options), is_dated=False)


def _names_zone(format_: str, lines: Sequence[str]) -> bool:
    if format_ == "iso8601":
        return all(_ZONED.search(line) for line in lines)
    return format_ == "epoch" or _ZONE.search(format_) is not None


def format_name(name: str) -> str:
    """A name for the format of a file of this name: `odd-2026.log` is `odd`."""
    stem = re.split(r"[.]", name.lower().lstrip("._"), maxsplit=1)[0]
    plain = _NAME.sub("_", re.sub(r"[-_]?\d+", "", stem)).strip("_")
    return plain if plain[:1].isalpha() else f"log_{plain}".strip("_")


def _add_example(entry: dict[str, Any], line: str, options: ReadOptions) -> None:
    """Adds an example of one line, redacted, and what the format reads from it."""
    text = redact(line)
    if len(text) > _LONGEST_EXAMPLE or not text.isprintable():
        return
    reader = format_of(Definition.model_validate(entry)).reader(replace(options, zone="UTC"))
    for record in (*reader.read([text], 1), *reader.end()):
        if isinstance(record, Record) and record.fields.get("timestamp_from") is None:
            fields = {name: record.fields[name] for name in _COMPARED if isinstance(record.fields.get(name), str)}
            entry["examples"] = [{"about": "a line of the file", "text": text, "records": [fields]}]


def _tried(entry: dict[str, Any], lines: Sequence[str], options: ReadOptions) -> Trial:
    format_ = format_of(Definition.model_validate(entry))
    reader = format_.reader(replace(options, max_record_bytes=2**31))
    results = [*reader.read(lines, 1), *reader.end()]
    records = [found for found in results if isinstance(found, Record)]
    going_on = [text for record in records for text in record.text.split("\n")[1:] if not is_blank(text)]
    return Trial(
        lines=len(lines),
        begun=len(records),
        going_on=len(going_on),
        traces=sum(map(looks_like_trace, going_on)),
        dated=sum(record.fields.get("timestamp_from") is None for record in records),
        levels=sum(record.fields["severity"] != "Unknown" for record in records),
    )
