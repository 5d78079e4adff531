"""Where the fields of an object are, worked out once for all objects with the same names.

Loggers write the same names line after line, so that a line costs one look-up of its plan and one of each field.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from faultbook.formats.json_fields.names import FIELDS
from faultbook.formats.levels import NUMBERS_UNDER

_EXCEPTIONS = (
    "exception", "Exception", "thrown", "error", "err", "Details", "stack", "exc_info", "context/exception",
    "properties/details",
)  # fmt: skip
"""Names under which loggers write an exception as an object."""
TYPED_FIELDS = (
    *("http_endpoint", "http_duration_ms", "http_status", "source_line", "service", "environment", "error_code"),
    "labels",
)
"""Fields that are more than their text."""
_GELF = {"version", "short_message"}
_PYTHON = {"funcName", "pathname", "lineno", "processName", "levelno"}
_TEXTS_BESIDE_NUMBERS = ("severity_text", "severityText", "SeverityText")
_MOST_OF_NAMES = 10_000
"""Characters of all names of an object whose plan is remembered."""
_CLOUD_TRACE = {"logName", "trace"}


class Candidate(NamedTuple):
    """A place where a field may be. `stored` is the name that metadata need not have, None within an object."""

    name: str
    path: tuple[str, ...]
    stored: str | None
    numbers: str | None


@dataclass
class Plan:
    """Where the fields of objects with the same names are."""

    stamps: tuple[Candidate, ...] = ()
    messages: tuple[Candidate, ...] = ()
    levels: tuple[Candidate, ...] = ()
    texts: list[tuple[str, str]] = field(default_factory=list)
    """Field and name, of fields that are plain texts and may be in one place only."""
    typed: list[tuple[str, str]] = field(default_factory=list)
    """The same of fields that are more than their text."""
    steps: list[tuple[str, tuple[Candidate, ...]]] = field(default_factory=list)
    """Field and its candidates, in the order in which they are tried, of all other fields."""
    others: tuple[str, ...] = ()
    """Names that no field comes under."""
    exceptions: tuple[Candidate, ...] = ()
    is_serilog: bool = False
    has_template: bool = False
    """Serilog's message is made from its template."""
    late_traces: tuple[str, ...] = ()
    """Names of texts that are traces where they have lines, and no other name has one."""
    level_by_number: Candidate | None = None
    """Where the number beside a word is, that holds where the word is not known."""


def plan_of_long(names: tuple[str, ...], level_numbers: str | None) -> Plan:
    """As `plan_of`, for objects that are long: names of a megabyte are not remembered."""
    is_short = sum(map(len, names)) <= _MOST_OF_NAMES
    return plan_of(names, level_numbers) if is_short else plan_of.__wrapped__(names, level_numbers)


@lru_cache(maxsize=4_096)
def plan_of(names: tuple[str, ...], level_numbers: str | None) -> Plan:
    """The plan of objects with these names, remembered for all files.

    `level_numbers`: whose numbers all levels are; None: as names show.
    """
    present = frozenset(names)
    is_gelf = present >= _GELF
    plan = Plan(is_serilog="@t" in present and bool(present & {"@m", "@mt", "@i"}))
    plan.late_traces = tuple(name for name in ("stack", "full_message") if name in present)
    plan.has_template = plan.is_serilog and "@mt" in present and "@m" not in present
    exceptions = tuple(found for name in _EXCEPTIONS if (found := _candidate(name, present, is_gelf)) is not None)
    of_exceptions = ("stack_trace", "exception_type") if exceptions else ("stack_trace",)
    stored: set[str | None] = {*plan.late_traces, *(each.stored for each in exceptions)}
    for name_of_field, its_names in FIELDS.items():
        candidates = [found for name in its_names if (found := _candidate(name, present, is_gelf)) is not None]
        if name_of_field == "trace_id" and present >= _CLOUD_TRACE:
            candidates.append(Candidate("trace", (), "trace", None))
        if name_of_field == "level":
            candidates = [_numbered(found, present, is_gelf, level_numbers) for found in candidates]
            plan.level_by_number = _second_level(candidates)
        if name_of_field == "timestamp":
            plan.stamps = tuple(candidates)
        elif name_of_field == "message":
            plan.messages = tuple(candidates)
        elif name_of_field == "level":
            plan.levels = tuple(candidates)
        elif len(candidates) == 1 and not candidates[0].path and name_of_field not in of_exceptions:
            fields = plan.typed if name_of_field in TYPED_FIELDS else plan.texts
            fields.append((name_of_field, candidates[0].name))
        elif candidates:
            plan.steps.append((name_of_field, tuple(candidates)))
        stored.update(candidate.stored for candidate in candidates)
    plan.exceptions = exceptions
    plan.others = tuple(name for name in names if name not in stored)
    return plan


def _candidate(name: str, present: frozenset[str], is_gelf: bool) -> Candidate | None:
    if name in present:
        return Candidate(name, (), name, NUMBERS_UNDER.get(name))
    top, *path = name.split("/")
    if path:
        return Candidate(top, tuple(path), None, NUMBERS_UNDER.get(name)) if top in present else None
    # GELF marks the fields of a logger's own by a low line.
    marked = f"_{name}"
    return Candidate(marked, (), marked, None) if is_gelf and marked in present else None


def _numbered(candidate: Candidate, present: frozenset[str], is_gelf: bool, level_numbers: str | None) -> Candidate:
    """The candidate with whose numbers a level there is, as the names beside it show."""
    if level_numbers is not None:
        return candidate._replace(numbers=level_numbers)
    if candidate.name == "level" and is_gelf:
        return candidate._replace(numbers="syslog")
    if candidate.name == "level" and present & _PYTHON:
        return candidate._replace(numbers="python")
    return candidate


def _second_level(candidates: list[Candidate]) -> Candidate | None:
    """OpenTelemetry's number, which is exact, behind a text that may be anything."""
    if not candidates or candidates[0].name not in _TEXTS_BESIDE_NUMBERS:
        return None
    return next((each for each in candidates if each.numbers == "opentelemetry"), None)
