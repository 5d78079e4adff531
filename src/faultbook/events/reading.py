"""Reads a message by its definition, in plain Python: for `faultbook events explain`, and to compare Spark with.

It shares no code with `transforms.events` but the definitions, which are data.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from faultbook.events.definition import (
    ENVELOPE,
    FIXED,
    WHOLE_BODY,
    Candidate,
    Condition,
    Definition,
    Part,
    Take,
    key_parts,
)
from faultbook.events.fields import INSTANT_FIELDS, Kind, Phase, longest
from faultbook.events.instants import instant_of, micros_of
from faultbook.events.json_text import NoJson, parse_json, text_of
from faultbook.events.paths import BODY, Path
from faultbook.events.takes import TAKE_PATTERNS

WRAPPERS = ("body", "content", "payload")
"""Members in which forwarding programs put a whole message, as an object or as JSON text."""
NOT_JSON, UNKNOWN_EVENT, NO_ITEMS, NO_KEY = "not_json", "unknown_event", "no_items", "no_key"
_WHITE = " \t\n\r"
_NOTHING = ("", "null")


@dataclass(frozen=True)
class Report:
    """What one sender reports about one failure. Texts are as the sender gave them: not redacted yet."""

    definition: str
    item: int
    event_key: str
    kind: Kind
    phase: Phase
    texts: Mapping[str, str | None]
    instants: Mapping[str, datetime | None]
    facts: Mapping[str, str]
    paths: Mapping[str, str]
    """Field -> the path that gave its text."""

    @property
    def event_id(self) -> str:
        """The id of what failed."""
        return event_id(self.event_key)


@dataclass(frozen=True)
class Rejected:
    """A message, or an item of one, that is no report: the reason, and the nearest definition where there is one."""

    reason: str
    item: int = 0
    nearest: str | None = None


@dataclass(frozen=True)
class Reading:
    """What became of a message: the definition that fits (None: none), its reports, its rejects, its ignored items."""

    definition: str | None = None
    wrapped_in: str = ""
    reports: list[Report] = field(default_factory=list)
    rejects: list[Rejected] = field(default_factory=list)
    ignored: int = 0


def event_id(key: str) -> str:
    """The id of a key."""
    return f"ev-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:32]}"


def read_message(
    body: str | None,
    source: str,
    headers: Mapping[str, str],
    definitions: Sequence[Definition],
    *,
    envelope_id: str = "",
) -> Reading:
    """What a message of a source reports. `definitions` in the order in which they are tried."""
    try:
        value = None if body is None else parse_json(body)
    except NoJson:
        value = None
    if not isinstance(value, dict | list) and type(value) is not str:
        return Reading(rejects=[Rejected(NOT_JSON)])
    root, wrapper = _unwrapped(_opened(value), definitions)
    if root is not None:
        for definition in definitions:
            fits = source in definition.sources
            if fits and all(_holds(condition, {BODY: root}, headers) for condition in definition.when):
                return _read(root, definition, headers, wrapper, envelope_id)
    return Reading(rejects=[Rejected(UNKNOWN_EVENT)])


def known_members(definitions: Sequence[Definition]) -> list[str]:
    """The members by which definitions recognise a message, as paths. What has one of them is not wrapped."""
    first = {one.path.steps[0] for definition in definitions for one in definition.when if one.path and one.path.steps}
    return sorted({Path(BODY, (step,)).below_root for step in first if isinstance(step, str)})


def _unwrapped(value: Any, definitions: Sequence[Definition]) -> tuple[Any, str]:
    """The message, and the member of what was sent that holds it; empty where it is not wrapped."""
    members = known_members(definitions)
    if isinstance(value, dict) and not any(Path(BODY, (name,)).below_root in members for name in value):
        for name in WRAPPERS:
            inner = _opened(value.get(name))
            if inner is not None:
                return inner, name
    return value, ""


def nearest_definition(
    body: str | None, source: str, headers: Mapping[str, str], definitions: Sequence[Definition]
) -> tuple[Definition, list[Condition]] | None:
    """The definition of which the largest share of conditions holds, and those that do not; None where none holds."""
    try:
        value = None if body is None else parse_json(body)
    except NoJson:
        return None
    best: tuple[float, Definition, list[Condition]] | None = None
    for definition in definitions:
        missing = [one for one in definition.when if not _holds(one, {BODY: value}, headers)]
        share = 1 - len(missing) / len(definition.when) if definition.when else 0.0
        share += 0.01 * (source in definition.sources)
        if share > 0.02 and (best is None or share > best[0]):
            best = (share, definition, missing)
    return None if best is None else (best[1], best[2])


def _read(body: Any, definition: Definition, headers: Mapping[str, str], wrapper: str, envelope_id: str) -> Reading:
    reading = Reading(definition.name, wrapper)
    if definition.each is None:
        items: list[Any] = [body]
    else:
        found = _at(body, definition.each)
        items = found if isinstance(found, list) else []
        if not items:
            reading.rejects.append(Rejected(NO_ITEMS))
            return reading
    ignored = 0
    for number, item in enumerate(items):
        roots: dict[str, Any] = {BODY: item, WHOLE_BODY: body}
        for name, part in definition.parts.items():
            roots[name] = _part(roots, part)
        if not all(_holds(condition, roots, headers) for condition in definition.only):
            ignored += 1
            continue
        report = _report(roots, definition, number, envelope_id)
        if report is None:
            reading.rejects.append(Rejected(NO_KEY, number))
        else:
            reading.reports.append(report)
    return Reading(definition.name, wrapper, reading.reports, reading.rejects, ignored)


def _report(roots: Mapping[str, Any], definition: Definition, number: int, envelope_id: str) -> Report | None:
    texts: dict[str, str | None] = {}
    instants: dict[str, datetime | None] = {}
    paths: dict[str, str] = {}
    for name, candidates in definition.fields.items():
        if name in INSTANT_FIELDS:
            instants[name] = next(
                (found for one in candidates if (found := instant_of(_candidate(roots, one))) is not None), None
            )
            continue
        text, path = _first(roots, candidates)
        texts[name] = None if text is None else text[: longest(name)]
        if path is not None:
            paths[name] = path
    facts = {}
    for name, candidates in definition.facts.items():
        text, _ = _first(roots, candidates)
        if text is not None:
            facts[name] = text[: longest(name)]
    values: dict[str, str | None] = {ENVELOPE: envelope_id, **facts, **texts}
    values.update({name: None if at is None else str(micros_of(at)) for name, at in instants.items()})
    key = next((made for template in definition.key if (made := _key(template, values)) is not None), None)
    if key is None:
        return None
    phase = definition.phase.values.get(_first(roots, definition.phase.of)[0] or "", definition.phase.default)
    if paths.get("message") == FIXED and phase not in (Phase.FAILED, Phase.WARNING):
        # "Pipeline failed" is what a failure without a text is called; nothing else is.
        texts["message"] = None
        del paths["message"]
    kind = definition.kind.values.get(_first(roots, definition.kind.of)[0] or "", definition.kind.default)
    return Report(definition.name, number, key, kind, phase, texts, instants, facts, paths)


def _key(template: str, values: Mapping[str, str | None]) -> str | None:
    pieces = [values.get(piece) if is_field else piece for piece, is_field in key_parts(template)]
    return None if any(piece is None for piece in pieces) else "".join(map(str, pieces))


def _first(roots: Mapping[str, Any], candidates: Sequence[Candidate]) -> tuple[str | None, str | None]:
    for one in candidates:
        text = _candidate(roots, one)
        if text is not None:
            return text, one.name
    return None, None


def _candidate(roots: Mapping[str, Any], candidate: Candidate) -> str | None:
    if candidate.path is None:
        return candidate.text
    text = _text(roots, candidate.path)
    return None if text is None else _something(_taken(text, candidate.piece))


def _text(roots: Mapping[str, Any], path: Path) -> str | None:
    return _something(text_of(_at(roots[path.root], path)))


def _something(text: str | None) -> str | None:
    if text is None:
        return None
    trimmed = text.strip(_WHITE)
    return None if trimmed.lower() in _NOTHING else trimmed


def _at(value: Any, path: Path) -> Any:
    for step in path.steps:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _opened(value: Any) -> dict[str, Any] | list[Any] | None:
    """An object or array, also where a text holds its JSON."""
    if isinstance(value, dict | list):
        return value
    if type(value) is str:
        try:
            inner = parse_json(value)
        except NoJson:
            return None
        return inner if isinstance(inner, dict | list) else None
    return None


def _part(roots: Mapping[str, Any], part: Part) -> Any:
    found = _at(roots[part.path.root], part.path)
    if part.pairs is None:
        return _opened(found)
    opened = _opened(found)
    if not isinstance(opened, list):
        return opened
    made: dict[str, Any] = {}
    for pair in opened:
        name = _something(text_of(pair.get(part.name))) if isinstance(pair, dict) else None
        if name is not None and name not in made:
            made[name] = pair.get(part.value)
    return made


def _holds(condition: Condition, roots: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
    if condition.header is not None:
        text = _something(headers.get(condition.header))
        there = text is not None
    else:
        assert condition.path is not None
        found = _at(roots[condition.path.root], condition.path)
        text, there = _something(text_of(found)), found is not None
    if condition.exists is not None:
        return there == condition.exists
    return text in condition.values


_TAKES = {take: re.compile(pattern) for take, pattern in TAKE_PATTERNS.items()}


def _taken(text: str, take: Take) -> str | None:
    if take is Take.ALL:
        return text
    found = _TAKES[take].search(text)
    return found[1] if found else None
