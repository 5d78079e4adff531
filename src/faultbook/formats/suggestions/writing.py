"""A suggestion as YAML for catalog/formats.yml, with what a person has to decide as comments."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from faultbook.formats.suggestions.suggestion import Suggestion, Trial

_NO_TEXTS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
"""Words that YAML reads as no text."""
_NOTABLE = 0.02
"""Share of the lines that go on with a record and look like no trace, from which on they are mentioned."""
_SHORT = 80
"""Characters of a list that is written on one line."""


def yaml_of(suggestion: Suggestion, name: str) -> str:
    """The entries of `sources` and `formats` for a file of this name."""
    return "\n".join((*_remarks(suggestion), *_source_lines(suggestion, name), *_format_lines(suggestion))) + "\n"


def files_glob(name: str) -> str:
    """The glob of files that are named as this one but for numbers: `odd-2026-02-03.log.1` is `odd-*.log*`."""
    base = name.rpartition("/")[2]
    base = re.sub(r"([.-]\d+)?(\.(gz|bz2|xz))?$", "", base)
    base = re.sub(r"[\[\]{}?*]", "?", base)
    return re.sub(r"\d+([-_.:T]?\d+)*", "*", base) + "*"


def quoted(text: str) -> str:
    """A text as YAML reads it: in single quotes unless it is a plain word."""
    return (
        text
        if re.fullmatch(r"[a-z][a-z0-9_]*", text) and text not in _NO_TEXTS
        else "'" + text.replace("'", "''") + "'"
    )


def _remarks(suggestion: Suggestion) -> Iterator[str]:
    trial = suggestion.trial
    yield f"# Reads {_reads(trial)}."
    if not suggestion.is_dated:
        yield "# No timestamp was found in these lines: every record has the time when the file was last written."
        yield "# Where the lines come from an application of your own, let it write timestamps."
    rest = trial.going_on - trial.traces
    if rest > trial.lines * _NOTABLE:
        yield f"# {rest:,} lines that look like no stack trace go on with the record before them. `continuation: trace`"
        yield "# makes them rejects, so that they are counted."
    if suggestion.is_ambiguous:
        yield "# Day and month could be the other way round; no line decides it. Exchange %m and %d where they are."
    if suggestion.is_dated and trial.levels < trial.begun:
        yield f"# {trial.begun - trial.levels:,} records have no known level: their severity is Unknown."


def _reads(trial: Trial) -> str:
    read = trial.begun + trial.going_on
    parts = [f"{trial.begun:,} begin a record"]
    parts += [f"{trial.going_on:,} go on with one"] if trial.going_on else []
    return f"{read:,} of {trial.lines:,} lines: {', '.join(parts)}"


def _source_lines(suggestion: Suggestion, name: str) -> Iterator[str]:
    """The lines of the source."""
    yield "sources:"
    yield f"  - files: {quoted(files_glob(name))}"
    yield f"    format: {quoted(suggestion.entry['name'])}"
    if suggestion.needs_zone:
        yield "    zone: UTC  # the timestamps name none; write the one that they are in, as Europe/Berlin"
    if suggestion.unknown_levels:
        yield "    # What do these words mean? error, warning, info ...; without it their severity is Unknown."
        words = ", ".join(f"{quoted(word)}: ..." for word in suggestion.unknown_levels)
        yield f"    # levels: {{{words}}}"


def _format_lines(suggestion: Suggestion) -> Iterator[str]:
    yield "formats:"
    begin = "  - "
    for key, value in suggestion.entry.items():
        yield from _value_lines(f"{begin}{key}:", value)
        begin = "    "


def _value_lines(head: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{head} {quoted(value)}"
    elif isinstance(value, Mapping):
        yield f"{head} {_flow(value)}"
    elif all(isinstance(each, str) for each in value) and sum(map(len, value)) < _SHORT:
        yield f"{head} [{', '.join(map(quoted, value))}]"
    else:
        yield head
        yield from _list_lines(value)


def _list_lines(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield f"      - {quoted(value)}"
            continue
        begin = "      - "
        for key, inner in value.items():
            if isinstance(inner, str):
                yield f"{begin}{key}: {quoted(inner)}"
            else:
                yield f"{begin}{key}:"
                yield from (f"          - {_flow(each)}" for each in inner)
            begin = "        "


def _flow(value: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{quoted(key)}: {quoted(inner)}" for key, inner in value.items()) + "}"
