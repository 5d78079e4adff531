"""What is read from a record's texts in one pass: the texts without secrets, and the record's identity.

Secrets are taken out first: template, hint and ids of today's version are read from the redacted message, so that none
of them can hold one. Only the hash of the earlier version is computed from the text as it was written, as before, and
nothing but the hash leaves this module.

Templates, hints and the places of ids are functions of a message's shape, so each shape is read once and remembered.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from faultbook.faults.identifiers import Span, request_id_span, text_at, user_id_span
from faultbook.faults.redaction import Redactor, Rule, rules_of_shape, shows_signs
from faultbook.faults.v1 import code_hint as v1_hints
from faultbook.faults.v1 import masks as v1_masks
from faultbook.faults.v1 import stack_trace as v1_traces
from faultbook.faults.v1.masks import MESSAGE_LIMIT, shape
from faultbook.faults.v1.template_hash import template_hash as v1_hash
from faultbook.faults.v2 import hints, templates, traces
from faultbook.faults.v2.template_hash import template_hash

NO_CODE = "(none)"
"""The code of a record that names neither a code nor an exception. No code can be so written."""

_MOST_REMEMBERED = 100_000
"""Shapes and keys that one reader remembers: tens of megabytes at most."""


class Reading(NamedTuple):
    """What is read of every record. `message` is redacted; `earlier_hash` is the template hash of version 1."""

    message: str
    template_hash: str
    earlier_hash: str
    code_hint: str | None
    request_id: str | None
    user_id: str | None


class Trace(NamedTuple):
    """What is read of a record of a format with stack traces. Texts are redacted; None: there is none."""

    error_code: str
    stack_trace: str | None
    exception_type: str | None
    root_exception_type: str | None
    top_frames: str | None
    stack_hash_all_frames: str | None


_Key = tuple[str, str, str | None, str | None]
"""Service, code, exception type, top frames."""


class _Shape(NamedTuple):
    may_hold_secret: bool
    rules: tuple[Rule, ...] | None
    template: str
    hints: tuple[hints.Place, ...]
    request_id: Span | None
    user_id: Span | None
    earlier_template: str
    earlier_hint: Span | None


class RecordReader:
    """Reads records; remembers shapes and hashes, so that one reader serves a whole batch. Not shared by threads."""

    def __init__(self, rules: Sequence[str] = (), allow: Sequence[str] = ()) -> None:
        """Nothing is remembered yet. `rules` and `allow`: those of Redactor."""
        self.redactor = Redactor(rules, allow)
        self._has_own_rules = bool(rules)
        self._shapes: dict[str, _Shape] = {}
        self._hashes: dict[tuple[str | None, ...], str] = {}
        self._earlier_hashes: dict[tuple[str | None, ...], str] = {}
        self._safe: dict[str, str] = {}

    def read(self, message: str, service: str, error_code: str) -> Reading:
        """The reading of a record of a format without stack traces. `service` and `error_code` as written."""
        return self._reading(message, (service, error_code, None, None), (service, error_code, None, None))

    def read_traced(
        self,
        message: str,
        service: str,
        error_code: str | None,
        exception_type: str | None,
        stack_trace: str | None,
    ) -> tuple[Reading, Trace]:
        """The reading of a record of a format with stack traces, all as written. None: not given."""
        trace = self._read_trace(error_code, exception_type, stack_trace)
        today = (service, trace.error_code, trace.root_exception_type, trace.top_frames)
        earlier: _Key = (service, NO_CODE if error_code is None else error_code, None, None)
        if exception_type or stack_trace:
            earlier = _earlier_key(service, error_code, exception_type, stack_trace)
        return self._reading(message, today, earlier), trace

    def short(self, text: str | None) -> str | None:
        """A short text that few records differ in (service, host, code), redacted. None: None."""
        return None if text is None else _remembered(self._safe, text, self.redactor.redact)

    def _reading(self, message: str, key: _Key, earlier: _Key) -> Reading:
        before = self._shape(shape(message))
        safe, found = message, before
        is_whole = len(message) <= MESSAGE_LIMIT
        if before.may_hold_secret or not is_whole:
            safe = self.redactor.redact_thoroughly(message, before.rules if is_whole else None)
            if safe != message:
                found = self._shape(shape(safe))
        service, code, exception, frames = key
        hint = hints.code_hint_at(safe, found.hints) if found.hints else ""
        slots = (self.short(service), self.short(code), hint, exception, found.template, frames)
        earlier_service, earlier_code, earlier_exception, earlier_frames = earlier
        earlier_slots = (
            earlier_service,
            earlier_code,
            v1_hints.hint_at(message, before.earlier_hint) if before.earlier_hint else "",
            earlier_exception,
            before.earlier_template,
            earlier_frames,
        )
        return Reading(
            safe,
            self._hashes.get(slots) or _remembered(self._hashes, slots, lambda key: template_hash(*key)),
            self._earlier_hashes.get(earlier_slots)
            or _remembered(self._earlier_hashes, earlier_slots, lambda key: v1_hash(*key)),
            hint or None,
            text_at(safe, found.request_id) if found.request_id else None,
            text_at(safe, found.user_id) if found.user_id else None,
        )

    def _read_trace(self, error_code: str | None, exception_type: str | None, stack_trace: str | None) -> Trace:
        given = self.short(exception_type) or None
        trace = None if stack_trace is None else self.redactor.redact(stack_trace)
        root = (traces.exception_type(trace) or None) if trace else None
        return Trace(
            self.short(error_code) or traces.simple_name(given or root or "") or NO_CODE,
            trace,
            given or root,
            root or given,
            (traces.top_frames(trace) or None) if trace else None,
            (traces.all_frames_hash(trace) or None) if trace else None,
        )

    def _shape(self, of_message: str) -> _Shape:
        return self._shapes.get(of_message) or _remembered(self._shapes, of_message, self._read_shape)

    def _read_shape(self, of_message: str) -> _Shape:
        # What a secret shows itself by is the same in all messages of a shape.
        shows = shows_signs(of_message)
        rules = rules_of_shape(of_message) if shows else ()
        return _Shape(
            self._has_own_rules or (shows and rules != ()),
            rules,
            templates.template_of_shape(of_message),
            hints.places_of_shape(of_message),
            request_id_span(of_message),
            user_id_span(of_message),
            v1_masks.template_of_shape(of_message),
            v1_hints.hint_span(of_message),
        )


def _earlier_key(service: str, error_code: str | None, exception_type: str | None, stack_trace: str | None) -> _Key:
    given = exception_type or None
    root = (v1_traces.exception_type(stack_trace) or None) if stack_trace else None
    exception = given or root
    of_exception = NO_CODE if exception is None else v1_traces.simple_name(exception)
    return (
        service,
        of_exception if error_code is None else error_code,
        root or given,
        v1_traces.top_frames(stack_trace) if stack_trace else None,
    )


Key = TypeVar("Key")
Value = TypeVar("Value")


def _remembered(known: dict[Key, Value], key: Key, made: Callable[[Key], Value]) -> Value:
    value = known.get(key)
    if value is None:
        if len(known) >= _MOST_REMEMBERED:
            known.clear()
        value = known[key] = made(key)
    return value
